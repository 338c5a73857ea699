"""What the head of a page tells whoever shows it elsewhere: previewers, search engines, feed readers."""

import extruct
import pytest

from episodes.models import Episode, Person, Status
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.feeds.test_sitemaps import everything
from tests.pages import read
from tests.seo.test_graphs import graph

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
BOTH = ("application/rss+xml", "application/atom+xml")


@pytest.fixture
def episode():
    show = make_show(title="Show", slug="show", description="About *models*.", language="pt-BR")
    episode = make_episode(
        show,
        title="Main & more",
        slug="main",
        summary="One\nline  of summary. " + "word " * 100,
        audio_url="https://audio.example/a.mp3",
        audio_type="audio/mpeg",
        guest=make_person(name="Grace Hopper", slug="grace", biography="She *made* compilers."),
    )
    highlight = make_highlight(
        episode, title="Part", slug="part", body="A claim [1].", takeaway="So it is.", tags=["t"]
    )
    make_quote(highlight, text="Her words.", clip=make_clip(episode, 1, title="Moment"))
    return episode


def open_graph(client, url):
    """What an independent reader of Open Graph finds: ``{name: value}``."""
    found = extruct.extract(client.get(url).content.decode(), base_url=SITE + url, syntaxes=["opengraph"])
    return dict(found["opengraph"][0]["properties"])


def feeds(client, url):
    """The feeds that a page names: ``[(media type, title, address)]``."""
    return [
        (link.attrs["type"], link.attrs["title"], link.attrs["href"])
        for link in read(client.get(url)).all("link", rel="alternate")
        if link.attrs["type"] in BOTH
    ]


def test_what_previewers_read_of_an_episode(client, episode):
    said = open_graph(client, episode.get_absolute_url())
    assert said["og:title"] == "Main & more · Show"
    assert said["og:description"].startswith("One line of summary. word")
    assert len(said["og:description"]) <= 301 and said["og:description"].endswith("…")
    assert said["og:url"] == SITE + episode.get_absolute_url()
    assert (said["og:type"], said["og:site_name"], said["og:locale"]) == ("article", "Podsite", "pt_BR")
    assert (said["og:audio"], said["og:audio:type"]) == ("https://audio.example/a.mp3", "audio/mpeg")
    assert said["article:published_time"] == episode.published_at.isoformat()
    assert said["article:modified_time"] > said["article:published_time"]


@pytest.mark.parametrize(
    ("find", "kind", "description"),
    [
        (lambda e: "/", "website", "Podcasts to read, search, hear and check"),
        (lambda e: e.show.get_absolute_url(), "website", "About models."),
        (lambda e: e.highlights.get().get_absolute_url(), "article", "So it is."),
        (lambda e: e.clips.get().get_absolute_url(), "article", "Moment"),
        (lambda e: "/people/grace/", "profile", "She made compilers."),
        (lambda e: "/tags/t/", "website", "Podcasts to read, search, hear and check"),
    ],
)
def test_every_page_says_what_it_is(client, episode, find, kind, description):
    url = find(episode)
    said = open_graph(client, url)
    assert (said["og:type"], said["og:description"], said["og:url"]) == (kind, description, SITE + url)
    head = read(client.get(url))
    assert head.one("link", rel="canonical").attrs["href"] == SITE + url
    assert head.one("meta", name="twitter:card").attrs["content"] == "summary_large_image"
    assert [meta.attrs["content"] for meta in head.all("meta", name="theme-color")] == ["#fbfcfb", "#0d1112"]


def test_feeds_are_found(client, episode):
    rss, atom = BOTH
    site = [(rss, "All episodes", "/feed.xml"), (atom, "All highlights", "/atom.xml")]
    show = [(rss, "Show", "/shows/show/feed.xml"), (atom, "Highlights of Show", "/shows/show/atom.xml")]
    assert feeds(client, "/") == site
    for thing in (episode.show, episode, episode.highlights.get(), episode.highlights.get().quotes.get()):
        assert feeds(client, thing.get_absolute_url()) == show
    for _kind, _title, href in site + show:
        assert client.get(href).status_code == 200


