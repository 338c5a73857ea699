"""Tags that are suggested for a text."""

import pytest

from episodes.models import SimilarEpisode, Tag, TagAlias
from episodes.queries.tag_suggestions import suggested_tags
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db

TEXT = "Reproducing a training run takes the same seeds, the same kernels and the patience of a saint."


def names(found):
    return [each.name for each in found]


def test_names_and_aliases_that_stand_in_the_text_come_with_their_uses():
    make_highlight(tags=["language models", "speech synthesis"], title="A", body="", takeaway="")
    TagAlias.objects.create(tag=Tag.objects.get(name="speech synthesis"), name="TTS")
    Tag.objects.create(name="patience")
    found = suggested_tags("With patience, TTS beats a Language Model [1].")
    assert [(each.name, each.uses, each.word) for each in found] == [
        ("language models", 1, "language models"),
        ("patience", 0, "patience"),
        ("speech synthesis", 1, "TTS"),
    ]


def test_sections_that_use_the_same_words_bring_their_tags():
    make_highlight(title="Seeds and kernels", body="Seeds, kernels and training runs.", tags=["reproducibility"])
    make_highlight(title="Cooking", body="Butter, salt and onions.", tags=["food"])
    [found] = suggested_tags(TEXT)
    assert (found.name, found.section, found.word) == ("reproducibility", "Seeds and kernels", "")


def test_sections_of_similar_episodes_are_looked_at_however_old():
    old = make_highlight(title="Seeds", body="Seeds and kernels of a training run.", tags=["reproducibility"])
    episode = make_episode()
    for _number in range(70):
        make_highlight(episode)
    assert suggested_tags(TEXT) == []
    SimilarEpisode.objects.create(episode=episode, other=old.episode, score=1)
    assert names(suggested_tags(TEXT, episode=episode.pk)) == ["reproducibility"]


def test_what_is_chosen_already_is_not_suggested_and_brings_its_sections():
    old = make_highlight(title="Seeds", body="Kernels of a training run.", tags=["determinism", "reproducibility"])
    episode = make_episode()
    for _number in range(70):
        make_highlight(episode)
    assert names(suggested_tags(TEXT, ["Determinism"])) == ["reproducibility"]
    assert names(suggested_tags(TEXT + " Determinism!", ["determinism", "reproducibility"])) == []
    assert old.tags.count() == 2


def test_a_section_does_not_suggest_to_itself():
    make_highlight(title="", body=TEXT, takeaway="", tags=["mine"])
    assert suggested_tags(TEXT) == []


def test_at_most_eight_and_sections_have_a_say():
    words = [f"{first}{last}" for first in ("alpha", "beta", "gamma") for last in ("bet", "mid", "end", "top")]
    for word in words:
        Tag.objects.create(name=word)
    make_highlight(title="Seeds", body=" ".join(words), tags=["other"])
    found = suggested_tags(" ".join(words) + " and more of it besides")
    assert len(found) == 8
    assert "other" in names(found)


@pytest.mark.parametrize("text", ["", "\x00", "the and of", "x" * 100_000])
def test_a_text_that_says_nothing_gets_nothing(text):
    make_highlight(tags=["speech"])
    assert suggested_tags(text, ["", "\x00"], episode=10**15) == []


def test_queries_do_not_grow(django_assert_num_queries):
    episode = make_episode()
    for number in range(30):
        make_highlight(episode, body=TEXT, tags=[f"tag {number}", f"training {number}"])
        TagAlias.objects.create(tag=Tag.objects.get(name=f"tag {number}"), name=f"seeds {number}")
    with django_assert_num_queries(9):
        assert len(suggested_tags(f"{TEXT} training 7, seeds 4", episode=episode.pk)) == 8
