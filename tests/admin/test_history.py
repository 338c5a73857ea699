"""The history of an episode: who changed what, the page as it was, and everything brought back."""

from functools import partial

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from episodes import models
from episodes.models import Episode, Highlight, PastSlug, Revision
from episodes.services.documents import content, read
from episodes.services.revisions import latest_number, recording
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db

HISTORY = "admin:episodes_episode_history"
SEE = "admin:episodes_episode_revision"
COMPARE = "admin:episodes_episode_revision_compare"
RESTORE = "admin:episodes_episode_revision_restore"
DELETED = "admin:episodes_episode_deleted"


@pytest.fixture
def episode(editor):
    """Revision 1 as it was written, and 2, in which an editor has changed a section."""
    with recording():
        episode = make_episode(title="Small models", guest=make_person(name="Ada"), tags=["speech"])
        clip = make_clip(episode)
        highlight = make_highlight(
            episode, title="Start from the data", body="It was said [1].", takeaway="Begin with data.", tags=["data"]
        )
        make_quote(highlight, text="Data first, always.", clip=clip)
    with recording(editor.user):
        highlight.takeaway = "End with evaluation."
        highlight.save()
        highlight.tags.add("evaluation")
    return episode


def page_of(client, name, *args, query=""):
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def restore(client, episode_key, number, **typed):
    seen = latest_number(episode_key)
    return client.post(reverse(RESTORE, args=[episode_key, number]), {"seen": seen, **typed}, follow=True)


def everything():
    """How many rows each model has, and what the tables say that rendering could touch."""
    commit()
    counts = {name: getattr(models, name).objects.count() for name in models.__all__ if _is_model(name)}
    return counts, list(Episode.objects.values()), list(Highlight.objects.values()), list(PastSlug.objects.values())


def _is_model(name):
    return hasattr(getattr(models, name), "_meta") and not getattr(models, name)._meta.abstract


def test_the_list_says_who_changed_what(editor, episode):
    page = page_of(editor, HISTORY, episode.pk)
    assert "History of “Small models”" in page
    assert "Section 1: takeaway rewritten; tag “evaluation” added" in page
    assert "First version, with 1 section, 1 clip" in page
    assert "</time>, eda" in page
    assert page.index("Revision 2") < page.index("Revision 1")


def test_what_was_restored_is_said(editor, episode):
    restore(editor, episode.pk, 1)
    assert "Restored revision 1. Section 1: takeaway rewritten; tag “evaluation” removed" in page_of(
        editor, HISTORY, episode.pk
    )


def test_an_episode_that_nobody_has_changed_since_has_no_revision(editor):
    assert "No change has been kept yet" in page_of(editor, HISTORY, make_episode().pk)


def test_thirty_revisions_take_the_queries_of_two(editor, count_queries):
    counts = []
    for changes in (1, 40):
        episode = make_episode()
        for number in range(changes):
            with recording(editor.user):
                episode.title = f"Title {number}"
                episode.save()
        counts.append(count_queries(partial(editor.get, reverse(HISTORY, args=[episode.pk]))))
    assert counts[0] + 1 >= counts[1]  # The revision before the page's first is looked for where there are more.
    page = page_of(editor, HISTORY, episode.pk)
    assert page.count("<li") - page_of(editor, HISTORY, make_episode().pk).count("<li") == 25
    assert "Title changed" in page_of(editor, HISTORY, episode.pk, query="?page=2")


@pytest.mark.parametrize("model", ["highlight", "clip", "quote"])
def test_the_history_of_a_part_is_that_of_its_episode(editor, nobody, episode, model):
    part = {"highlight": Highlight, "clip": models.Clip, "quote": models.Quote}[model].objects.get()
    address = reverse(f"admin:episodes_{model}_history", args=[part.pk])
    assert editor.get(address).url == reverse(HISTORY, args=[episode.pk])
    assert nobody.get(address).status_code == 403
    assert editor.get(reverse(f"admin:episodes_{model}_history", args=[part.pk + 1])).url == "/admin/"


