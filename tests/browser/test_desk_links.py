"""Sections linked on the desk by keyboard alone: found as one types, undone, saved, and brought back after a crash."""

import pytest

from episodes.models import HighlightLink
from tests.browser.desks import address, make_desk_episode, make_editor, open_desk, open_section, saved, until
from tests.browser.test_desk_saving import crash, wait_until_kept
from tests.factories import make_episode, make_highlight, make_show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def episode():
    far = make_episode(make_show(title="Elsewhere"), title="There")
    make_highlight(far, title="Far from clean")
    make_highlight(far, title="Far and wide")
    return make_desk_episode()


def look_for(section, words):
    field = section.get_by_role("searchbox", name="Look for another section")
    field.fill(words)
    section.get_by_role("list", name="Found").get_by_role("listitem").first.wait_for()
    return field


def rows(section):
    return section.get_by_role("list", name="Links to other sections").get_by_role("listitem")


def said():
    return list(HighlightLink.objects.values_list("highlight__title", "kind", "other__title"))


def test_a_link_is_found_made_undone_and_saved_by_keyboard(open_page, episode):
    page = open_desk(open_page, episode)
    section = open_section(page, "Cleaning")
    section.get_by_label("What this section says of the other").select_option("answers")
    look_for(section, "far there")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    assert rows(section).locator(".to").all_inner_texts() == ["Far from clean"]
    until(page, "document.querySelector('#desk-live').textContent", "Linked with Far from clean.")
    assert section.get_by_role("searchbox").evaluate("field => field === document.activeElement && field.value === ''")
    rows(section).get_by_role("button").press("Enter")
    assert rows(section).count() == 0
    page.get_by_role("button", name="Undo").press("Enter")
    assert rows(section).count() == 1
    page.keyboard.press("Control+s")
    saved(page)
    assert said() == [("Cleaning", "answers", "Far from clean")]
    page.reload()
    assert rows(open_section(page, "Cleaning")).locator("select").input_value() == "answers"


def test_a_search_is_nothing_typed_and_says_when_nothing_is_found(open_page, episode):
    page = open_desk(open_page, episode)
    section = open_section(page, "Cleaning")
    field = section.get_by_role("searchbox")
    field.fill("nowhere")
    section.get_by_text("No section has these words in its title.").wait_for()
    assert page.locator("#save-state").get_attribute("data-state") == "saved"
    look_for(section, "far")
    page.keyboard.press("Escape")
    assert section.get_by_role("list", name="Found").get_by_role("listitem").count() == 0
    assert field.input_value() == ""


def test_a_link_survives_a_crash(open_page, episode):
    page = open_desk(open_page, episode, make_editor())
    section = open_section(page, "Cleaning")
    look_for(section, "far wide")
    section.get_by_role("button", name="Link Far and wide").click()
    wait_until_kept(page, "-links-0-other")
    page = crash(page)
    page.goto(address(episode))
    page.get_by_role("button", name="See the difference").click()
    assert "Link of section 2" in page.locator(".difference").inner_text()
    page.get_by_role("button", name="Bring it back").click()
    page.keyboard.press("Control+s")
    saved(page)
    assert said() == [("Cleaning", "agrees", "Far and wide")]
