"""What is suggested while somebody types."""

import pytest

pytestmark = pytest.mark.django_db


def test_suggestions(client, site):
    response = client.get("/search/suggest/?q=wat")
    assert response["Content-Type"] == "application/json"
    found = response.json()
    assert found["said"] == "1 suggestion"
    assert found["suggestions"] == [{"kind": "tag", "title": "water", "url": "/tags/water/"}]
    assert client.get("/search/suggest/?q=h2").json()["suggestions"][0]["alias"] == "H2O"
    people = client.get("/search/suggest/?q=rey").json()["suggestions"]
    assert people == [{"kind": "person", "title": "Ada Reyes", "url": "/people/ada-reyes/"}]
    episodes = client.get("/search/suggest/?q=tide ta").json()["suggestions"]
    assert episodes == [{"kind": "episode", "title": "The Tide Tables", "url": site["first"].get_absolute_url()}]
    assert client.get("/search/suggest/?q=tag:wat").json()["suggestions"][0]["title"] == "water"
    assert client.get("/search/suggest/").json() == {"said": "No suggestions", "suggestions": []}


def test_suggestions_are_kept_for_a_moment(client, site):
    response = client.get("/search/suggest/?q=wat")
    assert response["Cache-Control"] == "public, max-age=60"
    again = client.get("/search/suggest/?q=wat", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_suggestions_take_one_query(client, site, count_queries):
    client.get("/search/suggest/?q=wat")
    assert count_queries(lambda: client.get("/search/suggest/?q=wat")) == 1
