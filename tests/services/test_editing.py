"""Whoever saves second loses nothing, and takes nothing from the first."""

from copy import deepcopy

import pytest

from episodes.models import Citation, Clip, Evidence, Highlight, Revision
from episodes.services.documents import read
from episodes.services.editing import Conflict, EditingRefused, Saved, save
from episodes.services.revisions import keep
from tests.factories import make_clip, make_episode, make_highlight

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    episode = make_episode()
    make_clip(episode, 1)
    make_highlight(episode, title="Data", body="One [1].", position=1, tags=["data"])
    make_highlight(episode, title="Seeds", body="Two.", position=2)
    return episode


@pytest.fixture
def jo(django_user_model):
    return django_user_model.objects.create_user("jo")


def typed_on(episode, **titles):
    """``(version, document)`` with other titles, typed on top of what is stored."""
    version = keep(episode.pk).number
    document = deepcopy(read(episode.pk))
    for row in document["highlight"].values():
        row["title"] = titles.get(row["title"], row["title"])
    return version, document


def titles(episode):
    return list(episode.highlights.values_list("title", flat=True))


def test_what_was_typed_is_saved_as_one_revision(episode, jo):
    version, document = typed_on(episode, Data="Data first")
    document["clip"]["new-1"] = next(iter(document["clip"].values())) | {"number": 2}
    document["highlight"]["new-1"] = next(iter(document["highlight"].values())) | {
        "title": "Third",
        "slug": "",
        "body": "Three [2].",
        "position": 3,
    }
    saved = save(episode.pk, version=version, typed=document, user=jo)
    assert isinstance(saved, Saved)
    assert titles(episode) == ["Data first", "Seeds", "Third"]
    assert Highlight.objects.get(pk=saved.keys["highlight", "new-1"]).citations.get().clip.number == 2
    assert saved.version == version + 1
    assert Revision.objects.of(episode.pk).first().made_by == jo


def test_saving_nothing_new_is_no_revision(episode, jo):
    version, document = typed_on(episode)
    assert save(episode.pk, version=version, typed=document, user=jo).version == version


def test_different_sections_are_both_saved(episode, jo):
    first, second = typed_on(episode, Data="Theirs"), typed_on(episode, Seeds="Mine")
    save(episode.pk, version=first[0], typed=first[1], user=jo)
    saved = save(episode.pk, version=second[0], typed=second[1], user=jo)
    assert titles(episode) == ["Theirs", "Mine"]
    assert [revision.made_by for revision in saved.others] == [jo]


def test_the_same_section_is_saved_once_it_was_chosen(episode, jo):
    first, second = typed_on(episode, Data="Theirs"), typed_on(episode, Data="Mine")
    save(episode.pk, version=first[0], typed=first[1], user=jo)
    conflict = save(episode.pk, version=second[0], typed=second[1], user=jo)
    assert isinstance(conflict, Conflict)
    assert titles(episode) == ["Theirs", "Seeds"]
    [clash] = conflict.clashes
    choices = {("highlight", clash.key, "title"): "Theirs and mine"}
    saved = save(episode.pk, version=second[0], typed=second[1], user=jo, choices=choices, seen=conflict.seen)
    assert isinstance(saved, Saved)
    assert titles(episode) == ["Theirs and mine", "Seeds"]


def test_choices_about_an_older_version_choose_nothing(episode, jo):
    first, second, third = (typed_on(episode, Data=title) for title in ("Theirs", "Mine", "A third person's"))
    save(episode.pk, version=first[0], typed=first[1], user=jo)
    conflict = save(episode.pk, version=second[0], typed=second[1], user=jo)
    again = save(episode.pk, version=third[0], typed=third[1], user=jo, choices={}, seen=conflict.seen)
    assert isinstance(again, Saved)
    choices = {("highlight", conflict.clashes[0].key, "title"): "Mine"}
    late = save(episode.pk, version=second[0], typed=second[1], user=jo, choices=choices, seen=conflict.seen)
    assert isinstance(late, Conflict)
    assert titles(episode) == ["A third person's", "Seeds"]


