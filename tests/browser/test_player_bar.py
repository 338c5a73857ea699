"""The bar at the foot: its controls, its keys, what it remembers, what it tells the device, and what it shares."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from episodes.text.timecodes import format_timecode
from tests.browser import players

END_OF = "document.querySelector('audio').seekable.end(0)"


@pytest.fixture(autouse=True)
def two_episodes(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    players.load_two_episodes(tmp_path)


def bar(page):
    return page.get_by_role("region", name="Player")


def open_player(open_page, **values):
    """A page whose episode plays."""
    page = open_page(players.address(), **values)
    page.get_by_role("button", name="Play the episode").click()
    players.playing(page)
    return page


def test_play_pause_and_the_steps(open_page):
    page = open_player(open_page)
    page.locator("#listen").get_by_role("button", name="Pause").click()
    players.paused(page)
    bar(page).get_by_role("button", name="Play", exact=True).click()
    before = players.playing(page)["at"]
    bar(page).get_by_role("button", name="Forward 15 seconds").click()
    assert players.state(page)["at"] >= before + 14.9
    bar(page).get_by_role("button", name="Back 15 seconds").click()
    assert players.state(page)["at"] < before + 5
    bar(page).get_by_role("button", name="Pause").click()
    players.paused(page)
    bar(page).get_by_role("button", name="Mute").click()
    assert players.state(page)["muted"]
    bar(page).get_by_role("slider", name="Volume").fill("40")
    assert players.until(page, lambda now: not now["muted"])["volume"] == 0.4
    bar(page).get_by_role("button", name="Close the player").click()
    expect(bar(page)).to_be_hidden()


def test_an_upload_can_be_sought_in(open_page):
    asked = []
    page = open_page(players.address())
    page.on("response", lambda answer: "/media/audio" in answer.url and asked.append(answer.status))
    page.get_by_role("button", name="Play the episode").click()
    players.playing(page)
    scrubber = bar(page).get_by_role("slider", name="Position in the episode")
    box = scrubber.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    length = players.episode().duration_ms / 1000
    now = players.until(page, lambda now: now["at"] > length * 0.7)
    assert now["at"] < length * 0.8
    players.until(page, lambda later: later["at"] > now["at"] + 0.3)
    assert set(asked) == {206}
    assert abs(page.evaluate(END_OF) - length) < 1
    assert scrubber.get_attribute("aria-valuetext").endswith(f" of {format_timecode(players.episode().duration_ms)}")


def test_place_and_speed_are_remembered_and_a_moment_does_not_move_the_place(open_page):
    page = open_player(open_page)
    bar(page).get_by_role("combobox", name="Speed").select_option("1.5")
    for _ in range(4):
        bar(page).get_by_role("button", name="Forward 15 seconds").click()
    players.until(page, lambda now: now["at"] > 60.5)
    bar(page).get_by_role("button", name="Pause").click()
    left = players.paused(page)["at"]
    page.locator("#clip-1 a.play").click()
    players.until(page, lambda now: not now["paused"] and now["at"] < 20)
    page.reload()
    minute = f"1:{left - 60:02.0f}"
    button = page.get_by_role("button", name="Continue at 1:0")
    assert button.inner_text() <= f"Continue at {minute}"
    button.click()
    now = players.playing(page)
    assert left - 1.5 < now["at"] < left + 3
    assert now["rate"] == 1.5


def test_a_device_that_keeps_nothing_misses_nothing(open_page):
    page = open_page()
    page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page.goto(players.address())
    page.get_by_role("button", name="Play the episode").click()
    players.playing(page)
    bar(page).get_by_role("combobox", name="Speed").select_option("2")
    players.until(page, lambda now: now["rate"] == 2)


def test_the_keyboard_and_its_list(open_page):
    page = open_page(players.address())
    page.keyboard.press("k")
    assert players.state(page)["at"] == 0
    page.get_by_role("button", name="Play the episode").click()
    players.playing(page)
    page.locator("h1").click()
    players.whole(page)
    for key in ("k", " "):
        page.keyboard.press(key)
        players.paused(page)
        page.keyboard.press(key)
        players.playing(page)
    for forward, back in (("l", "j"), ("ArrowRight", "ArrowLeft")):
        before = players.state(page)["at"]
        page.keyboard.press(forward)
        assert players.state(page)["at"] >= before + 14.9
        page.keyboard.press(back)
        assert players.state(page)["at"] < before + 10
    page.keyboard.press(".")
    assert players.state(page)["rate"] == 1.25
    page.keyboard.press(",")
    page.keyboard.press("m")
    assert players.state(page)["muted"]
    page.keyboard.press("Control+k")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    expect(dialog).to_be_visible()
    page.keyboard.press("k")
    assert not players.state(page)["paused"]
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("k")
    assert not players.state(page)["paused"]


def test_keys_are_left_to_whoever_types(open_page):
    page = open_player(open_page)
    page.get_by_role("link", name="Tags", exact=True).click()
    field = page.get_by_label("Find a tag")
    field.press_sequentially("k jl,.m?")
    assert field.input_value() == "k jl,.m?"
    assert not players.state(page)["paused"]
    assert not players.state(page)["muted"]


def test_chapters_are_the_highlights(open_page):
    page = open_player(open_page)
    names = page.locator(".highlights > .highlight h3").all_inner_texts()
    bar(page).get_by_role("button", name="Chapters").click()
    chapters = bar(page).get_by_role("list", name="Chapters").get_by_role("button")
    assert [words.split(maxsplit=1)[1] for words in chapters.all_inner_texts()] == names
    chapters.nth(1).click()
    expect(bar(page).locator("[data-now]")).to_have_text(names[1])
    start = (
        min(players.clip(number).start_ms for number in players.episode().highlights.get(position=2).cited_numbers)
        / 1000
    )
    players.until(page, lambda now: 0 <= now["at"] - start < 2)
    page.keyboard.press("Escape")
    expect(chapters.first).to_be_hidden()
    assert bar(page).locator("[data-ticks] i").count() == page.locator(".clip-list a.play").count()


def test_the_lock_screen_is_told(open_page):
    page = open_player(open_page)
    told = (
        "(({title, artist, album, artwork}) => [title, artist, album, artwork[0].src])(navigator.mediaSession.metadata)"
    )
    episode = players.episode()
    page.wait_for_function("navigator.mediaSession.metadata?.artwork?.length")
    assert page.evaluate(told)[:2] == [episode.title, episode.show.title]
    assert page.evaluate(told)[3].endswith(episode.show.logo.url)
    page.locator("a.cite").first.click()
    page.wait_for_function("navigator.mediaSession.metadata?.album")
    assert page.evaluate(told)[0] == players.clip(1).title
    page.wait_for_function("navigator.mediaSession.playbackState === 'playing'")


def test_an_address_at_a_time_is_copied_and_opens_there_in_silence(open_page):
    page = open_player(open_page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bar(page).get_by_role("button", name="Pause").click()
    players.paused(page)
    page.evaluate("delete Navigator.prototype.share")
    players.jump(page, 65.2)
    page.wait_for_timeout(200)
    bar(page).get_by_role("button", name="Share at this time").click()
    expect(bar(page).get_by_text("Address at 1:05 copied.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith(f"{players.address()}#t=1:05")
    fresh = open_page(address)
    expect(bar(fresh).locator("[data-clock]")).to_have_text("1:05")
    fresh.wait_for_timeout(300)
    assert players.state(fresh)["paused"]
    bar(fresh).get_by_role("button", name="Play", exact=True).click()
    assert 65 <= players.playing(fresh)["at"] < 67
    transcript = f"{players.episode().get_transcript_url()}#t=0:30"
    fresh.goto(transcript)
    expect(bar(fresh).locator("[data-clock]")).to_have_text("0:30")


def test_audio_that_cannot_be_played_gets_a_sentence(open_page):
    page = open_page("/", quiet=True)
    page.route("**/media/audio/**", lambda route: route.fulfill(status=404))
    page.goto(players.address())
    page.get_by_role("button", name="Play the episode").click()
    expect(bar(page).get_by_text("The audio cannot be played now; press play to try again.")).to_be_visible()
    page.unroute("**/media/audio/**")
    bar(page).get_by_role("button", name="Play", exact=True).click()
    players.playing(page)


def test_another_version_keeps_the_moment(open_page):
    page = open_page()
    own = players.episode().audio
    versions = json.dumps(
        [{"kind": "ad-free", "label": "without advertising", "url": f"{own}?free", "offset_ms": 4000}]
    )
    page.context.add_init_script(
        "addEventListener('readystatechange', () => document.querySelector('listen-here')"
        f"?.setAttribute('data-versions', {json.dumps(versions)}), true)"
    )
    page.goto(players.address())
    page.locator("#clip-2 a.play").click()
    start = players.clip(2).start_ms / 1000
    players.until(page, lambda now: not now["paused"] and now["at"] > start)
    bar(page).get_by_role("combobox", name="Audio version").select_option("without advertising")
    now = players.until(page, lambda now: not now["paused"] and now["at"] > start + 4)
    assert now["at"] < start + 4 + 5
    assert page.locator("a.cite.is-playing").count()
    # Its times are still those of the episode.
    clock = bar(page).locator("[data-clock]").inner_text()
    assert int(clock.split(":")[1]) <= start + 5


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (320, "light"),
        (1280, "dark"),
        pytest.param(375, "dark", marks=pytest.mark.long),
        pytest.param(1280, "light", marks=pytest.mark.long),
    ],
)
def test_the_bar_is_accessible_and_fits(open_page, width, scheme):
    page = open_player(open_page, width=width, scheme=scheme, bypass_csp=True)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 768:
        bar(page).get_by_role("button", name="More controls").click()
    bar(page).get_by_role("button", name="Chapters").click()
    for button in bar(page).get_by_role("button").all():
        box = button.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, button.inner_html()
        assert box["width"] >= 44 and box["height"] >= 44
    page.locator("a.cite").first.focus()
    bar(page).get_by_role("button", name="Keyboard").click()
    assert Axe().run(page).response["violations"] == []
