"""“Cite this” in the browser: copied by a button, read by a keyboard and a screen reader, whole without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_editing import said_by_axe
from tests.factories import make_clip, make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages():
    """The addresses of a clip, a quote and a highlight."""
    episode = make_episode(title="How Models Are Trained", number=12)
    clip = make_clip(episode, 1, title="Why they were opened")
    highlight = make_highlight(episode, body="A claim [1].")
    return [thing.get_absolute_url() for thing in (clip, make_quote(highlight, clip=clip), highlight)]


def open_citations(page):
    page.locator(".cite-this summary").click()
    return page.locator(".cite-this")


def test_a_button_copies_what_stands_beside_it(open_page, pages):
    page = open_page(pages[2])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = open_citations(page).locator("copy-field", has_text="BibTeX")
    field.get_by_role("button", name="Copy").click()
    expect(field.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == field.get_by_label("BibTeX").input_value()
    assert page.get_by_label("Markdown", exact=True).input_value().count("[^1]") == 2


def test_a_file_is_saved_under_its_key(open_page, pages):
    page = open_page(pages[0])
    with page.expect_download() as download:
        open_citations(page).get_by_role("link", name="Save as .ris").click()
    assert download.value.suggested_filename.endswith(".ris")


def test_everything_is_there_without_a_script(open_page, pages):
    page = open_page(pages[1], scripts=False)
    citations = open_citations(page)
    assert "Podcast, audio, 00:01:00–00:01:20" in citations.get_by_label("Chicago 17").input_value()
    assert citations.get_by_role("button").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_the_way_of_anybody(open_page, pages, scheme):
    found = []
    for path in pages:
        page = open_page(path, width=375, scheme=scheme, bypass_csp=True)
        open_citations(page)
        found += [(path, *said) for said in said_by_axe(page)]
        assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert found == []
