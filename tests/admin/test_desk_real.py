"""The desk on real episodes: an hour of transcript, dozens of clips, topics; from there to a published section."""

import time

import pytest

from episodes.models import Highlight
from tests.admin.desks import added, desk_address, fields, open_desk, press
from tests.real import load_page, pages

pytestmark = pytest.mark.django_db


def write_section(editor, episode):
    """Cites two lines and quotes one in a new section with topics of the episode, and publishes."""
    cues = list(episode.cues.all())
    topics = list(episode.tags.values_list("name", flat=True))[:3]
    values = (
        added(open_desk(editor, episode), "highlights") if episode.highlights.exists() else open_desk(editor, episode)
    )
    values |= {"highlights-0-title": "What they said", "highlights-0-body": "They said so.", "open": "0"}
    values |= {"highlights-0-tags": ", ".join(topics), "highlights-0-takeaway": "So it is."}
    for button, cue in (("cite_cue", cues[3]), ("cite_cue", cues[-3]), ("quote_cue", cues[len(cues) // 2])):
        response = press(editor, episode, values, button, str(cue.pk))
        assert response.status_code == 302, response.content.decode()[:3000]
        values = fields(editor.get(response["Location"].partition("#")[0])) | {"open": "0"}
    return press(editor, episode, values, "publish", "confirmed")


def check_published(editor, client, episode):
    """Returns whether the checklist had something to block: some pages name moments behind their own end."""
    page = editor.get(write_section(editor, episode)["Location"].partition("#")[0]).content.decode()
    if is_blocked := "the audio ends at" in page:
        assert not Highlight.objects.published().filter(episode=episode).exists()
        type(episode).objects.filter(pk=episode.pk).update(duration_ms=None)
        press(editor, episode, open_desk(editor, episode), "publish", "confirmed")
    section = Highlight.objects.published().get(episode=episode)
    assert section.citations.count() == 2
    assert section.quotes.count() == 1
    assert "What they said" in client.get(episode.get_absolute_url()).content.decode()
    return is_blocked


def test_an_hour_of_talk_becomes_a_published_section(editor, client):
    check_published(editor, client, load_page(pages()[10]))


@pytest.mark.long
def test_every_real_episode(editor, client, capsys):
    slowest, lines, clips, blocked = 0.0, 0, 0, 0
    for path in pages():
        episode = load_page(path)
        began = time.perf_counter()
        assert editor.get(desk_address(episode)).status_code == 200
        slowest = max(slowest, time.perf_counter() - began)
        lines, clips = lines + episode.cues.count(), clips + episode.clips.count()
        if episode.cues.count() > 8:
            blocked += check_published(editor, client, episode)
    with capsys.disabled():
        print(f"\n{len(pages())} episodes, {lines} lines, {clips} clips; the slowest desk in {slowest * 1000:.0f} ms;")
        print(f"{blocked} of them have clips behind their own end, which kept them back until that was put right")
