"""The map of neighbours: every node inside, labels apart at every width, links that run over no other node."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text import constellation
from episodes.text.constellation import (
    LETTERS,
    MOST_LINKS,
    MOST_NODES,
    NARROWEST,
    clear_links,
    height_of,
    lay_out,
    strongest,
    width_of,
    wrapped,
)

WIDTHS = [NARROWEST, 335, 560, 1100]
LABELS = st.one_of(
    st.sampled_from(["llm", "interpretability", "speech recognition", "word error rate", "音声認識の歴史", "C++"]),
    st.text(st.characters(codec="utf-8"), max_size=100),
)


@st.composite
def maps(draw):
    """Sizes, labels and strengths of some nodes."""
    number = draw(st.integers(1, MOST_NODES))
    sizes = draw(st.lists(st.integers(0, 50_000), min_size=number, max_size=number))
    labels = draw(st.lists(LABELS, min_size=number, max_size=number))
    pairs = list(combinations(range(number), 2))
    linked = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return sizes, labels, {pair: draw(st.floats(0.001, 1)) for pair in linked}


@given(maps())
def test_nodes_and_labels_stand_inside_and_apart(drawn):
    sizes, labels, strengths = drawn
    spots = lay_out(sizes, labels, strongest(strengths, len(sizes)))
    assert len(spots) == len(sizes)
    for width in WIDTHS:
        boxes = [
            (
                spot.x * width / 100 - spot.width / 2,
                spot.y - spot.radius,
                spot.x * width / 100 + spot.width / 2,
                spot.bottom,
            )
            for spot in spots
        ]
        for left, top, right, bottom in boxes:
            assert left >= 0 and right <= width
            assert top >= 0 and bottom <= height_of(len(sizes))
        for one, other in combinations(boxes, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@given(maps())
def test_the_same_map_is_drawn_the_same(drawn):
    sizes, labels, strengths = drawn
    links = strongest(strengths, len(sizes))
    constellation._places.cache_clear()
    constellation._costs.cache_clear()
    backwards = dict(reversed(strengths.items()))
    assert links == strongest(backwards, len(sizes))
    assert lay_out(sizes, labels, links) == lay_out(sizes, labels, links)


@given(maps())
def test_links_are_few_and_the_strongest_is_among_them(drawn):
    sizes, labels, strengths = drawn
    links = strongest(strengths, len(sizes))
    assert len(links) <= len(sizes) + 1
    for node in range(len(sizes)):
        assert sum(node in link for link in links) <= MOST_LINKS
    if strengths:
        assert min(strengths, key=lambda link: (-strengths[link], link)) in links
    clear = clear_links(lay_out(sizes, labels, links), links)
    assert set(clear) <= set(links)


def test_the_larger_is_drawn_larger_and_linked_nodes_stand_near():
    spots = lay_out([9, 4, 1, 4, 4, 4, 4], ["x"] * 7, [(0, 6), (5, 1)])
    assert spots[0].radius > spots[1].radius > spots[2].radius
    far = [abs(spots[one].x - spots[two].x) * 4.8 + abs(spots[one].y - spots[two].y) for one, two in [(0, 6), (5, 1)]]
    assert max(far) < 2.5 * constellation.ROW


def test_a_link_over_a_third_node_is_left_out():
    spots = [constellation.Spot(50, y, 10, ("x",)) for y in (20, 100, 180)]
    assert clear_links(spots, [(0, 1), (1, 2), (0, 2)]) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("llm", ("llm",)),
        ("speech recognition", ("speech", "recognition")),
        ("a very long name of a tag", ("a very long", "name of a tag")),
        ("interpretability", ("interpretability",)),
        ("x" * 40, ("x" * 10 + "…",)),
    ],
)
def test_labels_have_one_line_or_two(label, lines):
    assert wrapped(label, 87) == lines
    assert all(width_of(line) <= 87 for line in lines)


def test_a_letter_of_a_wide_script_takes_its_square():
    assert width_of("音声") == 2 * LETTERS
    assert width_of("e\u0301") == width_of("e")
