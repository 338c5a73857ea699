"""Shelves say what is public, whatever way it was written, and count it right."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import Credit, Quote, Role, ShelfEntry, ShelfKind, ShelfPair, ShelfTally, Status, Tag
from episodes.queries.shelves import Shelves, in_order
from episodes.services import shelves, tags
from episodes.services.revisions import recording
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

pytestmark = pytest.mark.django_db
H, E, Q = ShelfKind.HIGHLIGHT, ShelfKind.EPISODE, ShelfKind.QUOTE


def shelf(name):
    return f"t{Tag.objects.get(name=name).pk}"


def state():
    """What the tables say, without primary keys."""
    return (
        set(ShelfEntry.objects.values_list("shelf", "kind", "object_id", "episode_key", "published_at", "position")),
        set(ShelfTally.objects.values_list("shelf", "kind", "count")),
        set(ShelfPair.objects.values_list("shelf", "kind", "other", "count")),
    )


def recounted():
    """What they say once everything was counted anew."""
    shelves.recount()
    return state()


def test_a_public_highlight_stands_with_its_tags_people_show_and_year():
    show, guest = make_show(), make_person()
    episode = make_episode(show, guest=guest, tags=["sea"])
    make_clip(episode, 1, speaker=guest)
    highlight = make_highlight(episode, body="A claim [1].", tags=["tide"])
    quote = make_quote(highlight, speaker=guest)
    commit()
    on = {(entry.kind, entry.object_id, entry.shelf) for entry in ShelfEntry.objects.all()}
    around = {f"s{show.pk}", "y2024", "m202401", "all", f"p{guest.pk}"}
    assert on == {
        (E, episode.pk, f"g{guest.pk}"),
        *((H, highlight.pk, name) for name in {*around, shelf("tide")}),
        *((Q, quote.pk, name) for name in {*around, shelf("tide")}),
        *((E, episode.pk, name) for name in {*around, shelf("sea")}),
    }
    assert Shelves((f"p{guest.pk}",)).beside(H, "t", 5) == [(shelf("tide"), 1)]


def test_episodes_stand_by_part_month_and_season_too():
    show, host, both = make_show(), make_person(), make_person()
    episode = make_episode(show, season=2, guest=both)
    for person, role in ((host, Role.HOST), (both, Role.WRITER)):
        Credit.objects.create(episode=episode, person=person, role=role)
    chosen = make_highlight(episode, featured=True)
    make_highlight(episode)
    commit()
    on_shelves = set(ShelfEntry.objects.filter(kind=E).values_list("shelf", flat=True))
    assert {f"h{host.pk}", f"g{both.pk}", f"c{both.pk}", "m202401", f"n{show.pk}.2"} <= on_shelves
    assert Shelves(("featured",)).keys(H).get() == chosen.pk
    assert Shelves((f"s{show.pk}",)).beside(E, "h", 5) == [(f"h{host.pk}", 1)]
    assert Shelves((f"s{show.pk}",)).beside(E, "n", 5) == [(f"n{show.pk}.2", 1)]
    assert state() == recounted()


def test_what_is_not_public_stands_nowhere():
    draft = make_highlight(status=Status.DRAFT, tags=["tide"])
    make_quote(draft)
    make_episode(status=Status.DRAFT, tags=["tide"])
    make_episode(published_at=timezone.now() + timedelta(days=1), tags=["tide"])
    commit()
    assert not ShelfEntry.objects.filter(shelf=shelf("tide")).exists()
    assert not ShelfTally.objects.filter(shelf=shelf("tide")).exists()


def test_publishing_withdrawing_and_deleting_are_followed():
    highlight = make_highlight(status=Status.DRAFT, tags=["tide"])
    commit()
    highlight.status = Status.PUBLISHED
    highlight.save()
    commit()
    assert Shelves((shelf("tide"),)).count(H) == 1
    highlight.episode.status = Status.WITHDRAWN
    highlight.episode.save()
    commit()
    assert Shelves((shelf("tide"),)).count(H) == 0
    highlight.episode.status = Status.PUBLISHED
    highlight.episode.save()
    commit()
    highlight.episode.delete()
    commit()
    assert state() == (set(), set(), set())


def test_several_shelves_and_exclusion():
    both, one = make_highlight(tags=["sea", "tide"]), make_highlight(tags=["sea"])
    commit()
    sea, tide = shelf("sea"), shelf("tide")
    assert list(Shelves((sea, tide)).keys(H)) == [both.pk]
    assert list(Shelves((sea,), (tide,)).keys(H)) == [one.pk]
    assert list(Shelves((sea,)).keys(H)) == [one.pk, both.pk]
    assert Shelves((sea,), (tide,)).counts(H, E) == {H: 1, E: 0}
    assert Shelves((sea, tide)).count(H) == Shelves((tide, sea)).count(H) == 1
    assert Shelves((tide,), (sea,)).count(H) == 0 == Shelves((sea,), (sea,)).count(H)
    assert Shelves((), (tide,)).count(H) == 1
    assert in_order(type(one).objects.published(), [both.pk, 0, one.pk]) == [both, one]


def test_merging_and_undoing_move_the_shelves():
    make_highlight(tags=["sea", "ocean"])
    with_quote = make_highlight(tags=["ocean", "tide"])
    make_quote(with_quote)
    make_episode(tags=["ocean"])
    commit()
    before = state()
    done = tags.merge(Tag.objects.get(name="ocean"), Tag.objects.get(name="sea"))
    commit()
    assert Shelves((shelf("sea"),)).counts(H, E, Q) == {H: 2, E: 1, Q: 1}
    assert state() == recounted()
    tags.undo_merge(done)
    commit()
    assert state() == before == recounted()


def test_any_order_of_changes_counts_right():
    """What was added up change by change is what is counted anew."""
    pick, names = random.Random(7), ["a", "b", "c", "d", "e"]
    people = [make_person() for _each in range(3)]
    shows = [make_show() for _each in range(2)]
    episodes = [make_episode(pick.choice(shows), guest=pick.choice(people)) for _each in range(4)]
    highlights = [make_highlight(pick.choice(episodes)) for _each in range(8)]
    for _round in range(25):
        highlight = pick.choice(highlights)
        act = pick.randrange(5)
        if act == 0:
            highlight.tags.set(pick.sample(names, 3))
        elif act == 1:
            make_quote(highlight, speaker=pick.choice(people))
        elif act == 2:
            Quote.objects.filter(highlight=highlight).delete()
        elif act == 3:
            highlight.episode.status = pick.choice([Status.PUBLISHED, Status.DRAFT])
            highlight.episode.save()
        else:
            with recording():
                highlight.episode.tags.set(pick.sample(names, 2))
        commit()
    assert state() == recounted()
    assert ShelfPair.objects.exists()


def test_a_save_that_moves_nothing_writes_nothing():
    highlight = make_highlight(tags=["tide"])
    commit()
    before = set(ShelfEntry.objects.values_list("pk", flat=True))
    highlight.body = "Another claim."
    highlight.save()
    commit()
    assert set(ShelfEntry.objects.values_list("pk", flat=True)) == before
