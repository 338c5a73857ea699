"""What is said in a transcript is found, wherever its passages part."""

import pytest

from episodes.models import (
    Cue,
    SearchDocument,
)
from episodes.search.passages import passage_lines
from tests.conftest import commit
from tests.factories import make_episode, make_person
from tests.search.find.asking import found, transcript

pytestmark = pytest.mark.django_db


def test_a_transcript_is_found_by_what_is_said_in_it():
    guest = make_person(name="Ada Stone")
    episode = make_episode(guest=guest)
    transcript(episode, ("Ada Stone", "We begin with salt"), "and end with water")
    first = episode.cues.first()
    assert found("salt") == found('"salt and end"') == found("water", shelves=[f"p{guest.pk}"]) == {first}
    assert found("water", shelves=["p0"]) == set()
    assert [cue.text for cue in passage_lines([first.pk])[first.pk]] == ["We begin with salt", "and end with water"]


def test_a_phrase_across_the_edge_of_two_passages_is_found():
    episode = make_episode()
    line = "word " * 39
    transcript(episode, *[f"{line} salt{number} pepper{number}" for number in range(9)])
    commit()
    assert SearchDocument.objects.filter(text__contains="salt").count() > 2
    for number in range(8):
        assert found(f'"pepper{number} word"')
        assert found(f'"pepper{number} {line}salt{number + 1}"')


def test_lines_without_times_are_found_too():
    episode = make_episode()
    Cue.objects.bulk_create([Cue(episode=episode, text=f"untimed salt{number}") for number in range(300)])
    commit()
    (passage,) = found("salt250")
    lines = passage_lines([passage.pk])[passage.pk]
    assert "untimed salt250" in [cue.text for cue in lines]


def test_a_replaced_transcript_is_forgotten():
    episode = make_episode()
    transcript(episode, "salt")
    assert found("salt")
    transcript(episode, "water")
    assert not found("salt")
    assert found("water")
    transcript(episode)
    assert not found("water")
