"""The audio goes on while a visitor follows links inside the site, and the pages are the same as without it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import players


@pytest.fixture(autouse=True)
def two_episodes(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    players.load_two_episodes(tmp_path)


@pytest.fixture
def playing(open_page):
    """A page whose episode plays, marked so that a test sees whether it was ever loaded anew."""
    page = open_page(players.address())
    page.get_by_role("button", name="Play the episode").click()
    players.playing(page)
    page.evaluate("window.marked = true")
    return page


def goes_on(page, before):
    """That the audio has gone on since ``before``, a state, on the same document."""
    assert page.evaluate("window.marked")
    return players.until(page, lambda now: not now["paused"] and now["at"] > before["at"])


def test_it_goes_on_over_links_and_back(playing):
    page = playing
    page.evaluate("scrollTo(0, 1500)")
    page.wait_for_timeout(100)
    before = players.state(page)
    page.locator(".site-header").get_by_role("link", name="Tags", exact=True).evaluate("e => e.click()")
    expect(page.locator("h1")).to_have_text("Tags")
    before = goes_on(page, before)
    assert page.url.endswith("/tags/")
    assert page.title() == "Tags · Podsite"
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.activeElement.tagName") == "H1"
    expect(page.locator("podcast-player [data-announce]")).to_have_text("Tags · Podsite")
    # Style sheets, custom elements and the way the words run are the new page's.
    assert page.locator("link[rel=stylesheet][href*=pages]").count() == 1
    assert page.locator("link[rel=canonical]").get_attribute("href").endswith("/tags/")
    page.evaluate("customElements.whenDefined('filter-list').then(() => true)")
    page.get_by_label("Find a tag").fill("acou")
    expect(page.locator("[data-count]")).to_contain_text(" / ")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("What a Room Says")
    page.wait_for_function("scrollY > 1400")
    before = goes_on(page, before)
    assert page.locator("link[rel=stylesheet][href*=pages]").count() == 0
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Tags")
    goes_on(page, before)


def test_chips_of_the_episode_work_on_its_other_pages(playing):
    page = playing
    page.get_by_role("link", name="Transcript", exact=True).click()
    expect(page.get_by_text("Transcript of", exact=True)).to_be_visible()
    # By the keyboard: the page may scroll under a pointer, as it follows what is heard.
    page.locator(".cues a[href*='#t=']").nth(6).press("Enter")
    start = float(page.locator(".cues a[href*='#t=']").nth(6).get_attribute("href").split("#t=")[1].split(",")[0])
    players.until(page, lambda now: not now["paused"] and 0 <= now["at"] - start < 2)
    assert page.evaluate("window.marked")
    page.locator("h1 a").click()
    page.locator("a.cite").first.click()
    clip = players.clip(1)
    players.until(page, lambda now: not now["paused"] and 0 <= now["at"] - clip.start_ms / 1000 < 2)
    assert page.evaluate("window.marked")


def test_on_the_page_of_another_episode_the_bar_names_the_one_that_plays(playing):
    page, link = playing, playing.locator("podcast-player [data-link]")
    page.locator(".site-header .wordmark").click()
    expect(page.locator(".site-header [aria-current=page]")).to_be_visible()
    page.get_by_role("link", name=players.episode(players.WEIGHTS).title).first.click()
    expect(page.locator("h1")).to_contain_text(players.episode(players.WEIGHTS).title.split(":")[0])
    expect(link).to_contain_text(players.episode().title)
    assert page.locator(".is-playing:not(podcast-player)").count() == 0
    before = goes_on(page, {"at": 0})
    page.locator("a.cite").first.click()
    clip = players.clip(1, players.WEIGHTS)
    players.until(page, lambda now: not now["paused"] and 0 <= now["at"] - clip.start_ms / 1000 < 2)
    expect(link).to_contain_text(players.episode(players.WEIGHTS).title)
    assert page.evaluate("window.marked")
    # The first one was left where it was.
    page.go_back()
    page.go_back()
    expect(page.get_by_role("button", name=re.compile(r"Continue at \d+:\d\d"))).to_be_visible()
    assert before["at"] < 60


def test_forms_hashes_and_the_same_address_again(playing):
    page = playing
    page.locator(".toc a").last.click()
    assert page.url.endswith("#moments")
    page.get_by_role("link", name="Tags", exact=True).click()
    page.get_by_label("Find a tag").fill("acou")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**/tags/?q=acou")
    expect(page.locator(".index li li a").first).to_have_text("acoustics")
    goes_on(page, {"at": 0})
    page.get_by_role("link", name="Tags", exact=True).click()
    page.wait_for_url("**/tags/")
    page.get_by_role("link", name="Tags", exact=True).click()
    goes_on(page, players.state(page))
    page.goto(f"{players.address()}#clip-3")
    page.locator("#clip-3 a.play").click()
    players.playing(page)
    page.evaluate("window.marked = true")
    page.locator("#clip-3 .back a").first.click()
    page.go_back()
    assert page.url.endswith("#clip-3")
    goes_on(page, {"at": 0})


def test_what_is_no_page_of_the_site_is_gone_to(playing):
    page = playing
    page.route("**/people/", lambda route: route.fulfill(content_type="text/plain", body="plain"))
    # Without a pointer above it: what the browser fetches ahead then is not what is answered here.
    page.get_by_role("link", name="People", exact=True).dispatch_event("click")
    page.get_by_text("plain", exact=True).wait_for()
    assert not page.evaluate("window.marked")


@pytest.mark.parametrize("way", ["modified", "new tab", "desk"])
def test_some_links_are_left_alone(playing, way):
    page = playing
    link = page.get_by_role("link", name="People", exact=True)
    if way == "desk":
        link.evaluate("e => { e.href = '/admin/login/' }")
        link.click()
        page.wait_for_url("**/admin/login/")
        assert not page.evaluate("window.marked")
        return
    if way == "new tab":
        link.evaluate("e => { e.target = '_blank' }")
    with page.context.expect_page():
        link.click(modifiers=["Control"] if way == "modified" else [])
    assert page.url.endswith(players.address())
    goes_on(page, {"at": 0})
