"""One tap on whatever leads to a moment plays it and stops at its end; before that, a card shows what it is."""

import pytest
from playwright.sync_api import expect

from episodes.models import Quote
from tests.browser import players
from tests.factories import make_clip, make_highlight


@pytest.fixture(autouse=True)
def two_episodes(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    players.load_two_episodes(tmp_path)


def test_a_citation_plays_its_moment_and_stops_at_its_end(open_page):
    page = open_page(players.address())
    clip, chip = players.clip(1), page.locator("a.cite").first
    name = chip.get_attribute("aria-label")
    chip.click()
    first = players.playing(page)
    assert abs(first["at"] - clip.start_ms / 1000) < players.CLOSE
    assert page.url.endswith(players.address())
    expect(chip).to_have_attribute("aria-label", f"{name}. Playing, press to pause")
    expect(page.locator("#clip-1 a.play.is-playing")).to_be_visible()
    assert page.locator("a.cite.is-playing").evaluate_all("all => all.every(e => e.hash === '#clip-1')")
    players.jump(page, clip.end_ms / 1000 - 1.2)
    page.wait_for_timeout(300)
    last = players.paused(page)
    assert abs(last["at"] - clip.end_ms / 1000) < players.CLOSE
    expect(chip).to_have_attribute("aria-label", name)
    assert page.locator("a.is-playing").count() == 0


def test_a_second_tap_pauses_and_a_third_goes_on(open_page):
    page = open_page(players.address())
    chip = page.locator("a.cite").first
    chip.click()
    players.until(page, lambda now: now["at"] > players.clip(1).start_ms / 1000 + 0.5)
    chip.click()
    at = players.paused(page)["at"]
    expect(chip).not_to_have_class("cite is-playing")
    chip.click()
    assert players.playing(page)["at"] >= at - 0.1
    # Another one takes its place.
    page.locator("#clip-3 a.play").click()
    players.until(page, lambda now: not now["paused"] and now["at"] >= players.clip(3).start_ms / 1000)
    assert page.locator("a.cite.is-playing").evaluate_all("all => [...new Set(all.map(e => e.hash))]") == ["#clip-3"]


def test_every_kind_of_link_plays_its_moment(open_page):
    page = open_page(players.address())
    quote = Quote.objects.filter(highlight__episode=players.episode()).select_related("clip").first()
    flag = page.locator(".coverage__mark a[href='#clip-5']")
    popular = page.locator(".clips a.play").first
    start = float(popular.get_attribute("href").split("#t=")[1].split(",")[0])
    for link, seconds in (
        (page.locator("figure.quote a.play").first, quote.clip.start_ms / 1000),
        (flag, players.clip(5).start_ms / 1000),
        (popular, start),
    ):
        (link.locator("rect") if link is flag else link).click()
        players.until(page, lambda now, at=seconds: not now["paused"] and 0 <= now["at"] - at < 1.5)
        expect(link).to_have_class("is-playing" if link is flag else "play is-playing")
    page.goto(players.episode().get_transcript_url())
    line = page.locator(".cues a[href*='#t=']").nth(4)
    line.click()
    seconds = float(line.get_attribute("href").split("#t=")[1].split(",")[0])
    players.until(page, lambda now: not now["paused"] and 0 <= now["at"] - seconds < 1.5)


def test_a_quote_in_a_list_plays_and_names_its_episode(open_page):
    page = open_page("/quotes/")
    page.locator(".quotes a.play").first.click()
    players.playing(page)
    quote = Quote.objects.published().newest_first().select_related("highlight__episode").first()
    expect(page.locator("podcast-player [data-link]")).to_contain_text(quote.highlight.episode.title)
    assert (
        page.locator("podcast-player [data-link]").get_attribute("href") == quote.highlight.episode.get_absolute_url()
    )


def test_a_clip_without_a_place_is_still_reached(open_page):
    episode = players.episode()
    make_clip(episode, 40, start_ms=None, end_ms=None)
    make_highlight(episode, title="Later", body="A claim [40].")
    page = open_page(players.address())
    page.locator("a.cite[href='#clip-40']").click()
    assert page.url.endswith("#clip-40")
    assert players.state(page)["paused"]


def test_a_card_comes_with_the_keyboard_and_with_a_pointer(open_page):
    page = open_page(players.address())
    clip, chip, card = players.clip(1), page.locator("a.cite").first, page.get_by_role("tooltip")
    chip.evaluate("e => e.previousElementSibling?.focus() ?? e.closest('section').querySelector('a').focus()")
    chip.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(card).to_contain_text(f"{clip.start}–{clip.end}")
    expect(card).to_contain_text(clip.speaker.name)
    expect(card).to_contain_text(clip.excerpt[:60])
    assert chip.get_attribute("aria-describedby") == card.get_attribute("id")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.locator("#clip-2 a.play").hover()
    expect(card).to_contain_text(players.clip(2).start)
    page.locator("h1").hover()
    expect(card).to_have_count(0)
    assert players.state(page)["paused"]


@pytest.fixture
def touched(chromium, live_server):
    """A page on a phone of 320 pixels, and a finger: ``press(locator, seconds)``."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(players.address())
    page.evaluate("addEventListener('contextmenu', (e) => { window.menu = !e.defaultPrevented })")
    finger = context.new_cdp_session(page)

    def press(locator, ms):
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        page.wait_for_timeout(ms)
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    yield page, press
    context.close()


def test_a_finger_that_stays_sees_the_card_and_hears_nothing(touched):
    page, press = touched
    card = page.get_by_role("tooltip")
    for chip in (page.locator("a.cite").first, page.locator("a.cite").last):
        press(chip, 900)
        expect(card).to_be_visible()
        box = card.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320 and box["y"] >= 0 and box["y"] + box["height"] <= 640
    page.wait_for_timeout(300)
    assert players.state(page)["paused"]
    assert not page.evaluate("window.menu")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    press(page.locator("a.cite").first, 50)
    players.playing(page)
    expect(card).to_have_count(0)


def test_a_first_tap_plays_and_a_second_pauses(touched):
    """Also where the script of the card comes later than the finger leaves."""
    page, press = touched
    chip = page.locator("a.cite").first
    press(chip, 30)
    players.playing(page)
    page.wait_for_timeout(700)
    expect(page.get_by_role("tooltip")).to_have_count(0)
    press(chip, 30)
    players.paused(page)


def test_without_scripts_a_chip_leads_to_a_row_that_plays_by_itself(open_page):
    page = open_page(players.address(), scripts=False)
    page.locator("a.cite").first.click()
    assert page.url.endswith("#clip-1")
    clip = players.clip(1)
    href = page.locator("#clip-1 a.play").get_attribute("href")
    assert href == f"{players.episode().audio}{clip.fragment}"
    assert page.locator("listen-here audio[controls]").is_visible()
    assert not page.get_by_role("button", name="Play the episode").is_visible()
