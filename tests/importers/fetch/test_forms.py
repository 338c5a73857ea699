"""Forms are sent by the same rules, and nothing else opens a socket."""

import ast
import re
from pathlib import Path

import pytest

from episodes.importers.fetch import post_form
from episodes.importers.report import ImportRefused
from tests.importers.fetch.asking import drip
from tests.importers.servers import answer, redirect

APP = Path(__file__).resolve().parents[3] / "episodes"


def test_a_form_is_sent(served):
    served.pages["/"] = answer(b"", status="204 No Content")
    assert post_form(served.url, {"hub.mode": "publish", "hub.url": "https://a.example/feed.xml?x=é"}) == 204
    assert served.requests[0].startswith("POST / HTTP/1.1")
    assert "hub.mode=publish&hub.url=https%3A%2F%2Fa.example%2Ffeed.xml%3Fx%3D%C3%A9" in served.requests[0]


def test_a_form_goes_along_with_a_redirect_that_keeps_it_only(served):
    served.pages["/"], served.pages["/there"] = redirect("/there", "307 Temporary Redirect"), answer(b"x" * 100)
    assert post_form(served.url, {"a": "b"}) == 200
    assert served.requests[1].startswith("POST /there") and served.requests[1].endswith("a=b")
    served.pages["/"] = redirect("/there", "302 Found")
    with pytest.raises(ImportRefused, match="answered 302 Found"):
        post_form(served.url, {"a": "b"})


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://10.0.0.1/", "http://localhost/", "file:///etc/passwd"])
def test_a_form_goes_to_public_addresses_only(url):
    with pytest.raises(ImportRefused):
        post_form(url, {"a": "b"}, allow=[])


def test_a_form_waits_no_longer_than_it_may(served):
    served.pages["/"] = drip(b"HTTP/1.1 200 OK\r\n")
    with pytest.raises(ImportRefused, match=r"took longer than 0.3 seconds"):
        post_form(served.url, {}, timeout=0.3)


def test_nothing_else_in_the_app_opens_a_socket():
    """The two of ``management`` only look at a port of this machine."""
    network = re.compile(r"(socket|ssl|http\.client|urllib\.request|urllib3|requests|ftplib|smtplib)(\.|$)")
    allowed = {"importers/fetch.py", "importers/fetch_connection.py", "management/server.py", "management/measure.py"}
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            opened = [name for name in names if network.match(name)]
            assert not opened or str(path.relative_to(APP)) in allowed, (path, opened)
