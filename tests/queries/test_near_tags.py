"""Tags that are probably meant to be one."""

import pytest

from episodes.models import Tag, TagAlias
from episodes.queries.near_tags import alike_tags, near_tags
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db


@pytest.fixture
def tags():
    make_highlight(tags=["speech synthesis", "podcasts"])
    make_episode(tags=["speech synthesis"])
    TagAlias.objects.create(tag=Tag.objects.get(name="speech synthesis"), name="text to speech")


def test_only_new_names_are_asked_about(tags):
    asked = ["Speech Synthesis", "TEXT TO SPEECH", "podcast", "speech-synthesis", "text-to-speech", "else", " "]
    found = near_tags(asked)
    assert {name: (tag.name, tag.uses) for name, tag in found.items()} == {
        "podcast": ("podcasts", 1),
        "speech-synthesis": ("speech synthesis", 2),
        "text-to-speech": ("speech synthesis", 2),
    }
    assert near_tags([]) == {}


def test_of_several_the_most_used_is_meant(tags):
    make_highlight(tags=["speach", "speech"])
    make_highlight(tags=["speech"])
    assert near_tags(["speeach"])["speeach"].name == "speech"


def test_groups_have_the_most_used_first_and_the_sure_ones_before_others():
    make_highlight(tags=["self hosting", "rust", "podcast"])
    make_highlight(tags=["self-hosting", "podcast"])
    make_highlight(tags=["self-hosting", "trust", "podcasts"])
    make_highlight(tags=["selfhosting", "lonely"])
    found = [[(tag.name, tag.use_count, tag.how) for tag in alike.tags] for alike in alike_tags()]
    assert found == [
        [("self-hosting", 2, ""), ("self hosting", 1, "hyphen"), ("selfhosting", 1, "hyphen")],
        [("podcast", 2, ""), ("podcasts", 1, "plural")],
        [("rust", 1, ""), ("trust", 1, "letter")],
    ]
    assert [alike.is_sure for alike in alike_tags()] == [True, True, False]


def test_queries_do_not_grow(django_assert_num_queries):
    for number in range(1, 31):
        make_highlight(tags=[f"self hosting number {number}", f"self-hosting number {number}"])
    with django_assert_num_queries(2):
        assert len(alike_tags()) == 30
    with django_assert_num_queries(5):
        assert near_tags([f"selfhosting number {number}" for number in range(1, 9)])


def test_unused_tags_and_counts():
    make_highlight(tags=["both"])
    make_episode(tags=["both"])
    Tag.objects.create(name="none")
    assert [tag.name for tag in Tag.objects.unused()] == ["none"]
    assert {tag.name: (tag.highlight_count, tag.episode_count, tag.use_count) for tag in Tag.objects.counted()} == {
        "both": (1, 1, 2),
        "none": (0, 0, 0),
    }
