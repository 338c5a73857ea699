"""Names in transcripts mean people, as an editor says once for a show."""

import pytest

from episodes.models import Cue, Episode, SpeakerName
from episodes.services.speakers import map_speakers
from episodes.services.transcripts import replace_transcript
from episodes.transcripts import cues as plain
from tests.factories import make_episode, make_person, make_show

pytestmark = pytest.mark.django_db
LINES = [plain.Cue(0, 1000, "Hello", "SPEAKER_1"), plain.Cue(1000, 3000, "Yes", "Ada")]


def speakers_of(episode):
    return [cue.speaker and cue.speaker.name for cue in episode.cues.select_related("speaker")]


def test_a_name_is_said_once_and_holds_for_what_is_there_and_what_comes():
    show = make_show()
    there, elsewhere = make_episode(show), make_episode()
    for episode in (there, elsewhere):
        replace_transcript(episode, LINES)
    ada, bea = make_person(name="Ada"), make_person(name="Bea")
    assert map_speakers(show, {"SPEAKER_1": bea}) == 1
    assert speakers_of(there) == ["Bea", None]
    assert speakers_of(elsewhere) == [None, None]
    assert there.__class__.objects.get(pk=there.pk).speech == {"0": "M10 0h20", str(bea.pk): "M0 0h10"}
    later = make_episode(show)
    replace_transcript(later, LINES)
    assert speakers_of(later) == ["Bea", "Ada"]
    assert map_speakers(show, {"SPEAKER_1": bea, "Ada": ada}) == 1, "the later episode knew Ada already"


def test_a_name_can_be_nobodys():
    show, _ada = make_show(), make_person(name="Ada")
    episode = make_episode(show)
    replace_transcript(episode, LINES)
    assert speakers_of(episode) == [None, "Ada"]
    assert map_speakers(show, {"Ada": None}) == 1
    assert speakers_of(episode) == [None, None]
    replace_transcript(episode, LINES)
    assert speakers_of(episode) == [None, None]
    assert SpeakerName.objects.get().person is None


def test_it_asks_the_same_however_many_episodes_there_are(count_queries):
    def mapped(episodes):
        show = make_show()
        for _number in range(episodes):
            replace_transcript(make_episode(show), LINES)
        return count_queries(lambda: map_speakers(show, {"SPEAKER_1": make_person()}))

    assert mapped(20) == mapped(2)


def test_a_transcript_without_times_is_kept_in_its_order(client):
    episode = make_episode(title="Untimed")
    replace_transcript(episode, [plain.Cue(None, None, f"Line {number}", "Ada") for number in range(30)])
    assert list(Cue.objects.filter(episode=episode).values_list("text", flat=True)) == [
        f"Line {number}" for number in range(30)
    ]
    page = client.get(Episode.objects.get().get_absolute_url()).content.decode()
    assert episode.get_transcript_url() in page
    assert client.get(episode.get_transcript_url()).status_code == 200
