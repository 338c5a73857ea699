"""Pages that are kept: the same bytes for everybody, made once, and made anew as soon as anything they show changes."""

import gzip
import threading
from datetime import timedelta
from email.utils import parsedate_to_datetime

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from episodes.models import Episode, SiteSettings, Tag
from episodes.services import keeping
from episodes.services.schedule import publish_due
from episodes.services.tags import merge
from podsite import kept as module
from podsite.kept import encoding_of
from podsite.version import Version
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds, on a busy machine


@pytest.fixture
def highlight():
    return make_highlight(make_episode(title="Ebb and flow"), title="Neap", tags=["tide"])


def test_a_page_is_made_once_and_sent_in_the_encoding_that_is_asked_for(site, highlight):
    path = highlight.episode.get_absolute_url()
    status, headers, plain = site.get(path)
    assert status == 200
    assert b"Ebb and flow" in plain
    assert gzip.decompress(site.get(path, HTTP_ACCEPT_ENCODING="gzip, deflate")[2]) == plain
    _status, headers, body = site.get(path, HTTP_ACCEPT_ENCODING="gzip, br;q=0.9")
    assert brotli.decompress(body) == plain
    assert (headers["content-encoding"], int(headers["content-length"])) == ("br", len(body))
    assert "s-maxage" in headers["cache-control"]
    assert "stale-if-error" in headers["cache-control"]
    assert "default-src 'none'" in headers["content-security-policy"], "the headers of safety are kept as well"
    assert site.get(path, "HEAD")[2] == b""
    assert site.made == [path]


def test_who_has_it_is_told_so_without_making_it(site, highlight):
    path = highlight.get_absolute_url()
    etags = {site.get(path, HTTP_ACCEPT_ENCODING=encoding)[1]["etag"] for encoding in ("", "gzip", "br")}
    assert len(etags) == 3, "bytes that differ have validators that differ"
    for etag, encoding in [
        (site.get(path)[1]["etag"], ""),
        (site.get(path, HTTP_ACCEPT_ENCODING="br")[1]["etag"], "br"),
    ]:
        status, headers, body = site.get(path, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=f'"other", {etag}')
        assert (status, body, headers["etag"]) == (304, b"", etag)
    assert site.get(path, HTTP_IF_NONE_MATCH='"other"')[0] == 200
    assert site.made == [path]


def test_a_date_is_told_when_it_is_over_and_whoever_has_it_is_told_so(site, highlight, monkeypatch):
    path, clock = highlight.get_absolute_url(), module.time.time
    assert "last-modified" not in site.get(path)[1], "the page may change once more in the same second"
    monkeypatch.setattr(module.time, "time", lambda: clock() + 2)
    date = site.get(path)[1]["last-modified"]
    assert parsedate_to_datetime(date) <= timezone.now()
    status, headers, body = site.get(path, HTTP_IF_MODIFIED_SINCE=date)
    assert (status, body, headers["last-modified"]) == (304, b"", date)
    assert site.get(path, HTTP_IF_MODIFIED_SINCE=date, HTTP_IF_NONE_MATCH='"other"')[0] == 200
    assert site.get(path, HTTP_IF_MODIFIED_SINCE="Thu, 01 Jan 1970 00:00:00 GMT")[0] == 200
    assert site.made == [path]


def _edit(highlight):
    highlight.title = "Spring"
    highlight.save()


def _update(highlight):
    Episode.objects.filter(pk=highlight.episode_id).update(title="Slack water")


def _settings(highlight):
    site = SiteSettings.load()
    site.name = "Another name"
    site.save()


def _withdraw(highlight):
    highlight.status = "withdrawn"
    highlight.save()


def _merge_tags(highlight):
    other = Tag.objects.create(name="ebb")
    merge(Tag.objects.get(name="tide"), other)


@pytest.mark.parametrize("change", [_edit, _update, _settings, _withdraw, _merge_tags])
def test_every_change_makes_the_pages_anew(site, highlight, change):
    paths = ["/", highlight.episode.get_absolute_url(), highlight.get_absolute_url(), "/tags/", "/feed.xml"]
    before = [site.get(path)[2] for path in paths]
    assert [site.get(path)[2] for path in paths] == before
    assert site.made == paths
    change(highlight)
    after = [site.get(path)[::2] for path in paths]
    assert after == [(answer.status_code, answer.content) for answer in map(Client().get, paths)]
    assert any(body != old for (_status, body), old in zip(after, before, strict=True))


