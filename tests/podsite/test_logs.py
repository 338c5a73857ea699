"""The log: lines or JSON, the id of the request with each, and nothing about persons."""

import io
import json
import logging
import re
from importlib import import_module

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.module_loading import import_string

from podsite import logs
from podsite.requests import HEADER, current

SECRETS = {
    "name": "maren-holt",
    "mail": "maren@holt.example",
    "password": "right-horse-battery",
    "words": "undertow",
    "address": "203.0.113.77",
}


@pytest.fixture(params=["line", "json"])
def log(request):
    """``log()``: all that was written so far, as it is on standard error."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(import_string(logs.FORMATTERS[request.param])())
    handler.addFilter(logs.OfRequest())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def lines(log):
    return log.getvalue().splitlines()


@pytest.mark.django_db
def test_whoever_signs_in_searches_and_runs_into_an_error_is_not_in_it(log, settings, monkeypatch):
    settings.LOG_REQUESTS = True
    User.objects.create_superuser(SECRETS["name"], SECRETS["mail"], SECRETS["password"])
    client = Client(
        raise_request_exception=False, REMOTE_ADDR=SECRETS["address"], HTTP_X_FORWARDED_FOR=SECRETS["address"]
    )
    client.post("/admin/login/", {"username": SECRETS["name"], "password": "wrong-" + SECRETS["password"]})
    client.post("/admin/login/", {"username": SECRETS["name"], "password": SECRETS["password"]})
    session = client.cookies["sessionid"].value
    client.get("/search/", {"q": SECRETS["words"]})

    def fail(*_args, **_more):
        assert current.get().user.is_active
        raise ValueError(f"no {SECRETS['words']} for {SECRETS['name']} <{SECRETS['mail']}> at {SECRETS['address']}")

    monkeypatch.setattr(import_module("episodes.views.search"), "asked", fail)
    answer = client.get("/search/", {"q": SECRETS["words"]})
    assert answer.status_code == 500
    client.get("/preview/a-secret-token-of-somebody/")
    text = log.getvalue()
    assert "search/" in text
    assert "ValueError: no … for … <…> at …" in text
    for secret in [*SECRETS.values(), session, "a-secret-token-of-somebody", "?q="]:
        assert secret not in text
    assert answer[HEADER] in text


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_each_record_is_one_object_with_its_fields(log):
    logging.getLogger("podsite.test").warning("One\ntwo", extra={"status": 503})
    try:
        raise RuntimeError("lost")
    except RuntimeError:
        logging.getLogger("podsite.test").exception("It failed")
    first, second = map(json.loads, lines(log))
    assert (first["level"], first["logger"], first["message"], first["status"]) == (
        "WARNING",
        "podsite.test",
        "One\ntwo",
        503,
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)", first["time"])
    assert "RuntimeError: lost" in second["exc_info"]
    assert "request_id" not in first


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("GET /search/?q=secret&page=2 failed", "GET /search/?… failed"),
        ("https://a.example/feed?key=abc timed out", "https://a.example/feed?… timed out"),
        ("from maren@holt.example", "from …@…"),
        ("from 203.0.113.7 and 127.0.0.1", "from … and 127.0.0.1"),
        ("from 2001:db8:0:1:1:1:1:1", "from …"),
        ("at 12:30:45, 1:02:03", "at 12:30:45, 1:02:03"),
        ("gunicorn 23.0.0 is listening", "gunicorn 23.0.0 is listening"),
        ('duplicate key "name"\nDETAIL:  Key (username)=(maren) already exists.', 'duplicate key "name"\n'),
        ("/preview/ab12/x", "/preview/…/x"),
        ("What is this? a=b", "What is this? a=b"),
    ],
)
def test_what_libraries_say_is_scrubbed(said, written):
    assert logs.scrubbed(said) == written


def test_nothing_is_left_of_a_request_behind_it(client, db):
    client.get("/health/live")
    assert current.get() is None
