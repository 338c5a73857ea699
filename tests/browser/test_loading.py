"""How pages come: nothing moves while they do, and a link that somebody points at is fetched ahead."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from episodes.models import Episode, Person, Show, SiteSettings, Tag

#: What has moved that no input explains, as Core Web Vitals count it: ``[score, element, from, to]``.
SHIFTS = """() => new Promise(done => {
    const moved = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput)
            for (const { node, previousRect, currentRect } of entry.sources)
                moved.push([entry.value, node?.outerHTML?.slice(0, 80), previousRect.toJSON(), currentRect.toJSON()]);
    }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => setTimeout(() => done(moved), 300));
})"""
UNSIZED = """() => [...document.images].filter(one => !(one.getAttribute("width") && one.getAttribute("height")))
    .map(one => one.outerHTML)"""


def bytes_of(size):
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def pictured(sample):
    """The sample site with a picture wherever one may be, none of them a square."""
    episode = Episode.objects.published().newest_first().first()
    site = SiteSettings.load()
    person = Person.objects.filter(credits__episode=episode).first()
    show = Show.objects.get(pk=episode.show_id)
    for file, size in (
        (episode.artwork, (900, 600)),
        (show.logo, (700, 900)),
        (person.photo, (400, 500)),
        (site.logo, (800, 200)),
    ):
        file.save("any.jpg", ContentFile(bytes_of(size)))
    tag = Tag.objects.published().filter(tagged_highlights__content_object__episode=episode).first()
    clip = episode.clips.first()
    things = episode, tag, person, show, clip, episode.highlights.first(), clip.quotes.first()
    listed = [
        "/",
        "/shows/",
        "/people/",
        "/tags/",
        "/quotes/",
        "/archive/",
        "/search/?q=the",
        episode.get_transcript_url(),
    ]
    return [*listed, *(one.get_absolute_url() for one in things if one)]


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_while_a_page_comes(open_page, pictured, width):
    page = open_page("/about/", width=width)

    def late(route):
        page.wait_for_timeout(150)
        route.continue_()

    for place in ("**/pictures/**", "**/media/**"):
        page.route(place, late)
    seen = set()
    page.on("response", lambda response: seen.add((response.headers.get("content-type", ""), response.url)))
    for address in pictured:
        page.goto(address)
        assert page.evaluate(SHIFTS) == [], address
        assert page.evaluate(UNSIZED) == [], address
    shown = {kind for kind, url in seen if "/pictures/" in url or "/media/" in url}
    assert shown == {"image/webp"}


def test_a_link_that_somebody_points_at_is_fetched_ahead(open_page, sample, live_server):
    page = open_page("/about/")
    client = page.context.new_cdp_session(page)
    rules, ahead = [], []
    client.on("Preload.ruleSetUpdated", lambda event: rules.append(event["ruleSet"]))
    client.on("Preload.prefetchStatusUpdated", lambda event: ahead.append((event["prefetchUrl"], event["status"])))
    client.send("Preload.enable")
    page.goto("/")
    page.wait_for_function("() => performance.getEntriesByName(location.origin + '/speculation-rules.json').length")
    page.wait_for_timeout(300)
    assert rules and [rule.get("errorMessage") for rule in rules] == [None] * len(rules)
    assert ahead == [], "nothing is fetched before somebody points at it"
    link = page.locator("main :is(h2, h3) a[href^='/shows/']").first
    fetched = f"{live_server.url}{link.get_attribute('href')}", "Ready"
    link.hover()
    for _time in range(50):
        page.wait_for_timeout(100)
        if fetched in ahead:
            break
    assert fetched in ahead
    # Nothing that is made for whoever asks.
    page.locator("a[href='/surprise/']").first.hover()
    page.wait_for_timeout(700)
    assert {url for url, _status in ahead} == {fetched[0]}
