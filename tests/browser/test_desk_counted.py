"""From an empty episode with a transcript to a published section, as a new editor would; what it takes is counted.

Clicks, drags, choices and command keys count. Words that are typed do not, nor what is typed into a search or the
first letters of a tag.
"""

import pytest

from episodes.models import Highlight, Tag
from tests.browser.desks import make_desk_episode, open_desk
from tests.browser.test_desk_picking import words_at

pytestmark = pytest.mark.django_db(transaction=True)
MOST_BY_MOUSE, MOST_BY_KEYBOARD = 16, 20


class Hands:
    """An editor's hands on a page, which count what they do."""

    def __init__(self, page):
        self.page, self.done = page, []

    def click(self, locator):
        self.done.append(f"click {locator}")
        locator.click()

    def drag(self, line, first, last):
        self.done.append(f"drag over “{first} … {last}”")
        left, right, y = words_at(self.page, line, first, last)
        self.page.mouse.move(left + 3, y)
        self.page.mouse.down()
        self.page.mouse.move(right - 3, y, steps=4)
        self.page.mouse.up()
        self.page.locator(".cue:focus").wait_for()

    def press(self, key):
        self.done.append(key)
        self.page.keyboard.press(key)

    def write(self, words):
        self.page.keyboard.type(words)


@pytest.fixture
def episode():
    """The first section of an empty desk is open, the cursor in its title."""
    episode = make_desk_episode()
    episode.highlights.all().delete()
    episode.clips.all().delete()
    for name in ("data", "training", "evaluation"):
        Tag.objects.get_or_create(key=name, defaults={"name": name})
    return episode


def tag(page, hands, letters, name):
    hands.write(letters)
    page.get_by_role("option", name=name).first.wait_for()
    hands.press("Enter")


def check(episode):
    section = Highlight.objects.published().get()
    assert section.title == "Data first"
    assert section.citations.count() == 2
    assert section.body == "Data decides [1]. Cleaning takes longest [2]."
    assert section.quotes.get().speaker.name == "Tomas Reyk"
    assert section.takeaway == "Clean first."
    assert {tag.name for tag in section.tags.all()} == {"data", "training", "evaluation"}


def tell(capsys, how, hands):
    with capsys.disabled():
        print(f"\nFrom an empty desk to a published section {how}: {len(hands.done)} actions")


def publish_now(page):
    page.locator("#publish-now:focus").wait_for()


def published(page):
    page.locator(".state[data-state=published]").wait_for()


def test_with_mouse_and_keys(open_page, episode, capsys):
    page = open_desk(open_page, episode)
    hands = Hands(page)
    hands.write("Data first")
    hands.press("Control+Enter")
    hands.write("Data decides.")
    hands.drag(1, "I start", "data")
    hands.press("c")
    page.keyboard.type(" ")
    hands.write("Cleaning takes longest.")
    hands.drag(2, "We spent", "cleaning")
    hands.press("c")
    hands.drag(4, "Smaller", "noisier")
    hands.press("q")
    hands.press("Control+Enter")
    hands.write("Clean first.")
    hands.press("Control+Enter")
    for letters, name in (("da", "data"), ("tr", "training"), ("ev", "evaluation")):
        tag(page, hands, letters, name)
    hands.click(page.locator("#publish"))
    publish_now(page)
    hands.click(page.locator("#publish-now"))
    published(page)
    check(episode)
    tell(capsys, "with mouse and keys", hands)
    assert len(hands.done) <= MOST_BY_MOUSE, hands.done


def test_by_keyboard_alone(open_page, episode, capsys):
    page = open_desk(open_page, episode)
    hands = Hands(page)

    def find(words, key):
        hands.press("Control+k")
        hands.write(words)
        hands.press("Enter")
        hands.press(key)

    hands.write("Data first")
    hands.press("Control+Enter")
    hands.write("Data decides.")
    find("decides more", "c")
    hands.write(" Cleaning takes longest.")
    find("four months", "c")
    find("noisier", "q")
    hands.press("Control+Enter")
    hands.write("Clean first.")
    hands.press("Control+Enter")
    for letters, name in (("da", "data"), ("tr", "training"), ("ev", "evaluation")):
        tag(page, hands, letters, name)
    hands.press("F6")
    hands.press("Enter")
    publish_now(page)
    hands.press("Enter")
    published(page)
    check(episode)
    tell(capsys, "by keyboard alone", hands)
    assert len(hands.done) <= MOST_BY_KEYBOARD, hands.done
