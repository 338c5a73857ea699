"""The server's memory does not grow with what it has answered."""

import http.client
import threading
import time
from random import Random

import pytest

from tests.podsite.running import Server, manage

SEED = 20241125
CLIENTS = 8
#: Of a hundred requests: pages that are kept, what is made anew, what is not there, questions of new words.
MIX = {"kept": 80, "anew": 5, "missing": 10, "search": 5}
WORDS_OF_A_QUESTION = 8
WARM, WHOLE = 10_000, 100_000
GROWTH = 1.05
LETTERS = "etaoinshrdlu"


@pytest.fixture
def server(tmp_path):
    manage(tmp_path, "demo", "--no-serve")
    server = Server(tmp_path)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def addresses(server):
    """Every page that the sitemaps name, and the lists and feeds beside them."""
    index = server.ask("GET", "/sitemap.xml")[1]
    paths = ["/", "/tags/", "/people/", "/quotes/", "/archive/", "/feed.xml", "/atom.xml", "/api/", "/api/highlights"]
    for sitemap in index.split("<loc>")[1:]:
        page = server.ask("GET", _path(sitemap))[1]
        paths += [_path(one) for one in page.split("<loc>")[1:]]
    return sorted(set(paths))


def _path(loc):
    return "/" + loc.partition("<")[0].split("/", 3)[3]


def path_of(random, pages):
    kind = random.choices(list(MIX), MIX.values())[0]
    if kind == "kept":
        return random.choice(pages)
    if kind == "anew":
        return f"{random.choice(pages)}?anew={random.random()}"
    words = ["".join(random.choices(LETTERS, k=random.randint(4, 12))) for _each in range(WORDS_OF_A_QUESTION)]
    return f"/{'/'.join(words[:2])}/" if kind == "missing" else f"/search/?q={'+'.join(words)}"


def send(server, pages, count, seed):
    """``{status: how often}`` of ``count`` requests over ``CLIENTS`` connections."""
    told, lock = {}, threading.Lock()

    def visit(number):
        random, own = Random(f"{seed}:{number}"), {}
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        for _each in range(count // CLIENTS):
            link.request("GET", path_of(random, pages), headers={"Accept-Encoding": random.choice(["gzip", "br", ""])})
            answer = link.getresponse()
            answer.read()
            own[answer.status] = own.get(answer.status, 0) + 1
        link.close()
        with lock:
            told.update({status: told.get(status, 0) + times for status, times in own.items()})

    threads = [threading.Thread(target=visit, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.long
def test_memory_is_the_same_after_a_hundred_thousand_requests(server, capsys):
    pages, workers, begun = addresses(server), server.workers, time.monotonic()
    measured, told = {0: server.memory()}, {}
    for number in range(WHOLE // WARM):
        for status, times in send(server, pages, WARM, f"{SEED}:{number}").items():
            told[status] = told.get(status, 0) + times
        measured[(number + 1) * WARM] = server.memory()
        with capsys.disabled():
            sent, seconds = (number + 1) * WARM, time.monotonic() - begun
            print(
                f"\n{sent:7,} requests to {len(pages)} pages and others, {seconds:.0f} s, PSS of the server and two"
                f" workers {measured[sent]:.1f} MB, at first {measured[0]:.1f} MB; by status {sorted(told.items())}",
                end="",
                flush=True,
            )
    assert sum(told.values()) == WHOLE
    assert max(told) < 500
    assert server.workers == workers
    assert measured[WHOLE] <= measured[WARM] * GROWTH
