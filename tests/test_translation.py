"""Every string that people see is marked for translation: no words stand bare in a template."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
#: Served when nothing else works, so it cannot ask for translations.
WITHOUT_TRANSLATION = {"500.html"}
MARKED = re.compile(r"{%-?\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*-?%}", re.DOTALL)
COMMENTS = re.compile(r"{#.*?#}|<!--.*?-->|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
CLASSES = re.compile(r"{%\s*block (?:bodyclass|coltype|tool_class)\s*%}.*?{%\s*endblock[^%]*%}", re.DOTALL)
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SEEN_ATTRIBUTES = re.compile(r"""\b(?:alt|title|aria-label|placeholder)=("[^"]*"|'[^']*')""")
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")


def bare_words(source):
    source = CODE.sub("", CLASSES.sub("", MARKED.sub("", COMMENTS.sub("", source))))
    seen = " ".join(SEEN_ATTRIBUTES.findall(source))
    return WORD.findall(seen + " " + MARKUP.sub(" ", source))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_bare_words(path):
    if path.name not in WITHOUT_TRANSLATION:
        assert bare_words(path.read_text()) == []


def test_bare_words_are_found():
    assert bare_words('<p title="Hello">{% translate "x" %} there {{ name }}</p>') == ["Hello", "there"]