def test_what_is_on_no_page_makes_nothing_anew(site, highlight):
    site.get("/")
    Client().get("/")
    user = get_user_model().objects.create_user("ada", password="pw")
    Client().force_login(user)
    site.get("/")
    assert site.made == ["/"]


def test_a_scheduled_episode_is_there_when_its_time_has_come(site, highlight, monkeypatch):
    due = timezone.now() + timedelta(minutes=1)
    make_episode(title="Of tomorrow", published_at=due)
    assert b"Of tomorrow" not in site.get("/")[2]
    monkeypatch.setattr(timezone, "now", lambda: due + timedelta(seconds=1))
    monkeypatch.setattr(module.time, "time", lambda: (due + timedelta(seconds=1)).timestamp())
    publish_due()
    assert b"Of tomorrow" in site.get("/")[2]


def test_a_kept_page_ends_when_the_next_episode_is_due(highlight):
    due = timezone.now() + timedelta(minutes=1)
    make_episode(published_at=due)
    now = timezone.now().timestamp()
    assert keeping.until(now) == pytest.approx(due.timestamp())
    assert keeping.until(now + 90) > due.timestamp() + 1
    Episode.objects.all().delete()
    assert keeping.until(now) <= now + keeping.LONGEST.total_seconds()


def test_what_is_lost_while_a_page_is_made_costs_nobody_the_page(site, highlight, monkeypatch):
    def gone(_moment):
        raise OperationalError("server closed the connection")

    site.kept.until = gone
    assert site.get("/")[0] == 200
    assert len(site.kept.pages) == 0


def test_what_was_not_kept_goes_through_as_it_is_asked_until_something_changes(site, highlight):
    asked, django = [], site.kept.application

    def application(environ, start_response):
        asked.append(environ.get("HTTP_ACCEPT_ENCODING"))
        return django(environ, start_response)

    site.kept.application = application
    path = "/shows/tides/nothing-yet/"
    for _time in range(2):
        assert site.get(path, HTTP_ACCEPT_ENCODING="gzip")[0] == 404
    assert asked == [None, "gzip"]
    _edit(highlight)
    site.get(path, HTTP_ACCEPT_ENCODING="gzip")
    assert asked[-1] is None


def test_editors_neither_get_nor_make_a_kept_page(site, highlight):
    for cookie in ("sessionid=abc", "a=b; sessionid=abc", "__Host-sessionid=abc", "messages=1"):
        site.get("/", HTTP_COOKIE=cookie)
    assert site.made == ["/"] * 4
    site.get("/")
    site.get("/", HTTP_COOKIE="sessionid=abc")
    assert site.made == ["/"] * 6
    site.get("/", HTTP_COOKIE="theme=dark")
    assert site.made == ["/"] * 6


@pytest.mark.parametrize("name", ["HTTP_X_FORWARDED_HOST", "HTTP_REFERER", "HTTP_ORIGIN", "HTTP_USER_AGENT"])
def test_what_one_visitor_says_is_not_told_to_the_next(site, highlight, name):
    path = highlight.episode.get_absolute_url()
    _status, headers, body = site.get(path, **{name: "https://evil.example"})
    assert site.get(path) == (200, headers, body)
    assert site.made == [path]
    assert "evil.example" not in f"{headers}{body}"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/?utm_source=x", {}),
        ("/?page=" + "9" * 400, {}),
        ("/nowhere/", {}),
        ("/", {"HTTP_HOST": "evil.example"}),
        ("/", {"HTTP_RANGE": "bytes=0-9"}),
        ("/", {"HTTP_AUTHORIZATION": "Basic eA=="}),
        ("/admin/login/", {}),
        ("/api/highlights", {"HTTP_ACCEPT": "text/html"}),
        ("/surprise/", {}),
    ],
)
def test_what_is_not_a_page_of_the_site_is_not_kept(site, highlight, path, headers):
    for _time in range(2):
        site.get(path, **headers)
    assert len(site.made) == 2
    assert len(site.kept.pages) == len(site.kept.answers) == 0


def test_any_number_of_questions_pushes_no_page_out(site, highlight, monkeypatch):
    site.kept.answers.most = 100_000
    site.get("/")
    for number in range(30):
        site.get(f"/search/?q=word{number}")
    assert site.kept.answers.size <= 100_000
    assert 0 < len(site.kept.answers) < 30
    site.get("/")
    assert site.made.count("/") == 1


def test_what_is_kept_has_a_bound_in_bytes(site, highlight):
    site.kept.pages.most = 60_000
    for path in ("/", "/tags/", "/people/", "/shows/", "/quotes/", "/archive/"):
        site.get(path)
        assert site.kept.pages.size <= 60_000
    assert sum(page.size for page in site.kept.pages._pages.values()) == site.kept.pages.size