def test_a_revision_is_seen_as_the_page_it_was(editor, episode):
    page = page_of(editor, SEE, episode.pk, 1)
    assert "Begin with data." in page
    assert "End with evaluation." not in page
    assert "Revision 1 of" in page
    assert "Not what readers see." in page
    assert "Data first, always." in page


def test_it_is_kept_and_found_by_nobody(editor, episode):
    response = editor.get(reverse(SEE, args=[episode.pk, 1]))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in response.content.decode()


def test_looking_leaves_nothing_behind(editor, episode, django_capture_on_commit_callbacks):
    neighbour = make_episode(episode.show, tags=["speech"])
    with recording():
        episode.related_choices.create(related=neighbour)
        episode.title, episode.slug = "Smaller models", "smaller-models"
        episode.save()
        make_highlight(episode, title="Later", tags=["later"])
        Highlight.objects.get(title="Start from the data").delete()
        episode.clips.get().delete()
        episode.tags.clear()
    before = everything()
    assert PastSlug.objects.filter(content_type=ContentType.objects.get_for_model(Episode)).exists()
    with django_capture_on_commit_callbacks() as callbacks:
        page = page_of(editor, SEE, episode.pk, 1)
    assert "Small models" in page
    assert "Start from the data" in page
    assert "Later" not in page
    assert callbacks == []
    assert everything() == before
    assert Episode.objects.get(pk=episode.pk).get_absolute_url().endswith("/smaller-models/")


def test_sections_are_seen_whatever_their_state_but_withdrawn_ones(editor):
    with recording():
        episode = make_episode(status="draft", published_at=None)
        make_highlight(episode, title="Being written", status="draft")
        make_highlight(episode, title="Taken back", status="withdrawn", withdrawn_reason="Wrong.")
    page = page_of(editor, SEE, episode.pk, 1)
    assert "Being written" in page
    assert "Taken back" not in page


def test_what_changed_is_shown_word_by_word(editor, episode):
    page = page_of(editor, COMPARE, episode.pk, 2, query="?with=1")
    assert "Section 1, “Start from the data”" in page
    assert "<del>Begin</del><ins>End</ins>" in page
    assert "<ins>evaluation</ins>" in page
    assert page_of(editor, COMPARE, episode.pk, 1, query="?with=2").count("<ins>") == page.count("<ins>")


def test_a_revision_is_compared_with_what_is_stored_now(editor, episode):
    Episode.objects.filter(pk=episode.pk).update(duration_ms=90_500, status="withdrawn", withdrawn_reason="Wrong.")
    page = page_of(editor, COMPARE, episode.pk, 2)
    for words in ("<del>1:00:00</del>", "<ins>1:30.5</ins>", "<del>Published</del>", "<ins>Withdrawn</ins>"):
        assert words in page
    assert "takeaway" not in page.lower()
    Episode.objects.filter(pk=episode.pk).update(duration_ms=3_600_000, status="published", withdrawn_reason="")
    assert "Nothing that shows is different." in page_of(editor, COMPARE, episode.pk, 2)


def test_everything_that_can_differ_has_a_row(editor, episode):
    with recording():
        section = episode.highlights.get()
        section.featured, section.position = True, 9
        section.save()
        section.quotes.get().delete()
        make_highlight(episode, position=1, title="New", body="Said [2].", tags=["fresh"])
        clip = episode.clips.get()
        clip.number, clip.speaker = 2, make_person(name="Ben")
        clip.save()
        episode.credits.get().delete()
        episode.related_choices.create(related=make_episode(title="Large models"), reason="Both have data.")
        episode.show = make_episode().show
        episode.save()
    page = page_of(editor, COMPARE, episode.pk, 3, query="?with=2")
    for words in (
        "<dt>Show</dt>",
        "<dt>Clips renumbered</dt>",
        "1 → 2",
        "<del>Ada, guest</del>",
        "<ins>Large models: Both have data.</ins>",
        "<ins>fresh</ins>",
        "<del>Data first, always.</del>",
        "<ins>yes</ins>",
        "<ins>Ben</ins>",
    ):
        assert words in page, words
    assert '<span class="badge">added</span>' in page


