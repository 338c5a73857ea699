"""Sections on the desk: their order, their parts, and what they will look like."""

import pytest

from tests.browser.desks import (
    choose,
    live,
    make_desk_episode,
    open_desk,
    open_section,
    press_save,
    saved,
    titles,
    until,
)
from tests.factories import make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def episode():
    episode = make_desk_episode()
    make_highlight(episode, title="Third", body="No claim.", position=3, status="draft")
    return episode


def stored(episode):
    return list(episode.highlights.order_by("position").values_list("title", flat=True))


def test_reorder_by_drag_by_key_and_by_number(open_page, episode):
    page = open_desk(open_page, episode)
    page.locator(".section .fold > summary").first.click()
    grip, over = page.locator(".section .grip").first, page.locator(".section").nth(2)
    start, end = grip.bounding_box(), over.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 10, steps=4)
    page.mouse.up()
    assert titles(page) == ["Cleaning", "Third", "Start from the data"]
    assert live(page) == "Section moved to place 3 of 3."
    page.keyboard.press("ArrowUp")  # The grip has the focus.
    assert titles(page) == ["Cleaning", "Start from the data", "Third"]
    open_section(page, "Third").get_by_label("Takeaway").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert titles(page) == ["Cleaning", "Third", "Start from the data"]
    until(page, "document.activeElement.className", "takeaway")
    place = page.locator(".position").nth(2)
    place.fill("1")
    place.press("Enter")
    assert titles(page) == ["Start from the data", "Cleaning", "Third"]
    page.get_by_role("button", name="Move down Start from the data").click()
    press_save(page)
    saved(page)
    assert stored(episode) == ["Cleaning", "Start from the data", "Third"]


def test_split_at_the_cursor_and_duplicate(open_page, episode):
    make_quote(episode.highlights.get(title="Cleaning"), text="So you threw those sources out?")
    page = open_desk(open_page, episode)
    section = open_section(page, "Cleaning")
    body = section.get_by_label("Body")
    body.fill("First half [1].\n\nSecond half [2].")
    for _letter in range(len("Second half [2].")):
        body.press("ArrowLeft")
    choose(section, "Split at the cursor")
    assert body.input_value() == "First half [1]."
    page.keyboard.type("The rest")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.value", "Second half [2].")
    open_section(page, "Cleaning")
    choose(section, "Duplicate")
    page.keyboard.type("Cleaning again")
    assert titles(page) == ["Start from the data", "Cleaning", "Cleaning again", "The rest", "Third"]
    page.keyboard.press("Control+s")
    saved(page)
    assert stored(episode) == titles(page)
    again = episode.highlights.get(title="Cleaning again")
    assert again.body == "First half [1]." and again.quotes.get().text == "So you threw those sources out?"
    assert [tag.name for tag in again.tags.all()] == ["data"]


def test_remove_and_undo(open_page, episode):
    page = open_desk(open_page, episode)
    section = open_section(page, "Cleaning")
    section.get_by_label("Body").fill("Typed and not saved [2].")
    choose(section, "Remove")
    assert titles(page) == ["Start from the data", "Third"]
    assert page.get_by_role("list", name="Notices").inner_text().startswith("Section 2, “Cleaning”, removed.")
    until(page, "document.activeElement.textContent", "Undo")
    page.keyboard.press("Enter")
    assert titles(page) == ["Start from the data", "Cleaning", "Third"]
    assert section.get_by_label("Body").input_value() == "Typed and not saved [2]."
    choose(section, "Remove")
    press_save(page)
    saved(page)
    assert stored(episode) == ["Start from the data", "Third"]
    # Undo makes again what has been deleted meanwhile.
    page.get_by_role("button", name="Undo").click()
    press_save(page)
    saved(page)
    assert stored(episode) == ["Start from the data", "Cleaning", "Third"]


def test_add_a_section_after_the_last_field(open_page, episode):
    page = open_desk(open_page, episode)
    open_section(page, "Third").get_by_label("Title").focus()
    for _step in range(4):  # Body, takeaway, tags, new section.
        page.keyboard.press("Control+Enter")
    page.keyboard.type("Fourth")
    page.keyboard.press("Control+s")
    saved(page)
    assert stored(episode)[-1] == "Fourth"
    page.keyboard.type(" part")
    page.keyboard.press("Control+s")
    saved(page)
    assert stored(episode)[-1] == "Fourth part"  # The same section: its key has come back.


def test_the_preview_is_the_public_template(open_page, episode):
    page = open_desk(open_page, episode)
    section = open_section(page, "Start from the data")
    section.get_by_label("Body").fill("Data **first** [1], and [7].")
    section.get_by_label("Title").fill("Begin with data")
    look = section.locator("desk-look")
    look.get_by_role("heading", name="Begin with data").wait_for()
    assert look.locator("strong").inner_text() == "first"
    assert look.locator("a.cite").all_inner_texts() == ["1"]
    assert look.locator(".takeaway").inner_text().endswith("It pays.")
    # What is wrong is said at the field, in the line of the section, and in the bar.
    section.locator(".errorlist", has_text="[7]").wait_for()
    assert section.get_by_label("Body").get_attribute("aria-invalid") == "true"
    page.locator(".checks", has_text="1 to fix").wait_for()
    look.locator("a.cite").click()
    until(page, "document.activeElement.closest('.clip').id", "clip-1")
    page.get_by_role("button", name="Preview pane").click()
    assert not look.is_visible()


def test_the_tools_of_the_body(open_page, episode):
    page = open_desk(open_page, episode)
    section = open_section(page, "Third")
    body = section.get_by_label("Body")
    body.fill("word")
    body.select_text()
    tools = section.get_by_role("toolbar", name="Formatting")
    tools.get_by_label("Bold").click()
    assert body.input_value() == "**word**"
    page.keyboard.press("Control+z")
    body.select_text()
    page.keyboard.press("Control+i")
    assert body.input_value() == "*word*"
    body.fill("see this")
    body.evaluate("field => field.setSelectionRange(4, 8)")
    tools.get_by_role("button", name="Link").click()
    page.keyboard.type("a.example")
    assert body.input_value() == "see [this](https://a.example)"
    stops = tools.locator("button").evaluate_all("all => all.filter(one => one.tabIndex === 0).length")
    assert stops == 1


def test_related_episodes_are_accepted_ordered_and_removed(open_page, episode):
    for title in ("Counting tokens", "One more seed"):
        make_highlight(make_episode(title=title), title=f"{title}, told", body="Training data.", tags=["data"])
    page = open_desk(open_page, episode)
    for title in ("Counting tokens", "One more seed"):
        page.get_by_role("button", name=f"Add {title}").click()
    page.get_by_role("button", name="Move up One more seed").click()
    press_save(page)
    saved(page)
    chosen = list(episode.related_choices.order_by("position").values_list("related__title", flat=True))
    assert chosen == ["One more seed", "Counting tokens"]
    page.get_by_role("button", name="Remove One more seed").click()
    press_save(page)
    saved(page)
    assert episode.related_choices.get().related.title == "Counting tokens"