def test_one_makes_a_page_while_others_wait(site, highlight):
    begun, go, answers = threading.Event(), threading.Event(), []

    def slow(environ, start_response):
        site.made.append(environ["PATH_INFO"])
        begun.set()
        go.wait(PATIENCE)
        return WSGIHandler()(environ, start_response)

    def visit():
        answers.append(site.get("/robots.txt")[2])
        connections.close_all()

    site.kept.application = slow
    threads = [threading.Thread(target=visit) for _each in range(4)]
    for thread in threads:
        thread.start()
        begun.wait(PATIENCE)
    go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert site.made == ["/robots.txt"]


def test_a_change_while_a_page_is_made_is_not_lost(site, highlight):
    django = site.kept.application

    def changed_meanwhile(environ, start_response):
        answer = django(environ, start_response)
        site.kept.application = django
        _edit(highlight)
        return answer

    site.kept.application = changed_meanwhile
    path = highlight.get_absolute_url()
    assert b"Neap" in site.get(path)[2]
    assert b"Spring" in site.get(path)[2]


def test_a_connection_that_a_page_has_made_tells_of_changes_afterwards(site, highlight):
    told = []

    def visit_then_edit():
        site.get("/")
        known = site.kept.version.current()
        _edit(highlight)
        told.append(site.kept.version.current() != known)
        connections.close_all()

    # Each thread of a worker has its own.
    thread = threading.Thread(target=visit_then_edit)
    thread.start()
    thread.join(30)
    assert told == [True]


def test_where_nothing_can_be_written_every_page_is_made(site, highlight, monkeypatch):
    monkeypatch.setattr(site.kept.version, "current", lambda: None)
    site.get("/")
    site.get("/")
    assert site.made == ["/", "/"]


class Shared(dict):
    """A cache that two machines share."""

    def set(self, key, value, _timeout):
        self[key] = value


def test_other_machines_are_told_by_the_shared_cache(tmp_path, monkeypatch):
    cache = Shared()
    here, there = Version(tmp_path / "here", cache), Version(tmp_path / "there", cache)
    before = there.current()
    assert there.current() == before
    here.touch()
    monkeypatch.setattr("podsite.version.BELIEVED", 0)
    assert there.current() != before


def test_without_the_cache_this_machine_still_knows_of_its_changes(tmp_path):
    class Gone:
        def get(self, *_args):
            raise ConnectionError

        set = get

    version = Version(tmp_path / "file", Gone())
    before = version.current()
    assert version.current() == before
    version.touch()
    assert version.current() != before


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=1.0", "gzip"),
        ("br;q=0.0,gzip;q=0", ""),
        ("identity", ""),
        ("GZIP", "gzip"),
    ],
)
def test_encodings_that_are_refused_are_not_sent(accepted, encoding):
    assert encoding_of(accepted) == encoding


def test_readers_keep_what_they_had_while_the_database_is_gone(site, highlight, monkeypatch):
    path = highlight.episode.get_absolute_url()
    before = site.get(path)
    monkeypatch.setattr(module.time, "time", lambda real=module.time.time: real() + 86_400)
    with monkeypatch.context() as outage:
        outage.setattr(site, "django", gone_site)
        status, _headers, body = site.get(path)
        assert (status, body) == (200, before[2])
        assert site.get("/tags/")[0] == 503
    assert site.get("/tags/")[0] == 200
    made = len(site.made)
    assert site.get("/tags/")[0] == 200
    assert len(site.made) == made, "what has failed once is kept again"


def gone_site(environ, start_response):
    start_response("503 Service Unavailable", [("Content-Type", "text/html")])
    return HttpResponse("gone", status=503)


def test_a_page_of_other_content_is_not_shown_for_a_failure(site, highlight, monkeypatch):
    path = highlight.episode.get_absolute_url()
    site.get(path)
    highlight.episode.status = "withdrawn"
    highlight.episode.withdrawn_reason = "Told wrongly."
    highlight.episode.save()
    monkeypatch.setattr(site, "django", gone_site)
    assert site.get(path)[0] == 503


def test_a_kept_page_has_the_id_of_nobody(site, highlight):
    path = highlight.episode.get_absolute_url()
    for _time in range(2):
        assert "x-request-id" not in site.get(path, HTTP_X_REQUEST_ID="0123456789abcdef")[1]
    assert site.get("/nowhere/", HTTP_X_REQUEST_ID="0123456789abcdef")[1]["x-request-id"] == "0123456789abcdef"
