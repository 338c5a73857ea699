"""What a page is kept under: of a request, what makes it another page, and nothing else."""

import re
from io import BytesIO
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

#: The longest path and question, in bytes.
LONGEST_PATH, LONGEST_QUERY = 2000, 300
#: What pages know in their addresses. Whatever else is asked for is no page to be kept.
PARAMETERS = {"q", "page", "kind", "sort", "show", "tag", "person", "year", "month", "audio", "part", "role", "season"}
PARAMETERS |= {"cursor", "limit"}
#: Where no pages are, or such as are not the same for everybody.
NOT_HERE = (
    "/admin",
    "/media/",
    "/static/",
    "/cards/",
    "/pictures/",
    "/icons/",
    "/preview/",
    "/surprise",
    "/embed/",
    "/health/",
)
ACCEPTED = {"", "*/*", "application/json"}
SIGNED_IN = re.compile(r"(?:^|[;\s])(?:__Host-)?(?:sessionid|messages)\s*=")


class Key(NamedTuple):
    """What a page is kept under."""

    scheme: str
    host: str
    path: str
    query: str
    accept: str

    @property
    def is_question(self):
        """Whether the site knows no end of such addresses: questions, and tags put together."""
        return bool(self.query) or "+" in self.path or "/not/" in self.path


def key_of(environ) -> Key | None:
    """The ``Key`` of a request; None where a page is neither to be kept nor given."""
    path, query, accept = environ["PATH_INFO"] or "/", environ.get("QUERY_STRING", ""), ""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(NOT_HERE) or len(path) > LONGEST_PATH:
        return None
    # Under a prefix every link of a page would be another; the site has none, and a header could name one.
    if "HTTP_RANGE" in environ or "HTTP_AUTHORIZATION" in environ or environ.get("SCRIPT_NAME"):
        return None
    if "HTTP_COOKIE" in environ and SIGNED_IN.search(environ["HTTP_COOKIE"]):
        return None
    if query and (len(query) > LONGEST_QUERY or not _is_known(query)):
        return None
    if path.startswith("/api"):
        accept = environ.get("HTTP_ACCEPT", "")
        if accept not in ACCEPTED:
            return None
    return Key(environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path, query, accept)


def hosts_of(site_url, names, port) -> set[str]:
    """What requests call a site that is at ``site_url`` and answers to ``names``, at the usual port and at its own."""
    whole = [name for name in names if not name.startswith((".", "*"))]
    return {urlsplit(site_url).netloc, *whole, *(f"{name}:{port}" for name in whole)}


def _is_known(query):
    return all(name in PARAMETERS for name, _value in parse_qsl(query, keep_blank_values=True))


#: Headers, and what is said of the body, by the beginnings of their names. The id of a request is for the log and for
#: its own answer, and is kept with no page.
NO_HEADERS, REQUEST_ID = ("HTTP_", "CONTENT_"), "HTTP_X_REQUEST_ID"


def bare(environ, key):
    """The request of everybody who asks for ``key``: whatever else is in its headers or its body is left out."""
    own = {name: value for name, value in environ.items() if not name.startswith(NO_HEADERS) or name == REQUEST_ID}
    own |= {"HTTP_HOST": key.host, "REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
    return own | ({"HTTP_ACCEPT": key.accept} if key.accept else {})
