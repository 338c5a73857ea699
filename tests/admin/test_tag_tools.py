"""Tags as a tool: hints while one writes, near-duplicates, merging, bulk changes."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from episodes.models import Tag, TagAlias
from tests.admin.forms import errors, send, shown
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db

LIST = "/admin/episodes/tag/"
NEAR, SUGGEST = f"{LIST}near/", f"{LIST}suggest/"


def get(name):
    return Tag.objects.get(name=name)


def names(tagged):
    return list(tagged.tags.values_list("name", flat=True))


def given(client, *codenames):
    """The client, whose user may do this, too."""
    found = Permission.objects.filter(codename__in=codenames, content_type__app_label="episodes")
    client.user.user_permissions.add(*found)
    return client


# --- hints -----------------------------------------------------------------------------------------------------------


def test_a_new_name_that_is_a_slip_is_told(contributor):
    make_highlight(tags=["speech synthesis"])
    assert contributor.get(NEAR, {"name": " Speech-Synthesis "}).json() == {
        "name": "speech synthesis",
        "counted": "1 use",
        "question": "“Speech-Synthesis” is new. Did you mean “speech synthesis” (1 use)?",
    }
    for name in ("SPEECH synthesis", "else", "", "\x00", "x" * 50_000, "ﷺ" * 50_000):
        assert contributor.get(NEAR, {"name": name}).json() == {"name": "", "counted": "", "question": ""}


def test_what_fits_a_text_comes_with_the_reason(contributor):
    make_highlight(title="Seeds", body="Kernels and seeds of training runs.", tags=["reproducibility", "kernels"])
    episode = make_episode()
    asked = {"text": "Seeds and kernels of a training run.", "chosen": "", "episode": episode.pk}
    assert contributor.post(SUGGEST, asked).json()["results"] == [
        {"name": "kernels", "uses": 1, "counted": "1 use", "why": "“kernels” is in the text"},
        {"name": "reproducibility", "uses": 1, "counted": "1 use", "why": "also on “Seeds”"},
    ]
    found = contributor.post(SUGGEST, {**asked, "chosen": "Kernels,reproducibility", "episode": "x"})
    assert found.json() == {"results": []}
    assert contributor.post(SUGGEST).json() == {"results": []}


def test_hints_are_for_those_who_may_tag(nobody, editor, client):
    for address, ask, other in ((NEAR, "get", "post"), (SUGGEST, "post", "get")):
        assert getattr(nobody, ask)(address, {"name": "x"}).status_code == 403
        assert "/login/" in getattr(client, ask)(address).headers["Location"]
        assert getattr(editor, other)(address).status_code == 405


def test_a_suggestion_is_asked_for_from_a_page_of_ours(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user)
    assert strict.post(SUGGEST, {"text": "x"}).status_code == 403


# --- the form without scripts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_highlight, make_episode])
def test_a_new_name_that_is_nearly_another_is_asked_about_once(editor, make):
    make_highlight(tags=["speech"])
    tagged = make(tags=["kept"])
    address = f"/admin/episodes/{tagged._meta.model_name}/{tagged.pk}/change/"
    asked = send(editor, address, tags="kept, speach, new")
    assert errors(asked) == ["“speach” is new. Did you mean “speech” (1 use)?"]
    assert "Create it anyway" in asked.content.decode()
    assert not Tag.objects.filter(name="speach").exists()
    assert editor.post(address, {**shown(asked), "tags_anyway": "speach", "_save": "Save"}).status_code == 302
    assert names(tagged) == ["kept", "speach", "new"]
    # Now it is a tag, and nobody asks again.
    assert send(editor, address, tags="kept, speach").status_code == 302


def test_agreeing_to_one_name_is_not_agreeing_to_another(editor):
    make_highlight(tags=["speech", "prosody"])
    address = f"/admin/episodes/highlight/{make_highlight().pk}/change/"
    asked = send(editor, address, tags="speach, prosodie, prosodi")
    assert len(errors(asked)) == 2
    again = editor.post(address, {**shown(asked), "tags_anyway": "speach", "_save": "Save"})
    assert errors(again) == ["“prosodi” is new. Did you mean “prosody” (1 use)?"]
    assert "tags_anyway" not in shown(again)


def test_an_answer_stays_given_while_something_else_is_wrong(editor):
    make_highlight(tags=["speech"])
    address = f"/admin/episodes/highlight/{make_highlight().pk}/change/"
    asked = send(editor, address, tags="speach", title="")
    refused = editor.post(address, {**shown(asked), "tags_anyway": "speach", "_save": "Save"})
    assert errors(refused) == ["This field is required."]
    assert shown(refused)["tags_anyway"] == "speach"


def test_aliases_and_tags_in_another_case_are_not_asked_about(editor):
    TagAlias.objects.create(tag=Tag.objects.create(name="speech synthesis"), name="TTSs")
    highlight = make_highlight()
    assert send(editor, f"/admin/episodes/highlight/{highlight.pk}/change/", tags="ttss").status_code == 302
    assert names(highlight) == ["speech synthesis"]
