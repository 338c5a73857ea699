"""Links between sections in the form of a highlight: chosen among all shows, kept in the history, never overwritten."""

import json

import pytest

from episodes.models import HighlightLink, HighlightLinkKind, Revision, Status
from episodes.services.revisions import latest_number
from tests.admin.forms import errors, row, send, shown
from tests.factories import make_episode, make_highlight, make_show

pytestmark = pytest.mark.django_db
AGREES, DISAGREES, ANSWERS = HighlightLinkKind


@pytest.fixture
def near():
    return make_highlight(make_episode(title="Here"), title="Near")


@pytest.fixture
def far():
    return make_highlight(make_episode(make_show(title="Elsewhere"), title="There"), title="Far away")


def form_of(highlight):
    return f"/admin/episodes/highlight/{highlight.pk}/change/"


def link(near, far, kind=AGREES):
    return HighlightLink.objects.create(highlight=near, other=far, kind=kind)


def stored():
    return list(HighlightLink.objects.values_list("highlight__title", "kind", "other__title"))


def compared(client, highlight):
    """The page that says what the latest revision changed."""
    number = latest_number(highlight.episode_id)
    return client.get(f"/admin/episodes/episode/{highlight.episode_id}/history/{number - 1}/compare/").content.decode()


def test_the_form_adds_changes_and_removes_a_link(editor, near, far):
    assert (
        send(editor, form_of(near), **row("links", 0, kind="disagrees", other=str(far.pk), position="0")).status_code
        == 302
    )
    assert stored() == [("Near", "disagrees", "Far away")]
    assert "disagrees with “Far away · There”" in compared(editor, near)
    assert send(editor, form_of(near), links__0__kind="answers").status_code == 302
    assert stored() == [("Near", "answers", "Far away")]
    assert send(editor, form_of(near), links__0__DELETE="on").status_code == 302
    assert stored() == []


def test_a_new_highlight_takes_links_at_once(editor, near, far):
    address = f"/admin/episodes/highlight/add/?episode={near.episode_id}"
    values = {"title": "Third", "body": "Words.", **row("links", 0, kind="agrees", other=str(far.pk), position="0")}
    assert send(editor, address, **values).status_code == 302
    assert stored() == [("Third", "agrees", "Far away")]


def test_what_cannot_be_linked_gets_a_sentence(editor, near, far):
    itself = send(editor, form_of(near), **row("links", 0, kind="agrees", other=str(near.pk), position="0"))
    assert errors(itself) == ["A highlight is linked to another one, not to itself."]
    link(near, far)
    twice = send(editor, form_of(near), **row("links", 1, kind="answers", other=str(far.pk), position="1"))
    assert "linked" in " ".join(errors(twice))
    assert HighlightLink.objects.count() == 1


def offered(client, term, **more):
    response = client.get("/admin/episodes/highlight/linkable/", {"term": term, **more})
    return [result["text"] for result in json.loads(response.content)["results"]]


def test_sections_are_found_by_words_of_their_titles_across_shows(editor, near, far):
    make_highlight(make_episode(status=Status.DRAFT), title="Far draft")
    make_highlight(title="Far gone", status=Status.WITHDRAWN, withdrawn_reason="Wrong.")
    assert offered(editor, "far there") == ["Far away · There · Elsewhere"]
    assert offered(editor, "FAR elsewhere") == ["Far away · There · Elsewhere"]
    found = offered(editor, "far")
    assert len(found) == 2
    assert any(text.startswith("Far draft") and text.endswith("(not published)") for text in found)
    assert offered(editor, "near", but=str(near.pk)) == []


@pytest.mark.parametrize("term", ["\x00", "%", "_", "'", "x" * 60_000, "\ud800", "😀 " * 500])
@pytest.mark.parametrize("more", [{}, {"page": "9" * 30, "but": "-1"}, {"page": "0", "but": "\x00"}])
def test_whatever_is_typed_is_an_answer(editor, near, term, more):
    address = "/admin/episodes/highlight/linkable/"
    term = term.encode("utf-8", "surrogatepass")
    assert editor.get(address, {"term": term, **more}).status_code == 200


def test_only_who_may_see_highlights_is_offered_any(nobody, client):
    assert nobody.get("/admin/episodes/highlight/linkable/?term=a").status_code == 403
    assert client.get("/admin/episodes/highlight/linkable/?term=a").status_code == 302


def test_many_rows_take_no_more_queries(editor, near, count_queries):
    link(near, make_highlight())
    editor.get(form_of(near))
    before = count_queries(lambda: editor.get(form_of(near)))
    for _number in range(10):
        link(near, make_highlight())
    assert count_queries(lambda: editor.get(form_of(near))) == before


def test_the_form_names_what_is_linked_with_its_episode_and_show(editor, near, far):
    link(near, far)
    assert "Far away · There · Elsewhere" in editor.get(form_of(near)).content.decode()


def test_a_contributor_links_drafts_only(contributor, near, far):
    assert send(contributor, form_of(near), **row("links", 0, kind="agrees", other=str(far.pk))).status_code in (
        200,
        403,
    )
    assert stored() == []
    near.episode.status = near.status = Status.DRAFT
    near.episode.save()
    near.save()
    assert (
        send(contributor, form_of(near), **row("links", 0, kind="agrees", other=str(far.pk), position="0")).status_code
        == 302
    )
    assert stored() == [("Near", "agrees", "Far away")]


def test_a_second_save_of_the_same_link_is_refused(editor, manager, near, far):
    link(near, far)
    first, second = shown(editor.get(form_of(near))), shown(manager.get(form_of(near)))
    assert editor.post(form_of(near), {**first, "links-0-kind": "answers"}).status_code == 302
    response = manager.post(form_of(near), {**second, "links-0-kind": "disagrees"})
    assert response.status_code == 409
    assert "answers" in response.content.decode()
    assert stored() == [("Near", "answers", "Far away")]


def test_deleting_a_section_is_told_in_the_history_of_those_that_were_linked_with_it(editor, near, far):
    link(near, far)
    response = editor.post(
        f"/admin/episodes/highlight/{far.pk}/delete/",
        {**shown(editor.get(f"/admin/episodes/highlight/{far.pk}/delete/")), "post": "yes"},
    )
    assert response.status_code == 302
    assert stored() == []
    latest = Revision.objects.of(near.episode_id).first()
    assert latest.document["link"] == {}
    assert "agrees with “Far away · There”" in compared(editor, near)
