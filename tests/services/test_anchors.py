"""Clips are found again by their words when the transcript is replaced, and flagged when the audio is."""

import pytest
from django.core.files.base import ContentFile

from episodes.documents import acts
from episodes.models import Citation, Clip, Cue, Episode, Evidence, Recheck, Revision
from episodes.queries.episode_page import episode_page
from episodes.services import documents
from episodes.services.anchors import capture, find_again, is_other_audio, settle
from episodes.services.checklist import problems, problems_of_document
from episodes.services.editing import save
from episodes.services.restoring import restore
from episodes.services.revisions import keep, recording
from episodes.services.transcripts import replace_transcript
from episodes.transcripts import webvtt
from episodes.transcripts.cues import Cue as Line
from tests.factories import make_clip, make_episode, make_highlight
from tests.real import load_page, pages

SAID = [
    "Welcome back to the show everybody.",
    "The first run failed on the second day,",
    "and nobody noticed it until the week was over.",
    "So we read every curve by hand.",
    "Thank you.",
]


def lines(texts=SAID, *, shift=0, step=10_000):
    return [Line(n * step + shift, (n + 1) * step + shift, text) for n, text in enumerate(texts)]


@pytest.fixture
def episode(transactional_db):
    episode = make_episode()
    replace_transcript(episode, lines())
    return episode


def clip_of(episode, first=1, last=2, **values):
    return make_clip(episode, start_ms=first * 10_000, end_ms=(last + 1) * 10_000, **values)


def fresh(clip):
    clip.refresh_from_db()
    return clip


def state(clip):
    clip = fresh(clip)
    return clip.recheck, clip.start_ms, clip.end_ms


# Keeping the words


def test_a_clip_keeps_its_words_when_it_is_placed_and_placed_again(episode):
    clip = clip_of(episode)
    assert fresh(clip).words == f"{SAID[1]} {SAID[2]}"
    clip.end_ms = 20_000
    clip.save()
    assert fresh(clip).words == SAID[1]
    clip.start_ms = clip.end_ms = None
    clip.save()
    assert fresh(clip).words == ""


def test_a_word_belongs_to_the_clip_that_holds_most_of_it(episode):
    clip = make_clip(episode, start_ms=12_000, end_ms=18_000)
    assert fresh(clip).words == "run failed on the"


def test_words_are_kept_when_the_desk_saves(episode):
    document = documents.read(episode.pk)
    acts.add_clip(document, title="New", start_ms=30_000, end_ms=40_000)
    save(episode.pk, version=keep(episode.pk).number, typed=document, user=None)
    assert Clip.objects.get().words == SAID[3]


def test_a_save_of_something_else_keeps_words_and_flag(episode):
    clip = clip_of(episode)
    Clip.objects.update(words="As it was", recheck=Recheck.LOST)
    clip = Clip.objects.get()
    clip.title = "Another"
    clip.save()
    later = Clip.objects.only("title").get()
    later.title = "And another"
    later.save()
    assert (fresh(clip).words, clip.recheck) == ("As it was", "lost")


def test_the_first_transcript_gives_its_words_to_clips(transactional_db):
    episode = make_episode()
    clip = clip_of(episode)
    assert fresh(clip).words == ""
    replace_transcript(episode, lines())
    assert fresh(clip).words == f"{SAID[1]} {SAID[2]}"
    assert clip.recheck == ""


def test_clips_without_kept_words_get_those_of_the_transcript_that_goes(episode):
    clip = clip_of(episode)
    Clip.objects.update(words="")
    replace_transcript(episode, lines(["Something new at the beginning.", *SAID]))
    assert state(clip) == ("moved", 20_000, 40_000)


# Another transcript


@pytest.mark.parametrize("shift", [0, 1500])
def test_found_where_it_was_a_clip_stays(episode, shift):
    clip = clip_of(episode)
    replace_transcript(episode, lines(shift=shift))
    assert state(clip) == ("", 10_000, 30_000)


def test_written_a_little_otherwise_a_clip_stays(episode):
    clip = clip_of(episode)
    texts = [*SAID]
    texts[1] = "the 1st run failed, on the second day"
    replace_transcript(episode, lines(texts))
    assert state(clip) == ("", 10_000, 30_000)


def test_found_elsewhere_a_clip_moves_is_flagged_and_the_history_says_so(episode):
    clip = clip_of(episode)
    keep(episode.pk)
    replace_transcript(episode, lines(shift=60_000))
    assert state(clip) == ("moved", 70_000, 90_000)
    revision = Revision.objects.of(episode.pk).first()
    assert revision.what == "Clips moved with the transcript: 1 (0:10 → 1:10)"
    assert revision.document["clip"][str(clip.pk)]["start_ms"] == 70_000
    before = Revision.objects.of(episode.pk)[1]
    assert before.document["clip"][str(clip.pk)]["start_ms"] == 10_000


