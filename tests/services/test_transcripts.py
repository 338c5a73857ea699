import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from episodes.models import Credit, Cue
from episodes.services.transcripts import replace_transcript, speech_paths
from episodes.transcripts import cues as plain
from tests.factories import make_episode, make_person

PATHS = {
    "nobody": ([], {}),
    "tenths of a second": ([(7, 1200, 2500)], {"7": "M12 0h13"}),
    "parts of a tenth are covered": ([(7, 1290, 2410)], {"7": "M12 0h13"}),
    "a short gap is closed": ([(7, 0, 1000), (7, 2400, 3000)], {"7": "M0 0h30"}),
    "a gap of 1.5 s stays": ([(7, 0, 1000), (7, 2500, 3000)], {"7": "M0 0h10M25 0h5"}),
    "one within another": ([(7, 0, 5000), (7, 1000, 2000)], {"7": "M0 0h50"}),
    "in any order": ([(7, 5000, 6000), (7, 0, 1000)], {"7": "M0 0h10M50 0h10"}),
    "a cue without length is seen": ([(7, 500, 500)], {"7": "M5 0h1"}),
    "speakers apart": ([(7, 0, 1000), (0, 1000, 2000), (7, 2000, 3000)], {"0": "M10 0h10", "7": "M0 0h30"}),
}


@pytest.mark.parametrize(("spoken", "paths"), PATHS.values(), ids=PATHS)
def test_speech_paths(spoken, paths):
    assert speech_paths(spoken) == paths


def test_a_day_of_speech_stays_small():
    spoken = [(1, start, start + 1000) for start in range(0, 86_400_000, 4000)]
    path = speech_paths(spoken)["1"]
    assert len(path) < 5000
    assert path.startswith("M0 0h")
    assert path.count("M") <= 400


def test_coarsening_keeps_the_long_gaps():
    talk = [(1, start, start + 500) for start in range(0, 1_600_000, 2000)]
    later = [(1, start + 7_000_000, end + 7_000_000) for _person, start, end in talk]
    assert speech_paths(talk + later)["1"] == "M0 0h15985M70000 0h15985"


@pytest.mark.django_db
def test_makes_lines_with_people_by_name():
    person = make_person(name="Ilse Varga")
    episode = make_episode()
    made = replace_transcript(
        episode,
        [plain.Cue(0, 1000, "One.", "Ilse Varga"), plain.Cue(1000, 2000, "Two.", "Ghost"), plain.Cue(2000, 3000, "-")],
    )
    assert made == 3
    assert list(episode.cues.values_list("start_ms", "end_ms", "text", "speaker_name", "speaker")) == [
        (0, 1000, "One.", "Ilse Varga", person.pk),
        (1000, 2000, "Two.", "Ghost", None),
        (2000, 3000, "-", "", None),
    ]
    episode.refresh_from_db()
    assert episode.speech == {str(person.pk): "M0 0h10", "0": "M10 0h20"}


@pytest.mark.django_db
def test_replaces_the_whole_of_one_episode():
    episode, other = make_episode(), make_episode()
    for each in (episode, other):
        replace_transcript(each, [plain.Cue(0, 1000, "Old."), plain.Cue(1000, 2000, "Older.")])
    replace_transcript(episode, [plain.Cue(0, 1000, "New.")])
    assert [cue.text for cue in episode.cues.all()] == ["New."]
    assert other.cues.count() == 2
    replace_transcript(episode, [])
    episode.refresh_from_db()
    assert episode.speech == {}
    assert not episode.cues.exists()


@pytest.mark.django_db
def test_of_two_people_of_one_name_the_credited_one_speaks():
    first, second = make_person(name="Sam Lee"), make_person(name="Sam Lee")
    episode = make_episode(guest=second)
    replace_transcript(episode, [plain.Cue(0, 1000, "Hello.", "Sam Lee")])
    assert episode.cues.get().speaker == second
    Credit.objects.all().delete()
    replace_transcript(episode, [plain.Cue(0, 1000, "Hello.", "Sam Lee")])
    assert episode.cues.get().speaker == first


@pytest.mark.django_db
def test_queries_do_not_depend_on_the_number_of_speakers(django_assert_num_queries):
    episode = make_episode()
    cues = [plain.Cue(number, number + 1, "Hi.", make_person().name) for number in range(12)]
    replace_transcript(episode, cues[:1])  # What follows is noted once in a transaction.
    with CaptureQueriesContext(connection) as one:
        replace_transcript(episode, cues[:1])
    with django_assert_num_queries(len(one)):
        replace_transcript(episode, cues)


@pytest.mark.django_db(transaction=True)
def test_a_failure_leaves_the_old_transcript():
    episode = make_episode()
    replace_transcript(episode, [plain.Cue(0, 1000, "Old.")])
    with pytest.raises(IntegrityError):
        replace_transcript(episode, [plain.Cue(-5, 1000, "Before the start.")])
    assert [cue.text for cue in Cue.objects.all()] == ["Old."]
