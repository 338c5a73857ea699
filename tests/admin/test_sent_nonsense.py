"""What no page of the admin sends, sent by hand: a page or a sentence comes back, and nothing is saved."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from episodes.admin.base import LONGEST_TEXT
from episodes.models import Episode, Highlight, Show, Tag
from tests.admin.forms import errors, row, send, shown
from tests.factories import make_episode, make_highlight, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["%%%", "undefined", "-1", "1.5", "٣", "9" * 400, "\x00", ""])
@pytest.mark.parametrize("model", ["episodes_tag", "episodes_show", "episodes_correction", "auth_group", "auth_user"])
def test_a_selected_row_that_is_none_is_left_out(operator, model, key):
    tag = Tag.objects.create(name="tide")
    address = reverse(f"admin:{model}_changelist")
    answer = operator.post(address, {"action": "delete_selected", "_selected_action": key, "index": "0"})
    assert answer.status_code in (200, 302)
    assert Tag.objects.filter(pk=tag.pk).exists()


def test_the_rows_beside_it_are_still_selected(operator):
    group = Group.objects.create(name="Of old")
    address = reverse("admin:auth_group_changelist")
    values = shown(operator.get(address)) | {"action": "delete_selected", "_selected_action": ["x", str(group.pk)]}
    assert "Of old" in operator.post(address, values).content.decode()


def test_nothing_is_saved_as_something_new(operator):
    show = make_episode().show
    address = reverse("admin:episodes_show_change", args=[show.pk])
    answer = operator.post(address, shown(operator.get(address)) | {"title": "", "_saveasnew": "1"})
    assert errors(answer) == ["This field is required."]
    missing = operator.post(reverse("admin:episodes_show_change", args=["²"]), {"_saveasnew": "1"})
    assert (missing.status_code, missing.url) == (302, reverse("admin:index"))
    assert Show.objects.count() == 1


@pytest.mark.parametrize("key", ["{}", "x" * 1000, "9" * 30, "-1"])
def test_a_choice_that_is_none_is_told_at_its_field(operator, key):
    episode = make_episode(guest=make_person())
    address = reverse("admin:episodes_episode_change", args=[episode.pk])
    answer = send(operator, address, **row("credits", 1, person=key, role="guest", position="0"))
    assert "Select a valid choice. That choice is not one of the available choices." in errors(answer)
    assert episode.credits.count() == 1


def test_a_text_that_is_too_long_is_kept_in_its_field_and_not_saved(operator):
    highlight = make_highlight(body="Salt in the water.")
    address = reverse("admin:episodes_highlight_change", args=[highlight.pk])
    words = "a" * (LONGEST_TEXT + 1)
    answer = send(operator, address, body=words)
    assert errors(answer) == ["Ensure this value has at most 200000 characters (it has 200001)."]
    assert words in answer.content.decode()
    assert "maxlength" not in answer.content.decode().split('name="body"')[1].split(">")[0], "browsers cut it off"
    assert Highlight.objects.get().body == "Salt in the water."
    assert Episode.objects.count() == 1