def test_what_moved_and_what_was_lost_is_reported(episode):
    clip_of(episode, 0, 0)
    clip_of(episode, 1, 2)
    clip_of(episode, 3, 3)
    Cue.objects.all().delete()
    Cue.objects.bulk_create(
        Cue(episode=episode, start_ms=line.start_ms, end_ms=line.end_ms, text=line.text)
        for line in lines([SAID[0], "Filler words here instead.", SAID[1], SAID[2]])
    )
    found = find_again(episode.pk)
    assert (found.kept, found.lost) == (1, [3])
    [move] = found.moved
    assert (move.number, move.before, move.now) == (2, (10_000, 30_000), (20_000, 40_000))


def test_not_found_a_clip_is_lost_and_stays_where_it_was(episode):
    clip = clip_of(episode)
    replace_transcript(episode, lines(["All of this is another conversation."] * 5))
    assert state(clip) == ("lost", 10_000, 30_000)


def test_in_two_places_a_clip_is_lost(episode):
    clip = clip_of(episode)
    replace_transcript(episode, lines([*["So."] * 6, *SAID, *SAID]))
    assert state(clip) == ("lost", 10_000, 30_000)


def test_a_few_words_say_nothing_of_another_place(episode):
    clip = clip_of(episode, 4, 4)
    replace_transcript(episode, lines([*["So."] * 9, "Thank you."]))
    assert state(clip) == ("lost", 40_000, 50_000)


def test_what_was_lost_and_comes_back_is_not_flagged_any_more(episode):
    clip = clip_of(episode)
    replace_transcript(episode, lines(["All of this is another conversation."] * 5))
    replace_transcript(episode, lines())
    assert state(clip) == ("", 10_000, 30_000)


@pytest.mark.parametrize("cues", [[], [Line(None, None, text) for text in SAID]], ids=["no lines", "no times"])
def test_without_times_nothing_is_looked_up(episode, cues):
    clip = clip_of(episode)
    Cue.objects.all().delete()
    Cue.objects.bulk_create(Cue(episode=episode, text=cue.text) for cue in cues)
    assert find_again(episode.pk).kept == 0
    assert state(clip) == ("", 10_000, 30_000)
    assert clip.words


def test_a_deleted_episode_comes_back_with_its_words(episode):
    clip = clip_of(episode)
    pk, key = episode.pk, clip.pk
    with recording():
        episode.delete()
    latest = Revision.objects.of(pk)
    restore(latest[1], user=None, seen=latest[0].number)
    assert Clip.objects.get(pk=key).words == f"{SAID[1]} {SAID[2]}"


# Other audio

OLD = {
    "audio_url": "https://one.example/a/episode.mp3?x=1",
    "audio_file": "",
    "audio_bytes": None,
    "duration_ms": None,
}


@pytest.mark.parametrize(
    ("before", "after", "other"),
    [
        ({}, {}, False),
        ({}, {"audio_url": "http://two.example/a/episode.mp3"}, False),
        ({}, {"audio_url": "https://count.example/redirect.mp3/one.example/a/episode.mp3"}, False),
        ({}, {"audio_url": "https://one.example/b/other.mp3"}, True),
        ({}, {"audio_url": ""}, False),
        ({"audio_url": ""}, {}, False),
        ({"audio_bytes": 5}, {"audio_url": "https://one.example/b.mp3", "audio_bytes": 5}, False),
        ({"audio_bytes": 5}, {"audio_url": "https://one.example/b.mp3", "audio_bytes": 6}, True),
        ({"duration_ms": 5}, {"audio_url": "https://one.example/b.mp3", "duration_ms": 5}, False),
        ({"audio_bytes": 5, "duration_ms": 5}, {"audio_url": "/b.mp3", "audio_bytes": 6, "duration_ms": 5}, True),
        ({}, {"audio_url": "", "audio_file": "audio/new.mp3"}, True),
    ],
)
def test_what_counts_as_other_audio(before, after, other):
    assert is_other_audio(OLD | before, {**OLD, **before, **after}) == other