def test_restoring_is_a_revision_and_can_be_taken_back(editor, episode):
    first, second = read_at(episode, 1), read_at(episode, 2)
    page = restore(editor, episode.pk, 1)
    assert "“Small models” is again what it was at revision 1." in page.content.decode()
    assert content(read(episode.pk)) == first
    made = Revision.objects.of(episode.pk).first()
    assert (made.number, made.made_by) == (3, editor.user)
    restore(editor, episode.pk, 2)
    assert content(read(episode.pk)) == second


def read_at(episode, number):
    return content(Revision.objects.get(episode_key=episode.pk, number=number).document)


def test_restoring_what_is_there_changes_nothing(editor, episode):
    assert "Nothing was restored" in restore(editor, episode.pk, 2).content.decode()
    assert latest_number(episode.pk) == 2


@pytest.mark.parametrize("seen", [1, "", "x", -1, "9" * 40])
def test_a_restore_of_what_was_changed_since_is_refused(editor, episode, seen):
    page = restore(editor, episode.pk, 1, seen=seen)
    assert "was changed after you looked at it" in page.content.decode()
    assert latest_number(episode.pk) == 2


@pytest.mark.parametrize("name", [HISTORY, SEE, COMPARE])
def test_looking_is_no_post_and_restoring_nothing_else(editor, episode, name):
    address = reverse(name, args=[episode.pk] if name == HISTORY else [episode.pk, 1])
    assert editor.post(address).status_code == 405
    assert editor.get(reverse(RESTORE, args=[episode.pk, 1])).status_code == 405
    assert editor.post(reverse(DELETED)).status_code == 405


def test_restoring_needs_the_token(episode, editor):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user)
    assert strict.post(reverse(RESTORE, args=[episode.pk, 1]), {"seen": 2}).status_code == 403
    assert latest_number(episode.pk) == 2


def test_contributors_look_at_everything_and_restore_drafts(contributor, episode):
    for name, args in ((HISTORY, [episode.pk]), (SEE, [episode.pk, 1]), (COMPARE, [episode.pk, 1])):
        assert ">Restore" not in page_of(contributor, name, *args)
    assert restore(contributor, episode.pk, 1).status_code == 403
    Episode.objects.filter(pk=episode.pk).update(status="draft")
    Highlight.objects.update(status="draft")
    with recording() as recorder:
        recorder.touch(episode.pk)
    # What nobody recorded is kept with the next change.
    assert ">Restore" in page_of(contributor, HISTORY, episode.pk)
    assert "is again what it was" in restore(contributor, episode.pk, 1).content.decode()
    episode.refresh_from_db()
    assert (episode.status, episode.highlights.get().status) == ("draft", "draft")
    assert episode.highlights.get().takeaway == "Begin with data."


def test_a_contributor_brings_no_published_section_back(contributor, episode):
    Episode.objects.filter(pk=episode.pk).update(status="draft")
    with recording():
        episode.highlights.get().delete()
    page = restore(contributor, episode.pk, 1)
    assert "only those who may publish can restore" in page.content.decode()
    assert not episode.highlights.exists()


def test_who_may_see_nothing_sees_no_history(nobody, episode):
    for name, args in ((HISTORY, [episode.pk]), (SEE, [episode.pk, 1]), (COMPARE, [episode.pk, 1]), (DELETED, [])):
        assert nobody.get(reverse(name, args=args)).status_code == 403
    assert restore(nobody, episode.pk, 1).status_code == 403


