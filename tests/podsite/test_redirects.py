"""Forty ways to write an address of somewhere else, given to every place that sends people on: none leads there."""

import re
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import make_episode
from tests.podsite import https
from tests.podsite.https import HOST, visitor

pytestmark = pytest.mark.django_db
FORMS = [
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "HTTPS://EVIL.EXAMPLE",
    " https://evil.example",
    "\thttps://evil.example",
    "ht\ttps://evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\r\n//evil.example",
    "\x00//evil.example",
    "\x08//evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "%2f%2fevil.example",
    "//evil.example/%2f..",
    f"https://{HOST}@evil.example",
    f"https://{HOST}:443@evil.example/",
    f"https://{HOST}.evil.example",
    f"https://evil.example/{HOST}",
    f"https://evil.example#{HOST}",
    f"https://evil.example?{HOST}",
    f"https://evil.example\\@{HOST}",
    f"//{HOST}@evil.example",
    f"//evil.example\\.{HOST}",
    "//evil.example:443/",
    "//evil。example",
    "//ｅｖｉｌ.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
]


@pytest.fixture(autouse=True)
def on_https():
    with https.settings():
        yield


@pytest.fixture
def editor():
    return User.objects.create_superuser("marta", password="a long pass phrase")


def goes_astray(answer):
    """Whether a browser would leave the site. It drops white space within, and takes a backslash for a slash."""
    if answer.status_code not in (301, 302, 303, 307, 308):
        return False
    place = re.sub(r"[\t\r\n]", "", answer["Location"]).strip("".join(map(chr, range(33)))).replace("\\", "/")
    parts = urlsplit(urljoin(f"https://{HOST}/admin/", place))
    return parts.scheme not in ("http", "https") or parts.netloc != HOST


def signing_in(form, editor):
    """``next`` as the page to sign in takes it: in its address, and in what is sent."""
    for path, more in [(f"/admin/login/?next={quote(form)}", {}), ("/admin/login/", {"next": form})]:
        yield visitor().post(path, {"username": "marta", "password": "a long pass phrase", **more})
    client = visitor()
    client.force_login(editor)
    yield client.get("/admin/login/", {"next": form})


def signing_out(form, editor):
    client = visitor()
    client.force_login(editor)
    yield client.post("/admin/logout/", {"next": form})


def addresses(form, editor):
    """The path itself: what lacks its slash at the end, or is on HTTP, is sent on."""
    client, plain = visitor(), Client(SERVER_NAME=HOST)
    for path in (f"/{form}", form if form.startswith("/") else f"/tags/{form}", f"/admin/{form}"):
        environ = {"PATH_INFO": path.encode().decode("latin-1")}
        yield client.get("/", **environ)
        yield plain.get("/", **environ)


def public_pages(form, editor):
    """Pages that lead elsewhere by a parameter, if any did."""
    client = visitor()
    names = ["next", "url", "return", "redirect", "to", "goto", "continue", "page", "q", "tag", "sort", "cursor"]
    query = "&".join(f"{name}={quote(form)}" for name in names)
    for path in ("/surprise/", "/search/", "/tags/"):
        yield client.get(f"{path}?{query}")


@pytest.mark.parametrize("place", [signing_in, signing_out, addresses, public_pages])
def test_no_form_leads_astray(editor, place):
    make_episode()
    astray = [(form, answer["Location"]) for form in FORMS for answer in place(form, editor) if goes_astray(answer)]
    assert astray == []


def test_there_are_forty_of_them_and_they_are_told_apart():
    assert len(set(FORMS)) == len(FORMS) == 40

    class Answer(dict):
        status_code = 302

    # What some program sends on as it stands must be seen for what it is.
    assert sum(goes_astray(Answer(Location=form)) for form in FORMS) >= 30
    assert not goes_astray(Answer(Location="/admin/"))


def test_whoever_signs_in_comes_to_the_page_that_was_asked_for(editor):
    words = {"username": "marta", "password": "a long pass phrase"}
    assert visitor().post("/admin/login/?next=/admin/episodes/tag/", words)["Location"] == "/admin/episodes/tag/"
