"""What stands on several shelves is counted right and stands in order, whichever way it is found."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from episodes.models import Highlight, Quote, ShelfKind, Tag, shelf_of
from episodes.queries import standing as module
from episodes.queries.shelves import Shelves
from episodes.queries.standing import Standing
from tests.conftest import commit
from tests.factories import LONG_AGO, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db
H, E, Q = ShelfKind.HIGHLIGHT, ShelfKind.EPISODE, ShelfKind.QUOTE
NAMES = ["a", "b", "c", "d"]


@pytest.fixture
def archive():
    """Every set of four tags once, in six episodes of two years; returns the shelf of each tag, person and year."""
    people = [make_person(), make_person()]
    episodes = [
        make_episode(published_at=LONG_AGO + timedelta(days=100 * number), tags=NAMES[: number % 4])
        for number in range(6)
    ]
    for number in range(16):
        tags = [name for place, name in enumerate(NAMES) if number >> place & 1]
        highlight = make_highlight(episodes[number % 6], tags=tags)
        make_quote(highlight, speaker=people[number % 2])
        if number % 3 == 0:
            make_quote(highlight, speaker=people[0])
    commit()
    tags = {tag.name: shelf_of("t", tag.pk) for tag in Tag.objects.all()}
    return tags | {"ada": f"p{people[0].pk}", "2024": "y2024"}


def expected(kind, shelves, without):
    """The keys by the slow and simple way."""
    found = None
    for shelf in shelves:
        keys = list(Shelves((shelf,)).keys(kind))
        found = keys if found is None else [key for key in found if key in keys]
    return [key for key in found if not any(key in list(Shelves((shelf,)).keys(kind)) for shelf in without)]


@pytest.mark.parametrize("most", [1, 1000], ids=["many", "few"])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.lists(st.sampled_from([*NAMES, "ada", "2024"]), min_size=1, max_size=4, unique=True),
    left_out=st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
)
def test_counts_and_keys_are_those_of_each_shelf(archive, monkeypatch, most, chosen, left_out):
    monkeypatch.setattr(module, "LOOKED_THROUGH", most)
    shelves, without = ([archive[name] for name in names] for names in (chosen, left_out))
    standing = Standing(Shelves(tuple(shelves), tuple(without)))
    for kind in (H, E, Q):
        keys = expected(kind, shelves, without)
        assert standing.counts[kind] == len(keys)
        assert list(standing.keys(kind)[:50]) == keys
        assert Shelves(tuple(shelves), tuple(without)).counts(kind) == {kind: len(keys)}
        oldest = list(standing.keys(kind, oldest=True)[:50])
        assert sorted(oldest) == sorted(keys)
    sections = Highlight.objects.filter(pk__in=expected(H, shelves, without))
    in_order = sections.order_by("episode__published_at", "episode", "position", "pk").values_list("pk", flat=True)
    assert list(standing.keys(H, oldest=True)[:50]) == list(in_order)


def test_the_oldest_quotes_first(archive):
    first = Quote.objects.order_by("highlight__episode__published_at", "highlight__position", "pk").first()
    tags = tuple(shelf_of("t", tag.pk) for tag in first.highlight.tags.all())
    assert Standing(Shelves((*tags, "y2024"))).keys(Q, oldest=True)[0] == first.pk


def test_what_is_looked_through_is_said(archive, monkeypatch):
    one, two = archive["a"], archive["b"]
    assert Standing(Shelves((one, two))).looked_through == 0
    monkeypatch.setattr(module, "LOOKED_THROUGH", 2)
    assert Standing(Shelves((one, two))).looked_through == 2
    assert Standing(Shelves((one,))).looked_through == 0
    assert sum(Standing(Shelves((one, two))).looked_at(H)[archive[name]] for name in "cd") <= 4
