"""Not a word is lost: a crash, a lost session, a server that fails, no network, somebody else's save."""

import json

import pytest

from episodes.models import Highlight
from episodes.services.revisions import recording
from tests.browser.desks import (
    address,
    live,
    make_desk_episode,
    make_editor,
    open_desk,
    open_section,
    press_save,
    saved,
    sign_in,
    states,
    titles,
    until,
)

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('podsite-desk'))"


@pytest.fixture
def episode():
    return make_desk_episode()


def write(page, title, text):
    body = open_section(page, title).get_by_label("Body")
    body.fill(text)
    return body


def wait_until_kept(page, text):
    page.wait_for_function(
        """text => Object.keys(localStorage).filter(key => key.startsWith('podsite-desk'))
            .some(key => localStorage[key].includes(text))""",
        arg=text,
    )


def crash(page):
    """Closes the page at once, as a crash does, and opens a new one in the same browser."""
    page.close(run_before_unload=False)
    return page.context.new_page()


def notices(page):
    return page.get_by_role("list", name="Notices")


def test_the_bar_says_what_state_everything_is_in(open_page, episode):
    page = open_desk(open_page, episode)
    assert states(page) == "saved"
    write(page, "Cleaning", "Five months [2].")
    assert page.locator("#save-words").inner_text() == "Unsaved, kept on this device"
    wait_until_kept(page, "Five months")
    press_save(page)
    saved(page)
    assert page.locator("#save-words").inner_text().startswith("Saved ")
    assert page.evaluate(KEPT) == []
    assert episode.highlights.get(title="Cleaning").body == "Five months [2]."


def test_typing_survives_a_crash_and_is_offered_back(open_page, episode):
    page = open_desk(open_page, episode)
    write(page, "Cleaning", "Lost words [2].")
    page.get_by_role("button", name="Add section").click()
    page.keyboard.type("Never sent")
    open_section(page, "Start from the data").get_by_role("button", name="Add a quote").click()
    page.keyboard.type("A quote that was not sent.")
    wait_until_kept(page, "A quote that was not sent.")
    page = crash(page)
    page.goto(address(episode))
    offer = notices(page)
    offer.get_by_text("that never reached the server").wait_for()
    assert open_section(page, "Cleaning").get_by_label("Body").input_value() == "Four months [2]."  # Never silently.
    offer.get_by_role("button", name="See the difference").click()
    difference = offer.locator(".difference").inner_text()
    assert "Lost words [2]." in difference and "Four months [2]." in difference
    offer.get_by_role("button", name="Bring it back").click()
    assert titles(page) == ["Start from the data", "Cleaning", "Never sent"]
    assert states(page) == "unsaved"
    press_save(page)
    saved(page)
    assert page.evaluate(KEPT) == []
    assert episode.highlights.get(title="Cleaning").body == "Lost words [2]."
    assert episode.highlights.filter(title="Never sent").exists()
    assert episode.highlights.get(title="Start from the data").quotes.get().text == "A quote that was not sent."


def test_what_was_kept_can_be_thrown_away(open_page, episode):
    page = open_desk(open_page, episode)
    write(page, "Cleaning", "Not wanted.")
    wait_until_kept(page, "Not wanted.")
    page = crash(page)
    page.goto(address(episode))
    notices(page).get_by_role("button", name="Throw it away").click()
    assert page.evaluate(KEPT) == []
    assert states(page) == "saved"
    page.reload()
    page.wait_for_timeout(300)
    assert not notices(page).is_visible()


def test_a_copy_that_the_server_has_is_not_offered(open_page, episode):
    page = open_desk(open_page, episode)
    write(page, "Cleaning", "It came through.")
    wait_until_kept(page, "It came through.")
    page = crash(page)
    with recording():  # The save had reached the server; its answer had not come back.
        section = Highlight.objects.get(title="Cleaning")
        section.body = "It came through."
        section.save()
    page.goto(address(episode))
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('podsite-desk'))")
    assert not notices(page).is_visible()
    assert states(page) == "saved"


