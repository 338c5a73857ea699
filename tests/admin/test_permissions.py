"""Editors reach what editing needs, and nothing else, at every address of the admin."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse

from episodes.models import Citation, SiteSettings, Tag, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

FULL = {"list", "add", "change", "delete"}
#: What editors reach in the admin of each model; everything else is refused.
REACH = {
    "episodes.show": {"list", "add", "change"},
    "episodes.person": FULL,
    "episodes.episode": FULL,
    "episodes.clip": FULL,
    "episodes.highlight": FULL,
    "episodes.quote": {"list", "change", "delete"},
    "episodes.tag": FULL,
    "episodes.sitesettings": {"list", "change"},
    "auth.user": set(),
    "auth.group": set(),
}
PAGES = ["list", "add", "change", "delete"]


@pytest.fixture
def objects(db):
    episode = make_episode()
    highlight = make_highlight(episode)
    tag = Tag.objects.create(name="speech")
    SiteSettings.load().save()
    return {
        "episodes.show": episode.show.pk,
        "episodes.person": make_person().pk,
        "episodes.episode": episode.pk,
        "episodes.clip": make_clip(episode).pk,
        "episodes.highlight": highlight.pk,
        "episodes.quote": make_quote(highlight).pk,
        "episodes.tag": tag.pk,
        "episodes.sitesettings": 1,
        "auth.user": User.objects.create_user("someone").pk,
        "auth.group": Group.objects.create(name="Some").pk,
    }


def address(model, page, pk):
    name = f"admin:{model.replace('.', '_')}_{'changelist' if page == 'list' else page}"
    return reverse(name, args=[] if page in ("list", "add") else [pk])


def reached(client, model, pk):
    return {page for page in PAGES if client.get(address(model, page, pk), follow=True).status_code == 200}


def test_every_admin_is_in_the_table():
    assert {model._meta.label_lower for model in admin.site._registry} == REACH.keys()


@pytest.mark.parametrize("model", REACH)
def test_editors_reach_what_editing_needs(editor, objects, model):
    assert reached(editor, model, objects[model]) == REACH[model]


@pytest.mark.parametrize("model", REACH)
def test_a_visitor_without_permissions_reaches_nothing(nobody, objects, model):
    assert reached(nobody, model, objects[model]) == set()


@pytest.mark.parametrize("model", REACH)
def test_changes_are_refused_as_pages_are(editor, nobody, objects, model):
    for client, allowed in ((editor, REACH[model]), (nobody, set())):
        for page in {"add", "change", "delete"} - allowed:
            assert client.post(address(model, page, objects[model]), {"post": "yes"}).status_code == 403


def test_the_index_lists_what_editors_may_edit(editor):
    page = editor.get("/admin/").content.decode()
    assert "What would you like to edit?" in page
    for name in ("Shows", "Episodes", "Highlights", "People", "Quotes", "Tags", "Site settings", "Clips"):
        assert f">{name}</a>" in page
    assert "Users" not in page


def test_actions_need_the_permission_to_change(nobody, editor):
    from django.contrib.auth.models import Permission

    nobody.user.user_permissions.add(Permission.objects.get(codename="view_episode"))
    episode = make_episode()
    chosen = {"action": "back_to_draft", "_selected_action": [episode.pk]}
    nobody.post("/admin/episodes/episode/", chosen)
    episode.refresh_from_db()
    assert episode.status == "published"
    editor.post("/admin/episodes/episode/", chosen)
    episode.refresh_from_db()
    assert episode.status == "draft"


@pytest.mark.parametrize("client_name", ["operator", "editor"])
def test_taggit_has_no_admin_of_its_own(request, client_name):
    client = request.getfixturevalue(client_name)
    assert client.get("/admin/taggit/tag/").status_code == 404
    assert client.get("/admin/taggit/tag/merge-tags/").status_code == 404
    assert client.post("/admin/taggit/tag/merge-tags/", {"new_tag_name": "x"}).status_code == 404


def test_editors_can_delete_what_carries_tags_and_citations(editor):
    episode = make_episode(tags=["speech"])
    make_clip(episode)
    highlight = make_highlight(episode, body="Said so [1].", tags=["speech"])
    make_quote(highlight)
    TagAlias.objects.create(tag=Tag.objects.get(), name="talk")
    assert Citation.objects.count() == 1
    for model, pk in (("tag", Tag.objects.get().pk), ("episode", episode.pk)):
        asked = editor.get(f"/admin/episodes/{model}/{pk}/delete/")
        assert "Are you sure" in asked.content.decode()
        assert editor.post(f"/admin/episodes/{model}/{pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Tag.objects.exists()
    assert not type(episode).objects.exists()
