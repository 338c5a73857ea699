"""Front matter and YAML: what goes in comes back, and what is broken gets a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.front_matter import FrontMatterError, dump, load, read, write

# What a database may hold: no NUL, and nothing that UTF-8 has no bytes for.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_values_come_back(plain):
    assert load(dump(plain)) == plain


@given(st.dictionaries(texts.filter(bool), values, max_size=4), texts)
def test_front_matter_and_body_come_back(front, body):
    assert read(write(front, body)) == (front, body)


@given(texts)
def test_any_text_is_read_or_refused(text):
    try:
        read(text)
        load(text)
    except FrontMatterError as error:
        assert str(error)


def test_a_file_is_readable():
    text = write({"title": "Why: a question", "number": 6, "summary": "One line.\nAnother."}, "The *body* [6].\n")
    assert text == (
        "---\ntitle: 'Why: a question'\nnumber: 6\nsummary: |-\n  One line.\n  Another.\n---\n\nThe *body* [6].\n\n"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: x\n", "The file must begin with YAML between two lines “---”."),
        ("---\n- x\n---\n", "What stands between the lines “---” must be names with values."),
        ("---\na: [1\nb: 2\n---\n", "Line 2 is not YAML"),
        ("---\na: 2024-13-45\n---\n", "The file is not YAML"),
        ("---\na: !!python/object:os.system {}\n---\n", "Line 1 is not YAML"),
    ],
)
def test_what_is_broken_gets_a_sentence(text, sentence):
    with pytest.raises(FrontMatterError) as raised:
        read(text)
    assert str(raised.value).startswith(sentence)