def test_two_tabs_keep_copies_of_their_own(open_page, episode):
    first = open_desk(open_page, episode)
    write(first, "Cleaning", "Typed in the first tab.")
    wait_until_kept(first, "first tab")
    second = first.context.new_page()
    second.goto(address(episode))
    second.wait_for_timeout(300)
    assert not notices(second).is_visible()  # The first tab is alive: its copy is none of the second's.
    write(second, "Start from the data", "Typed in the second tab.")
    wait_until_kept(second, "second tab")
    assert len(second.evaluate(KEPT)) == 2
    second.close()
    first = crash(first)
    first.goto(address(episode))
    notices(first).get_by_text("never reached the server").nth(1).wait_for()


def test_a_device_without_room_is_survived(open_page, episode):
    page = open_page("/admin/login/")
    sign_in(page, make_editor())
    page.add_init_script("""const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
            if (key.startsWith("podsite-desk")) throw new DOMException("", "QuotaExceededError");
            set.call(this, key, value);
        }""")
    page.goto(address(episode))
    write(page, "Cleaning", "Still typed.")
    notices(page).get_by_text("no room to keep a copy").wait_for()
    press_save(page)
    saved(page)
    assert episode.highlights.get(title="Cleaning").body == "Still typed."


def test_a_lost_session_costs_nothing(open_page, episode):
    editor = make_editor()
    page = open_desk(open_page, episode, editor, quiet=True)
    body = write(page, "Cleaning", "Typed while logged out.")
    page.context.clear_cookies(name="sessionid")
    press_save(page)
    notices(page).get_by_text("You have been logged out").wait_for()
    assert page.locator("#save-words").inner_text() == "Not saved: logged out"
    with page.context.expect_page() as opened:
        notices(page).get_by_role("link", name="Log in in a new tab").click()
    other = opened.value
    other.get_by_label("Username").fill("jo")
    other.get_by_label("Password").fill("a long pass phrase")
    other.get_by_role("button", name="Log in").click()
    other.wait_for_url(lambda url: "login" not in url)
    body.press("End")
    body.press_sequentially(" And on.")
    notices(page).get_by_role("button", name="Save").click()
    saved(page)
    assert episode.highlights.get(title="Cleaning").body == "Typed while logged out. And on."
    assert not notices(page).is_visible()


def test_a_server_that_fails_is_tried_again(open_page, episode):
    page = open_desk(open_page, episode, quiet=True)
    fails = [True]

    def answer(route):
        if route.request.method == "POST" and fails:
            fails.clear()
            route.fulfill(status=500, body="<h1>Server Error</h1>", content_type="text/html")
        else:
            route.continue_()

    page.clock.install()
    page.route("**/desk/presence/", lambda route: route.fulfill(json={}))
    page.route(f"**{address(episode)}", answer)
    write(page, "Cleaning", "In spite of it.")
    press_save(page)
    notices(page).get_by_text("The server could not save (500)").wait_for()
    assert page.locator("#save-words").inner_text() == "Not saved: server error 500"
    assert "In spite of it." in json.dumps(page.evaluate("({...localStorage})"))
    page.clock.run_for(21_000)
    saved(page)
    assert episode.highlights.get(title="Cleaning").body == "In spite of it."
    assert not notices(page).is_visible()


def test_without_a_network_one_writes_on(open_page, episode):
    page = open_desk(open_page, episode, quiet=True)
    body = write(page, "Cleaning", "Written on a train.")
    page.context.set_offline(True)
    press_save(page)
    notices(page).get_by_text("No connection since").wait_for()
    body.press("End")
    body.press_sequentially(" In a tunnel.")
    page.context.set_offline(False)  # The browser says so, and the desk saves.
    saved(page)
    assert episode.highlights.get(title="Cleaning").body == "Written on a train. In a tunnel."


