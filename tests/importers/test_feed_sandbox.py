"""Feeds that are made to hurt: each becomes one sentence, and none takes this process with it."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from episodes.importers import feed_child, feed_parse, feed_sandbox
from episodes.importers.feed_sandbox import parse
from episodes.importers.report import ImportRefused
from tests.importers.servers import answer, serving

MIB = 1024 * 1024
START = b'<?xml version="1.0"?>'


def rss(title=b"A show", declared=b""):
    return START + declared + b"<rss><channel><title>" + title + b"</title></channel></rss>"


def laughs():
    lines = [b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10) for at in range(1, 12)]
    return rss(b"&l11;", b'<!DOCTYPE x [<!ENTITY l0 "ha">' + b"".join(lines) + b"]>")


HOSTILE = {
    "billion laughs": laughs,
    "quadratic": lambda: rss(b"&a;" * 100_000, b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 100_000 + b'">]>'),
    "parameter entities": lambda: rss(declared=b'<!DOCTYPE x [<!ENTITY % a "x"> <!ENTITY % b "%a;%a;"> %b;]>'),
    "a file": lambda: rss(b"&x;", b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "deep": lambda: START + b"<rss><channel>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</channel></rss>",
    "deep and open": lambda: START + b"<rss>" * 300_000,
    "200 MB of text": lambda: rss(b"x" * 200 * MIB),
    "20 MB of text": lambda: rss(b"x" * 20 * MIB),
    "endless attributes": lambda: START + b"<rss " + b"a " * 9_000_000,
    "a million attributes": lambda: START + b"<rss " + b" ".join(b'a%d="x"' % at for at in range(1_000_000)) + b"/>",
    "a long attribute": lambda: START + b'<rss a="' + b"x" * 19 * MIB + b'"><channel/></rss>',
    "a million items": lambda: START + b"<rss><channel>" + b"<item><title>a</title></item>" * 600_000,
    "only brackets": lambda: b"<" * 10 * MIB,
    "only ampersands": lambda: rss(b"&" * 10 * MIB),
    "nothing": lambda: b"",
    "noise": lambda: os.urandom(MIB),
    "NULs": lambda: bytes(MIB),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_feeds_become_one_sentence(kind):
    body = HOSTILE[kind]()
    began = time.monotonic()
    with pytest.raises(ImportRefused) as refused:
        parse(body)
    assert time.monotonic() - began < feed_sandbox.SECONDS
    sentence = str(refused.value)
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 200
    assert "Traceback" not in sentence and "passwd" not in sentence


def test_nothing_is_fetched_for_a_feed():
    with serving() as served:
        served.pages["/x.dtd"] = answer(b'<!ENTITY x "fetched">')
        address = served.url.encode() + b"/x.dtd"
        for declared in (
            b'<!DOCTYPE rss SYSTEM "' + address + b'">',
            b'<!DOCTYPE rss PUBLIC "x" "' + address + b'">',
            b'<!DOCTYPE rss [<!ENTITY x SYSTEM "' + address + b'">]>',
            b'<?xml-stylesheet href="' + address + b'"?>',
        ):
            try:
                assert (
                    "fetched"
                    not in parse(rss(b"A &x; show" if b"ENTITY" in declared else b"A", declared)).channel.title
                )
            except ImportRefused:
                continue
        assert served.requests == []


def test_what_comes_out_is_what_the_parser_says():
    body = rss("Über &amp; <![CDATA[<x>]]>".encode()).replace(
        b"</channel>", b"<item><title>One</title><guid>1</guid><pubDate>soon</pubDate></item></channel>"
    )
    assert parse(body) == feed_parse.parse(body)
    assert len(parse(body).items) == 1


def test_a_refusal_is_the_parsers_own_sentence():
    with pytest.raises(ImportRefused, match=r"line 1: the feed declares entities of its own"):
        parse(laughs())


def test_the_real_feed_of_384_episodes_is_well_within_the_limits(shared):
    body = (shared / "data/feeds/2020-12-19-LinuxUnplugged.xml").read_bytes()
    began = time.monotonic()
    assert len(parse(body).items) == 384
    assert time.monotonic() - began < feed_sandbox.SECONDS


@pytest.fixture
def child(monkeypatch, tmp_path):
    """``child(source)``: the sandbox runs that Python source in place of the parser, after the limits are set."""

    def use(source):
        file = tmp_path / "child.py"
        root = Path(feed_child.__file__).resolve().parents[2]
        start = (
            f"import sys; sys.path.insert(0, {str(root)!r})\nfrom episodes.importers.feed_child import limit\nlimit()\n"
        )
        file.write_text(start + source)
        monkeypatch.setattr(feed_child, "__file__", str(file))

    return use


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("while True: pass", "it takes more than 2 seconds"),
        pytest.param("import time; time.sleep(60)", "it takes more than 2 seconds", marks=pytest.mark.long),
        pytest.param(
            "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, {14})\nwhile True: pass",
            "it takes more than 2 seconds",
            marks=pytest.mark.long,
        ),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "reading it failed"),
        ("import os; os.abort()", "reading it failed"),
        ("1 / 0", "reading it failed"),
        ("sys.exit(3)", "it takes more than 200 MB of memory"),
        ('b = bytearray(190 * 1024 * 1024)\nprint(\'{"template": "It had it.", "params": {}}\')', "reading it failed"),
        ("print('not JSON')", "reading it failed"),
        ("print('[1]')", "reading it failed"),
        ("print('{}')", "reading it failed"),
        ('print(\'{"feed": {"items": 1}}\')', "reading it failed"),
        ("print('[' * 100000)", "reading it failed"),
        ("while True: sys.stdout.write('x' * 1000000)", "reading it failed"),
        ("import os; os.fork() or __import__('time').sleep(3)", "reading it failed"),
    ],
)
def test_whatever_the_child_does_becomes_one_sentence(child, source, words):
    child(source)
    began = time.monotonic()
    with pytest.raises(ImportRefused, match=words):
        parse(b"x")
    assert time.monotonic() - began < feed_sandbox.SECONDS


def test_the_child_has_nothing_of_ours(child, monkeypatch, tmp_path):
    """No environment, no descriptors but its three, no way to write a large file."""
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    found = tmp_path / "found"
    child(
        "import os\n"
        "fds = [fd for fd in range(3, 16) if os.path.exists(f'/proc/self/fd/{fd}')]\n"
        "found = (set(os.environ) - {'LC_CTYPE'}, fds, os.getcwd(), sys.flags.isolated)\n"
        f"open({str(found)!r}, 'w').write(repr(found))\n"
    )
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    with pytest.raises(ImportRefused):
        parse(b"x")
    os.close(reading), os.close(writing)
    assert found.read_text() == "(set(), [], '/', 1)"


def test_it_runs_beside_threads():
    results = []
    threads = [threading.Thread(target=lambda: results.append(parse(rss()).channel.title)) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == ["A show"] * 4


def test_the_parser_needs_no_settings():
    script = (
        "import sys; import episodes.importers.feed_parse; from django.conf import settings; print(settings.configured)"
    )
    root = Path(feed_child.__file__).resolve().parents[2]
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=root, env={}, capture_output=True, text=True, check=True, timeout=30
    )
    assert re.fullmatch(r"False\s*", run.stdout)
