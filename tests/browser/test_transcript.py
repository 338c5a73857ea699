"""A transcript of ten hours in the browser: finding words, going to a line, following what is heard."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from episodes.models import Cue, Status
from episodes.services.comparisons import compare_quotes
from tests.browser import players
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

LINES, LINE_MS = 20_000, 1800
WORDS = ["whoever", "trains", "a", "model", "looks", "at", "the", "data", "first", "and", "reads", "it", "twice"]


def text_of(number):
    return f"Line {number}: {' '.join(WORDS[(number + step) % len(WORDS)] for step in range(10))}."


@pytest.fixture
def episode(transactional_db):
    """Ten hours by two speakers; three lines say what no other says, two lines after another hold a phrase."""
    people = [make_person(name="Ada Lind"), make_person(name="Tomas Reyk")]
    episode = make_episode(title="Ten hours", duration_ms=LINES * LINE_MS, audio_url="/missing.mp3")
    special = {15_000: "Nobody said CAFÉ before.", 15_001: "Now somebody’s café is", 15_002: "open, at cafe prices."}
    Cue.objects.bulk_create(
        (
            Cue(
                episode=episode,
                start_ms=number * LINE_MS,
                end_ms=(number + 1) * LINE_MS,
                speaker=people[number // 7 % 2],
                text=special.get(number) or text_of(number),
            )
            for number in range(LINES)
        ),
        batch_size=1000,
    )
    make_clip(episode, 1, start_ms=15_000 * LINE_MS, end_ms=15_002 * LINE_MS)
    make_quote(make_highlight(episode, status=Status.PUBLISHED), text="Nobody said café before")
    compare_quotes(episode.pk)
    return episode


@pytest.fixture
def page(open_page, episode):
    # The file of the audio is not there, and the console says so once it is asked for.
    return open_page(episode.get_transcript_url(), quiet=True)


def hear(page, ms, playing=True):
    page.evaluate(
        "([ms, playing]) => document.dispatchEvent(new CustomEvent('podsite:time', {detail: {ms, playing}}))",
        [ms, playing],
    )


def until(read, wanted):
    """Waits until ``read()`` is ``wanted``. What a failing ``expect`` tells of 20,000 lines takes half a minute."""
    for _ in range(100):
        if read() == wanted:
            return
        time.sleep(0.05)
    pytest.fail(f"{read()!r} is never {wanted!r}")


def found(page, words):
    until(lambda: page.locator("transcript-find output").inner_text(), words)


def pressed(page, value):
    until(lambda: page.locator("#follow").get_attribute("aria-pressed"), value)


def in_view(locator):
    return locator.evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"
    )


def line(page, number):
    return page.locator(".cues > li").nth(number)


def test_ten_hours_are_found_in_followed_and_linked(open_page, episode):
    begin = time.perf_counter()
    page = open_page(episode.get_transcript_url(), quiet=True)
    loaded = time.perf_counter() - begin
    # Words, whatever their case and accents.
    box = page.get_by_role("searchbox", name="Find in this transcript")
    begin = time.perf_counter()
    box.fill("cafe")
    found(page, "1 of 3")
    sought = time.perf_counter() - begin
    assert in_view(line(page, 15_000))
    box.press("Enter")
    found(page, "2 of 3")
    box.press("Shift+Enter")
    box.press("Shift+Enter")
    found(page, "3 of 3")
    page.get_by_role("button", name="Next match").click()
    found(page, "1 of 3")
    assert page.evaluate("CSS.highlights.get('found').size") == 3
    assert page.evaluate(
        "[...CSS.highlights.get('found-now')].map(r => r.startContainer.data.slice(r.startOffset, r.endOffset))"
    ) == ["CAFÉ"]
    # Across two lines, with another apostrophe.
    box.fill("somebody's cafe is open")
    found(page, "1 of 1")
    box.fill("it twice")
    until(lambda: len(page.locator("transcript-find output").inner_text()) >= len("1 of 9999"), True)
    assert int(page.locator("transcript-find output").inner_text().split()[-1]) > 1000
    box.fill("never said")
    found(page, "Not found")
    box.press("Escape")
    assert box.input_value() == ""
    found(page, "")
    # A line by its time, with and without an address of its own.
    begin = time.perf_counter()
    page.evaluate("location.hash = '#t=5:00:01'")
    until(lambda: line(page, 10_000).get_attribute("class"), "there")
    jumped = time.perf_counter() - begin
    assert in_view(line(page, 10_000))
    # What is heard.
    begin = time.perf_counter()
    hear(page, 3_600_500)
    until(lambda: line(page, 2000).get_attribute("aria-current"), "true")
    followed = time.perf_counter() - begin
    assert in_view(line(page, 2000))
    assert page.locator(".cues > [aria-current=true]").count() == 1
    print(f"load {loaded:.2f} s, find {sought:.2f} s, jump {jumped:.2f} s, follow {followed:.2f} s")
    assert max(sought, jumped, followed) < 3


def test_the_page_follows_until_the_reader_scrolls_away(page):
    button = page.get_by_role("button", name="Follow")
    assert button.is_hidden()
    hear(page, 100 * LINE_MS)
    pressed(page, "true")
    assert in_view(line(page, 100))
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 5000)
    pressed(page, "false")
    hear(page, 102 * LINE_MS)
    until(lambda: line(page, 102).get_attribute("aria-current"), "true")
    assert not in_view(line(page, 102))
    button.click()
    pressed(page, "true")
    assert in_view(line(page, 102))
    hear(page, 900 * LINE_MS, playing=False)
    assert not in_view(line(page, 900))


def test_an_address_sets_the_audio_at_the_line(open_page, episode):
    page = open_page(f"{episode.get_transcript_url()}#t=7:30:01", quiet=True)
    until(lambda: line(page, 15_000).get_attribute("class"), "in there")
    assert in_view(line(page, 15_000))
    for nonsense in ("#t=soon", "#t=-5", "#elsewhere", "#t=%E0"):
        page.evaluate("hash => { location.hash = hash }", nonsense)
    page.evaluate("location.hash = '#t=99:00:00'")
    until(lambda: line(page, LINES - 1).get_attribute("class"), "there")


def test_without_scripts_the_page_is_text_with_addresses(open_page, episode):
    page = open_page(f"{episode.get_transcript_url()}#t=7:30:00", scripts=False, quiet=True)
    assert page.locator("transcript-find").is_hidden()
    assert in_view(page.locator("[id='t=7:30:00']"))


@pytest.mark.django_db(transaction=True)
def test_a_line_plays_and_the_page_follows_the_real_audio(open_page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "sample").mkdir()
    players.load_two_episodes(tmp_path / "sample")
    episode = players.episode()
    lines = list(episode.cues.values_list("start_ms", flat=True))
    page = open_page(episode.get_transcript_url(), width=375)
    line(page, 20).locator(".time").click()
    heard = players.until(page, lambda now: not now["paused"] and now["at"] > lines[20] / 1000)
    assert heard["at"] < lines[20] / 1000 + 2
    until(lambda: line(page, 20).get_attribute("aria-current"), "true")
    # The line that follows is marked when it is heard, within the time between two ticks of the audio.
    for _ in range(400):
        number = page.evaluate(
            "[...document.querySelectorAll('.cues > li')].findIndex(e => e.matches('[aria-current=true]'))"
        )
        if number > 20:
            break
        time.sleep(0.02)
    at = players.state(page)["at"] * 1000
    assert number == 21
    assert -100 < at - lines[21] < 1000
    assert in_view(line(page, 21))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.django_db(transaction=True)
def test_accessibility_and_width(open_page, scheme):
    people = [make_person(name="Ada Lind"), make_person(name="Tomas Reyk")]
    episode = make_episode(title="Short", audio_url="/missing.mp3")
    for number in range(30):
        episode.cues.create(
            start_ms=number * 5000, end_ms=number * 5000 + 4900, text=text_of(number), speaker=people[number // 5 % 2]
        )
    make_clip(episode, 1, start_ms=10_000, end_ms=20_000)
    make_quote(make_highlight(episode), text=text_of(3))
    compare_quotes(episode.pk)
    for width in (320, 1280):
        page = open_page(episode.get_transcript_url(), width=width, scheme=scheme, bypass_csp=True, quiet=True)
        hear(page, 10_000)
        page.get_by_role("searchbox", name="Find in this transcript").fill("data")
        expect(page.locator("transcript-find output")).to_contain_text(" of ")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in violations] == []
