"""Importing a page from the admin: paste, look, confirm."""

from html import escape

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from episodes.admin.page_import import NEEDED
from episodes.models import Clip, Episode, Highlight, PageImport, Quote, Show
from tests.admin.forms import shown
from tests.importers.pages import page, sample, section

ADDRESS = "/admin/episodes/episode/import-page/"


def look(client, text=None, **values):
    return client.post(ADDRESS, {"text": sample() if text is None else text, "_look": "Look", **values})


def confirm(client, text=None, **values):
    """Looks, and sends what the page then shows with the button "Import"."""
    return client.post(ADDRESS, {**shown(look(client, text, **values)), "_import": "Import"})


def is_empty():
    return not any(model.objects.exists() for model in (Show, Episode, Highlight, Clip, PageImport))


def test_the_list_of_episodes_leads_there(editor):
    assert f'href="{ADDRESS}"' in editor.get("/admin/episodes/episode/").content.decode()


def test_the_empty_form(editor):
    response = editor.get(ADDRESS)
    content = response.content.decode()
    assert shown(response) == {"text": "", "show": ""}
    assert 'name="publish"' in content
    assert 'name="_look"' in content and 'name="_import"' not in content
    assert "<script>" not in content and "style=" not in content
    assert response.headers["Cache-Control"].startswith("max-age=0, no-cache")


def test_looking_shows_what_would_be_made_keeps_the_text_and_writes_nothing(editor):
    text = "\r\n" + sample().replace("\n", "\r\n")
    response = look(editor, text, show="A <b>Show</b>")
    content = response.content.decode()
    assert escape("the show “A <b>Show</b>”") in content
    assert "the highlight “Cleaning the Tapes” with 3 citations, a quote, a takeaway" in content
    assert "clip 7, not placed in time" in content
    assert "line 16: " in content, "the first empty line counts"
    assert shown(response)["text"].replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert shown(response)["show"] == "A <b>Show</b>"
    assert is_empty()


def test_confirming_imports_and_leads_to_the_episode(editor):
    response = confirm(editor)
    episode = Episode.objects.get()
    assert response.status_code == 302
    assert response.headers["Location"] == f"/admin/episodes/episode/{episode.pk}/change/"
    assert "The page was imported: 12 made, 0 changed." in editor.get(response.headers["Location"]).content.decode()
    assert [part.cited_numbers for part in episode.highlights.all()] == [[1, 2, 3], [4, 5, 5, 6], [7]]
    assert episode.status == "draft"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_flag, entry.object_id) == (editor.user, ADDITION, str(episode.pk))


def test_importing_without_looking_shows_it_first(editor):
    response = editor.post(ADDRESS, {"text": sample(), "_import": "Import"})
    assert response.status_code == 200
    assert "Look again before you import." in response.content.decode()
    assert is_empty()


def test_a_text_that_was_changed_after_looking_is_shown_first(editor):
    values = shown(look(editor))
    values["text"] = values["text"].replace("Nobody thanks", "Somebody thanks")
    response = editor.post(ADDRESS, {**values, "_import": "Import"})
    assert "Look again before you import." in response.content.decode()
    assert is_empty()
    assert editor.post(ADDRESS, {**shown(response), "_import": "Import"}).status_code == 302
    assert Quote.objects.filter(text__startswith="Somebody thanks").exists()


def test_an_edit_that_somebody_made_meanwhile_is_shown_first(editor):
    confirm(editor)
    text = sample(old="What survives depends", new="All that survives depends")
    values = shown(look(editor, text))
    Highlight.objects.filter(title="Cleaning the Tapes").update(takeaway="Mine.")
    response = editor.post(ADDRESS, {**values, "_import": "Import"})
    assert response.status_code == 200
    assert Highlight.objects.get(title="Cleaning the Tapes").takeaway == "Mine."