def test_other_audio_flags_every_placed_clip(episode, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    placed, unplaced = clip_of(episode), make_clip(episode, start_ms=None, end_ms=None)
    episode.audio_file.save("one.mp3", ContentFile(b"one"))
    assert state(placed)[0] == ""
    episode.audio_file.save("two.mp3", ContentFile(b"number two"))
    assert (state(placed)[0], state(unplaced)[0]) == ("audio", "")
    other = Episode.objects.get()
    other.title = "Renamed"
    Clip.objects.update(recheck="")
    other.save()
    assert state(placed)[0] == ""


# What follows


def test_a_clip_to_be_rechecked_counts_as_unchecked_and_keeps_its_evidence(episode):
    clip = clip_of(episode)
    make_highlight(episode, body="It failed [1].")
    Citation.objects.update(evidence=Evidence.HEARD)
    page = episode_page(episode.show.slug, episode.slug)
    assert page.checked == 1
    Clip.objects.update(recheck=Recheck.AUDIO)
    page = episode_page(episode.show.slug, episode.slug)
    assert (page.checked, page.sections[0].chips[0].evidence) == (0, "unchecked")
    assert Citation.objects.get().evidence == Evidence.HEARD
    settle([clip.pk])
    assert episode_page(episode.show.slug, episode.slug).checked == 1


def test_placing_a_clip_again_or_saying_that_it_is_right_clears_the_flag(episode):
    clip = clip_of(episode)
    Clip.objects.update(recheck=Recheck.LOST, words="old words")
    settle([clip.pk])
    assert (fresh(clip).recheck, clip.words) == ("", f"{SAID[1]} {SAID[2]}")
    Clip.objects.update(recheck=Recheck.LOST)
    clip = Clip.objects.get()
    clip.start_ms += 1000
    clip.save()
    assert fresh(clip).recheck == ""


def test_the_checklist_names_it_for_what_is_stored_and_what_is_typed(episode):
    clip = clip_of(episode, featured=True)
    for recheck in (Recheck.MOVED, Recheck.LOST, Recheck.AUDIO):
        Clip.objects.update(recheck=recheck)
        [stored] = [p for p in problems([episode.pk])[episode.pk] if p.clip_id]
        document = documents.read(episode.pk)
        [typed] = [p for p in problems_of_document(document) if p.clip_id]
        assert stored == typed
        assert (stored.code, stored.blocks) == (f"recheck {recheck}", False)
        document["clip"][str(clip.pk)]["end_ms"] += 1000
        assert [p for p in problems_of_document(document) if p.clip_id] == []


def test_keeping_the_words_of_many_clips_takes_few_queries(episode, django_assert_max_num_queries):
    keys = [clip_of(episode, n % 4, n % 4, number=n + 1).pk for n in range(30)]
    with django_assert_max_num_queries(6):
        capture(keys)


# Real ones


@pytest.mark.parametrize(("placed_in", "replaced_by"), [("srt", "json"), ("json", "srt")])
def test_clips_of_a_real_transcript_are_found_in_its_other_file(transactional_db, shared, placed_in, replaced_by):
    from episodes.transcripts.formats import read

    def cues(ending):
        path = shared / "data" / "transcripts" / f"buzzcast.{ending}"
        found = read(path.read_text(), path.name)
        return list(getattr(found, "cues", found))

    episode = make_episode()
    replace_transcript(episode, cues(placed_in))
    length = Cue.objects.order_by("-end_ms").first().end_ms
    for number, start in enumerate(range(5000, length - 30_000, 20_000), 1):
        make_clip(episode, number, start_ms=start, end_ms=start + 15_000)
    keep(episode.pk)
    replace_transcript(episode, cues(replaced_by))
    print(*Revision.objects.values_list("what", flat=True))
    states = list(Clip.objects.values_list("recheck", flat=True))
    print(placed_in, "→", replaced_by, {state: states.count(state) for state in set(states)})
    assert states.count("") >= 0.9 * len(states)


def test_clips_of_real_episodes_are_found_at_their_place_and_when_all_is_later(transactional_db):
    found = {"": 0, "moved": 0, "lost": 0}
    for path in pages()[:6]:
        episode = load_page(path)
        old = [Line(cue.start_ms, cue.end_ms, cue.text, cue.speaker_name) for cue in episode.cues.all()]
        replace_transcript(episode, old)
        assert not episode.clips.exclude(recheck="").exists()
        replace_transcript(episode, [Line(c.start_ms + 60_000, c.end_ms + 60_000, c.text, c.speaker) for c in old])
        for recheck in episode.clips.filter(start_ms__isnull=False).values_list("recheck", flat=True):
            found[recheck] += 1
    print(found)
    assert found["moved"] > 10 * found["lost"]


def test_a_transcript_of_another_episode_moves_nothing(episode):
    clip = clip_of(episode)
    replace_transcript(episode, webvtt.parse("WEBVTT\n\n00:10.000 --> 00:30.000\nNothing of it at all.\n"))
    assert state(clip) == ("lost", 10_000, 30_000)
