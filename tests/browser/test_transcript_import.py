"""An editor brings a transcript, sees what would come of it, takes it over and says who speaks."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from episodes.models import SpeakerName
from tests.browser.test_editing import log_in
from tests.factories import make_episode, make_person, make_show

WORDS = """WEBVTT

00:01.000 --> 00:04.000
<v SPEAKER_1>Hello there.

00:04.000 --> 00:06.000
<v Bob>Good morning.
"""


@pytest.fixture
def operator(transactional_db):
    return User.objects.create_superuser("marta", password="a long pass phrase")


def test_upload_look_import_and_say_who_speaks(open_page, operator):
    make_person(name="Maren Holt")
    episode = make_episode(make_show(title="Show"), title="Main", audio_url="https://a.example/x.mp3")
    page = open_page(f"/admin/episodes/episode/{episode.pk}/transcript/", bypass_csp=True)
    log_in(page)
    page.get_by_label("File").first.set_input_files(
        {"name": "main.vtt", "mimeType": "text/vtt", "buffer": WORDS.encode()}
    )
    page.get_by_role("button", name="Look").first.click()
    expect(page.get_by_text("SPEAKER_1: one line of nobody with a page here")).to_be_visible()
    assert not episode.cues.exists()
    assert Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"] == []
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Transcript: 2 lines")).to_be_visible()
    page.get_by_label("SPEAKER_1").select_option(label="Maren Holt")
    page.get_by_role("button", name="Save the names").click()
    page.wait_for_load_state()
    assert SpeakerName.objects.get(name="SPEAKER_1").person.name == "Maren Holt"
    page.goto(episode.get_transcript_url())
    expect(page.locator(".turn h2").first).to_have_text("Maren Holt")
