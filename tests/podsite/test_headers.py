"""What every answer says to browsers, scored by the Observatory's table, and what a forged request gets back."""

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from tests.factories import make_clip, make_episode, make_highlight
from tests.pages import read
from tests.podsite import https, observatory
from tests.podsite.https import HOST, visitor

pytestmark = pytest.mark.django_db
LEAST = 110


@pytest.fixture(autouse=True)
def on_https():
    with https.settings():
        yield


@pytest.fixture
def episode():
    episode = make_episode(title="Tides", audio_url="https://a.example/x.mp3")
    make_highlight(episode, body=f"One [{make_clip(episode).number}].")
    return episode


def pages(episode):
    clip = episode.clips.get()
    return ["/", episode.get_absolute_url(), "/admin/login/", "/search/?q=tide", "/tags/", clip.get_absolute_url()]


def test_pages_score_at_least_110(episode):
    scores = {}
    for path in pages(episode):
        answer = visitor().get(path)
        assert answer.status_code == 200
        found = observatory.findings(answer, Client(SERVER_NAME=HOST).get(path), read(answer))
        scores[path] = observatory.score(found)
        assert scores[path] >= LEAST, (path, found)
    assert scores["/"] == 130
    assert scores["/admin/login/"] == 135


def test_the_table_takes_points_off_for_what_is_missing(episode):
    answer = visitor().get("/")
    plain, page = Client(SERVER_NAME=HOST).get("/"), read(answer)
    assert "csp-none-by-default" in observatory.findings(answer, plain, page)
    for name, loss in [
        ("Content-Security-Policy", 25 + 10 + 5),
        ("Strict-Transport-Security", 20 + 30),  # Below 90, nothing good counts any more.
        ("X-Content-Type-Options", 5),
        ("Referrer-Policy", 5),
        ("Cross-Origin-Resource-Policy", 10),
    ]:
        answer = visitor().get("/")
        del answer.headers[name]
        assert observatory.score(observatory.findings(answer, plain, page)) <= 130 - loss, name


def test_no_policy_lets_anything_inline_or_unsafe_through(episode):
    clip = episode.clips.get()
    for path in [*pages(episode), "/no-such-page/", "/feed.xml", reverse("clip_embed", args=[clip.pk])]:
        policy = observatory.directives(visitor().get(path).headers)
        assert policy["default-src"] == {"'none'"}, path
        assert (
            policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == {"'self'"}
        )
        assert policy["base-uri"] == {"'none'"}
        assert not {
            source for sources in policy.values() for source in sources if "unsafe" in source or source == "data:"
        }


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def headers_of(path):
    answer = visitor().get(path)
    answer.getvalue()  # A file is closed when it has been read.
    return answer.headers


def test_every_answer_bears_the_headers(episode, media):
    default_storage.save("doors.txt", ContentFile(b"words"))
    paths = [*pages(episode), "/no-such-page/", "/feed.xml", "/api/", "/media/doors.txt", "/media/none", "/admin/"]
    paths += ["/static/none.css", "/robots.txt", "/icons/none", "/tags"]
    for path in paths:
        headers = headers_of(path)
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", path
        assert "camera=()" in headers["Permissions-Policy"] and "usb=()" in headers["Permissions-Policy"], path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin"), path


def test_others_pages_may_load_what_is_meant_for_them_only(episode, media):
    clip, embed = episode.clips.get(), reverse("clip_embed", args=[episode.clips.get().pk])
    default_storage.save("sound.mp3", ContentFile(b"ID3"))
    for path in ("/media/sound.mp3", "/feed.xml", "/api/", embed):
        assert headers_of(path)["Cross-Origin-Resource-Policy"] == "cross-origin", path
    for path in ("/", clip.get_absolute_url(), "/admin/login/", "/no-such-page/"):
        assert headers_of(path)["Cross-Origin-Resource-Policy"] == "same-origin", path


def test_only_embeds_may_be_framed(episode):
    embed = reverse("clip_embed", args=[episode.clips.get().pk])
    assert observatory.directives(visitor().get(embed).headers)["frame-ancestors"] == {"*"}
    for path in pages(episode):
        answer = visitor().get(path)
        assert observatory.directives(answer.headers)["frame-ancestors"] == {"'none'"}, path
        assert answer["X-Frame-Options"] == "DENY"


