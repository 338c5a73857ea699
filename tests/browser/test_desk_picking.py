"""From words that were said to a citation and a quote, with the mouse and by keyboard alone."""

import pytest

from tests.browser.desks import LINES, live, make_desk_episode, open_desk, open_section, saved, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def episode():
    return make_desk_episode()


def words_at(page, line, first, last):
    """Where a run of words of a line is drawn: (x of its start, x of its end, y)."""
    return (
        page.locator(".cue .said")
        .nth(line)
        .evaluate(
            """(said, [first, last]) => {
            const range = new Range();
            const at = said.textContent.indexOf(first), to = said.textContent.indexOf(last) + last.length;
            range.setStart(said.firstChild, at);
            range.setEnd(said.firstChild, to);
            const box = range.getClientRects()[0];
            return [box.left, range.getBoundingClientRect().right, box.top + box.height / 2];
        }""",
            [first, last],
        )
    )


def drag_over(page, line, first, last):
    left, right, y = words_at(page, line, first, last)
    page.mouse.move(left + 3, y)
    page.mouse.down()
    page.mouse.move((left + right) / 2, y, steps=3)
    page.mouse.move(right - 3, y, steps=3)
    page.mouse.up()


def test_dragged_words_are_whole_and_cited_at_the_cursor(open_page, episode):
    page = open_desk(open_page, episode)
    section = open_section(page, "Start from the data")
    body = section.get_by_label("Body")
    body.fill("They cleaned a lot.")
    drag_over(page, 3, "So", "you")
    bar = page.locator(".pick")
    assert bar.locator("#cite-words").inner_text() == "Cite [3]"
    assert bar.locator("#pick-span").inner_text() == "0:24–0:27"
    bar.get_by_role("button", name="Cite").click()
    assert body.input_value() == "They cleaned a lot [3]."
    assert "Clip 3, 0:24 to 0:27, cited in section 1." in live(page)
    assert body.evaluate("field => field === document.activeElement && field.selectionStart") == len(
        "They cleaned a lot [3]."
    )
    # The browser's own undo takes the marker back.
    page.keyboard.press("Control+z")
    assert body.input_value() == "They cleaned a lot."
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    saved(page)
    clip = episode.clips.get(number=3)
    assert (clip.start_ms, clip.end_ms, clip.excerpt, clip.speaker.name) == (24000, 27000, "So you", "Ines Valdal")
    assert episode.highlights.get(title="Start from the data").body == "They cleaned a lot [3]."


def test_a_pick_that_is_a_clip_already_cites_it_again(open_page, episode):
    page = open_desk(open_page, episode)
    section = open_section(page, "Cleaning")
    section.get_by_label("Body").focus()
    page.locator(".cue .said").nth(1).click()
    page.keyboard.press("ArrowDown")
    assert page.locator("#cite-words").inner_text() == "Cite [1] again"
    page.keyboard.press("c")
    assert page.locator(".clip").count() == 2
    assert section.get_by_label("Body").input_value().startswith("[1]")


def test_find_pick_and_quote_by_keyboard(open_page, episode):
    page = open_desk(open_page, episode)
    open_section(page, "Cleaning").get_by_label("Body").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("noisier")
    page.keyboard.press("Enter")
    assert page.locator("#found").inner_text() == "1 of 1"
    page.keyboard.press("q")
    quote = page.locator(".section").nth(1).locator(".quote")
    assert quote.get_by_label("Words of quote 1").input_value() == LINES[4][1]
    assert quote.get_by_label("Speaker").input_value() == "Tomas Reyk"
    assert quote.get_by_label("Clip").input_value() == "3"
    until(page, "document.activeElement.className", "body")
    quote.get_by_text("Word for word").wait_for()
    page.keyboard.press("Control+s")
    saved(page)
    assert episode.highlights.get(title="Cleaning").quotes.get().clip.number == 3


def test_words_and_lines_are_picked_with_the_arrows(open_page, episode):
    page = open_desk(open_page, episode)
    page.locator(".cue .said").nth(2).click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("document.querySelector('desk-transcript').range.toString()") == "spent four"
    page.keyboard.press("Shift+ArrowDown")
    picked = page.evaluate(
        "document.querySelector('desk-transcript').lines.picked(...['a', 'b'].map("
        "name => document.querySelector('desk-transcript')[name])).excerpt"
    )
    assert picked == f"{LINES[2][1]} {LINES[3][1]}"
    page.keyboard.press("Escape")
    until(page, "document.activeElement.className", "body")


def test_the_transcript_is_one_stop_of_the_tab_key(open_page, episode):
    page = open_desk(open_page, episode)
    stops = page.locator("#listen .lines").evaluate(
        """lines => [lines, ...lines.querySelectorAll('*')]
            .filter(one => one.tabIndex >= 0 && one.checkVisibility()).length"""
    )
    assert stops == 1


def test_the_first_citation_begins_a_section(open_page, episode):
    episode.highlights.all().delete()
    episode.clips.all().delete()
    page = open_desk(open_page, episode)
    page.locator(".cue .said").nth(1).click()
    page.keyboard.press("c")
    assert page.locator(".section:visible .body").input_value() == "[1]"


def test_on_a_phone_one_cites_without_leaving_the_transcript(open_page, episode):
    page = open_desk(open_page, episode, width=375)
    page.get_by_role("navigation", name="Parts of the desk").get_by_text("Transcript").click()
    page.locator(".cue .said").nth(3).click()
    page.keyboard.press("ArrowDown")
    page.locator(".pick").get_by_role("button", name="Cite").click()
    assert page.locator("#listen").is_visible()
    page.get_by_role("navigation", name="Parts of the desk").get_by_text("Sections").click()
    assert page.locator(".section:visible .body").first.input_value() == "Data first [1][3]."
