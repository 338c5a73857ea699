"""The OpenAPI 3.1 document, made of the endpoints that the views answer by (https://spec.openapis.org/oas/v3.1.1)."""

from django.conf import settings
from django.utils.translation import gettext as _

from episodes.views.api import references, search, things
from episodes.views.api.endpoints import ENDPOINTS, LINE
from episodes.views.api.shapes import Shape, link, text, whole

VERSION = "1.0"
PROBLEM = {
    "type": "object",
    "description": "What is wrong, as in RFC 9457.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence for whoever asked."},
        "parameter": {"type": "string", "description": "The parameter that it is about."},
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
PROBLEMS = {
    "BadRequest": (400, "A parameter is unknown, or its value cannot be read.", "There is no tag “tydes”.", "tag"),
    "NotFound": (404, "Nothing public is there.", "There is nothing public at this address.", ""),
    "Gone": (410, "The editors have withdrawn it.", "The editors have taken it back.", ""),
    "MethodNotAllowed": (405, "Only GET and HEAD.", "This API is read by GET and HEAD; it writes nothing.", ""),
}
TITLES = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 410: "Gone"}
KINDS = {
    "shows": "Podcasts.",
    "episodes": "Episodes and their transcripts.",
    "highlights": "Short sections in which each claim is cited.",
    "quotes": "What was said, word for word.",
    "clips": "Moments of audio.",
    "people": "Who takes part and speaks.",
    "tags": "What it is about.",
    "search": "All of it, by words.",
}
INDEX = Shape(
    "Index",
    "Where everything is.",
    {
        "name": text("The site.", "Podsite", lambda index: index["name"]),
        "url": link("Its home page.", "/", lambda index: "/"),
        "openapi_url": link("This description.", "/api/openapi.json", lambda index: "/api/openapi.json"),
        "llms_url": link("The site for language models.", "/llms.txt", lambda index: "/llms.txt"),
        **{
            f"{kind}_url": link(about, f"/api/{kind}", lambda index, kind=kind: f"/api/{kind}")
            for kind, about in KINDS.items()
        },
        **{
            kind: whole(f"How many {kind} are public.", 12, lambda index, kind=kind: index["totals"][kind])
            for kind in ("episodes", "highlights", "quotes")
        },
    },
)


def schemas():
    """``{name: schema}`` of everything that an answer has in it."""
    shapes = [
        value for module in (references, things, search) for value in vars(module).values() if isinstance(value, Shape)
    ]
    shapes += [INDEX, LINE, *(endpoint.shape for endpoint in ENDPOINTS)]
    return {shape.name: shape.schema for shape in sorted(shapes, key=lambda shape: shape.name)} | {"Problem": PROBLEM}


def document(site_name):
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("%(site)s: the API") % {"site": site_name},
            "version": VERSION,
            "summary": "Everything public on this site, to be read by programs.",
            "description": (
                "Read-only. Lists go on by the address in “next”, which is in the Link header, too; the page after it "
                "takes no longer than the first, and what is added meanwhile moves nothing. Answers have an ETag: ask "
                "with If-None-Match, and what is the same is not sent again. Pages of every site may ask. Times of "
                "audio are in milliseconds, other times as in RFC 3339."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "tags": [{"name": kind, "description": about} for kind, about in KINDS.items()],
        "paths": {
            "/api/": {"get": _operation("index", "index", "Where everything is", INDEX, (), is_thing=False)},
            **{endpoint.path: {"get": _of(endpoint)} for endpoint in ENDPOINTS},
        },
        "components": {"schemas": schemas(), "responses": _problems(), "headers": HEADERS},
    }


HEADERS = {
    "ETag": {"description": "Stays the same as long as the answer does.", "schema": {"type": "string"}},
    "LastModified": {"description": "When anything of it last changed.", "schema": {"type": "string"}},
    "Link": {"description": 'The next part of a list (rel="next").', "schema": {"type": "string"}},
}


def _of(endpoint):
    described = [parameter.described for parameter in endpoint.parameters]
    is_thing = "{id}" in endpoint.path
    if is_thing:
        schema = {"type": "integer", "minimum": 1}
        own = {"name": "id", "in": "path", "required": True, "description": "Its id.", "schema": schema, "example": 1}
        described.insert(0, own)
    return _operation(endpoint.name, endpoint.about, endpoint.summary, endpoint.shape, described, is_thing=is_thing)


def _operation(name, kind, summary, shape, parameters, *, is_thing):
    headers = {"ETag": "ETag", "Last-Modified": "LastModified"} if is_thing else {"ETag": "ETag", "Link": "Link"}
    answers = {
        "200": {
            "description": shape.description,
            "headers": {header: {"$ref": f"#/components/headers/{key}"} for header, key in headers.items()},
            "content": {"application/json": {"schema": shape.reference, "example": shape.example}},
        },
        "304": {"description": "What you have is still the same."},
    }
    wrong = ["BadRequest", "MethodNotAllowed"] + (["NotFound", "Gone"] if is_thing else [])
    answers |= {str(PROBLEMS[key][0]): {"$ref": f"#/components/responses/{key}"} for key in wrong}
    operation = {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": answers}
    return operation if kind not in KINDS else {"tags": [kind], **operation}


def _problems():
    found = {}
    for key, (status, description, detail, parameter) in PROBLEMS.items():
        example = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
        example |= {"parameter": parameter} if parameter else {}
        schema = {"$ref": "#/components/schemas/Problem"}
        content = {"application/problem+json": {"schema": schema, "example": example}}
        found[key] = {"description": description, "content": content}
    return found
