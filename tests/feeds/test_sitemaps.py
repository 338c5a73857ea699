"""Sitemaps: the rules of the protocol, written down from its schema, and everything public in them, nothing else."""

import re
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from lxml import etree

from episodes.models import Clip, Episode, Highlight, Quote, SiteSettings, Status
from episodes.queries import sitemaps
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.seo.test_graphs import PIXEL
from tests.views.test_hostile import HOSTILE, fill

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
# tLastmod is xsd:date or xsd:dateTime; ours are moments.
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LONGEST = 2048  # tLoc: minLength 12, maxLength 2048
MOST_BYTES = 50 * 1024 * 1024


def read_sitemap(client, path):
    """``[(address, lastmod, [image])]`` of a file, or of the index, that keeps to siteindex.xsd or sitemap.xsd."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert len(response.content) < MOST_BYTES
    assert response.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = etree.fromstring(response.content)
    inner = {f"{SITEMAP}sitemapindex": "sitemap", f"{SITEMAP}urlset": "url"}[root.tag]
    assert path != "/sitemap.xml" or inner == "sitemap"
    entries = []
    for entry in root:
        assert entry.tag == SITEMAP + inner
        names = [child.tag for child in entry]
        assert names[0] == f"{SITEMAP}loc" and names.count(f"{SITEMAP}loc") == 1
        assert set(names) <= {f"{SITEMAP}loc", f"{SITEMAP}lastmod", f"{IMAGE}image"}
        assert names.count(f"{SITEMAP}lastmod") <= 1
        loc, lastmod = entry.findtext(f"{SITEMAP}loc"), entry.findtext(f"{SITEMAP}lastmod")
        assert 12 <= len(loc) <= LONGEST and loc.startswith(f"{SITE}/") and loc.isascii() and " " not in loc
        assert lastmod is None or W3C.fullmatch(lastmod)
        images = entry.findall(f"{IMAGE}image")
        assert len(images) <= 1000
        assert all([child.tag for child in image] == [f"{IMAGE}loc"] for image in images)
        entries.append((loc.removeprefix(SITE), lastmod, [image[0].text for image in images]))
    assert 0 < len(entries) <= 50_000 or path == "/sitemap.xml"
    assert len({loc for loc, *_rest in entries}) == len(entries)
    return entries


def everything(client):
    """``{address: (lastmod, [image], file)}`` of all files of the index."""
    return {
        loc: (lastmod, images, file)
        for file, *_rest in read_sitemap(client, "/sitemap.xml")
        for loc, lastmod, images in read_sitemap(client, file)
    }


@pytest.fixture
def site(settings, tmp_path):
    SiteSettings(about="About.").save()
    settings.MEDIA_ROOT = tmp_path
    person, show = make_person(name="Grace", slug="grace"), make_show(title="Show", slug="show")
    episode = make_episode(show, slug="main", guest=person, tags=["a b"], speech={"0": "M0 0h5"})
    for thing, field in ((person, "photo"), (show, "logo"), (episode, "artwork")):
        getattr(thing, field).save("a.png", ContentFile(PIXEL))
    episode.cues.create(start_ms=0, end_ms=900, text="Words")
    highlight = make_highlight(episode, slug="part", body="A claim [1].", tags=["t"])
    make_quote(highlight, clip=make_clip(episode, 1), speaker=person)
    return episode


def test_everything_public_is_there_once(client, site):
    found = everything(client)
    clip, quote = Clip.objects.get(), Quote.objects.get()
    assert found.keys() == {
        *("/", "/shows/", "/tags/", "/people/", "/quotes/", "/about/"),
        *("/archive/", "/archive/2024/", "/archive/2024/01/"),
        *("/shows/show/", "/shows/show/main/", "/shows/show/main/transcript/"),
        *("/shows/show/main/highlights/part/", clip.get_absolute_url(), quote.get_absolute_url()),
        *("/people/grace/", "/tags/a-b/", "/tags/t/"),
    }
    for address in found:
        assert client.get(address).status_code == 200, address


def test_pictures_of_pages(client, site):
    found = everything(client)
    assert found["/shows/show/"][1] == [f"{SITE}/media/logos/a.png"]
    assert found["/people/grace/"][1] == [f"{SITE}/media/people/a.png"]
    artwork, card = found["/shows/show/main/"][1]
    assert artwork == f"{SITE}/media/artwork/a.png"
    cards = [card, *(found[thing.get_absolute_url()][1][0] for thing in (Clip.objects.get(), Quote.objects.get()))]
    for address in [*cards, found["/shows/show/main/highlights/part/"][1][0]]:
        # It leads to the card as it is now, which the head of the page names.
        assert client.get(urlsplit(address).path).status_code == 302, address


def file_of(client, kind):
    """The address of the only file of a kind, which lies where its keys do."""
    [file] = [file for file, *_facts in read_sitemap(client, "/sitemap.xml") if f"/{kind}-" in file]
    return file


def test_a_page_changed_when_its_episode_did(client, site):
    everything(client)
    Episode.objects.update(changed_at=datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC))
    found = everything(client)
    own = [address for address in found if address.startswith(("/shows/show/", "/clips/", "/quotes/1"))]
    assert {found[address][0] for address in own} == {"2025-01-02T03:04:05Z"}
    assert found["/"][0] == "2025-01-02T03:04:05Z"
    newest = f"{site.published_at:%Y-%m-%dT%H:%M:%SZ}"
    assert {found[address][0] for address in ("/people/grace/", "/tags/t/", "/tags/a-b/")} == {newest}
    index = {file: lastmod for file, lastmod, _images in read_sitemap(client, "/sitemap.xml")}
    assert index[file_of(client, "highlights")] == "2025-01-02T03:04:05Z"
    Highlight.objects.get().save()
    assert everything(client)["/shows/show/main/"][0] > "2025-01-02T03:04:05Z"


def test_nothing_else_is_there(client, site):
    before = everything(client).keys()
    show = make_show(title="Secret show", slug="secret")
    draft = make_episode(show, status=Status.DRAFT, slug="secret", guest=make_person(slug="secret"), tags=["secret"])
    make_highlight(draft, slug="secret", tags=["secret"])
    make_highlight(site, slug="secret", body="[9]", status=Status.DRAFT, tags=["secret"])
    make_quote(Highlight.objects.get(slug="secret", episode=site))
    make_clip(site, 9)
    make_episode(site.show, slug="secret", published_at=datetime(2999, 1, 1, tzinfo=UTC))
    assert everything(client).keys() == before
    site.status = Status.WITHDRAWN
    site.save()
    assert everything(client).keys() == {"/", "/shows/", "/tags/", "/people/", "/quotes/", "/archive/", "/about/"}


def test_what_is_shelved_but_public_no_more_is_not_there(client, site):
    files = [file_of(client, kind) for kind in ("people", "tags", "highlights", "episodes", "shows")]
    assert [client.get(file).status_code for file in files] == [200] * 5
    # Past all signals, so that the shelves do not know yet.
    Episode.objects.update(status=Status.DRAFT)
    for file in files:
        assert client.get(file).status_code == 404, file


def test_files_cover_ranges_of_keys(client, site, monkeypatch):
    monkeypatch.setattr(sitemaps, "FINEST", 2)
    monkeypatch.setattr(sitemaps, "SPANS", dict.fromkeys(sitemaps.SPANS, 2))
    before = everything(client)
    others = [make_episode(site.show, slug=f"other-{number}", tags=[f"tag {number}"]) for number in range(5)]
    for other in others:
        make_highlight(other, body="[1]")
        make_clip(other, 1)
    found = everything(client)
    assert len(found) == len(before) + 5 * 4
    files = {file for _lastmod, _images, file in found.values() if file.startswith("/sitemaps/episodes")}
    assert len(files) == len({pk // 2 for pk in Episode.objects.values_list("pk", flat=True)})
    # What was there stays in its file.
    assert all(found[address][2] == file for address, (_lastmod, _images, file) in before.items())


def test_the_number_of_queries_is_that_of_a_small_site(client, site, count_queries):
    def counted():
        files = [file for file, *_rest in read_sitemap(client, "/sitemap.xml")]
        return {file: count_queries(partial(client.get, file)) for file in ["/sitemap.xml", *files]}

    few = counted()
    for number in range(8):
        person, other = make_person(), make_episode(make_show(), tags=[f"tag {number}"], speech={"0": "M0 0h5"})
        other.credits.create(person=person)
        make_quote(make_highlight(other, body="[1]"), clip=make_clip(other, 1))
        for thing, field in ((person, "photo"), (other.show, "logo"), (other, "artwork")):
            getattr(thing, field).save("a.png", ContentFile(PIXEL))
    many = counted()
    assert {file: many[file] for file in few} == few
    assert max(few.values()) <= 8


def test_an_empty_site(client):
    [(file, _lastmod, _images)] = read_sitemap(client, "/sitemap.xml")
    assert [address for address, *_rest in read_sitemap(client, file)] == [
        *("/", "/shows/", "/tags/", "/people/", "/quotes/", "/archive/")
    ]


@pytest.mark.parametrize("name", ["nothing-0", "episodes-9", "episodes-" + "9" * 400, "pages-1", "episodes-01x", "-0"])
def test_there_is_no_such_file(client, site, name):
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def test_who_has_it_need_not_fetch_it_again(client, site):
    for path in ("/sitemap.xml", file_of(client, "episodes")):
        response = client.get(path)
        assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert client.get(path, headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 304
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


@pytest.mark.parametrize("words", HOSTILE[3:5])
def test_hostile_names_make_no_address(client, words):
    fill(words)
    for address in everything(client):
        assert client.get(address).status_code == 200, address


def test_names_of_any_script(client):
    episode = make_episode(make_show(slug="gespräche"), slug="日本語", tags=["übung"])
    highlight = make_highlight(episode, slug="один")
    found = everything(client).keys()
    tag = episode.tags.get()
    assert {thing.get_absolute_url() for thing in (episode, highlight, episode.show, tag)} <= found