def test_each_page_of_a_list_is_its_own(client, episode):
    for _number in range(45):
        make_episode(episode.show)
    url = episode.show.get_absolute_url()
    for asked, canonical, before, after in [
        ("", url, None, "?page=2"),
        ("?page=1", url, None, "?page=2"),
        ("?page=2&utm_source=x&sort=oldest&fbclid=1", f"{url}?page=2", "", "?page=3"),
        ("?page=3", f"{url}?page=3", "?page=2", None),
        ("?page=" + "9" * 30, f"{url}?page=3", "?page=2", None),
        ("?page=nonsense", url, None, "?page=2"),
    ]:
        head = read(client.get(url + asked))
        assert head.one("link", rel="canonical").attrs["href"] == SITE + canonical, asked
        for rel, expected in (("prev", before), ("next", after)):
            found = [link.attrs["href"] for link in head.all("link", rel=rel)]
            assert found == ([] if expected is None else [url + expected]), (asked, rel)


def test_a_list_of_another_kind_is_another_page(client, episode):
    make_quote(episode.highlights.get(), speaker=Person.objects.get())
    for asked, canonical in [("?kind=quotes", "?kind=quotes"), ("?kind=episodes", ""), ("?kind=x&y=1", "")]:
        head = read(client.get(f"/people/grace/{asked}"))
        assert head.one("link", rel="canonical").attrs["href"] == f"{SITE}/people/grace/{canonical}"


def test_no_page_is_told_of_where_none_is(client, episode):
    Episode.objects.filter(pk=episode.pk).update(status=Status.WITHDRAWN)
    for url, status in (("/nothing/", 404), (episode.get_absolute_url(), 410)):
        head = read(client.get(url), status)
        assert head.one("meta", name="robots").attrs["content"] == "noindex"
        assert head.all("link", rel="canonical") == head.all("meta", property="og:title") == []


def test_an_address_beyond_ascii_is_written_in_it(client):
    show = make_show(title="Gespräche", slug="gespräche")
    make_episode(show)
    head = read(client.get(show.get_absolute_url()))
    assert head.one("link", rel="canonical").attrs["href"] == f"{SITE}/shows/gespr%C3%A4che/"


def test_every_page_of_the_sitemap_says_where_it_is_and_what(client, episode):
    pages = list(everything(client))
    assert len(pages) > 12
    titles = set()
    for url in pages:
        head = read(client.get(url))
        assert head.one("link", rel="canonical").attrs["href"] == SITE + url
        assert head.all("meta", name="robots") == [], url
        titles.add(head.all("title")[0].text)  # A drawing may have one, too.
        said = open_graph(client, url)
        assert all(said[f"og:{name}"] for name in ("title", "description", "image", "url", "site_name", "type")), url
        assert said["og:url"] == SITE + url
        assert graph(client, url)["BreadcrumbList" if url != "/" else "WebSite"], url
    assert len(titles) == len(pages)


@pytest.mark.parametrize(
    "url",
    [
        *("/search/?q=part", "/search/?q=part&kind=episode", "/tags/?q=t", "/quotes/?person=grace&tag=t"),
        *("/people/?q=g", "/tags/t/?sort=oldest"),
    ],
)
def test_questions_are_not_for_search_engines(client, episode, url):
    assert "noindex" in read(client.get(url)).one("meta", name="robots").attrs["content"]


@pytest.mark.parametrize(("url", "canonical"), [("/tags/?sort=used", "/tags/"), ("/shows/?utm_source=x", "/shows/")])
def test_an_order_is_no_other_page(client, episode, url, canonical):
    assert read(client.get(url)).one("link", rel="canonical").attrs["href"] == SITE + canonical