def test_importing_again_changes_nothing_and_offers_nothing(editor):
    confirm(editor)
    response = look(editor)
    content = response.content.decode()
    assert "Nothing: what the page says is here already." in content
    assert 'name="_import"' not in content
    assert editor.post(ADDRESS, {**shown(response), "_import": "Import"}).status_code == 200
    assert LogEntry.objects.count() == 1


def test_a_change_is_shown_in_words_and_logged_as_a_change(editor):
    confirm(editor)
    text = sample(old="Nobody thanks you", new="Nobody <i>ever</i> thanks you")
    content = look(editor, text).content.decode()
    assert "<ins>&lt;i&gt;ever&lt;/i&gt;</ins>" in content
    assert confirm(editor, text).status_code == 302
    assert Quote.objects.filter(text__startswith="Nobody <i>ever").exists()
    assert LogEntry.objects.filter(action_flag=CHANGE).count() == 1


def test_publishing_is_asked_for(editor):
    confirm(editor, publish="on")
    assert Highlight.objects.published().count() == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste the text of a page."),
        ("Dear all", "This is not an episode page: no line of it is “Episode Highlights”."),
        ("bin\0ary", "Null characters are not allowed."),
        (page(section("One", "It is so 1."), show=""), "does not name its show"),
        (page(section("One", "It is so 1."), published="soon"), "line 1: “Published soon” has no date"),
        ("Ж" * 1_200_000, "This is not an episode page"),
    ],
)
@pytest.mark.parametrize("button", ["_look", "_import"])
def test_a_bad_text_gets_a_sentence_at_the_field_and_no_rows(editor, text, sentence, button):
    response = editor.post(ADDRESS, {"text": text, button: "Yes"})
    assert response.status_code == 200
    assert any(sentence in error for error in response.context["form"].errors["text"])
    assert sentence in response.content.decode()
    assert "\0" in text or shown(response)["text"] == text, "what was pasted is still there"
    assert is_empty()


def test_a_failure_in_the_middle_leaves_no_rows(editor, monkeypatch):
    monkeypatch.setattr(Quote, "save", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        confirm(editor)
    assert is_empty()
    assert not LogEntry.objects.exists()


def test_whoever_lacks_one_permission_is_refused(nobody):
    permissions = {name: Permission.objects.get(codename=name.removeprefix("episodes.")) for name in NEEDED}
    for missing in NEEDED:
        nobody.user.user_permissions.set(permission for name, permission in permissions.items() if name != missing)
        assert nobody.get(ADDRESS).status_code == 403
        assert look(nobody).status_code == 403
        assert nobody.post(ADDRESS, {"text": sample(), "_import": "Import"}).status_code == 403
    nobody.user.user_permissions.set(permissions.values())
    assert nobody.get(ADDRESS).status_code == 200
    assert is_empty()


def test_a_new_show_needs_the_permission_to_add_one(nobody):
    nobody.user.user_permissions.set(
        Permission.objects.filter(codename__in=[name.removeprefix("episodes.") for name in NEEDED])
    )
    response = look(nobody)
    assert response.context["form"].errors["show"] == [
        "There is no show “Small Rooms, Long Tapes”, and you may not add one."
    ]
    Show.objects.create(title="Small Rooms, Long Tapes")
    assert confirm(nobody).status_code == 302


def test_a_visitor_is_sent_to_sign_in(client, db):
    for response in (client.get(ADDRESS), client.post(ADDRESS, {"text": sample()})):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(editor, method):
    assert getattr(editor, method)(ADDRESS).status_code == 405


def test_a_post_from_elsewhere_is_refused(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user)
    assert strict.post(ADDRESS, {"text": sample(), "_look": "Look"}).status_code == 403
    assert is_empty()


def test_the_view_refuses_forged_posts_by_itself(editor, rf):
    """Whatever the middleware is."""
    from django.contrib import admin

    request = rf.post(ADDRESS, {"text": sample(), "_look": "Look"})
    request.user, request._dont_enforce_csrf_checks = editor.user, False
    assert admin.site._registry[Episode].import_page(request).status_code == 403
