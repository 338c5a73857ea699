"""The checklist of many episodes takes no more queries, and reads as sentences."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from episodes.models import Episode
from episodes.services.checklist import problems
from episodes.services.checks import Problem
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote
from tests.services.checklist.finished import change

pytestmark = pytest.mark.django_db


def test_no_episodes_and_unknown_ones_have_no_problems():
    assert problems([]) == {}
    assert problems([123456]) == {}


def full(number):
    """An episode with every kind of row and link."""
    episode = make_episode(tags=[f"tag {number}"], guest=make_person(name=f"Person of {number}"))
    highlight = make_highlight(episode, body="[1][2][5]", tags=["x"])
    make_quote(highlight, clip=make_clip(episode))
    for kind in ("clips/1", "quotes/1", f"tags/tag-{number}", f"people/person-of-{number}", "tags/none", "people/none"):
        highlight.body += f" [x](/{kind}/)"
    highlight.body += f" [x]({episode.get_absolute_url()}highlights/none/) [x](/shows/none/{number}/transcript/)"
    previous = Episode.objects.exclude(pk=episode.pk).first()
    if previous:
        highlight.body += f" [x]({previous.get_transcript_url()}) [x]({previous.highlights.get().get_absolute_url()})"
    highlight.save()
    return episode


def test_queries_do_not_grow_with_episodes():
    keys = [full(number).pk for number in range(2)]
    problems(keys)
    with CaptureQueriesContext(connection) as few:
        problems(keys)
    keys += [full(number).pk for number in range(2, 31)]
    with CaptureQueriesContext(connection) as many:
        found = problems(keys)
    assert len(found) == 31
    assert all(found.values())
    assert len(many) <= len(few) <= 24


def test_queries_do_not_grow_with_rows(episode):
    change(episode, show_notes="[x](/tags/none/)")
    with CaptureQueriesContext(connection) as few:
        problems([episode.pk])
    for number in range(10, 40):
        make_highlight(episode, body=f"[{number}] [x](/tags/none-{number}/)")
        make_clip(episode, number)
    with CaptureQueriesContext(connection) as many:
        assert len(problems([episode.pk])[episode.pk]) >= 60
    assert len(many) == len(few)


def test_a_problem_reads_as_one_sentence():
    assert str(Problem("error", "body", "Section 3", "has no text.")) == "Section 3 has no text."
