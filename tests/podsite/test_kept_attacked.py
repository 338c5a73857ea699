"""Nobody fills or poisons the kept pages: what is kept is what everybody would get, and there is a bound to it."""

import sys
import threading
import tracemalloc

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from podsite import kept as module
from podsite.kept_keys import LONGEST_PATH, hosts_of
from tests.factories import make_clip, make_episode, make_highlight

pytestmark = pytest.mark.django_db(transaction=True)

POISON = "poison.example"
HEADERS = {
    "HTTP_X_FORWARDED_HOST": POISON,
    "HTTP_X_HOST": POISON,
    "HTTP_X_FORWARDED_SERVER": POISON,
    "HTTP_X_FORWARDED_PORT": "4444",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_PREFIX": f"/{POISON}",
    "HTTP_X_SCRIPT_NAME": f"/{POISON}",
    "HTTP_FORWARDED": f"host={POISON}",
    "HTTP_X_ORIGINAL_URL": "/tags/",
    "HTTP_X_REWRITE_URL": "/tags/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_ACCEPT": "application/json, text/markdown",
    "HTTP_ACCEPT_LANGUAGE": "de",
    "HTTP_ACCEPT_ENCODING": POISON,
    "HTTP_REFERER": f"https://{POISON}/",
    "HTTP_ORIGIN": f"https://{POISON}",
    "HTTP_USER_AGENT": POISON,
    "HTTP_COOKIE": f"csrftoken={POISON}",
    "HTTP_HX_REQUEST": "true",
    "HTTP_IF_NONE_MATCH": "*",
    "HTTP_IF_MODIFIED_SINCE": "Sat, 29 Oct 2044 19:43:31 GMT",
    "HTTP_X_WAP_PROFILE": POISON,
}


@pytest.fixture
def highlight():
    episode = make_episode(title="Ebb and flow")
    make_clip(episode, 1)
    return make_highlight(episode, title="Neap", tags=["tide"])


def addresses(highlight):
    pages = ["/", "/tags/", "/search/?q=neap", "/api/", "/feed.xml", "/sitemap.xml", "/search/suggest/?q=ne"]
    return [*pages, highlight.get_absolute_url(), highlight.episode.get_absolute_url()]


def test_no_header_of_the_first_visitor_is_in_what_the_others_get(site, highlight):
    paths = addresses(highlight)
    expected = [Client().get(path).content for path in paths]
    for path in paths:
        headers = {name: value for name, value in HEADERS.items() if not (name == "HTTP_ACCEPT" and "/api" in path)}
        site.get(path, **headers)
    answers = [site.get(path) for path in paths]
    assert [body for _status, _headers, body in answers] == expected
    assert not any(POISON in f"{headers}" for _status, headers, _body in answers)
    assert site.made == [path.partition("?")[0] for path in paths], "each was kept as the first visitor had it made"


def test_an_application_sees_nothing_but_what_a_page_is_kept_under(site):
    seen = {}

    def application(environ, start_response):
        seen.update(environ)
        return WSGIHandler()(environ, start_response)

    site.kept.application = application
    site.get("/shows/", body=b"q=1", CONTENT_LENGTH="3", CONTENT_TYPE="application/x-www-form-urlencoded", **HEADERS)
    assert {name for name in seen if name.startswith(("HTTP_", "CONTENT_"))} == {"HTTP_HOST"}
    assert seen["wsgi.input"].read() == b""


@pytest.mark.parametrize(
    "headers", [{"SCRIPT_NAME": "/evil"}, {"HTTP_HOST": "testserver:4444"}, {"HTTP_HOST": "TESTSERVER"}]
)
def test_a_prefix_or_another_spelling_of_the_host_is_never_kept(site, highlight, headers):
    for _time in range(2):
        site.get("/shows/", **headers)
    assert site.entries == 0
    assert b"/evil" not in site.get("/shows/")[2]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "PURGE", "GET /"])
def test_no_other_method_makes_an_entry_or_takes_one(site, highlight, method):
    before = site.get("/")[2]
    for path in ("/", "/shows/"):
        assert site.get(path, method)[2] != before
    assert site.entries == 1
    assert site.get("/")[2] == before


def test_who_asks_for_the_head_only_gets_it_and_makes_no_entry(site, highlight):
    assert site.get("/shows/", "HEAD")[0] == 200
    assert site.entries == 0
    whole = site.get("/shows/")
    head = site.get("/shows/", "HEAD")
    assert head[2] == b""
    assert head[1] == whole[1]
    assert site.made == ["/shows/", "/shows/"]


def spellings(path):
    return [f"/{path}", path.rstrip("/"), path.upper(), path.replace("/", "//"), f"{path}/", f"{path};a", f"{path} "]


