"""A visitor searches in the browser: finds, narrows, opens a line of a transcript and hears it, picks a suggestion."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.players import playing, state

pytestmark = pytest.mark.usefixtures("sample")
LIST = "search-suggest [role=listbox]"


def field(page):
    return page.locator(".search input[type=search]")


def offered(page):
    """Waits for the list of suggestions."""
    expect(page.locator(LIST)).to_be_visible()
    return page.locator(f"{LIST} [role=option]")


def searched(page, question):
    field(page).fill(question)
    field(page).press("Enter")
    page.wait_for_url("**/search/?q=*")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [375, 1280])
def test_searching_and_narrowing(open_page, width, scripts):
    page = open_page("/", width=width, scripts=scripts)
    searched(page, "silence")
    before = int(page.locator("#found").inner_text().split()[0])
    if width == 375:
        page.get_by_text("Narrow by").click()
    option = page.locator(".filters li", has=page.get_by_role("link", name="Held Out", exact=True))
    left = int(option.locator("span").first.inner_text())
    option.get_by_role("link").first.click()
    expect(page.locator("#found")).to_have_text(re.compile(rf"^{left} results?$"))
    assert left < before
    assert field(page).input_value() == "silence"
    page.get_by_role("link", name="Remove Show Held Out").click()
    expect(page.locator("#found")).to_have_text(f"{before} results")


def test_a_line_of_a_transcript_is_opened_and_heard(open_page):
    page = open_page("/search/?q=wardrobe&kind=transcripts")
    hit = page.locator(".hit").first
    seconds = float(re.search(r"#t=([\d.]+)$", hit.locator("a.play").get_attribute("href"))[1])
    hit.locator("a.play").click()
    now = playing(page)
    assert seconds - 0.5 <= now["at"] < seconds + 5
    # It goes on while the page of the transcript comes.
    hit.locator("h3 a").click()
    page.wait_for_url("**/transcript/#t=*")
    anchor = page.url.partition("#")[2]
    expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()
    assert "wardrobe" in page.locator(f'[id="{anchor}"]').inner_text()
    assert not state(page)["paused"]


def test_the_whole_page_without_scripts_leads_to_the_line(open_page):
    page = open_page("/search/?q=wardrobe&kind=transcripts", scripts=False)
    page.locator(".hit h3 a").first.click()
    expect(page.locator("li:target")).to_contain_text("wardrobe")


def test_suggestions_by_keyboard(open_page):
    page = open_page("/about/")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    assert field(page).input_value() == ""
    page.keyboard.type("speech", delay=10)
    options = offered(page)
    count = options.count()
    assert count > 1
    expect(page.locator("search-suggest [role=status]")).to_have_text(f"{count} suggestions")
    assert field(page).get_attribute("aria-expanded") == "true"
    assert field(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    first = options.first
    assert first.get_attribute("aria-selected") == "true"
    assert field(page).get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Home")
    assert field(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(page.locator(LIST)).to_be_hidden()
    assert field(page).input_value() == "speech"
    page.keyboard.press("ArrowDown")
    offered(page)
    page.keyboard.press("ArrowDown")
    address = first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_enter_without_a_choice_searches(open_page):
    page = open_page("/about/")
    field(page).click()
    page.keyboard.type("speech")
    offered(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=speech")


@pytest.mark.parametrize("width", [375, 1280])
def test_suggestions_by_pointer(open_page, width):
    page = open_page("/about/", width=width)
    field(page).click()
    page.keyboard.type("text to")
    option = offered(page).filter(has_text="text to speech")
    box = page.locator(LIST).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    option.click()
    page.wait_for_url("**/tags/speech-synthesis/")


def test_one_request_for_a_word_that_is_typed(open_page):
    page = open_page("/about/")
    asked = []
    page.on("request", lambda request: "/suggest/" in request.url and asked.append(request.url))
    field(page).click()
    page.locator("search-suggest:defined").wait_for(state="attached")
    # By the page itself: on a busy machine the driver's keys come as slowly as those of a slow hand.
    field(page).evaluate(
        """field => [..."microph"].forEach((letter) => {
            field.value += letter;
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        })"""
    )
    offered(page)
    assert len(asked) == 1
    field(page).fill("")
    expect(page.locator(LIST)).to_be_hidden()


def test_the_key_is_a_letter_where_somebody_types(open_page):
    page = open_page("/tags/")
    page.get_by_label("Find a tag").click()
    page.keyboard.type("a/b")
    assert page.get_by_label("Find a tag").input_value() == "a/b"


def test_turned_off_keys_are_off(open_page):
    page = open_page("/about/")
    page.evaluate("localStorage.setItem('podsite:keys', 'false')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_what_suggests_is_fetched_when_it_is_wanted(open_page):
    page = open_page("/about/")
    fetched = []
    page.on("request", lambda request: "suggest" in request.url and fetched.append(request.url.rpartition("/")[2]))
    page.wait_for_load_state("networkidle")
    assert fetched == []
    with page.expect_request("**/suggest.css"):
        field(page).focus()
    assert fetched == ["search-suggest.js", "suggest.css"]


PAGES = {
    375: ("/search/?q=silence&tag=pauses", "/search/?q=xyzzy&tag=nothing"),
    1280: ("/search/", "/search/?q=wardrobe", "/about/"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", PAGES)
def test_accessibility_and_width(open_page, scheme, width):
    found = []
    page = open_page("/search/", width=width, scheme=scheme)
    for address in PAGES[width]:
        page.goto(address)
        if page.locator(".narrow > summary").is_visible():
            page.locator(".narrow > summary").click()
        if address == "/about/":
            field(page).click()
            page.keyboard.type("speech")
            offered(page)
            page.keyboard.press("ArrowDown")
        violations = Axe().run(page).response["violations"]
        found += [(address, one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in violations]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []
