"""A visitor reads: follows citations and comes back, narrows by tags, with and without JavaScript, at every size."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from episodes.models import Clip, Episode, Highlight, Person, Quote, Show, Tag

pytestmark = pytest.mark.usefixtures("sample")
EPISODE = "/shows/room-tone/what-a-room-says/"


def page_of_every_kind():
    """The address of one page of each type."""
    tags = Tag.objects.filter(tagged_highlights__content_object__title="A minute of nothing").order_by("slug")
    return {
        "home": "/",
        "shows": "/shows/",
        "show": Show.objects.first().get_absolute_url(),
        "episode": EPISODE,
        "highlight": Highlight.objects.first().get_absolute_url(),
        "transcript": Episode.objects.first().get_transcript_url(),
        "clip": Clip.objects.first().get_absolute_url(),
        "quote": Quote.objects.first().get_absolute_url(),
        "quotes": "/quotes/",
        "person": Person.objects.published().first().get_absolute_url(),
        "people": "/people/",
        "hosts": "/people/?role=hosts",
        "quotes of a show": "/quotes/?show=room-tone",
        "archive": "/archive/",
        "year": "/archive/2026/",
        "month": "/archive/2026/02/?show=room-tone",
        "tags": "/tags/",
        "tag": tags[0].get_absolute_url(),
        "two tags": f"/tags/{tags[0].slug}+{tags[1].slug}/",
        "about": "/about/",
        "missing": "/nothing/here/",
    }


def in_view(page, selector):
    return page.locator(selector).evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight + 1 }"
    )


@pytest.mark.parametrize("width", [375, 1280])
def test_a_citation_leads_to_its_clip_and_back_without_scripts(open_page, width):
    page = open_page(EPISODE, width=width, scripts=False)
    chip = page.locator("a.cite").first
    name = chip.get_attribute("id")
    chip.click()
    assert page.url.endswith("#clip-1")
    assert in_view(page, "#clip-1")
    page.locator("#clip-1 .back a").first.click()
    assert page.url.endswith(f"#{name}")
    assert in_view(page, f"#{name}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_narrowing_by_two_tags(open_page, scripts):
    page = open_page(EPISODE, scripts=scripts)
    page.get_by_role("link", name="acoustics").first.click()
    assert page.locator("h1").inner_text() == "acoustics"
    first = page.locator(".filters li").first
    left, name = int(first.locator("span").first.inner_text()), first.locator("a").first.inner_text()
    first.locator("a").first.click()
    assert "+" in page.url
    assert page.locator("h1").inner_text() in (f"acoustics and {name}", f"{name} and acoustics")
    shown = page.locator("h3").count() - page.locator(".quotes h3").count()
    assert shown == left
    page.get_by_role("link", name=f"Remove {name}").click()
    assert page.url.endswith("/tags/acoustics/")


def test_the_index_filters_while_somebody_types(open_page):
    page = open_page("/tags/")
    page.get_by_label("Find a tag").fill("speech")
    assert page.locator(".index li li:visible a").all_inner_texts() == ["speech recognition", "speech synthesis"]
    assert page.get_by_role("status").inner_text().startswith("2 /")


def test_the_index_filters_by_form_without_scripts(open_page):
    page = open_page("/tags/", scripts=False)
    page.get_by_label("Find a tag").fill("speech")
    page.get_by_role("button", name="Filter").click()
    assert page.locator(".index li li a").all_inner_texts() == ["speech recognition", "speech synthesis"]


def test_the_contents_follow_the_scroll(open_page):
    page = open_page(EPISODE)
    last = page.locator(".highlights > .highlight").last
    last.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 100)")
    title = last.locator("h3").inner_text()
    expect(page.locator(".toc [aria-current=true]")).to_have_text(title)


def test_no_page_scrolls_sideways(open_page):
    for width in (320, 375, 1280):
        page = open_page("/", width=width)
        for name, url in page_of_every_kind().items():
            if name != "missing":
                page.goto(url)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility_of_every_page_type(open_page, scheme):
    found = []
    for width in (375, 1280):
        # The console would complain of the page that is missing.
        page = open_page("/", width=width, scheme=scheme, quiet=True)
        for name, url in page_of_every_kind().items():
            page.goto(url)
            violations = Axe().run(page).response["violations"]
            found += [(name, width, v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in violations]
    assert found == []


def test_reading_by_keyboard(open_page):
    page = open_page(EPISODE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    outline = page.locator("a.cite").first.evaluate("e => { e.focus(); return getComputedStyle(e).outlineStyle }")
    assert outline in ("solid", "auto", "none")


def test_chips_can_be_hit_with_a_thumb(open_page):
    page = open_page(EPISODE, width=375)
    boxes = page.locator("a.cite").evaluate_all("all => all.map(e => e.getBoundingClientRect())")
    assert boxes
    assert min(box["width"] for box in boxes) >= 24
    assert min(box["height"] for box in boxes) >= 24


def test_print_is_a_clean_article(open_page):
    page = open_page(EPISODE)
    page.emulate_media(media="print")
    assert not page.locator(".site-footer").is_visible()
    assert not page.locator("audio").is_visible()
    assert page.locator(".clip-list .time").first.is_visible()
    before = page.locator("a.cite").first.evaluate("e => getComputedStyle(e, '::before').content")
    assert before == '"["'