def test_a_page_has_one_spelling(site, highlight):
    clip = highlight.episode.clips.get()
    paths = [highlight.get_absolute_url(), f"/clips/{clip.pk}/", "/shows/", f"/api/clips/{clip.pk}", "/people/"]
    for path in paths:
        site.get(path)
    assert len(site.kept.pages) == len(paths)
    for path in paths:
        # An escape that need not be one is read before anybody looks.
        assert site.get(path.replace("a", "%61").replace("i", "%69"))[0] == 200
        for other in spellings(path):
            site.get("/", PATH_INFO=other)
    for zeros in ("0", "00"):
        for path in ("clips/{}/", "clips/{}.md", "api/clips/{}", "clips/{}/cite.bib"):
            assert site.get(f"/{path.format(zeros + str(clip.pk))}")[0] == 404
    assert len(site.kept.pages) == len(paths)


CLOAKED = ["q=neap;page=2", "q=neap&utm_content=x", "q=neap&callback=x", "q%00=1", "q[]=neap", "&q=neap&=x"]


@pytest.mark.parametrize("query", CLOAKED)
def test_what_no_page_knows_is_no_part_of_an_entry(site, highlight, query):
    site.get(f"/search/?{query}")
    cloaked = site.get("/search/?q=neap")[2]
    assert cloaked == Client().get("/search/?q=neap").content
    assert all("callback" not in key.query for key in site.kept.answers._pages)


def test_each_order_of_the_same_parameters_has_the_answer_of_its_own(site, highlight):
    for query in ("q=neap&q=ebb", "q=ebb&q=neap"):
        site.get(f"/search/?{query}")
        assert site.get(f"/search/?{query}")[2] == Client().get(f"/search/?{query}").content


def test_a_hundred_who_want_a_page_at_once_have_it_made_once(site, highlight):
    """Of one that is there, and of one that is not."""
    for path, made in (("/robots.txt", 1), ("/nothing/", None)):
        site.made.clear()
        start, answers = threading.Barrier(100), []

        def visit(path=path, start=start, answers=answers):
            start.wait(30)
            answers.append(site.get(path)[::2])
            connections.close_all()

        threads = [threading.Thread(target=visit) for _each in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(answers) == 100
        assert len(set(answers)) == 1
        assert made is None or len(site.made) == made
    assert site.kept._makers == {}


def small(environ, start_response):
    """A page of ten bytes at whatever address, as suggestions have them."""
    response = HttpResponse(b"0123456789", headers={"Content-Security-Policy": "default-src 'none'"})
    start_response("200 OK", [*response.items()])
    return response


@pytest.mark.parametrize("count", [1000, pytest.param(50_000, marks=pytest.mark.long)])
def test_any_number_of_small_pages_takes_no_more_memory_than_is_allowed(site, monkeypatch, capsys, count):
    """Their bodies are the least of it: headers, names and tables of each are counted as well."""
    site.kept.application = small
    if count < 10_000:
        monkeypatch.setattr(site.kept.answers, "most", 200_000)
        monkeypatch.setattr(site.kept.pages, "most", 200_000)
    allowed = site.kept.pages.most + site.kept.answers.most
    site.kept.until = lambda moment: moment + 600
    tracemalloc.start()
    try:
        before, most = tracemalloc.get_traced_memory()[0], 0
        for number in range(count):
            site.get(f"/search/?q={number}" if number % 2 else f"/{number}/{'x' * 500}")
            if number % 100 == 99:
                most = max(most, tracemalloc.get_traced_memory()[0] - before)
    finally:
        tracemalloc.stop()
    if count > 10_000:
        with capsys.disabled():
            print(f"\n{count:,} addresses: {most:,} bytes at most of {allowed:,}; {site.entries:,} pages were kept")
    assert 20 < site.entries < count
    assert most < allowed


def test_what_is_remembered_of_what_is_not_kept_has_a_bound_too(site, monkeypatch):
    monkeypatch.setattr(module, "MOST_UNKEPT", 20)
    for number in range(50):
        site.get(f"/nothing-{number}/")
        assert len(site.kept._unkept) <= 20
    site.kept._unkept.clear()
    # An address may be as long as anybody likes.
    site.get("/" + "x" * (LONGEST_PATH + 1))
    assert site.kept._unkept == {}
    assert site.kept._makers == {}


def test_somebody_with_a_session_neither_gets_nor_makes_a_page_however_the_cookie_is_written(site, highlight):
    cookies = ["sessionid =abc", "a=b;sessionid=abc", "a=b;\tsessionid\t=abc", "x; __Host-sessionid=a", "messages =1"]
    for cookie in cookies:
        site.get("/", HTTP_COOKIE=cookie)
    assert site.entries == 0
    assert len(site.made) == len(cookies)


def test_the_hosts_of_a_site_are_those_of_its_address_and_its_names():
    hosts = hosts_of("https://podcasts.example:8443", ["podcasts.example", ".wild.example", "*"], 8000)
    assert hosts == {"podcasts.example:8443", "podcasts.example", "podcasts.example:8000"}


def test_the_size_of_a_page_is_of_all_that_it_takes(site, highlight):
    site.get("/")
    [(_key, page)] = site.kept.pages._pages.items()
    bodies = sum(sys.getsizeof(shape.body) for shape in page.shapes.values())
    assert bodies + 3000 < page.size < bodies + 30_000
    assert site.kept.pages.size == page.size
