"""What browsers and search engines ask a site for by itself."""

import io
import json
import re
from fnmatch import fnmatch
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree
from PIL import Image

from episodes.models import Episode, SiteSettings
from episodes.seo import icons
from tests.factories import make_episode
from tests.pages import read
from tests.views.test_hostile import HOSTILE

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
STATIC = Path(__file__).resolve().parents[2] / "static"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def allows(text, path):
    """By the longest rule that matches, as RFC 9309 says (2.2.2); a star is any text, a dollar sign the end."""
    rules = re.findall(r"^(Dis)?[Aa]llow: *(\S+)$", text, re.MULTILINE)
    found = [("", True)]
    for closed, pattern in rules:
        if re.match(re.escape(pattern).replace(r"\*", ".*").replace(r"\$", "$"), path):
            found.append((pattern, not closed))
    return max(found, key=lambda rule: (len(rule[0]), rule[1]))[1]


def test_robots_find_the_sitemap_and_leave_the_rest(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.site_maps() == [f"{SITE}/sitemap.xml"]
    for path in ("/", "/shows/x/y/", "/tags/", "/tags/a/", "/cards/site/1-0.png", "/static/css/base.css", "/feed.xml"):
        assert robots.can_fetch("*", path) and allows(text, path), path
    assert allows(text, "/tags/a+b/") and allows(text, "/tags/?page=2")
    for path in ("/admin/", "/search/?q=x", "/preview/x/", "/api/episodes/", "/surprise/"):
        assert not robots.can_fetch("*", path) and not allows(text, path), path
    # Every combination of tags is a page, and leads to more.
    for path in ("/tags/a+b+c/", "/tags/a/not/b/", "/tags/a+b/not/c/", "/tags/?q=x"):
        assert not allows(text, path), path


def test_pages_say_which_links_may_be_followed_ahead(client):
    episode = make_episode()
    for path in ("/", episode.get_absolute_url(), "/tags/", "/search/?q=x"):
        assert client.get(path)["Speculation-Rules"] == '"/speculation-rules.json"'
    for path in ("/feed.xml", "/api/episodes/", f"{episode.get_absolute_url()}index.md"):
        assert "Speculation-Rules" not in client.get(path)
    response = client.get("/speculation-rules.json")
    assert response["Content-Type"].startswith("application/speculationrules+json")
    assert response["Cache-Control"] == "public, max-age=86400"
    [rule] = json.loads(response.content)["prefetch"]
    assert rule["eagerness"] == "moderate"
    closed = rule["where"]["and"][1]["not"]["href_matches"]
    for path in ("/admin/x/", "/search/", "/surprise/", "/preview/x/", "/media/x/a", "/shows/a/feed.xml", "/a/b.md"):
        assert any(fnmatch(path, pattern) for pattern in closed), path
    for path in ("/", episode.get_absolute_url(), "/tags/a+b/", "/clips/1/"):
        assert not any(fnmatch(path, pattern) for pattern in closed), path


def test_the_manifest_names_pictures_that_are_there(client):
    SiteSettings(name="Held “Out”", tagline="Line", hue=331).save()
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"].startswith("application/manifest+json")
    said = json.loads(response.content)
    assert (said["name"], said["description"], said["start_url"], said["display"]) == (
        "Held “Out”",
        "Line",
        "/",
        "minimal-ui",
    )
    assert {(icon["sizes"], icon.get("purpose")) for icon in said["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
        ("any", None),
    }
    for icon in said["icons"]:
        answer = client.get(icon["src"])
        assert answer["Content-Type"] == icon["type"]
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        if icon["type"] == "image/png":
            side = int(icon["sizes"].partition("x")[0])
            assert Image.open(io.BytesIO(answer.content)).size == (side, side)
    tokens = (STATIC / "css/tokens.css").read_text()
    assert said["theme_color"] == re.search(r"--paper: (#\w+);", tokens)[1]


def test_every_page_names_them(client):
    head = read(client.get("/"))
    manifest, touch, icon, search = (
        head.one("link", rel=rel).attrs["href"] for rel in ("manifest", "apple-touch-icon", "icon", "search")
    )
    assert (manifest, touch, icon, search) == (
        "/manifest.webmanifest",
        "/apple-touch-icon.png",
        "/icons/165.svg",
        "/opensearch.xml",
    )
    assert "manifest-src 'self'" in client.get("/")["Content-Security-Policy"]
    tokens = (STATIC / "css/tokens.css").read_text()
    papers = [meta.attrs["content"] for meta in head.all("meta", name="theme-color")]
    assert papers == re.findall(r"--paper: (#\w+);", tokens)


def test_icons_are_asked_for_by_their_names(client):
    with Image.open(io.BytesIO(client.get("/favicon.ico").content)) as picture:
        assert picture.format == "ICO" and picture.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    with Image.open(io.BytesIO(client.get("/apple-touch-icon.png").content)) as picture:
        assert picture.size == (180, 180) and picture.mode == "RGB"
    assert client.get("/favicon.ico")["Cache-Control"] == "public, max-age=86400"
    for missing in ("/icons/7-192.png", "/icons/165-193.png", "/icons/360.svg", "/icons/" + "9" * 300 + ".svg"):
        assert client.get(missing).status_code == 404, missing


def test_the_mark_is_the_one_of_the_style_sheet(client):
    for hue in icons.HUES:
        root = etree.fromstring(client.get(f"/icons/{hue}.svg").content)
        ground = root[0].get("fill")
        with Image.open(io.BytesIO(client.get(f"/icons/{hue}-192.png").content)) as picture:
            assert "#{:02x}{:02x}{:02x}".format(*picture.getpixel((2, 2))) == ground
            # The sign above the line, on its ground.
            assert picture.getpixel((80, 40)) == (0xFB, 0xFC, 0xFB)
    drawn = etree.parse(STATIC / "img/icon.svg").getroot()
    assert drawn.get("viewBox") == root.get("viewBox")


def test_a_launcher_may_cut_a_maskable_icon_to_a_circle():
    with Image.open(io.BytesIO(icons.png(165, "maskable"))) as picture:
        ground, middle, radius = picture.getpixel((0, 0)), 256, 512 * 0.4
        outside = [
            (x, y)
            for x in range(0, 512, 4)
            for y in range(0, 512, 4)
            if (x - middle) ** 2 + (y - middle) ** 2 > radius**2
        ]
        assert all(picture.getpixel(place) == ground for place in outside)


@pytest.mark.parametrize("name", ["Site", "A site whose name is far too long for a browser " * 2, *HOSTILE])
def test_a_browser_learns_how_to_search(client, name):
    SiteSettings(name=name[:100]).save()
    response = client.get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    root = etree.fromstring(response.content)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName")) <= 16
    assert len(root.findtext(f"{OPENSEARCH}LongName")) <= 48
    assert len(root.findtext(f"{OPENSEARCH}Description")) <= 1024
    urls = {(url.get("type"), url.get("rel")): url.get("template") for url in root.findall(f"{OPENSEARCH}Url")}
    assert urls == {
        ("text/html", None): f"{SITE}/search/?q={{searchTerms}}",
        ("application/x-suggestions+json", None): f"{SITE}/search/suggest/?format=opensearch&q={{searchTerms}}",
        ("application/opensearchdescription+xml", "self"): f"{SITE}/opensearch.xml",
    }
    for image in root.findall(f"{OPENSEARCH}Image"):
        assert client.get(image.text.removeprefix(SITE)).status_code == 200


def test_a_browser_is_told_what_may_be_meant(client):
    make_episode(title="Tides & currents", slug="tides")
    template = etree.fromstring(client.get("/opensearch.xml").content).xpath(
        "string(//*[@type='application/x-suggestions+json']/@template)"
    )
    response = client.get(template.removeprefix(SITE).replace("{searchTerms}", "tid"))
    assert response["Content-Type"] == "application/x-suggestions+json"
    [address] = Episode.objects.values_list("show__slug", flat=True)
    assert json.loads(response.content) == [
        "tid",
        ["Tides & currents"],
        ["episode"],
        [f"{SITE}/shows/{address}/tides/"],
    ]
    assert json.loads(client.get("/search/suggest/?format=opensearch&q=%00zz").content)[1:] == [[], [], []]
    assert client.get("/search/suggest/?q=tid")["Content-Type"] == "application/json"


def test_nothing_of_it_sets_a_cookie_or_is_sent_twice(client):
    make_episode()
    for path in ("/robots.txt", "/manifest.webmanifest", "/opensearch.xml", "/favicon.ico", "/icons/165.svg"):
        response = client.get(path)
        assert response.status_code == 200 and not response.cookies, path
        if "ETag" in response:
            assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
