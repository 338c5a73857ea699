"""The OpenAPI document: a validator accepts it, and every answer is what it says."""

import re

import pytest
from django.urls import get_resolver
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from episodes.models import Status
from episodes.views.api.endpoints import ENDPOINTS
from episodes.views.api.openapi import schemas

pytestmark = pytest.mark.django_db
KEYS = {"people": "person"}


@pytest.fixture
def described(client):
    response = client.get("/api/openapi.json")
    assert response["Content-Type"] == "application/openapi+json"
    return response.json()


def validate(document, schema, value):
    """Fails where ``value`` is not what a schema of the document says; a missing field fails, too."""
    validator = Draft202012Validator({**schema, "components": document["components"]}, format_checker=FormatChecker())
    validator.validate(value)


def asked(path, site):
    """The address of a documented path for something of the site."""
    kind = path.split("/")[2].rstrip("s")
    return path.replace("{id}", str(site[KEYS.get(kind, kind)].pk)) if "{id}" in path else path


def test_a_validator_accepts_it(described):
    OpenAPIV31SpecValidator(described).validate()


def test_every_example_is_what_its_schema_says(described):
    for path, operations in described["paths"].items():
        operation = operations["get"]
        answer = operation["responses"]["200"]["content"]["application/json"]
        validate(described, answer["schema"], answer["example"])
        for parameter in operation["parameters"]:
            validate(described, parameter["schema"], parameter["example"])
        assert len({parameter["name"] for parameter in operation["parameters"]}) == len(operation["parameters"]), path
    for response in described["components"]["responses"].values():
        content = response["content"]["application/problem+json"]
        validate(described, content["schema"], content["example"])
        assert content["example"]["title"]


def test_every_answer_is_what_its_schema_says(client, described, site):
    for path, operations in described["paths"].items():
        url = asked(path, site)
        response = client.get(f"{url}?q=tide" if path == "/api/search" else url)
        assert response.status_code == 200, path
        assert response["Content-Type"] == "application/json"
        answers = operations["get"]["responses"]
        validate(described, answers["200"]["content"]["application/json"]["schema"], response.json())
        items = response.json().get("items")
        assert items != [], f"{path} has nothing to check"


def test_every_problem_is_what_its_schema_says(client, described, site):
    site["episode"].status = Status.WITHDRAWN
    site["episode"].save()
    found = [
        client.get("/api/tags?limit=0"),
        client.get("/api/tags/999"),
        client.get(f"/api/episodes/{site['episode'].pk}"),
        client.post("/api/tags"),
        client.get("/api/nowhere/else"),
    ]
    assert [response.status_code for response in found] == [400, 404, 410, 405, 404]
    for response in found:
        assert response["Content-Type"] == "application/problem+json"
        validate(described, {"$ref": "#/components/schemas/Problem"}, response.json())
        assert response.json()["status"] == response.status_code


def test_every_documented_path_is_a_route_and_every_route_is_documented(described):
    routes = {
        "/" + str(pattern.pattern).replace("<number:pk>", "{id}")
        for pattern in get_resolver("episodes.urls").url_patterns
        if str(pattern.pattern).startswith("api")
    }
    undescribed = {"/api/openapi.json", "/api/<path:rest>", "/api.md"}
    assert routes - undescribed == set(described["paths"])


def test_every_parameter_is_read_by_its_endpoint(client, site):
    for endpoint in ENDPOINTS:
        url = asked(endpoint.path, site)
        for parameter in endpoint.parameters:
            known = {"show": "signal-path", "person": "ada", "tag": "tides", "without": "moon", "slug": "nothing"}
            text = known.get(parameter.name, str(parameter.example).lower())
            extra = "&show=signal-path" if (endpoint.name, parameter.name) == ("episodes", "slug") else ""
            text = {"cursor": "", "sort": "newest", "slug": "tides" if endpoint.name == "tags" else "nothing"}.get(
                parameter.name, text
            )
            response = client.get(f"{url}?{parameter.name}={text}{extra}")
            assert response.status_code == 200, response.json()


def test_every_schema_is_used(described):
    used = set(re.findall(r"#/components/schemas/(\w+)", str(described)))
    assert used == set(schemas())
