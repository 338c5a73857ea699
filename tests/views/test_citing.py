"""“Cite this” on the pages of clips, quotes and highlights: whole without a script, and as files."""

import json

import pytest
import rispy

from episodes.models import Credit, Episode, Highlight, Role, SiteSettings, Status
from tests.factories import LONG_AGO, make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def things():
    """``{kind: object}`` of one public episode."""
    SiteSettings(name="The Site").save()
    speaker = make_person(name="Ada Lovelace")
    show = make_show(title="Held Out", author="Acme Media")
    episode = make_episode(show, title="How Models Are Trained", number=12, guest=speaker, published_at=LONG_AGO)
    Credit.objects.create(episode=episode, person=make_person(name="Jane Doe"), role=Role.HOST)
    clip = make_clip(episode, 1, title="Why <weights> & data?", speaker=speaker, start_ms=3_723_000, end_ms=3_790_000)
    later = make_clip(episode, 2, start_ms=3_800_000, end_ms=3_810_000)
    highlight = make_highlight(episode, title="Opening", body=f"One [{clip.number}] *and* [{later.number}].")
    quote = make_quote(highlight, speaker=speaker, clip=clip, text="We gave it away.\n\nAll of it.")
    return {"clip": clip, "quote": quote, "highlight": highlight}


KINDS = ["clip", "quote", "highlight"]


def fields(client, thing):
    """``{label: text}`` of the fields that a page offers to copy."""
    page = read(client.get(thing.get_absolute_url())).one("details", cls="cite-this")
    labels = {label.attrs["for"]: label.text for label in page.all("label")}
    return {labels[area.attrs["id"]]: "".join(area.children) for area in page.all("textarea")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_style_and_format_is_on_the_page(client, things, kind):
    found = fields(client, things[kind])
    names = ["APA 7", "MLA 9", "Chicago 17", "BibTeX", "RIS", "CSL-JSON"]
    assert list(found) == names + (["Markdown"] if kind == "highlight" else [])
    assert all("01:02:03" in found[name] for name in names)
    assert all("The Site" in found[name] and "Held Out" in found[name] for name in names)


def test_each_says_who_and_what(client, things):
    assert fields(client, things["clip"])["APA 7"] == (
        "Doe, J. (Host). (2024, January 1). Why <weights> & data? [Podcast clip, 01:02:03–01:03:10]. In How Models Are "
        f"Trained (No. 12). Held Out. The Site. http://127.0.0.1:8000/clips/{things['clip'].pk}/"
    )
    assert fields(client, things["quote"])["MLA 9"].startswith("Lovelace, Ada. “We gave it away. All of it.” “How")
    assert "01:02:03–01:03:30" in fields(client, things["highlight"])["Chicago 17"]


def test_a_section_is_copied_with_its_citations_as_footnotes(client, things):
    text = fields(client, things["highlight"])["Markdown"]
    assert "One [^1] *and* [^2]." in text
    assert "[^1]: Ada Lovelace: Why \\<weights\\> \\& data?, [1:02:03–1:03:10](http://127.0.0.1:8000/clips/" in text
    assert "> We gave it away." in text
    assert "**Takeaway:**" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["bib", "ris", "json"])
def test_files_are_what_the_page_shows(client, things, kind, ending):
    url = things[kind].get_absolute_url()
    links = read(client.get(url)).one("details", cls="cite-this").all("a")
    [link] = [link.attrs["href"] for link in links if link.attrs["href"].endswith(ending)]
    answer = client.get(link)
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Content-Disposition"].endswith(f'{kind}{things[kind].pk}.{ending}"')
    shown = fields(client, things[kind])[{"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}[ending]]
    assert answer.content.decode().splitlines() == shown.splitlines()
    assert client.get(f"{url}cite.{ending}", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_files_can_be_read(client, things):
    [item] = json.loads(client.get(f"{things['quote'].get_absolute_url()}cite.json").content)
    assert item["author"] == [{"family": "Lovelace", "given": "Ada"}]
    assert (item["host"], item["publisher"]) == ([{"family": "Doe", "given": "Jane"}], "The Site")
    answer = client.get(f"{things['clip'].get_absolute_url()}cite.ris")
    assert answer["Content-Type"].startswith("application/x-research-info-systems")
    assert rispy.loads(answer.content.decode())[0]["title"] == "Why <weights> & data?"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_a_draft_is_not_cited(client, things, kind):
    url = f"{things[kind].get_absolute_url()}cite.bib"
    assert client.get(url).status_code == 200
    Highlight.objects.update(status=Status.DRAFT)
    assert client.get(url).status_code == 404
    Highlight.objects.update(status=Status.PUBLISHED)
    Episode.objects.update(status=Status.DRAFT)
    assert client.get(url).status_code == 404


def test_a_highlight_that_moved_is_cited_where_it_is(client, things):
    before = things["highlight"].get_absolute_url()
    things["highlight"].slug = "opened"
    things["highlight"].save()
    moved = client.get(f"{before}cite.ris")
    assert (moved.status_code, moved["Location"]) == (301, f"{things['highlight'].get_absolute_url()}cite.ris")


@pytest.mark.parametrize("path", ["/clips/99999999999999999999/cite.bib", "/quotes/0/cite.ris", "/clips/1/cite.xml"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_an_unplaced_moment_is_cited_without_a_time(client, things):
    clip = make_clip(things["clip"].episode, 9, start_ms=None, end_ms=None, title="Somewhere")
    assert "Somewhere [Podcast clip]. In" in fields(client, clip)["APA 7"]