# Cookies


def test_visitors_get_no_cookie(episode):
    for path in pages(episode):
        if not path.startswith("/admin/"):
            assert not visitor().get(path).cookies, path


def test_cookies_belong_to_this_host_on_https_only():
    User.objects.create_superuser("marta", password="a long pass phrase")
    client = visitor()
    cookies = client.get("/admin/login/").cookies
    assert set(cookies) == {"__Host-csrftoken"}
    answer = client.post("/admin/login/?next=/admin/", {"username": "marta", "password": "a long pass phrase"})
    assert answer.status_code == 302
    assert set(client.cookies) == {"__Host-csrftoken", "__Host-sessionid"}
    for cookie in client.cookies.values():
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"] and cookie["samesite"] == "Lax"
    assert client.cookies["__Host-sessionid"]["httponly"]


def test_a_site_without_https_has_cookies_of_plain_names():
    with https.settings(SITE_URL="http://podcasts.example"):
        cookies = Client(SERVER_NAME=HOST).get("/admin/login/").cookies
    assert set(cookies) == {"csrftoken"}
    assert not cookies["csrftoken"]["secure"]


def test_notices_need_no_cookie_of_their_own():
    client = visitor()
    client.force_login(User.objects.create_superuser("marta", password="a long pass phrase"))
    answer = client.post(
        reverse("admin:episodes_person_add"),
        {"name": "Maren Holt", "slug": "maren-holt", "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0},
        follow=True,
    )
    assert answer.status_code == 200
    assert "messages" not in client.cookies


# Forged requests

TRICKS = [
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "8443"},
    {"X-Host": "evil.example"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Original-URL": "/evil.example", "X-Rewrite-URL": "/evil.example"},
    {"Forwarded": "for=1.2.3.4;host=evil.example;proto=https"},
    {"X-Forwarded-Scheme": "evil.example"},
    {"X-Forwarded-For": "evil.example"},
    {"X-Real-IP": "evil.example"},
    {"X-HTTP-Host-Override": "evil.example"},
    {"X-Forwarded-Prefix": "/evil.example", "X-Script-Name": "/evil.example"},
    {"X-ProxyUser-Ip": "evil.example", "Client-IP": "evil.example", "True-Client-IP": "evil.example"},
    {"Origin": "https://evil.example"},
    {"Referer": "https://evil.example/"},
    {"User-Agent": "evil.example"},
    {"Accept-Language": "evil.example"},
]
HOSTS = [
    "evil.example",
    f"{HOST}.evil.example",
    f"evil.example/{HOST}",
    f"{HOST}@evil.example",
    f"{HOST}:80@evil.example",
    f"evil.example#{HOST}",
    f"evil.example\\.{HOST}",
    f"{HOST}:evil.example",
    f"{HOST} evil.example",
    f"{HOST},evil.example",
    "evil.example:443",
    "127.0.0.2",
    "[::2]",
    "",
]


def everything(answer):
    """All that an answer says, for whoever looks for a word in it."""
    return f"{answer.headers}{answer.cookies}{answer.content.decode(errors='replace')}"


def test_headers_of_proxies_are_not_told_again(episode):
    client = visitor()
    for path in [*pages(episode), "/no-such-page/", "/feed.xml", "/api/", "/tags", "/admin/", "/sitemap.xml"]:
        status = client.get(path).status_code
        for headers in TRICKS:
            forged = client.get(path, headers=headers)
            assert forged.status_code == status, (path, headers)
            assert "evil.example" not in everything(forged), (path, headers)


@pytest.mark.parametrize("host", HOSTS, ids=repr)
def test_other_hosts_get_nothing(episode, host):
    clients = [visitor(), Client()]
    for path in ["/", episode.get_absolute_url(), "/admin/login/", "/feed.xml", "/tags", "/no-such-page/"]:
        for client in clients:
            answer = client.get(path, HTTP_HOST=host) if host else client.get(path, SERVER_NAME="evil.example")
            assert answer.status_code == 400, path
            assert "evil.example" not in everything(answer), path


def test_plain_http_leads_to_the_same_page_on_https(episode):
    path = f"{episode.get_absolute_url()}?page=2"
    answer = Client(SERVER_NAME=HOST).get(path)
    assert (answer.status_code, answer["Location"]) == (301, f"https://{HOST}{path}")
