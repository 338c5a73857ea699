"""Links between sections are kept, written and brought back with their episode, as far as their ends are there."""

from copy import deepcopy

import pytest

from episodes.models import Episode, Highlight, HighlightLink, HighlightLinkKind, Revision, Status
from episodes.services.checklist import problems, problems_of_document
from episodes.services.documents import content, read
from episodes.services.editing import save
from episodes.services.restoring import restore
from episodes.services.revisions import keep, latest_number, recording
from episodes.services.writing import write
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db
AGREES, DISAGREES, ANSWERS = HighlightLinkKind


@pytest.fixture
def episode():
    """Its first section agrees with the second and disagrees with one elsewhere, which answers."""
    with recording():
        episode = make_episode(title="Here")
        one, two = make_highlight(episode, title="One"), make_highlight(episode, title="Two")
        far = make_highlight(make_episode(title="There"), title="Far")
        HighlightLink.objects.create(highlight=one, other=two)
        HighlightLink.objects.create(highlight=one, other=far, kind=DISAGREES, position=1)
        HighlightLink.objects.create(highlight=far, other=one, kind=ANSWERS)
    return episode


def said(episode):
    rows = HighlightLink.objects.filter(highlight__episode=episode)
    return sorted(rows.values_list("highlight__title", "kind", "other__title"))


BOTH = [("One", "agrees", "Two"), ("One", "disagrees", "Far")]


def latest(episode):
    return Revision.objects.of(episode.pk).first()


def back_to(revision):
    return restore(revision, user=None, seen=latest_number(revision.episode_key))


def test_they_are_kept_and_come_back(episode):
    before = latest(episode)
    with recording():
        HighlightLink.objects.filter(highlight__episode=episode, kind=AGREES).get().delete()
        changed = HighlightLink.objects.get(highlight__episode=episode)
        changed.kind = ANSWERS
        changed.save()
    assert said(episode) == [("One", "answers", "Far")]
    assert latest(episode).number == before.number + 1
    back_to(before)
    assert said(episode) == BOTH
    assert content(read(episode.pk)) == content(before.document)


def test_two_links_that_change_places_come_back(episode):
    before = latest(episode)
    one, two = HighlightLink.objects.filter(highlight__episode=episode)
    with recording():
        ends = one.other, two.other
        one.delete()
        two.other = ends[0]
        two.save()
        HighlightLink.objects.create(pk=one.pk, highlight=two.highlight, other=ends[1])
    back_to(before)
    assert content(read(episode.pk)) == content(before.document)


def test_a_deleted_section_comes_back_with_what_it_says(episode):
    before = latest(episode)
    with recording():
        episode.highlights.get(title="Two").delete()
    assert said(episode) == BOTH[1:]
    back_to(before)
    assert said(episode) == BOTH


def test_links_to_what_is_gone_stay_away_and_the_others_come_back(episode):
    before = latest(episode)
    other = Highlight.objects.get(title="Far").episode
    with recording():
        other.delete()
    assert said(episode) == BOTH[:1]
    back_to(before)
    assert said(episode) == BOTH[:1]


def test_a_deleted_episode_comes_back_with_its_links(episode):
    before = latest(episode)
    other = Highlight.objects.get(title="Far").episode
    with recording():
        Episode.objects.get(pk=episode.pk).delete()
    assert not HighlightLink.objects.exists()
    assert latest(other).document["link"] == {}, "the other end has it in its history"
    back_to(before)
    assert said(episode) == BOTH
    back_to(Revision.objects.of(other.pk).all()[1])
    assert said(other) == [("Far", "answers", "One")]


def test_what_was_kept_before_there_were_links_is_written_without_any(episode):
    document = deepcopy(read(episode.pk))
    del document["link"]
    write(episode.pk, document)
    assert said(episode) == []


def test_a_link_is_written_once_whatever_a_document_says(episode):
    document = deepcopy(read(episode.pk))
    one = episode.highlights.get(title="One").pk
    [row] = [row for row in document["link"].values() if row["kind"] == "agrees"]
    document["link"] |= {"new-1": dict(row), "new-2": row | {"other_id": one}, "new-3": row | {"other_id": 10**9}}
    write(episode.pk, document)
    assert said(episode) == BOTH


def test_a_new_section_is_saved_with_its_links(episode, django_user_model):
    far = Highlight.objects.get(title="Far")
    version, document = keep(episode.pk).number, deepcopy(read(episode.pk))
    document["highlight"]["new-1"] = next(iter(document["highlight"].values())) | {"title": "Three", "slug": ""}
    document["link"]["new-1"] = {"highlight_id": "new-1", "other_id": far.pk, "kind": "answers", "position": 0}
    saved = save(episode.pk, version=version, typed=document, user=django_user_model.objects.create_user("jo"))
    assert HighlightLink.objects.get(pk=saved.keys["link", "new-1"]).highlight.title == "Three"


def test_the_names_of_both_kinds_of_others_are_kept(episode):
    names = read(episode.pk)["names"]["highlight"]
    assert sorted(names.values()) == ["Far · There", "Two"]


def linked_problems(episode):
    """What the checklist says of links, of what is stored and of the same typed."""
    stored = [problem for problem in problems([episode.pk])[episode.pk] if problem.code == "linked section"]
    typed = [problem for problem in problems_of_document(read(episode.pk)) if problem.code == "linked section"]
    assert stored == typed
    assert not any(problem.blocks for problem in stored)
    return [str(problem) for problem in stored]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_the_checklist_names_links_to_what_readers_do_not_see(episode, status):
    assert linked_problems(episode) == []
    far = Highlight.objects.get(title="Far")
    Highlight.objects.filter(pk=far.pk).update(status=status)
    assert linked_problems(episode) == ["Section 1 is linked with “Far”, which readers do not see yet."]


def test_sections_that_come_out_together_are_no_problem(episode):
    Highlight.objects.filter(title="Far").delete()
    episode.highlights.filter(title="Two").update(status=Status.DRAFT)
    assert linked_problems(episode) == ["Section 1 is linked with “Two”, which readers do not see yet."]
    episode.highlights.update(status=Status.DRAFT)
    assert linked_problems(episode) == []
    episode.highlights.filter(title="Two").update(status=Status.WITHDRAWN)
    assert len(linked_problems(episode)) == 1
