"""Times, tags and clips on the desk: what people type, and what they are told."""

from pathlib import Path

import pytest
from django.core.files import File

from episodes.models import Tag
from tests.browser.desks import live, make_desk_episode, make_editor, open_desk, open_section, press_save, saved, until
from tests.factories import make_episode

pytestmark = pytest.mark.django_db(transaction=True)
AUDIO = Path(__file__).resolve().parents[2] / "episodes/sample/audio/a-feed-is-a-promise.mp3"


@pytest.fixture
def episode():
    return make_desk_episode()


@pytest.fixture
def heard(settings, tmp_path):
    """An episode that can be listened to."""
    settings.MEDIA_ROOT = tmp_path
    episode = make_desk_episode()
    with AUDIO.open("rb") as audio:
        episode.audio_file.save("episode.mp3", File(audio))
    return episode


@pytest.mark.parametrize(
    ("typed", "shown", "sentence"),
    [
        ("0:02:03", "2:03", ""),
        ("2:05.5", "2:05.5", ""),
        ("123", "2:03", ""),
        ("2m3s", "2:03", ""),
        ("1:75", "1:75", "“1:75” has 75 seconds; a minute has 60."),
        ("0:62:00", "0:62:00", "“0:62:00” has 62 minutes beside hours; an hour has 60."),
        ("soon", "soon", "“soon” is not a time. Write it like 1:02:03, 62:03, 3723 or 1h2m3s."),
        ("1h2m3s", "1h2m3s", "1:02:03 is after the end of the audio, 4:48."),
        ("0:05", "0:05", "The end, 0:05, is not after the start, 0:08."),
    ],
)
def test_times_as_people_type_them(open_page, heard, typed, shown, sentence):
    page = open_desk(open_page, heard)
    field = page.get_by_label("End of clip 1", exact=True)
    field.fill(typed)
    field.press("Enter")
    assert field.input_value() == shown
    assert page.locator("#clips-0-end-e").inner_text() == sentence
    assert field.get_attribute("aria-invalid") == ("true" if sentence else None)


def test_a_clip_is_heard_from_its_start_to_its_end(open_page, heard):
    page = open_desk(open_page, heard)
    player = page.locator("desk-player")
    player.get_by_role("button", name="Speed 1×").click()
    assert player.get_by_role("button", name="Speed 1.25×").is_visible()
    page.get_by_role("button", name="Play clip 1", exact=True).click()
    page.wait_for_function("() => document.querySelector('desk-player').at > 8100")
    assert player.get_by_role("button", name="Pause").is_visible()
    assert page.locator(".cue.playing").get_attribute("data-start") == "8000"
    page.evaluate("document.querySelector('desk-player audio').playbackRate = 8")
    page.wait_for_function("() => document.querySelector('desk-player audio').paused")
    assert 15_900 < page.evaluate("document.querySelector('desk-player').at") < 18_500
    page.keyboard.press("Shift+F8")
    assert page.evaluate("document.querySelector('desk-player').at") < 14_000
    until(page, "document.querySelector('desk-player .clock').textContent < '0:14'", True)
    page.locator("time-field", has=page.get_by_label("Start of clip 2", exact=True)).get_by_role("button").click()
    assert page.get_by_label("Start of clip 2", exact=True).input_value() == player.locator(".clock").inner_text()
    assert page.locator(".ticks i").count() == 2


def test_a_new_clip_begins_where_one_listens(open_page, heard):
    page = open_desk(open_page, heard)
    page.locator("desk-player input[type=range]").fill("120")
    page.get_by_role("button", name="New clip").click()
    assert page.get_by_label("Start of clip 3", exact=True).input_value() == "2:00"
    until(page, "document.activeElement.id", "clips-2-end")
    page.keyboard.type("2m10s")
    press_save(page)
    saved(page)
    clip = heard.clips.get(number=3)
    assert (clip.start_ms, clip.end_ms) == (120_000, 130_000)


def test_without_audio_and_transcript_one_types_times(open_page):
    episode = make_episode(title="Bare", status="draft")
    page = open_desk(open_page, episode)
    assert page.get_by_text("There is neither audio nor a transcript yet.").is_visible()
    assert page.locator("desk-player").count() == 0
    page.get_by_role("button", name="New clip").click()
    until(page, "document.activeElement.id", "clips-0-start")
    page.keyboard.type("1:00")
    page.get_by_label("End of clip 1", exact=True).fill("1:20")
    assert page.locator(".now").count() == 0
    page.locator(".heard summary").click()
    page.locator("#clips-0-excerpt").fill("Said without a transcript.")
    press_save(page)
    saved(page)
    assert episode.clips.get().title == "Said without a transcript."


def test_a_cited_clip_is_not_deleted(open_page, episode):
    page = open_desk(open_page, episode)
    page.get_by_role("button", name="Delete clip 1").click()
    refusal = "Clip 1 is used in section 1, “Start from the data”. Take it out there first."
    assert page.locator("#clip-1 .errorlist").first.inner_text() == refusal
    page.keyboard.press("Enter")  # The link to the section has the focus.
    until(page, "document.activeElement.closest('.section').dataset.prefix", "highlights-0")
    open_section(page, "Start from the data").get_by_label("Body").fill("Nothing is cited.")
    page.get_by_role("button", name="Delete clip 1").click()
    assert page.locator(".clip:visible").count() == 1
    page.get_by_role("button", name="Undo").click()
    assert page.locator(".clip:visible").count() == 2
    page.get_by_role("button", name="Delete clip 1").click()
    press_save(page)
    saved(page)
    assert list(episode.clips.values_list("number", flat=True)) == [2]


def test_tags_complete_and_near_duplicates_ask(open_page, episode):
    Tag.objects.create(name="fine-tuning")
    page = open_desk(open_page, episode, make_editor())
    section = open_section(page, "Cleaning")
    field = section.get_by_role("combobox", name="Tags")
    field.click()
    page.keyboard.type("fine")
    page.get_by_role("option", name="fine-tuning").wait_for()
    page.keyboard.press("Enter")
    assert section.locator(".token").all_inner_texts() == ["data", "fine-tuning"]
    page.keyboard.press("Backspace")
    assert field.input_value() == "fine-tuning"
    field.fill("finetunings")
    page.keyboard.press("Enter")
    section.get_by_text("Did you mean fine-tuning?").wait_for()
    page.keyboard.press("Enter")
    assert section.locator(".token").all_inner_texts() == ["data", "fine-tuning"]
    field.press_sequentially("cleaning data, finetunings, half typ")
    section.get_by_role("button", name="Use fine-tuning").wait_for()
    section.get_by_role("button", name="Use fine-tuning").click()  # In the place of what was added behind a comma.
    section.locator(".token", has_text="cleaning data").wait_for()
    page.keyboard.press("Control+s")
    saved(page)
    tags = episode.highlights.get(title="Cleaning").tags
    assert sorted(tag.name for tag in tags.all()) == ["cleaning data", "data", "fine-tuning", "half typ"]


def test_keys_go_round_the_parts(open_page, episode):
    page = open_desk(open_page, episode)
    open_section(page, "Cleaning").get_by_label("Body").focus()
    seen = []
    for _part in range(4):
        page.keyboard.press("F6")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert seen == ["publish", seen[1], "clips-0-start", "highlights-1-body"] and seen[1].startswith("cue-")
    page.keyboard.press("Shift+F6")
    until(page, "document.activeElement.id", "clips-0-start")
    assert "added" not in live(page)
