"""What is too long to be read gets a page that says so, for whoever sent it and in the form they read."""

import pytest
from django.conf import settings
from django.test import Client

from tests.pages import read

pytestmark = pytest.mark.django_db
LONG = "q=" + "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
FORM = "application/x-www-form-urlencoded"
SENTENCE = "What was sent is longer than 8 MB, so nothing of it was read and nothing was saved."


@pytest.fixture
def client():
    """A browser that has been to a form of the site."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "x" * 32
    return client


@pytest.mark.parametrize("path", ["/search/", "/admin/login/"])
def test_what_is_too_long_is_told_so(client, path):
    page = read(client.post(path, LONG, content_type=FORM), status=413)
    assert page.one("h1").text == "Too much"
    assert page.one("p", "summary").text == SENTENCE
    assert page.one("meta", name="robots").attrs["content"] == "noindex"


def test_a_script_is_told_so_in_json(client):
    answer = client.post("/admin/login/", LONG, content_type=FORM, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (413, {"sentence": SENTENCE})


def test_whoever_reads_markdown_is_told_so_in_it(client):
    answer = client.post("/tags.md", LONG, content_type=FORM)
    assert (answer.status_code, answer.content.decode()) == (413, f"# Too much\n\n{SENTENCE}\n")


def test_too_many_fields_are_too_much_as_well(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    answer = client.post("/admin/login/", {f"field{number}": 1 for number in range(20)})
    assert "has more fields or files than can be read" in read(answer, status=413).one("p", "summary").text


def test_a_host_that_is_not_the_sites_gets_no_page_of_it(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert (answer.status_code, b"<title>" in answer.content and b"Bad Request" in answer.content) == (400, True)
