"""``manage.py refresh_related``"""

import pytest
from django.core.management import call_command

from episodes.models import SimilarEpisode
from tests.factories import make_episode, make_person

pytestmark = pytest.mark.django_db


def test_it_finds_what_was_changed_behind_the_site_s_back(capsys):
    guest = make_person()
    one, two = (make_episode(tags=["harbours", "bells"], guest=guest) for _ in range(2))
    SimilarEpisode.objects.all().delete()
    call_command("refresh_related")
    assert set(SimilarEpisode.objects.values_list("episode", "other")) == {(one.pk, two.pk), (two.pk, one.pk)}
    assert "2 related episodes" in capsys.readouterr().out