@pytest.mark.parametrize("key", ["0", "99", "x", "9" * 30, "1_2F2"])
def test_what_was_never_there_is_not_found(editor, episode, key):
    for name, args in ((HISTORY, [key]), (SEE, [key, 1]), (SEE, [episode.pk, key]), (COMPARE, [episode.pk, key])):
        assert editor.get(reverse(name, args=args)).status_code == 404, (name, args)
    assert editor.get(reverse(COMPARE, args=[episode.pk, 1]) + f"?with={key}").status_code == 404
    assert restore(editor, episode.pk, key).status_code == 404


def test_a_deleted_episode_is_listed_seen_and_recovered(editor, contributor, episode):
    key, address, before = episode.pk, episode.get_absolute_url(), read_at(episode, 2)
    asked = editor.get(reverse("admin:episodes_episode_delete", args=[key])).content.decode()
    assert "an editor can bring it back" in asked
    delete(editor, "episode", key)
    assert not Episode.objects.filter(pk=key).exists()
    assert reverse(DELETED) in page_of(editor, "admin:episodes_episode_changelist")
    listed = page_of(editor, DELETED)
    assert "Small models" in listed
    assert "</time>, eda" in listed
    history = page_of(editor, HISTORY, key)
    assert "Episode deleted" in history
    assert "End with evaluation." in page_of(editor, SEE, key, 2)
    assert not Episode.objects.filter(pk=key).exists()
    assert "<del>" in page_of(editor, COMPARE, key, 1, query="?with=2")
    assert "removed" in page_of(editor, COMPARE, key, 2)
    assert contributor.get(reverse(DELETED)).status_code == 403
    assert reverse(DELETED) not in page_of(contributor, "admin:episodes_episode_changelist")
    assert restore(contributor, key, 2).status_code == 403
    assert "“Small models” is back." in restore(editor, key, 2).content.decode()
    assert content(read(key)) == before
    assert editor.get(address).status_code == 200
    assert "No episode is deleted." in page_of(editor, DELETED)
    assert "Restored revision 2" in page_of(editor, HISTORY, key)


def delete(client, model, key):
    from tests.admin.forms import shown

    address = reverse(f"admin:episodes_{model}_delete", args=[key])
    assert client.post(address, {**shown(client.get(address)), "post": "yes"}).status_code == 302


def test_an_episode_deleted_twice_is_listed_once(editor, episode):
    key = episode.pk
    delete(editor, "episode", key)
    restore(editor, key, 2)
    delete(editor, "episode", key)
    assert page_of(editor, DELETED).count('class="who"') == 1


def test_thirty_deleted_episodes_take_the_queries_of_one(editor, count_queries):
    counts = []
    for episodes in (1, 30):
        for _number in range(episodes):
            make_episode().delete()
        counts.append(count_queries(lambda: editor.get(reverse(DELETED))))
    assert counts[0] == counts[1]


def test_an_episode_whose_show_is_gone_stays_away_with_a_sentence(editor, episode):
    key = episode.pk
    episode.show.delete()
    page = editor.get(reverse(SEE, args=[key, 2]), follow=True).content.decode()
    assert "The show of this episode was deleted" in page
    assert "The show of this episode was deleted" in restore(editor, key, 2).content.decode()


def test_a_deleted_section_is_restored_from_the_history(editor, episode):
    highlight = episode.highlights.get()
    asked = editor.get(reverse("admin:episodes_highlight_delete", args=[highlight.pk])).content.decode()
    assert reverse(HISTORY, args=[episode.pk]) in asked
    delete(editor, "highlight", highlight.pk)
    assert "removed" in page_of(editor, HISTORY, episode.pk)
    restore(editor, episode.pk, 2)
    assert Highlight.objects.get().body == highlight.body


def test_seeing_takes_a_bounded_number_of_queries(editor):
    counts = []
    for rows in (2, 30):
        with recording():
            episode = make_episode()
            for _number in range(rows):
                make_quote(make_highlight(episode, body="[1]", tags=["a"]), clip=make_clip(episode))
        with recording():
            Episode.objects.get(pk=episode.pk).highlights.first().delete()
        with CaptureQueriesContext(connection) as queries:
            editor.get(reverse(SEE, args=[episode.pk, 1]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
