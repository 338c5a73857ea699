"""Tags in the browser: all moments of a page in a row, across episodes; the map and the chart; nothing for axe."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import expect

from episodes.models import Highlight
from tests.browser import players
from tests.browser.test_editing import said_by_axe

SHARED = "heard in both"


@pytest.fixture
def moments(transactional_db, settings, tmp_path):
    """Two episodes with one section each that carries the tag; ``[(slug, clip)]`` in the order of its page."""
    settings.MEDIA_ROOT = tmp_path / "media"
    players.load_two_episodes(tmp_path)
    found = []
    for slug in (players.ROOM, players.WEIGHTS):
        section = Highlight.objects.filter(episode__slug=slug).exclude(citations=None).order_by("position").first()
        section.tags.add(SHARED)
        clips = [(slug, citation.clip) for citation in section.citations.order_by("clip__number")]
        found.append((section.episode.published_at, clips[:2]))
        for _slug, clip in clips[2:]:
            clip.start_ms = clip.end_ms = None
            clip.save()
    return [moment for _at, clips in sorted(found, reverse=True, key=lambda one: one[0]) for moment in clips]


def plays(page, moment):
    """That the sound is inside a moment, and that its link and the line beside the button say so."""
    slug, clip = moment
    players.whole(page)
    start, end = clip.start_ms / 1000, clip.end_ms / 1000
    players.until(page, lambda now: not now["paused"] and start - 0.1 <= now["at"] < end)
    assert players.episode(slug).audio.split("/")[-1] in page.evaluate("document.querySelector('audio').src")
    expect(page.locator(".moment-list .is-playing")).to_have_count(1)
    expect(page.locator(".moment-list li:has(.is-playing) .moment-name")).to_have_text(clip.title)
    return clip


def to_the_end(page, clip):
    players.jump(page, clip.end_ms / 1000 - 0.3)


def test_all_moments_play_one_after_another_across_episodes(open_page, moments):
    page = open_page("/tags/heard-in-both/")
    button = page.locator("play-all button[data-play]")
    expect(button).to_have_text(re.compile(f"Play all {len(moments)} moments"))
    button.press("Enter")
    for number, moment in enumerate(moments, 1):
        clip = plays(page, moment)
        expect(page.locator(".play-place")).to_have_text(f"{number} of {len(moments)}: {clip.title}")
        to_the_end(page, clip)
    players.paused(page)
    expect(button).to_have_text(re.compile("Play all"))
    expect(page.locator(".play-place")).to_be_hidden()


def test_the_row_is_stopped_skipped_paused_and_taken_up_elsewhere(open_page, moments):
    page = open_page("/tags/heard-in-both/")
    button, following = page.locator("play-all [data-play]"), page.locator("play-all [data-next]")
    expect(following).to_be_hidden()
    button.click()
    plays(page, moments[0])
    expect(button).to_have_text("Stop")
    following.press("Enter")
    clip = plays(page, moments[1])
    # The bar pauses it, and it goes on from there.
    page.locator("podcast-player [data-toggle]").click()
    players.paused(page)
    page.locator("podcast-player [data-toggle]").click()
    plays(page, moments[1])
    to_the_end(page, clip)
    plays(page, moments[2])
    # Another moment of the page is chosen: it goes on behind that one.
    page.locator(".moment-list a.play").first.click()
    clip = plays(page, moments[0])
    to_the_end(page, clip)
    plays(page, moments[1])
    button.click()
    players.paused(page)
    page.wait_for_timeout(900)
    assert players.state(page)["paused"]
    # Whoever goes elsewhere in the episode is let go.
    button.click()
    plays(page, moments[0])
    page.locator("podcast-player [data-do=forward]").click()
    page.locator("podcast-player [data-do=forward]").click()
    expect(button).to_have_text(re.compile("Play all"))


def test_the_row_goes_on_over_links(open_page, moments):
    page = open_page("/tags/heard-in-both/")
    page.locator("play-all [data-play]").click()
    clip = plays(page, moments[0])
    page.locator(".site-header").get_by_role("link", name="People", exact=True).click()
    expect(page.locator("h1")).to_have_text("People")
    to_the_end(page, clip)
    _slug, clip = moments[1]
    players.until(page, lambda now: not now["paused"] and clip.start_ms / 1000 <= now["at"] < clip.end_ms / 1000)
    expect(page.locator("podcast-player [data-now]")).to_have_text(clip.title)
    page.go_back()
    plays(page, moments[1])
    expect(page.locator("play-all [data-play]")).to_have_text("Stop")


def test_without_scripts_the_moments_are_plain_links(open_page, moments):
    page = open_page("/tags/heard-in-both/", scripts=False)
    expect(page.locator("play-all button:visible")).to_have_count(0)
    links = page.locator(".moment-list a.play")
    expect(links).to_have_count(len(moments))
    assert re.search(r"#t=[\d.]+,[\d.]+$", links.first.get_attribute("href"))


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_the_whole_page_has_nothing_for_axe(open_page, sample, width, scheme):
    page = open_page("/tags/language-models/", width=width, scheme=scheme, bypass_csp=True)
    expect(page.locator(".tag-map a")).to_have_count(12)
    assert said_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.locator(".tag-map a").evaluate_all(
        """links => links.map(link => [...link.querySelectorAll("text, circle:not(.tag-map__room)")].map(one => {
            const {left, top, right, bottom} = one.getBoundingClientRect();
            return [left, top + 1, right, bottom - 1];
        }))"""
    )
    for one, other in combinations(boxes, 2):
        for a in one:
            for b in other:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    # A node narrows the page by the keyboard, as does the same tag in the list.
    page.locator(".tag-map a").first.press("Enter")
    page.wait_for_url("**/tags/*language-models*/")
    expect(page.locator(".chips li")).to_have_count(2)
    assert said_by_axe(page) == []


def test_the_index_by_use_is_filtered_while_typing(open_page, sample):
    page = open_page("/tags/?sort=used")
    page.get_by_label("Find a tag").fill("acou")
    expect(page.locator(".index li li:visible")).to_have_count(1)


def test_an_episode_that_cannot_be_played_is_passed_over(open_page, moments):
    page = open_page("/tags/heard-in-both/", quiet=True)
    broken = players.episode(moments[0][0]).audio
    page.route(re.compile(re.escape(broken)), lambda route: route.abort())
    page.locator("play-all [data-play]").click()
    plays(page, moments[2])
