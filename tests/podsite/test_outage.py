"""What is shown where something outside of the program is gone: a clear page, what was typed, and kept pages."""

import errno
import html
import json
import re
import sys
import types

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from podsite.media_storage import MediaGone
from podsite.outage import outage_of

failing = {}


def fail(request):
    if failing:
        raise failing["error"]
    return HttpResponse(f"saved {request.POST.get('body')}")


@pytest.fixture(autouse=True)
def _urls(settings, monkeypatch):
    urls = types.ModuleType("failing_urls")
    urls.urlpatterns = [path("fail/", fail)]
    urls.handler500 = "podsite.outage.failing"
    monkeypatch.setitem(sys.modules, "failing_urls", urls)
    settings.ROOT_URLCONF = "failing_urls"
    yield
    failing.clear()


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def the_cause_of(error):
    try:
        raise RuntimeError("what follows") from error
    except RuntimeError as raised:
        return raised


ERRORS = {
    "no connection": (OperationalError("connection refused"), "Back in a moment"),
    "behind another": (the_cause_of(OperationalError("gone")), "Back in a moment"),
    "SQLite on a full disk": (OperationalError("database or disk is full"), "There is no room"),
    "a file on a full disk": (OSError(errno.ENOSPC, "No space left on device"), "There is no room"),
    "no uploads": (MediaGone(errno.ENOENT, "gone"), "Uploads can"),
}


@pytest.mark.parametrize(("error", "title"), ERRORS.values(), ids=ERRORS)
def test_a_clear_page_that_asks_nothing_of_the_database(visitor, caplog, error, title):
    failing["error"] = error
    answer = visitor.get("/fail/", {"q": "undertow"})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert title in html.unescape(page)
    assert "css/base.css" in page
    assert "<form" not in page
    [record] = [record for record in caplog.records if record.name.startswith("podsite")]
    assert record.getMessage().startswith("503 for fail/, since ")
    assert not any("Traceback" in (entry.exc_text or "") for entry in caplog.records)


def test_an_error_of_the_program_stays_one(visitor, caplog):
    failing["error"] = ValueError("wrong")
    answer = visitor.get("/fail/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()
    assert "Retry-After" not in answer
    assert "ValueError: wrong" in caplog.text


def test_a_program_gets_json(visitor):
    failing["error"] = OperationalError("gone")
    answer = visitor.get("/fail/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(answer.content)["status"] == 503


def test_what_was_typed_is_in_the_page_and_can_be_sent_again(visitor):
    failing["error"] = OperationalError("database or disk is full")
    typed = "The undertow is <strong>\nand pulls & pulls."
    page = visitor.post("/fail/?_popup=1", {"body": typed, "status": "draft", "csrfmiddlewaretoken": "t"}).content
    page = page.decode()
    [shown] = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert html.unescape(shown) == typed
    assert 'action="/fail/?_popup=1"' in page
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    again = {name: html.unescape(value) for name, value in hidden}
    assert again == {"body": typed, "status": "draft", "csrfmiddlewaretoken": "t"}
    failing.clear()
    assert visitor.post("/fail/", again).content.decode() == f"saved {typed}"


def test_no_password_is_in_a_page(visitor):
    failing["error"] = OperationalError("gone")
    page = visitor.post("/fail/", {"username": "maren-of-the-harbour-house", "password1": "right horse"}).content
    assert b"horse" not in page
    assert b"maren" not in page


def test_what_somebody_else_had_sent_is_not_shown():
    failing["error"] = OperationalError("gone")
    visitor = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answer = visitor.post("/fail/", {"body": "words of another site, sent by a form"})
    assert answer.status_code == 403
    assert b"another site" not in answer.content


def test_an_error_that_leads_to_itself_ends():
    error = ValueError("round")
    error.__context__ = other = RuntimeError()
    other.__context__ = error
    assert outage_of(error) is None
