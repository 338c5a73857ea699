"""SQLite under many hands: nobody is told that it is locked, and what was told to be saved is there, whoever dies."""

import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing, suppress

import pytest
import requests
from django.db import connection

from tests.needs import postgresql
from tests.serving import Site

KILLED_EVERY = 0.25  # seconds
#: By then the watchers have done what killed workers had left to do.
CAUGHT_UP_WITHIN = 120  # seconds
PAGES = ["/", "/shows/", "/tags/", "/people/", "/quotes/", "/archive/", "/search/?q=room", "/feed.xml", "/atom.xml"]
MAKE = """
from tests.factories import make_episode, make_highlight
for number in range({writers}):
    highlight = make_highlight(make_episode(title=f"Of writer {{number}}"), body="Nothing yet.")
    print("section", highlight.pk, highlight.episode_id, highlight.get_absolute_url())
"""
KEPT = """
from episodes.models import Highlight, Revision
for pk, episode in {sections}:
    for document in Revision.objects.filter(episode_key=episode).values_list("document", flat=True):
        print("kept", document["highlight"][str(pk)]["body"])
    print("stored", Highlight.objects.get(pk=pk).body)
"""
LEFT = "from episodes.models import Unfinished; print('left', Unfinished.objects.count())"


@pytest.mark.django_db
@pytest.mark.skipif(postgresql(), reason="is about SQLite")
def test_the_settings_of_sqlite_are_in_force():
    with connection.cursor() as cursor:
        found = {}
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys"):
            [found[name]] = cursor.execute(f"PRAGMA {name}").fetchone()
    assert found == {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 20_000, "foreign_keys": 1}
    assert connection.transaction_mode == "IMMEDIATE"


class Crowd:
    """Writers and readers of a server until ``seconds`` are over. ``saved`` are the bodies that were acknowledged."""

    def __init__(self, server, sections, readers):
        self.server, self.sections, self.readers = server, sections, readers
        self.saved, self.tried, self.seen, self.wrong = set(), set(), Counter(), []
        self.stop = threading.Event()

    def run(self, seconds):
        threads = [threading.Thread(target=self._write, args=(number,)) for number in range(len(self.sections))]
        threads += [threading.Thread(target=self._read, args=(number,)) for number in range(self.readers)]
        threads += [threading.Thread(target=self._kill)]
        for thread in threads:
            thread.start()
        self.stop.wait(seconds)
        self.stop.set()
        for thread in threads:
            thread.join()

    def _write(self, number):
        editor, pk, count = self.server.editor(number), self.sections[number][0], 0
        while not self.stop.is_set():
            count += 1
            body = f"Save {count} of writer {number}."
            self.tried.add(body)
            # A worker that is killed closes the connection, and what it was doing may be saved or not.
            with suppress(requests.RequestException):
                self._note("save", editor, editor.save(f"/admin/episodes/highlight/{pk}/change/", body=body), body)

    def _note(self, kind, _editor, status, body):
        self.seen[kind, status] += 1
        if status == 302:
            self.saved.add(body)
        elif status >= 500:
            self.wrong.append(body)

    def _read(self, number):
        choose = random.Random(number)
        pages = PAGES + [path for _pk, _episode, path in self.sections]
        while not self.stop.is_set():
            with suppress(requests.RequestException):
                answer = self.server.get(choose.choice(pages))
                self.seen["page", answer.status_code] += 1
                if answer.status_code >= 500:
                    self.wrong.append(answer.url)

    def _kill(self):
        while not self.stop.wait(KILLED_EVERY):
            if children := self.server.children():
                with suppress(ProcessLookupError):
                    os.kill(random.choice(children), signal.SIGKILL)
                    self.seen["killed", ""] += 1


def crowded(folder, *, writers, readers, seconds):
    """The figures of a crowd on a site of its own, once what the killed had left is done."""
    site = Site(folder, writers)
    lines = site.shell(MAKE.format(writers=writers)).splitlines()
    sections = [(int(pk), int(episode), path) for _word, pk, episode, path in map(str.split, lines)]
    with site.serve(4) as server:
        crowd = Crowd(server, sections, readers)
        crowd.run(seconds)
        ended = time.monotonic()
        while "left 0" not in site.shell(LEFT):
            assert time.monotonic() < ended + CAUGHT_UP_WITHIN
        caught_up = time.monotonic() - ended
        log = server.log.read_text()
    site.manage("rebuild_search", "--check")
    there = site.shell(KEPT.format(sections=[section[:2] for section in sections])).splitlines()
    kept = {line.removeprefix("kept ") for line in there if line.startswith("kept ")}
    stored = {line.removeprefix("stored ") for line in there if line.startswith("stored ")}
    with closing(sqlite3.connect(folder / "podsite.sqlite3")) as database:
        integrity = database.execute("PRAGMA integrity_check").fetchall()
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
    return {
        "workers killed": crowd.seen["killed", ""],
        "saves acknowledged": len(crowd.saved),
        "pages read": crowd.seen["page", 200],
        "lost": len(crowd.saved - kept),
        "of nobody": len((kept | stored) - crowd.tried - {"Nothing yet."}),
        "locked": log.count("locked"),
        "answers of 500": len(crowd.wrong),
        "integrity": [*integrity, *broken] == [("ok",)],
        "caught up in, s": round(caught_up),
    }


def is_well(figures):
    assert figures["saves acknowledged"] > 0
    assert figures["pages read"] > 0
    assert figures["workers killed"] > 0
    assert figures["integrity"]
    assert [figures[name] for name in ("lost", "of nobody", "locked", "answers of 500")] == [0, 0, 0, 0], figures


@pytest.mark.long
def test_nothing_is_locked_and_nothing_is_lost_in_a_crowd(tmp_path, capsys):
    figures = crowded(tmp_path, writers=8, readers=20, seconds=90)
    with capsys.disabled():
        print(f"\n{figures}")
    is_well(figures)
