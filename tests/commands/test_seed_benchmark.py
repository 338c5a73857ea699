"""The benchmark's corpus: as large as asked for, the same at each making, as uneven as real talk."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from episodes.models import Citation, Clip, Cue, Episode, Highlight, Person, Show, Tag, TaggedHighlight

pytestmark = pytest.mark.django_db


def seed(**options):
    call_command("seed_benchmark", **{"episodes": 60, "lines": 10, **options})


def written():
    return [
        list(Episode.objects.order_by("pk").values_list("title", "slug", "published_at", "summary")),
        list(Highlight.objects.order_by("pk").values_list("title", "slug", "body", "takeaway")),
        list(Cue.objects.order_by("pk").values_list("text", "start_ms", "speaker_name")),
        sorted(TaggedHighlight.objects.values_list("content_object__slug", "tag__slug")),
    ]


def test_it_is_as_large_as_asked_and_public(capsys):
    seed()
    assert Episode.objects.published().count() == 60
    assert Highlight.objects.published().count() == 360
    assert Clip.objects.published().count() == 720 == Citation.objects.count()
    assert Cue.objects.count() == 600
    assert "60 / 60 episodes written" in capsys.readouterr().err
    page = Client().get(Episode.objects.first().get_absolute_url())
    assert page.status_code == 200


def test_few_tags_and_words_are_on_most():
    seed()
    uses = Counter(TaggedHighlight.objects.values_list("tag", flat=True)).most_common()
    assert uses[0][1] > 5 * uses[len(uses) // 2][1]
    said = Counter(" ".join(Cue.objects.values_list("text", flat=True)).split()).most_common()
    assert said[0][1] > 20 * said[len(said) // 4][1]


def test_it_is_the_same_at_each_making():
    seed()
    first = written()
    for model in (Show, Person, Tag):
        model.objects.all().delete()
    seed()
    assert written() == first


def test_a_site_that_is_in_use_is_left_alone():
    Show.objects.create(title="Mine")
    with pytest.raises(CommandError, match="not empty"):
        seed()
    assert not Episode.objects.exists()


@pytest.mark.parametrize("options", [{"episodes": 0}, {"lines": 0}, {"episodes": 10**9}])
def test_sizes_that_make_no_sense_are_refused(options):
    with pytest.raises(CommandError, match="must be from 1"):
        seed(**options)
