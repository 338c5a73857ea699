"""Sentences for editors: translated before what was typed is put in."""

import pytest
from django.core.exceptions import ValidationError

from episodes.admin.timecodes import TimecodeField
from episodes.models.linked import validate_links
from episodes.text.errors import SentenceError
from episodes.text.links import LinkError
from episodes.text.timecodes import TimecodeError


def test_as_text_it_is_the_english_sentence():
    error = SentenceError("“%(typed)s” is none.", {"typed": "100%"})
    assert str(error) == "“100%” is none."
    assert issubclass(TimecodeError, SentenceError)
    assert issubclass(LinkError, SentenceError)


@pytest.mark.parametrize(
    ("where", "read", "typed", "template", "sentence"),
    [
        ("episodes.models.linked", validate_links, "one%s", "must end in an address", "Zeile 1: one%s"),
        ("episodes.admin.timecodes", TimecodeField().clean, "%(x)s", "is not a time. Write", "Nicht %(x)s"),
        ("episodes.admin.timecodes", TimecodeField().clean, "1:60", "after a colon stay below 60", "Nicht 1:60"),
        ("episodes.admin.timecodes", TimecodeField().clean, "999999", "longer than 100 hours", "Nicht 999999"),
    ],
)
def test_editors_read_it_in_their_language(monkeypatch, where, read, typed, template, sentence):
    def german(english):
        assert template in english
        return "Zeile %(line)d: %(word)s" if "%(line)d" in english else "Nicht %(typed)s"

    monkeypatch.setattr(f"{where}.gettext", german, raising=False)
    with pytest.raises(ValidationError) as error:
        read(typed)
    assert error.value.messages == [sentence]
