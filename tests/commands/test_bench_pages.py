import io
import re

import pytest
from django.core.management import CommandError, call_command

from episodes.management import measure
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

KINDS = [
    "home",
    "show",
    "episode",
    "transcript",
    "highlight",
    "quote",
    "clip",
    "person",
    "tag",
    "two tags",
    "tag index",
]


def bench(**options):
    out = io.StringIO()
    call_command("bench_pages", times=2, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_prints_a_row_for_each_kind_of_page():
    person = make_person()
    episode = make_episode(guest=person, tags=["sound"])
    clip = make_clip(episode)
    make_quote(make_highlight(episode, body="Said [1].", tags=["sound", "noise"]), speaker=person, clip=clip)
    printed = bench()
    for name in KINDS:
        row = re.search(rf"^{name} +(\d+) +([\d.]+) +[\d.]+ +([\d,]+) +([\d,]+)  (/\S*)", printed, re.MULTILINE)
        assert row, (name, printed)
        assert int(row[1]) > 0, name
        assert int(row[4].replace(",", "")) < int(row[3].replace(",", "")), name
    assert "/tags/noise+sound/" in printed
    assert re.search(r"^goal +≤ 6 +≤ 15 ", printed, re.MULTILINE)
    whole = int(re.search(r"style sheets and scripts: ([\d,]+) bytes", printed)[1].replace(",", ""))
    page = int(re.search(r"^episode +\d+ +[\d.]+ +[\d.]+ +[\d,]+ +([\d,]+)", printed, re.MULTILINE)[1].replace(",", ""))
    assert whole > page


@pytest.mark.django_db
def test_an_address_that_does_not_answer_is_pointed_out():
    # A transcript without a line is no page.
    make_episode()
    assert re.search(r"^transcript .* ANSWERS 404\b", bench(), re.MULTILINE)


@pytest.mark.django_db
def test_an_empty_site_gets_a_sentence():
    with pytest.raises(CommandError, match="no public episode to measure"):
        bench()


def test_bad_numbers_get_a_sentence():
    with pytest.raises(CommandError, match="--times must be 1 or more"):
        call_command("bench_pages", times=0)


def test_a_page_weighs_what_it_links_to():
    page = """<link rel="stylesheet" href="/static/a.css"><script type="module" src='/static/b.js'></script>
        <a href="/static/c.css">no</a><link rel="icon" href="/static/d.png">
        <script src="/static/e.js" defer></script>"""
    assert measure.LINKED.findall(page) == ["/static/a.css", "/static/b.js", "/static/e.js"]
