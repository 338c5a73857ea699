"""How quotes compare with a transcript: by words, wherever in it they are, in the time of a key press."""

import random
import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from episodes.text.compare import Passage, compare, in_common, words_of
from tests.conftest import SHARED

SAID = [
    "So, um, the first run we did at that scale failed on the second day,",
    "and nobody noticed until the week-end — the loss curve looked fine.",
    "We’d been reading it wrong: what goes down isn't always learning.",
    "It was, you know, memorising the déjà vu of the training set.",
    "I tell every new colleague about it.",
]
CASES = {
    "the words as they are": ("the first run we did at that scale failed on the second day", "exact"),
    "across lines": ("failed on the second day, and nobody noticed", "exact"),
    "other case and punctuation": ("And nobody noticed! Until the week-end...", "exact"),
    "another apostrophe": ("We'd been reading it wrong. What goes down isn’t always learning", "exact"),
    "quotation marks around it": ("“We’d been reading it wrong”", "exact"),
    "a dash for a hyphen": ("until the week–end", "exact"),
    "a soft hyphen": ("memo\u00adrising the déjà vu", "exact"),
    "accents in two signs": ("memorising the de\u0301ja\u0300 vu", "exact"),
    "spaces and line breaks": ("memorising\n\n the\u00a0déjà   vu", "exact"),
    "the last words": ("about it", "exact"),
    "fillers left out": ("So the first run we did at that scale failed. Nobody noticed until the week-end.", "trimmed"),
    "an ellipsis": ("the first run … looked fine", "trimmed"),
    "an ellipsis in brackets": ("the first run we did [...] looked fine", "trimmed"),
    "three points with spaces": ("the first run . . . I tell every new colleague", "trimmed"),
    "a word put in another's place": ("the first test we did at that scale failed on the third day", "differs"),
    "a word added": ("we had been reading it all wrong: what goes down isn't always learning", "differs"),
    "the order turned": ("failed on the second day the first run we did at that scale", "differs"),
    "half of a word": ("I tell every new coll", "differs"),
    "something else": ("Benchmarks are where honest people go to be fooled", "not found"),
    "common words in no order of it": ("it and at the so that you of every", "not found"),
    "no words": ("…", "not found"),
    "nothing": ("", "not found"),
}


@pytest.mark.parametrize(("quote", "result"), CASES.values(), ids=CASES)
def test_how_a_quote_compares(quote, result):
    assert compare(quote, Passage(SAID)) == result


def test_a_transcript_without_words_has_no_quote():
    assert compare("anything", Passage([])) == "not found"
    assert compare("anything", Passage(["♪ …"])) == "not found"


def test_too_much_left_out_without_saying_so_is_another_sentence():
    said = ["it begins", *["and goes on at length about other things"] * 12, "until it ends there at last"]
    assert compare("it begins until it ends there at last", Passage(said)) == "differs"
    assert compare("it begins … until it ends there at last", Passage(said)) == "differs"
    assert compare("it begins … until it ends there at last", Passage(said[:1] + said[5:])) == "trimmed"


JAPANESE = [
    "ええと、最初の学習は二日目に失敗しました。",
    "週末まで誰も気づきませんでした。",
    "GPUが足りなかったんです。",
]
UNSPACED = {
    "the signs as they are": ("最初の学習は二日目に失敗しました", "exact"),
    "across lines": ("失敗しました。週末まで誰も", "exact"),
    "wide Latin letters": ("ＧＰＵが足りなかった", "exact"),
    "some left out": ("最初の学習は失敗しました", "trimmed"),
    "an ellipsis": ("最初の学習は…足りなかったんです", "trimmed"),
    "others in their place": ("最初の実験は三日目に失敗しました", "differs"),
    "something else": ("猫が好きな人は犬も好きだろう", "not found"),
}


