"""Redirects are followed, few of them, and each is checked like the first address."""

import pytest

from episodes.importers.fetch import fetch
from tests.importers.fetch.asking import MIB, refusal
from tests.importers.servers import answer, redirect


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_three_redirects_are_followed(served, status):
    served.pages["/"] = redirect("/one", status)
    served.pages["/one"] = redirect("two?x=é", status)
    served.pages["/two"] = redirect(f"//{served.host}/three", status)
    served.pages["/three"] = answer(b"there")
    found = fetch(served.url)
    assert (found.body, found.url) == (b"there", f"{served.url}/three")
    served.pages["/three"] = redirect("/four", status)
    assert refusal(served.url) == "127.0.0.1 can't be fetched from: there are more than 3 redirects."


def test_a_loop_ends(served):
    served.pages["/"] = redirect("/")
    assert "more than 3 redirects" in refusal(served.url)
    assert len(served.requests) == 4


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://10.0.0.1/", "10.0.0.1 can't be fetched from: its address is private."),
        ("http://169.254.169.254/latest/meta-data/", "its address is local to a link."),
        ("http://127.0.0.1:1{port:.2}/", "its port"),
        ("http://127.0.0.1/", "its address means this machine."),
        ("http://[::ffff:127.0.0.1]:{port}/", "its port"),
        ("http://0x7f.1/", "can't be read as a host."),
        ("http://localhost:{port}/", "its name is not a public one."),
        ("//192.168.0.1/x", "192.168.0.1 can't be fetched from: its address is private."),
        ("file:///etc/passwd", "begins with “file:///etc/”."),
        ("ftp://public.example/", "Only addresses that begin with http:// or https://"),
        ("", "it redirects to no readable address."),
        ("http://[", "it redirects to no readable address."),
        ("\xff\xfe", "it redirects to no readable address."),
    ],
)
def test_redirects_are_checked_like_the_first_address(served, to, words):
    served.pages["/"] = redirect("X").replace(b"X", to.format(port=str(served.port)).encode("latin-1"))
    assert words in refusal(served.url)
    assert len(served.requests) == 1


def test_the_body_of_a_redirect_is_not_read(served):
    sent = []

    def endless(_request):
        yield b"HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n"
        for _piece in range(2_000):
            sent.append(1)
            yield b"x" * MIB

    served.pages["/"], served.pages["/there"] = endless, answer(b"there")
    assert fetch(served.url).body == b"there"
    assert len(sent) < 100