def test_typing_during_a_save_is_kept(open_page, episode):
    page = open_desk(open_page, episode)
    held = []
    page.route(f"**{address(episode)}", lambda route: held.append(route))
    body = write(page, "Cleaning", "Sent.")
    page.locator(".cue .said").nth(3).click()
    page.keyboard.press("c")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => document.querySelector('#save-state').dataset.state === 'saving'")
    body.press("End")
    body.press_sequentially(" Not yet sent.")
    page.wait_for_timeout(100)
    held[0].continue_()
    page.locator("#save-state[data-state=unsaved]").wait_for()
    assert body.input_value().endswith("Not yet sent.")
    assert page.locator("[name=clips-2-id]").input_value() != ""
    page.unroute(f"**{address(episode)}")
    page.keyboard.press("Control+s")
    saved(page)
    assert episode.clips.count() == 3
    assert episode.highlights.get(title="Cleaning").body.endswith("Not yet sent.")


def test_leaving_asks_only_while_something_is_unsaved(open_page, episode):
    page = open_desk(open_page, episode)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    write(page, "Cleaning", "Unsaved.")
    page.evaluate("setTimeout(() => { location.href = '/admin/'; })")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    press_save(page)
    saved(page)
    page.goto("/admin/")
    assert asked == ["beforeunload"]


def test_what_two_wrote_is_chosen_field_by_field(open_page, episode):
    page = open_desk(open_page, episode, quiet=True)
    section = open_section(page, "Cleaning")
    section.get_by_label("Body").fill("Mine [2].")
    section.get_by_label("Takeaway").fill("My takeaway.")
    other = make_editor("marta", first_name="Marta", last_name="Keller")
    with recording(other, "Typed"):
        theirs = Highlight.objects.get(title="Cleaning")
        theirs.body, theirs.title = "Theirs [2].", "Washing"
        theirs.save()
    press_save(page)
    panel = page.locator("#conflict")
    panel.get_by_role("heading", name="Marta Keller").wait_for()
    assert "Mine" in panel.inner_text() and "Theirs" in panel.inner_text()
    assert not page.locator(".columns").is_visible()
    panel.get_by_role("button", name="decide later").click()
    assert page.locator(".columns").is_visible()
    notices(page).get_by_role("button", name="Decide now").click()
    panel.get_by_label("A third version").check()
    panel.get_by_label("Third version:").fill("Both of us [2].")
    panel.get_by_role("button", name="Save what you have chosen").click()
    page.locator(".columns").wait_for()
    saved(page)
    merged = episode.highlights.get(title="Washing")
    assert (merged.body, merged.takeaway) == ("Both of us [2].", "My takeaway.")


def test_a_refusal_stands_at_the_field(open_page, episode):
    page = open_desk(open_page, episode, quiet=True)
    section = open_section(page, "Cleaning")
    section.get_by_label("Title").fill("")
    press_save(page)
    notices(page).get_by_text("Nothing was saved, and all you typed is still here.").wait_for()
    assert page.locator("#save-words").inner_text() == "Not saved: 1 to fix"
    open_section(page, "Start from the data")
    notices(page).get_by_role("button", name="Go to the first").click()
    until(page, "document.activeElement.className", "title")
    assert section.locator(".row .errorlist").first.inner_text() != ""
    page.keyboard.type("Cleaning again")
    until(page, "document.querySelector('#highlights-1-title-e').textContent", "")
    page.keyboard.press("Control+s")
    saved(page)
    assert not notices(page).is_visible()


def test_renumber_and_publish(open_page, episode):
    page = open_desk(open_page, episode)
    open_section(page, "Start from the data").get_by_label("Body").fill("Data first [2].")
    open_section(page, "Cleaning").get_by_label("Body").fill("Four months [1].")
    page.get_by_role("button", name="Renumber").click()
    page.wait_for_function("() => document.querySelector('.body').value === 'Data first [1].'")
    page.locator("#publish").click()
    page.locator("#publish-now:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator(".state[data-state=published]").wait_for()
    episode.refresh_from_db()
    assert episode.status == "published"
    assert list(episode.highlights.values_list("status", flat=True)) == ["published", "published"]
    assert live(page) == ""
