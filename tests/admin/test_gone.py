"""Deleting what has changed since it was asked about, and writing into what is gone."""

import re

from episodes.models import Highlight
from tests.admin.forms import send, shown
from tests.admin.test_conflicts import address, save
from tests.factories import make_highlight, make_quote


def test_what_was_typed_into_something_that_is_gone_can_be_copied(marta, joe):
    highlight = make_highlight(title="Before", tags=["speech"])
    make_quote(highlight, text="As it was.")
    page = shown(joe.get(address(highlight)))
    marta.post(address(highlight, "delete"), shown(marta.get(address(highlight, "delete"))))
    answer = save(joe, highlight, page, body="Typed for <an hour>.", tags="speech, text", quotes__0__text="So too.")
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Marta Keller deleted it at" in words
    texts = [text.strip() for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", words, re.S)]
    assert texts == ["Typed for &lt;an hour&gt;.", "speech, text", "So too."]
    assert save(joe, highlight, page | {"_shown": None}).status_code == 302
    assert not Highlight.objects.exists()


def test_what_has_changed_since_it_was_asked_about_is_asked_about_again(marta, joe):
    highlight = make_highlight(title="Before")
    page = shown(joe.get(address(highlight, "delete")))
    send(marta, address(highlight), title="After")
    asked = joe.post(address(highlight, "delete"), page)
    assert asked.status_code == 409
    words = asked.content.decode()
    assert "Marta Keller saved this highlight" in words
    assert "Nothing is deleted" in words
    assert joe.post(address(highlight, "delete"), shown(asked)).status_code == 302
    assert not Highlight.objects.exists()


def test_what_would_go_with_it_is_asked_about_again(joe):
    highlight = make_highlight()
    page = shown(joe.get(address(highlight, "delete")))
    make_quote(highlight, text="Added meanwhile")
    asked = joe.post(address(highlight, "delete"), page)
    assert asked.status_code == 409
    assert "Added meanwhile" in asked.content.decode()


def test_what_has_not_changed_is_deleted_at_once(joe):
    highlight = make_highlight()
    make_quote(highlight)
    assert joe.post(address(highlight, "delete"), shown(joe.get(address(highlight, "delete")))).status_code == 302
    assert not Highlight.objects.exists()


def test_a_forged_token_deletes_nothing(joe):
    highlight = make_highlight()
    assert joe.post(address(highlight, "delete"), {"post": "yes", "_shown": "x"}).status_code == 409
    assert Highlight.objects.exists()
