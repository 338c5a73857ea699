"""Moments are found again in another transcript, and never pass for being where they were."""

import random

import pytest

from episodes.text.refinding import HERE, LOST, MOVED, Finder

LINE_MS = 4000
COMMON = ["the", "and", "of", "to", "a", "that", "it", "is", "was", "so", "you", "we"]


def talk(seed=1, lines=300):
    """Sentences in which half of the words are everybody's."""
    chance = random.Random(seed)
    return [
        " ".join(chance.choice([chance.choice(COMMON), f"word{chance.randrange(4000)}"]) for _word in range(10))
        for _line in range(lines)
    ]


def timed(texts, shift_ms=0):
    return [(at * LINE_MS + shift_ms, (at + 1) * LINE_MS + shift_ms, text) for at, text in enumerate(texts)]


@pytest.mark.parametrize("length", [2, 10, 60])
@pytest.mark.parametrize(("shift_ms", "state"), [(0, HERE), (1000, HERE), (20_000, MOVED), (60_000, MOVED)])
def test_short_and_long_moments_are_told_to_have_moved(length, shift_ms, state):
    texts = talk()
    begin, end = 100 * LINE_MS, (100 + length) * LINE_MS
    found = Finder(timed(texts, shift_ms)).find(" ".join(texts[100 : 100 + length]), begin, end)
    assert found.state == state
    if state == MOVED:
        assert (found.start_ms, found.end_ms) == (begin + shift_ms, end + shift_ms)


def test_other_words_are_lost_and_words_in_two_places_too():
    texts = talk()
    finder = Finder(timed([*texts, *texts[:20]]))
    assert finder.find(" ".join(talk(seed=2)[:3]), 0, 3 * LINE_MS).state == LOST
    assert finder.find(" ".join(texts[5:8]), 200 * LINE_MS, 203 * LINE_MS).state == LOST
    assert finder.find("", 0, 1000).state == LOST
