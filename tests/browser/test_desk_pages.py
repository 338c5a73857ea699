"""The desk as a page: for everybody, on every screen, without scripts, and with an hour of many lines."""

import time

import pytest
from django.contrib.auth.models import Permission, User

from episodes.models import Cue
from tests.browser.desks import (
    address,
    choose,
    make_desk_episode,
    make_editor,
    open_desk,
    open_section,
    press_save,
    saved,
    sign_in,
    states,
)
from tests.browser.test_editing import said_by_axe
from tests.factories import make_episode, make_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def episode():
    episode = make_desk_episode(audio_url="https://audio.example/small.mp3")
    section = episode.highlights.get(title="Cleaning")
    make_quote(section, text="So you threw those out?", clip=episode.clips.get(number=2))
    return episode


def picked(page):
    if page.viewport_size["width"] < 960:
        page.locator(".panes").get_by_text("Transcript").click()
    page.locator(".cue .said").nth(3).click()
    page.keyboard.press("ArrowDown")


def told(page):
    section = open_section(page, "Start from the data")
    section.get_by_label("Body").fill("A claim without a clip [9].")
    choose(open_section(page, "Cleaning"), "Remove")
    section.locator(".errorlist", has_text="[9]").wait_for()


def tagging(page):
    field = open_section(page, "Start from the data").get_by_role("combobox", name="Tags")
    field.click()
    field.press_sequentially("dat")
    page.wait_for_timeout(400)


def checking(page):
    page.locator(".checks").click()


def stating(page):
    page.locator(".publish-bar .state").click()


def clipping(page):
    if page.viewport_size["width"] < 960:
        page.locator(".panes").get_by_text("Clips").click()
    page.locator(".heard summary").first.click()
    page.get_by_label("Start of clip 1", exact=True).fill("1:75")
    page.keyboard.press("Enter")


STATES = [None, picked, told, tagging, checking, stating, clipping]


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (375, "light"),
        (1280, "dark"),
        pytest.param(375, "dark", marks=pytest.mark.long),
        pytest.param(1280, "light", marks=pytest.mark.long),
    ],
)
def test_everybody_can_use_it(open_page, episode, width, scheme):
    editor = make_editor()
    found = []
    for state in STATES:
        page = open_desk(open_page, episode, editor, width=width, scheme=scheme, bypass_csp=True)
        if state:
            state(page)
        name = state.__name__ if state else "as it comes"
        found += [(name, *said) for said in said_by_axe(page)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.wait_for_load_state("networkidle")
        page.close()
    assert found == []


def test_an_empty_desk(open_page):
    episode = make_episode(title="Bare", status="draft")
    page = open_desk(open_page, episode, bypass_csp=True)
    assert said_by_axe(page) == []
    assert page.locator(".section:visible").count() == 1


def test_somebody_who_may_only_look(open_page, episode):
    viewer = User.objects.create_user("vera", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_episode"))
    page = open_desk(open_page, episode, viewer, bypass_csp=True)
    assert said_by_axe(page) == []
    body = open_section(page, "Cleaning").get_by_label("Body")
    assert body.get_attribute("readonly") is not None
    assert page.get_by_role("button", name="Save").count() == 0
    page.locator(".cue .said").nth(3).click()
    page.keyboard.press("c")
    page.keyboard.press("Control+s")
    assert page.locator(".clip").count() == 2
    assert states(page) == "saved"


def test_every_target_is_large_enough(open_page, episode):
    page = open_desk(open_page, episode, width=375)
    open_section(page, "Cleaning")
    small = page.evaluate(
        """() => [...document.querySelectorAll('#desk :is(button, a, input, select, summary, textarea)')]
            .filter(one => one.checkVisibility() && one.type !== 'hidden' && !one.classList.contains('visually-hidden'))
            .filter(one => !one.closest('p, li .text'))
            .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 23.9 || box.height < 23.9)
            .map(([html, box]) => [html, box.width, box.height])"""
    )
    assert small == []


def press(page, name, value=None):
    chosen = f"[value='{value}']" if value is not None else ""
    page.locator(f"button[name={name}]{chosen}:not(.visually-hidden)").first.click()
    page.wait_for_load_state()


def test_the_whole_way_without_scripts(open_page, episode):
    page = open_desk(open_page, episode, scripts=False, quiet=True)
    cue = episode.cues.get(text__startswith="So you")
    page.locator(f"#cue-{cue.pk}").hover()
    press(page, "cite_cue", cue.pk)
    assert episode.clips.get(number=3).excerpt == cue.text
    assert episode.highlights.get(title="Start from the data").body == "Data first [1][3]."
    press(page, "section_add")
    body = page.locator(".body").last
    assert body.is_visible()
    page.locator(".title").last.fill("By form alone")
    body.fill("First.\n---\nSecond.")
    press(page, "save")
    made = episode.highlights.get(title="By form alone")
    section = page.locator(f"#section-{made.pk}")
    section.locator(".menu > summary").click()
    section.get_by_role("button", name="Split at the cursor").click()
    made.refresh_from_db()
    assert made.body == "First."
    assert episode.highlights.filter(body="Second.").exists()
    place = page.locator(f"#section-{made.pk} .position")
    place.fill("0")  # In front of the first.
    press(page, "save")
    assert episode.highlights.order_by("position").first() == made
    press(page, "clip_delete", 0)
    assert "1" in page.locator("#notices").inner_text() or page.locator(".messagelist .error").count()
    assert episode.clips.filter(number=1).exists()
    page.locator(".checks").click()
    assert page.get_by_role("heading", name="Before publishing").is_visible()
    assert page.locator("#publish-now").is_visible()


def test_a_refusal_without_scripts_keeps_what_was_typed(open_page, episode):
    page = open_desk(open_page, episode, scripts=False, quiet=True)
    section = page.locator(".section").first
    section.locator(".body").fill("A claim [9].")
    press(page, "save")
    section = page.locator(".section").first
    assert section.locator(".body").input_value() == "A claim [9]."
    assert "[9]" in section.locator(".errorlist", has_text="[9]").inner_text()
    assert "Nothing was saved" in page.locator("#notices").inner_text()


def test_twenty_thousand_lines_stay_usable(open_page, episode):
    episode.cues.all().delete()
    text = "and then we looked at number {} of the runs that nobody had looked at before"
    Cue.objects.bulk_create(
        Cue(episode=episode, start_ms=index * 1000, end_ms=index * 1000 + 1000, text=text.format(index))
        for index in range(20_000)
    )
    page = open_page("/admin/login/")
    page.set_default_timeout(60_000)
    sign_in(page, make_editor())
    started = time.monotonic()
    page.goto(address(episode))
    loaded = time.monotonic() - started
    page.keyboard.press("Control+k")
    started = time.monotonic()
    page.keyboard.type("number 19321")
    page.locator("#found", has_text="1 found").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("c")
    page.locator("#clips-2-start").wait_for()
    acted = time.monotonic() - started
    assert page.locator("#clips-2-start").input_value() == "5:22:01"
    started = time.monotonic()
    page.keyboard.type(" More of it.")
    typed = time.monotonic() - started
    press_save(page)
    saved(page)
    assert (loaded < 30, acted < 5, typed < 3) == (True, True, True), (loaded, acted, typed)
