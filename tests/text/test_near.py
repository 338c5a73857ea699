"""Which names are probably meant to be one."""

import json
import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.near import difference, fold, near, near_groups

NEAR = [
    ("LLM", "llm", "case"),
    ("ＬＬＭ", "llm", "case"),
    ("self hosting", "Self-Hosting", "hyphen"),
    ("selfhosting", "self hosting", "hyphen"),
    ("self‑hosting", "self_hosting", "hyphen"),
    ("node.js", "NodeJS", "hyphen"),
    ("editor’s cut", "editors cut", "hyphen"),
    ("8-bit", "8 bit", "hyphen"),
    ("podcast", "podcasts", "plural"),
    ("LLM", "LLMs", "plural"),
    ("open-source library", "open source libraries", "plural"),
    ("index", "indexes", "plural"),
    ("speech", "speach", "letter"),
    ("python", "pyton", "letter"),
    ("python", "pythoon", "letter"),
    ("python", "pyhton", "letter"),
    ("fine-tuning", "finetunning", "letter"),
    ("Müller", "Muller", "letter"),
]
APART = [
    ("C", "R"),
    ("C", "C++"),
    ("C++", "C#"),
    ("Go", "Ga"),
    ("R", "Rs"),
    ("iOS", "io"),
    ("LLM", "LAM"),
    ("AWS", "AW"),
    ("cat", "cart"),
    ("GPT-3", "GPT-4"),
    ("GPT-3", "GPT-35"),
    ("python 2", "python 3"),
    ("2019-20", "201920"),
    ("v1.0", "v10"),
    ("speech", "speech synthesis"),
    ("speech", "spxxch"),
    ("business", "busines trip"),
    ("–", "_"),
    ("🎙️", "🎧"),
]


@pytest.mark.parametrize(("one", "other", "how"), NEAR)
def test_names_that_are_near(one, other, how):
    assert difference(one, other) == difference(other, one) == how
    assert near(one, ["nothing", other]) == other
    assert near_groups([one, "nothing", other]) == [[one, other]]


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_are_not(one, other):
    assert difference(one, other) == difference(other, one) == ""
    assert near(one, [other]) is None
    assert near_groups([one, other]) == []


def test_a_name_is_not_near_itself():
    assert near("speech", ["speech"]) is None
    assert near_groups(["speech", "speech"]) == []


def test_the_likeliest_slip_comes_first_and_then_the_order():
    names = ["podcas", "podcost", "pod-cast", "podcasts", "PODCAST"]
    assert near("podcast", names) == "PODCAST"
    assert near("podcast", names[:4]) == "pod-cast"
    assert near("podcast", [*names[:2], "podcasts"]) == "podcasts"
    assert near("podcast", names[:2]) == "podcas"


def test_groups_keep_the_order_and_hold_a_name_once():
    names = ["zebras", "self-hosting", "LLM", "zebra", "self hosting", "llms", "selfhosting", "C", "C++"]
    assert near_groups(names) == [
        ["zebras", "zebra"],
        ["self-hosting", "self hosting", "selfhosting"],
        ["LLM", "llms"],
    ]


words = st.text("abiesxy1+-. ", max_size=9) | st.text(max_size=6)


@given(words, words)
def test_being_near_goes_both_ways(one, other):
    assert difference(one, other) == difference(other, one)


@given(st.text("abcdefgh", min_size=5, max_size=12), st.integers(0, 4), st.sampled_from("xyz"))
def test_any_slip_of_one_letter_is_near(word, at, letter):
    slips = [
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ]
    assert all(difference(word, slip) for slip in slips if slip != word)


@given(st.lists(words, max_size=25, unique=True))
def test_groups_are_those_that_comparing_each_with_each_finds(names):
    together = {name: {name} for name in names}
    for one, other in combinations(names, 2):
        if difference(one, other) and together[one] is not together[other]:
            together[one] |= together[other]
            for name in together[other]:
                together[name] = together[one]
    expected = {frozenset(group) for group in together.values() if len(group) > 1}
    assert {frozenset(group) for group in near_groups(names)} == expected


@pytest.mark.parametrize(
    "names",
    [
        [f"{chr(0x4E00 + number)}aaaaa" for number in range(10_000)],
        ["a" * (number % 100 + 1) + "b" * (number // 100) for number in range(10_000)],
        [f"episode {number}" for number in range(10_000)],
    ],
    ids=["one letter of many", "runs", "numbered"],
)
def test_ten_thousand_names_of_any_kind_take_seconds_at_most(names):
    begin = time.perf_counter()
    near_groups(names)
    near(names[0] + "x", names)
    assert time.perf_counter() - begin < 20


@pytest.fixture(scope="module")
def real_tags(shared):
    """The tags of a real archive."""
    pages = (shared / "data" / "corpus" / "jupiterbroadcasting").rglob("*.md")
    found = set()
    for page in pages:
        text = page.read_text()
        if text.startswith("{"):
            found |= set(json.JSONDecoder().raw_decode(text)[0].get("tags") or ())
    if not found:
        pytest.skip("needs ../shared/data/corpus/jupiterbroadcasting, real tags")
    return sorted(found)


def test_the_tags_of_a_real_archive(real_tags):
    begin = time.perf_counter()
    groups = near_groups(real_tags)
    assert time.perf_counter() - begin < 10
    assert len(real_tags) > 8000
    group_of = {name: number for number, group in enumerate(groups) for name in group}
    alike = {}
    for name in real_tags:
        alike.setdefault(fold(name), set()).add(name)
    alike = [names for names in alike.values() if len(names) > 1]
    assert len(alike) >= 150
    assert all(len({group_of.get(name, name) for name in names}) == 1 for names in alike)
    assert ["stirling pdf", "stirling-pdf", "stirlingpdf"] in groups
    assert group_of["endeavoros"] == group_of["endeavour os"]
    assert "ubuntu 20.04" not in group_of
    # Most tags stand alone: a question at every second one would be clicked away.
    assert len(group_of) < len(real_tags) / 7
    assert max(map(len, groups)) < 15
