"""``[6]`` is a citation exactly where the rules say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.markdown import citation_numbers

RULES = {
    "one": ("A claim [6].", [6]),
    "twice, in order": ("[6] then [2] then [6]", [6, 2, 6]),
    "neighbours": ("[1][2]", [1, 2]),
    "list": ("[1, 2]", [1, 2]),
    "list without a space": ("[1,2,3]", [1, 2, 3]),
    "list over a line end": ("[1,\n2]", [1, 2]),
    "list with a no-break space": ("[1,\u00a02]", [1, 2]),
    "right behind a word": ("limitations[1].", [1]),
    "leading zeros": ("[007]", [7]),
    "clip 0 is named, and refused later": ("[0]", [0]),
    "escaped": (r"\[6]", []),
    "both brackets escaped": (r"\[6\]", []),
    "backslash before an escape": (r"\\[6]", [6]),
    "one escaped of two": (r"\[6][7]", [7]),
    "code": ("`[6]` [1]", [1]),
    "double code": ("``a ` [6]`` [1]", [1]),
    "fence": ("```\n[6]\n```\n\n[1]", [1]),
    "indented code": ("    [6]\n\n[1]", [1]),
    "unclosed code is text": ("`[6]", [6]),
    "inline link": ("[6](https://a.example)", []),
    "inline link with a title": ('[6](https://a.example "T")', []),
    "inline link to nowhere": ("[6]()", []),
    "list as a link": ("[1, 2](https://a.example)", []),
    "words in brackets are no link": ("[6](see the table)", [6]),
    "an unclosed bracket is no link": ("[6](https://a.example", [6]),
    "a space before the bracket is no link": ("[6] (https://a.example)", [6]),
    "full reference": ("[text][6]\n\n[6]: https://a.example", []),
    "full reference with a number as text": ("[6][r]\n\n[r]: https://a.example", []),
    "collapsed reference": ("[6][]\n\n[6]: https://a.example", []),
    "shortcut reference": ("[6]\n\n[6]: https://a.example", []),
    "shortcut reference before a bracket": ("[6](no link)\n\n[6]: https://a.example", []),
    "reference of a list, spaces don't count": ("[1,  2]\n\n[1, 2]: https://a.example", []),
    "a reference hides its own number only": ("[6] [7]\n\n[6]: https://a.example", [7]),
    "a reference nobody defines": ("[text][6]", [6]),
    "behind a link": ("[text](https://a.example)[6]", [6]),
    "before a link": ("[6][text](https://a.example)", [6]),
    "in link text": ("[see [6]](https://a.example)", []),
    "in link text, behind emphasis": ("[*see* [6] too](https://a.example)", []),
    "in brackets that are no link": ("[see [6]]", [6]),
    "in a link's title": ('[x](https://a.example "[6]")', []),
    "in an address": ("<https://a.example/[6]>", []),
    "in a picture's description": ("![see [6]](https://a.example/x.png)", []),
    "as a picture's description": ("![6](https://a.example/x.png)", []),
    "behind an exclamation mark": ("wow![6]", [6]),
    "heading": ("# Title [3]", [3]),
    "underlined heading": ("Title [3]\n===", [3]),
    "list item": ("- one [1]\n- two [2]\n  1. three [3]", [1, 2, 3]),
    "task list": ("- [ ] open\n- [x] done [1]", [1]),
    "quotation": ("> said [4]", [4]),
    "table": ("|a [1]|b|\n|-|-|\n|c|d [2]|", [1, 2]),
    "emphasis": ("*a [1]* **b [2]** ~~c [3]~~", [1, 2, 3]),
    "typed HTML is text": ("<b>[6]</b>", [6]),
    "entity brackets are text": ("&#91;6]", []),
    "9999": ("[9999]", [9999]),
    "numbers above 9999": ("[10000] [20230]", []),
    "one number of a list above 9999": ("[1, 10000]", []),
    "Arabic digits": ("[٦]", []),
    "full-width digits": ("[６]", []),
    "superscript": ("[²]", []),
    "footnote": ("[^1]", []),
    "words": ("[sic] [a1] [1a]", []),
    "spaces inside": ("[ 6 ]", []),
    "negative, decimal, range": ("[-1] [1.5] [1-3]", []),
    "empty": ("[] [,] [1,] [,1]", []),
    "other brackets": ("(6) {6} ［6］", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("body", "numbers"), RULES.values(), ids=RULES.keys())
def test_rules(body, numbers):
    assert citation_numbers(body) == numbers


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=8))
def test_every_marker_between_words_counts(numbers):
    assert citation_numbers(" and ".join(f"claim [{number}]" for number in numbers)) == numbers
    assert citation_numbers("claim [" + ", ".join(map(str, numbers)) + "]") == numbers


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=8))
def test_no_escaped_marker_counts(numbers):
    assert citation_numbers(" and ".join(rf"claim \[{number}]" for number in numbers)) == []


def test_many_brackets_take_no_time():
    assert citation_numbers("[" * 5000) == []
    assert citation_numbers("[1](" * 1000) == [1] * 1000
    assert len(citation_numbers("[1][2] " * 2000)) == 4000


def test_the_numbers_are_read_once_and_whoever_gets_them_may_change_them(monkeypatch):
    body = "A claim that is read once [3, 4]."
    citation_numbers(body).append(99)
    monkeypatch.setattr("episodes.text.markdown._inline_tokens", None)
    assert citation_numbers(body) == [3, 4]