def test_two_who_make_a_clip_each_have_both(episode, jo):
    drafts = []
    for name in ("Data", "Seeds"):
        version, document = typed_on(episode)
        document["clip"]["new-1"] = next(iter(document["clip"].values())) | {"number": 2, "title": f"Of {name}"}
        for row in document["highlight"].values():
            if row["title"] == name:
                row["body"] += " More [2]."
        drafts.append((version, document))
    save(episode.pk, version=drafts[0][0], typed=drafts[0][1], user=jo)
    saved = save(episode.pk, version=drafts[1][0], typed=drafts[1][1], user=jo)
    assert saved.numbers == {"new-1": 3}
    assert list(episode.highlights.values_list("body", flat=True)) == ["One [1]. More [2].", "Two. More [3]."]
    assert dict(Clip.objects.values_list("number", "title")) == {1: "Clip 1", 2: "Of Data", 3: "Of Seeds"}


def test_evidence_stays_with_its_moment(episode, jo):
    Citation.objects.update(evidence=Evidence.HEARD)
    version, document = typed_on(episode)
    [clip] = document["clip"].values()
    clip["number"] = 5
    for row in document["highlight"].values():
        row["body"] = row["body"].replace("[1]", "[5]")
    save(episode.pk, version=version, typed=document, user=jo)
    assert Citation.objects.get().evidence == Evidence.HEARD


def test_an_episode_that_is_gone_says_where_it_is(episode, jo):
    version, document = typed_on(episode, Data="Mine")
    pk = episode.pk
    episode.delete()
    with pytest.raises(EditingRefused, match="Deleted"):
        save(pk, version=version, typed=document, user=jo)


def test_a_version_that_never_was_is_refused(episode, jo):
    _version, document = typed_on(episode)
    with pytest.raises(EditingRefused, match="Open the desk again"):
        save(episode.pk, version=99, typed=document, user=jo)


def test_what_was_closed_a_moment_ago_is_not_changed(episode, jo):
    version, document = typed_on(episode, Data="Mine")
    with pytest.raises(EditingRefused, match="is out"):
        save(episode.pk, version=version, typed=document, user=jo, refuse=lambda stored: f"{stored} is out.")
    assert titles(episode) == ["Data", "Seeds"]


def with_new_rows(document):
    """A new section with a new clip and a quote of it, and a related episode."""
    row, clip = (next(iter(document[kind].values())) for kind in ("highlight", "clip"))
    document["clip"]["new-1"] = clip | {"number": 2, "excerpt": "New."}
    document["highlight"]["new-1"] = row | {"title": "New", "slug": "", "body": "New [2].", "position": 3}
    quote = {"highlight_id": "new-1", "text": "New.", "speaker_id": None, "clip_id": "new-1", "position": 0}
    document["quote"]["new-1"] = quote
    document["related"]["new-1"] = {"related_id": make_episode().pk, "position": 1, "reason": ""}
    return document


def test_a_save_whose_answer_was_lost_makes_nothing_twice(episode, jo):
    version, document = typed_on(episode)
    typed = with_new_rows(document)
    first = save(episode.pk, version=version, typed=deepcopy(typed), user=jo)
    typed["highlight"]["new-1"]["body"] += " Written on."
    again = save(episode.pk, version=version, typed=typed, user=jo)
    assert isinstance(again, Saved)
    for kind in ("highlight", "clip", "quote", "related"):
        assert again.keys[kind, "new-1"] == first.keys[kind, "new-1"]
        assert len(again.document[kind]) == len(first.document[kind])
    assert episode.highlights.get(title="New").body == "New [2]. Written on."


def test_two_who_relate_the_same_episode_relate_it_once(episode, jo):
    other, drafts = make_episode(), [typed_on(episode) for _ in range(2)]
    for version, document in drafts:
        document["related"]["new-1"] = {"related_id": other.pk, "position": 1, "reason": ""}
        assert isinstance(save(episode.pk, version=version, typed=document, user=jo), Saved)
    assert episode.related_choices.get().related == other
