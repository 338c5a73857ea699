"""Two editors at one desk, each in a browser."""

import pytest

from tests.browser.desks import make_desk_episode, make_editor, open_desk, open_section, press_save, saved, titles

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desks(open_page):
    """The episode, and the desks of Jo and of Marta, both opened before either saves."""
    episode = make_desk_episode()
    people = [make_editor("jo"), make_editor("marta", first_name="Marta")]
    return episode, *(open_desk(open_page, episode, person, quiet=True) for person in people)


def write_takeaway(page, title, words):
    open_section(page, title).get_by_label("Takeaway").fill(words)


def takeaways(episode):
    return list(episode.highlights.values_list("takeaway", flat=True))


def test_what_the_other_saved_elsewhere_is_on_the_page_after_saving(desks):
    episode, jo, marta = desks
    write_takeaway(marta, "Cleaning", "Hers.")
    press_save(marta)
    saved(marta)
    write_takeaway(jo, "Start from the data", "His.")
    press_save(jo)
    jo.get_by_text("Marta saved other things meanwhile").wait_for()
    assert open_section(jo, "Cleaning").get_by_label("Takeaway").input_value() == "Hers."
    write_takeaway(jo, "Start from the data", "His, again.")
    press_save(jo)
    saved(jo)
    assert takeaways(episode) == ["His, again.", "Hers."]


def test_publishing_on_top_of_what_the_other_saved_takes_nothing_back(desks):
    episode, jo, marta = desks
    write_takeaway(marta, "Cleaning", "Hers.")
    press_save(marta)
    saved(marta)
    jo.locator("#publish").click()
    jo.get_by_text("Marta saved other things meanwhile").wait_for()
    jo.locator("#publish-now").click()
    jo.locator(".state[data-state=published]").wait_for()
    assert takeaways(episode) == ["It pays.", "Hers."]


def test_the_same_section_is_merged_field_by_field(desks):
    episode, jo, marta = desks
    write_takeaway(marta, "Cleaning", "Hers.")
    press_save(marta)
    saved(marta)
    write_takeaway(jo, "Cleaning", "His.")
    open_section(jo, "Cleaning").get_by_label("Title").fill("Cleaning first")
    press_save(jo)
    panel = jo.locator("#conflict")
    panel.get_by_role("heading", name="Marta saved").wait_for()
    panel.get_by_label("A third version").check()
    panel.get_by_role("textbox", name="Third version").fill("Both of us.")
    panel.get_by_role("button", name="Save what you have chosen").click()
    jo.locator("#save-state[data-state=saved]").wait_for()
    assert takeaways(episode) == ["It pays.", "Both of us."]
    assert titles(jo) == ["Start from the data", "Cleaning first"]
