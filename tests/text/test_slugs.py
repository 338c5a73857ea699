"""Slugs tell what they name, in any script, and are never empty."""

import re
import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from episodes.text.slugs import ANCHORS, RESERVED, SLUG_PATTERN, initial, name_key, numbered, slug_of

SLUGS = [
    ("Model Scaling", "model-scaling"),
    ("  Fine-Tuning:  the   how ", "fine-tuning-the-how"),
    ("What's next? — Don’t ask", "whats-next-dont-ask"),
    ("C", "c"),
    ("C++", "c-plus-plus"),
    ("C#", "c-sharp"),
    ("F# and C#", "f-sharp-and-c-sharp"),
    (".NET", "dot-net"),
    ("ASP.NET", "asp-net"),
    ("R&D", "r-and-d"),
    ("#1 fan", "1-fan"),
    ("Crème brûlée", "creme-brulee"),
    ("Ångström Łódź Đorđe þing", "angstrom-lodz-dorde-thing"),
    ("Straße", "strasse"),
    ("İstanbul", "istanbul"),
    ("ıspanak", "ispanak"),
    ("日本語の音声認識", "日本語の音声認識"),
    ("がぎぐ", "がぎぐ"),
    ("ｆｕｌｌ　ｗｉｄｔｈ", "full-width"),
    ("البودكاست العربي", "البودكاست-العربي"),
    ("Подкаст й", "подкаст-й"),
    ("Ελληνικά", "ελληνικά"),
    ("한국어 팟캐스트", "한국어-팟캐스트"),
    ("हिन्दी पॉडकास्ट", "हिन्दी-पॉडकास्ट"),
    ("தமிழ் மொழி", "தமிழ்-மொழி"),
    ("ภาษาไทย: ที่นี่", "ภาษาไทย-ที่นี่"),
    ("שָׁלוֹם", unicodedata.normalize("NFC", "שָׁלוֹם")),
    ("العَرَبِيَّة", unicodedata.normalize("NFC", "العَرَبِيَّة")),
    ("क्\u200dष में", "क्ष-में"),
    ("می\u200cخواهم", "میخواهم"),
    ("soft\u00adware", "software"),
    ("हिन्दी.com", "हिन्दी-com"),
    ("a\u200d\u0301", "a"),
    ("\u0301ह", "ह"),
    ("GPT-4 / LLaMA_2", "gpt-4-llama-2"),
    ("🎙️", "studio-microphone"),
    ("🎙️ Podcast", "podcast"),
    ("1️⃣ 葛\U000e0100 ❤️", "1-葛"),
    ("Love ❤️ it", "love-it"),
    ("📻🎧", "radio-headphone"),
    ("!!!", "exclamation-mark"),
    ("?!", "question-mark-exclamation-mark"),
    ("+", "plus-sign"),
    ("", "untitled"),
    ("   ", "untitled"),
    ("\u200b", "untitled"),
    ("feed", "feed-1"),
    ("Transcript", "transcript-1"),
    ("not", "not-1"),
    ("Clip", "a-clip"),
    ("Clip 5", "a-clip-5"),
    ("Quote 1-2", "a-quote-1-2"),
    ("Clip art", "clip-art"),
    ("x" * 300, "x" * 80),
    ("x" * 79 + " y", "x" * 79),
]


@pytest.mark.parametrize(("name", "slug"), SLUGS)
def test_slug_of(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize("sign", [*string.punctuation.replace("-", ""), *string.whitespace, "\x00", "\x7f", "\u2028"])
def test_what_no_slug_holds(sign):
    assert re.fullmatch(SLUG_PATTERN, "हिन्दी-1")
    assert not re.fullmatch(SLUG_PATTERN, f"a{sign}b")
    assert not re.fullmatch(SLUG_PATTERN, "")


def test_the_fallback_names_the_kind():
    assert slug_of("", fallback="episode") == "episode"


@given(st.one_of(st.text(), st.text(alphabet="clipquote-0123456789 ", min_size=1), st.text(max_size=3)))
@example("clip-" + "1" * 200)
@example("ﷺ" * 30)
@example("a" + "\u0301" * 300)
def test_any_name_has_a_usable_slug(name):
    slug = slug_of(name)
    assert re.fullmatch(SLUG_PATTERN, slug)
    assert len(slug) <= 80
    assert slug not in RESERVED
    assert not ANCHORS.fullmatch(slug)
    assert slug_of(slug) == slug


@pytest.mark.parametrize("word", [*sorted(RESERVED), "clip", "cite", "quote", "clip-7", "cite-3-2"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_second_owner_gets_no_word_of_the_page_either(word, number):
    slug = numbered(slug_of(word), number)
    assert slug not in RESERVED
    assert not ANCHORS.fullmatch(slug)


@pytest.mark.parametrize(
    ("slug", "number", "wanted"),
    [
        ("fine-tuning", 1, "fine-tuning"),
        ("fine-tuning", 2, "fine-tuning-2"),
        ("fine-tuning", 10, "fine-tuning-10"),
        ("x" * 80, 2, "x" * 78 + "-2"),
        ("x" * 77 + "-yz", 2, "x" * 77 + "-2"),
    ],
)
def test_numbered(slug, number, wanted):
    assert numbered(slug, number) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LLM", "llm"),
        ("Llm", "llm"),
        ("  software   engineering ", "Software Engineering"),
        ("ＬＬＭ", "llm"),
        ("STRASSE", "straße"),
    ],
)
def test_names_that_are_the_same(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("C++", "C#"), ("resume", "résumé"), ("fine-tuning", "fine tuning")]
)
def test_names_that_are_not(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("llm", "L"),
        ("Éclair", "E"),
        ("ß", "S"),
        ("ılık", "I"),
        ("İzmir", "I"),
        ("жук", "Ж"),
        ("日本", "日"),
        ("3D", "#"),
        ("🎙️", "#"),
        (".NET", "#"),
        ("", "#"),
    ],
)
def test_initial(name, letter):
    assert initial(name) == letter


@given(st.text())
def test_an_initial_is_one_letter_or_the_sign(name):
    assert len(initial(name)) == 1