@pytest.mark.parametrize(("quote", "result"), UNSPACED.values(), ids=UNSPACED)
def test_scripts_without_spaces_are_compared_by_characters(quote, result):
    assert compare(quote, Passage(JAPANESE)) == result


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t — “stop”!", ["dont", "stop"]),
        ("STRASSE, Straße", ["strasse", "strasse"]),
        ("snake_case", ["snake", "case"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("GPTは速い", ["gpt", "は", "速", "い"]),
        ("ภาษาไทย", list("ภาษาไทย")),
        ("한국어 문장", ["한국어", "문장"]),
        ("\x00\ud800 a", ["a"]),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


WORD = st.text("abcdefgh", min_size=3, max_size=6)
SPEECH = st.lists(WORD, min_size=12, max_size=60)


@given(SPEECH, st.data())
def test_what_is_cut_out_of_a_text_is_in_it_word_for_word(said, data):
    begin = data.draw(st.integers(0, len(said) - 1))
    end = data.draw(st.integers(begin + 1, len(said)))
    marks = data.draw(st.lists(st.sampled_from([" ", ", ", " — ", ".\n", "”, “", "… "]), min_size=60, max_size=60))
    quote = "".join(word.title() + mark for word, mark in zip(said[begin:end], marks, strict=False))
    assert compare(quote, Passage(said)) == "exact"


@given(SPEECH, st.sets(st.integers(1, 10), min_size=1, max_size=3))
def test_what_leaves_out_some_words_is_trimmed(said, left_out):
    quote = " ".join(word for index, word in enumerate(said[:12]) if index not in left_out)
    # Words repeat by chance, so that what is left may stand there by itself.
    assert compare(quote, Passage(said)) in ("trimmed", "exact")


@given(SPEECH, st.sets(st.integers(0, 11), min_size=1, max_size=4))
def test_what_has_other_words_differs(said, changed):
    quote = " ".join("xyz" if index in changed else word for index, word in enumerate(said[:12]))
    assert compare(quote, Passage(said)) == "differs"


@given(SPEECH, st.lists(st.text("tuvwxyz", min_size=3), min_size=1))
def test_what_has_no_word_of_it_is_not_found(said, other):
    assert compare(" ".join(other), Passage(said)) == "not found"


@given(st.text(), st.text())
def test_any_text_may_be_compared(quote, said):
    assert compare(quote, Passage([said])) in ("exact", "trimmed", "differs", "not found")
    assume(words_of(said))
    assert compare(said, Passage([said])) == "exact"


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_wordsin_common_are_the_longest_common_subsequence(one, other):
    longest = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, first in enumerate(one):
        for j, second in enumerate(other):
            same = longest[i][j] + 1 if first == second else 0
            longest[i + 1][j + 1] = max(same, longest[i][j + 1], longest[i + 1][j])
    assert in_common(one, other) == longest[-1][-1]


def spoken(path):
    """The lines of an SRT file without numbers and times."""
    lines = re.split(r"\r?\n", path.read_text(encoding="utf-8"))
    return [line for line in lines if line and not line.isdigit() and "-->" not in line]


@pytest.fixture(scope="module")
def real():
    path = SHARED / "data" / "transcripts" / "Yak-Shaving-with-Tim-Mitra.srt"
    if not path.is_file():
        pytest.skip("needs ../shared, the real data beside the project")
    return Passage(spoken(path))


@pytest.mark.parametrize("length", [6, 12, 25, 60])
def test_varied_passages_of_a_real_transcript(real, length):
    chance = random.Random(length)
    foreign = ["quince", "lantern", "ochre", "thimble"]
    results = {"exact": [], "trimmed": [], "differs": [], "not found": []}
    for _ in range(60):
        begin = chance.randrange(len(real.words) - length)
        words = real.words[begin : begin + length]
        inner = chance.sample(range(1, length - 1), length // 4)
        results["exact"].append(" ".join(words).upper())
        results["trimmed"].append(" ".join(word for index, word in enumerate(words) if index not in inner))
        results["differs"].append(" ".join("quince" if index in inner else word for index, word in enumerate(words)))
        results["not found"].append(" ".join(chance.choice(foreign) for _ in words))
    for result, quotes in results.items():
        found = [compare(quote, real) for quote in quotes]
        right = found.count(result) + (found.count("exact") if result == "trimmed" else 0)
        assert right == len(quotes), (result, [q for q, f in zip(quotes, found, strict=True) if f != result][:3])


def test_common_words_in_some_order_are_nobodys(real):
    chance, common = random.Random(1), ["the", "to", "and", "it", "you", "that", "a", "of", "i", "is", "in", "so"]
    found = [compare(" ".join(chance.choices(common, k=9)), real) for _ in range(200)]
    assert "exact" not in found
    assert found.count("trimmed") <= 2


def test_a_day_of_speech_is_searched_in_the_time_of_a_key_press():
    chance = random.Random(3)
    vocabulary = [f"word{number}" for number in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    lines = [
        " ".join(words) for words in zip(*[iter(chance.choices(vocabulary, weights, k=200_000))] * 10, strict=True)
    ]
    passage = Passage(lines)
    assert len(lines) == 20_000
    compare("once more", passage)
    words = passage.words[90_000:90_040]
    slowest = 0.0
    for quote, result in [
        (words, "exact"),
        (words[:9] + words[14:], "trimmed"),
        (["other" if index % 5 == 2 else word for index, word in enumerate(words)], "differs"),
        (chance.choices(vocabulary[:40], k=40), "not found"),
        (["word0"] * 900 + ["word19000"], "not found"),
    ]:
        begun = time.process_time()
        assert compare(" ".join(quote), passage) == result
        slowest = max(slowest, time.process_time() - begun)
    assert slowest < 0.3  # It takes 20 ms; the machine may be busy.
