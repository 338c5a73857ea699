"""The sample site, walked from its home page: every link leads somewhere, every fragment to an element of its page."""

import json
import re
from collections import Counter
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve
from lxml import etree

from episodes.models import SiteSettings
from tests.conftest import commit
from tests.markdown_pages import READER
from tests.pages import parse
from tests.sample_site import put_sample

SITE = "http://127.0.0.1:8000"
#: What no page leads to, but others ask for.
STARTS = ["/", "/llms.txt", "/robots.txt", "/sitemap.xml", "/api/", "/api/openapi.json"]
#: Wanted redirects: to wherever chance leads, and to the present picture of what a sitemap names.
REDIRECTS = {"surprise", "card"}
ATTRIBUTES = ("href", "src", "poster", "data-url", "data-episode", "data-art")
#: So many addresses of each view are asked for, from the first. The long run reaches every single thing of the sample
#: site; choices of several tags have no end.
SOME, MANY = 5, 250
IN_JSON = re.compile(r'"(http://127\.0\.0\.1:8000/[^"\\]*)"')


@pytest.fixture
def sample(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    put_sample(settings.MEDIA_ROOT)
    commit()


def links_in(response, url):
    """``(links, fragments that lead somewhere)`` of an answer, by its media type; a page's links as they stand."""
    kind = response["Content-Type"].partition(";")[0]
    text = response.content.decode(errors="replace") if not response.streaming else ""
    if kind == "text/html":
        elements = list(parse(text).walk())
        found = [e.attrs.get(name) for e in elements for name in ATTRIBUTES if e.tag not in ("form", "base")]
        found += [e.attrs["content"] for e in elements if e.attrs.get("property") in ("og:image", "og:url", "og:audio")]
        return [link for link in found if link and not link.isdigit()], {e.attrs.get("id") for e in elements}
    if kind == "text/markdown" or url == "/llms.txt":
        tokens = [token for block in READER.parse(text) for token in block.children or ()]
        return [token.attrs["href"] for token in tokens if token.type == "link_open"], None
    if kind.endswith("xml"):
        values = [[*e.values(), e.text or ""] for e in etree.fromstring(response.content).iter() if e.tag != "guid"]
        return [value for some in values for value in some if value.startswith(SITE)], None
    if kind.endswith("json") and url != "/api/openapi.json":
        return IN_JSON.findall(json.dumps(response.json(), ensure_ascii=False)), None
    return [], None


class Walk:
    """Asks for what can be reached, at most ``most`` addresses of each view; questions that differ in values once."""

    def __init__(self, client, most):
        self.client, self.most = client, most
        self.asked, self.counts, self.dead = set(), Counter(), []
        self.fragments, self.wanted = {}, []
        self.static = set()

    def go(self):
        waiting = [(url, "") for url in STARTS]
        while waiting:
            url, source = waiting.pop(0)
            if self._is_new(url):
                waiting += [(link, url) for link in self._ask(url, source)]
        for page, fragment, source in self.wanted:
            if self.fragments.get(page) is not None and fragment not in self.fragments[page]:
                self.dead.append(f"{source} leads to {page}#{fragment}, and there is no such place")
        return self

    def _is_new(self, url):
        parts = urlsplit(url)
        key = parts.path, tuple(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))
        if key in self.asked:
            return False
        self.asked.add(key)
        name = resolve(unquote(parts.path)).url_name
        self.counts[name] += 1
        return self.counts[name] <= self.most

    def _ask(self, url, source):
        response = self.client.get(url, headers={"accept": "text/html"})
        name = resolve(unquote(urlsplit(url).path)).url_name
        if response.status_code == 302 and name in REDIRECTS:
            return list(self._inside([response["Location"]], url))
        if response.status_code != 200:
            self.dead.append(f"{source} leads to {url}: {response.status_code}")
            return []
        links, self.fragments[url] = links_in(response, url)
        response.close()
        return list(self._inside(links, url))

    def _inside(self, links, source):
        """Those of ``links`` that stay on the site, without what is looked at here: files and fragments."""
        for link in links:
            whole, fragment = urldefrag(urljoin(SITE + source, link))
            parts = urlsplit(whole)
            if f"{parts.scheme}://{parts.netloc}" != SITE or parts.path.startswith("/admin/"):
                continue
            url = whole.removeprefix(SITE) or "/"
            if parts.path.startswith("/static/"):
                if not finders.find(unquote(parts.path.removeprefix("/static/"))):
                    self.dead.append(f"{source} asks for {url}")
                continue
            if fragment and not parts.path.startswith("/media/"):
                self.wanted.append((url, unquote(fragment), source))
            yield url


def check(client, most):
    walk = Walk(client, most).go()
    assert walk.dead == []
    return walk


def test_no_link_is_dead_and_no_anchor_is_missing(client, sample):
    walk = check(client, SOME)
    pages = {"home", "episode", "highlight", "clip", "quote", "transcript", "tag", "person", "show", "archive_month"}
    others = {"episode_markdown", "show_feed", "site_atom", "tag_feed", "api_highlight", "card", "media", "sitemap"}
    assert (pages | others) - walk.counts.keys() == set()
    assert len(walk.wanted) > 200


@pytest.mark.long
def test_no_link_of_any_single_thing_is_dead(client, sample):
    check(client, MANY)


def test_a_dead_link_and_a_missing_anchor_are_found(client, sample):
    SiteSettings.objects.update(about="[One](/preview/nothing/) and [another](/people/#nobody).")
    dead = Walk(client, 1).go().dead
    assert "/about/ leads to /preview/nothing/: 404" in dead
    assert "/about/ leads to /people/#nobody, and there is no such place" in dead
