"""The head of the page, and questions that nobody types by hand."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.views.search.reading import ask

pytestmark = pytest.mark.django_db


def test_search_engines_leave_results_alone(client, site):
    robots = [meta.attrs["content"] for meta in ask(client, "tide").all("meta", name="robots")]
    assert robots == ["noindex, follow"]
    assert ask(client).all("meta", name="robots") == []
    assert ask(client, "tide").one("title").text == "tide · Search · Podsite"


ODD = [
    '"',
    "'",
    "a-b",
    "it's",
    '"""',
    "-",
    "--",
    "*",
    "a*",
    "NEAR(a b)",
    "a AND",
    "OR",
    "NOT tide",
    "(tide",
    "tide)",
    "title:tide",
    "{title}: tide",
    "^tide",
    "tide + table",
    "\x00",
    "tide\x00table",
    "%",
    "_",
    "\\",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "🎙️",
    "東京",
    "ไทย",
    "ﷺ",
    "e\u0301" * 200,
    "tag:",
    'tag:"',
    "before:9999-99",
    "after:2024-02-30",
    "x" * 60_000,
    "a " * 30_000,
    'tag:"' + "y" * 60_000,
    "\u202etide",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_an_odd_question_is_a_question(client, site, text):
    for parameter in ("q", "tag", "person", "show", "year", "kind", "sort", "page", "audio"):
        assert client.get("/search/", {"q": "tide", parameter: text}).status_code == 200
    assert client.get("/search/suggest/", {"q": text}).status_code == 200


def test_many_parameters_and_broken_bytes(client, site):
    many = urlencode([("tag", f"t{number}") for number in range(500)] + [("q", "tide"), ("q", "x"), ("page", "2")])
    for address in (f"/search/?{many}", "/search/?q=%ED%A0%80%FF&tag=%FF", "/search/?q[]=1&page=-1&kind=%00"):
        assert client.get(address).status_code == 200
    assert client.post("/search/").status_code == 405


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(ODD[:34]))
def test_any_text_is_a_question(client, text):
    response = client.get(f"/search/?q={quote(text)}&tag={quote(text[:3])}")
    assert response.status_code == 200
    assert client.get(f"/search/suggest/?q={quote(text)}").status_code == 200


def test_a_visitor_gets_no_cookie(client, site):
    assert not client.get("/search/?q=tide").cookies
