"""Quotes are compared with the transcript when either of them changes."""

import pytest
from django.db import transaction

from episodes.models import Cue, Quote
from episodes.services import comparisons
from episodes.services.comparisons import Transcript, compare_quotes, transcript_of
from episodes.services.transcripts import replace_transcript
from episodes.signals import changes as signals
from episodes.transcripts import cues as plain
from tests.factories import make_clip, make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db

LINES = [
    "The first run failed on the second day.",
    "Nobody noticed it until the week was over.",
    "So we read every curve by hand.",
]


def cue(number, text):
    return plain.Cue(start_ms=number * 60_000, end_ms=number * 60_000 + 5_000, text=text, speaker="")


@pytest.fixture
def episode():
    episode = make_episode()
    replace_transcript(episode, [cue(number, text) for number, text in enumerate(LINES)])
    return episode


@pytest.fixture
def highlight(episode):
    return make_highlight(episode)


def comparison(quote):
    quote.refresh_from_db()
    return quote.comparison


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("The first run failed — on the second day", "exact"),
        ("the first run failed on the day", "trimmed"),
        ("the first test failed on the third day", "differs"),
        ("Something that was never said", "not found"),
    ],
)
def test_each_quote_says_how_it_compares(highlight, text, result):
    quote = make_quote(highlight, text=text)
    assert compare_quotes(highlight.episode_id) == 1
    assert comparison(quote) == result
    assert compare_quotes(highlight.episode_id) == 0


def test_without_a_transcript_nothing_is_said(highlight):
    quote = make_quote(highlight, text=LINES[0])
    compare_quotes(highlight.episode_id)
    Cue.objects.all().delete()
    assert compare_quotes(highlight.episode_id) == 1
    assert comparison(quote) == ""
    assert compare_quotes(make_episode().pk) == 0
    assert compare_quotes(0) == 0


def test_the_lines_near_the_clip_are_asked_first(monkeypatch, episode):
    sizes = []
    real = comparisons.Lines
    monkeypatch.setattr(comparisons, "Lines", lambda lines: sizes.append(len(lines := list(lines))) or real(lines))
    transcript = transcript_of(episode.pk)
    assert transcript.comparison_of(LINES[1], 62_000, 64_000) == "exact"
    assert sizes == [1]
    assert transcript.comparison_of(LINES[2], 62_000, 64_000) == "exact"
    assert sizes == [1, 1, 3]
    # A line that begins within seconds of the clip is near, too.
    assert transcript.comparison_of(LINES[1], 70_000, 80_000) == "exact"
    assert sizes == [1, 1, 3, 1]


def test_words_that_are_not_stored_are_compared_as_well(episode):
    assert transcript_of(episode.pk).comparison_of("The first failed") == "trimmed"
    assert transcript_of(None).comparison_of("The first failed") == ""
    assert Transcript([(0, 1000, "one two")]).comparison_of("two", 0, None) == "exact"


def test_a_new_transcript_is_compared_at_once(highlight):
    quote = make_quote(highlight, text="The second take.")
    replace_transcript(highlight.episode, [cue(0, "This is the second take")])
    assert comparison(quote) == "exact"
    replace_transcript(highlight.episode, [])
    assert comparison(quote) == ""


def test_saving_a_quote_compares_it_after_the_commit(highlight, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        quote = make_quote(highlight, text=LINES[0])
    assert comparison(quote) == "exact"
    quote.text = "Something else"
    with django_capture_on_commit_callbacks(execute=True):
        quote.save()
    assert comparison(quote) == "not found"


@pytest.fixture
def compared(monkeypatch, django_capture_on_commit_callbacks):
    """Runs a change as one transaction; returns the episodes whose quotes were compared behind it."""
    calls = []

    def run(change):
        signals._quoted.take()
        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            patch.setattr(signals, "compare_quotes", calls.append)
            change()
        return calls

    return run


def test_many_changes_in_one_transaction_are_one_comparison(compared, highlight):
    def change():
        for number in range(3):
            clip = make_clip(highlight.episode)
            make_quote(highlight, text=LINES[number], clip=clip)

    assert compared(change) == [highlight.episode_id]


@pytest.mark.parametrize(
    ("model", "field", "expected"),
    [("quote", "text", 1), ("quote", "position", 0), ("clip", "start_ms", 1), ("clip", "title", 0)],
)
def test_only_what_matters_is_followed(compared, highlight, model, field, expected):
    clip = make_clip(highlight.episode)
    changed = {"clip": clip, "quote": make_quote(highlight, clip=clip)}[model]
    assert compared(lambda: changed.save(update_fields=[field])) == [highlight.episode_id] * expected


def test_what_was_rolled_back_is_not_followed(compared, highlight):
    def change():
        with pytest.raises(RuntimeError), transaction.atomic():
            make_quote(highlight)
            raise RuntimeError

    assert compared(change) == []


def test_a_failure_is_logged_and_the_quote_stays(monkeypatch, caplog, highlight, django_capture_on_commit_callbacks):
    def fails(_episode):
        raise RuntimeError

    monkeypatch.setattr(signals, "compare_quotes", fails)
    with django_capture_on_commit_callbacks(execute=True):
        quote = make_quote(highlight)
    assert Quote.objects.filter(pk=quote.pk).exists()
    assert "Quotes could not be compared" in caplog.text


def test_queries_do_not_grow_with_quotes(highlight, django_assert_max_num_queries):
    for number in range(30):
        make_quote(highlight, text=LINES[number % 3], clip=make_clip(highlight.episode))
    with django_assert_max_num_queries(6):
        assert compare_quotes(highlight.episode_id) == 30


def test_a_quote_beside_the_transcript_is_the_one_near_its_clip(episode):
    transcript = Transcript([(0, 5000, "one two three"), (60_000, 65_000, "one two three"), (70_000, 75_000, "so")])
    assert transcript.beside("one two three", 58_000, 66_000).start_ms == 60_000
    found = transcript.beside("one three", 58_000, 66_000)
    assert (found.result, found.start_ms, found.runs[1]) == ("trimmed", 60_000, ("left out", "two"))
    assert transcript.beside("so", 1000, 2000).start_ms == 70_000
    assert Transcript([(None, None, "one two three")]).beside("one two", 0, 1000).start_ms is None
