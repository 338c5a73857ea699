"""What people ask the sample site, and what they mean: the same on both databases."""

import pytest
from django.db import transaction

from episodes.models import Cue, Episode, Highlight, Person, Quote, SearchKind, Tag
from episodes.search.find import did_you_mean, find, suggest
from episodes.search.passages import passage_lines
from episodes.services.sample import load_sample
from episodes.text.questions import parse
from tests.conftest import commit

pytestmark = [pytest.mark.usefixtures("sample"), pytest.mark.django_db]
H, Q, E, P, T, S = (
    SearchKind.HIGHLIGHT,
    SearchKind.QUOTE,
    SearchKind.EPISODE,
    SearchKind.PERSON,
    SearchKind.TAG,
    SearchKind.PASSAGE,
)
MODELS = {H: Highlight, Q: Quote, E: Episode, P: Person, T: Tag, S: Cue}
#: Question, kind, how what is meant begins (a passage: what is said in it), and among how many it must be.
MEANT = [
    ("clockmaker", H, "The clockmaker's minute", 1),
    ("clockmaker", S, "clockmaker", 1),
    ("clockmakers", Q, "You hear a shop with no clocks in it", 1),
    ("the minute of the clockmaker", H, "The clockmaker's minute", 1),
    ("Ilse Varga", P, "Ilse Varga", 1),
    ("ilse", E, "What a Room Says", 1),
    ("varga wardrobe", E, "What a Room Says", 1),
    ("room tone", T, "room tone", 1),
    ("room tone", H, "A minute of nothing", 1),
    ("what is room tone", E, "What a Room Says", 1),
    ("a minute of nothing", H, "A minute of nothing", 1),
    ("mains hum", S, "Mains hum", 1),
    ("hum", T, "noise", 1),
    ("hum", H, "Hum as a postmark", 1),
    ("car keys refrigerator", S, "car keys", 1),
    ("breath", H, "Breaths that keep their word", 1),
    ("breaths", E, "The Edit You Never Hear", 1),
    ("breathing", T, "breaths", 1),
    ("what does a compressor do to breaths", S, "compressor", 1),
    ("count to three", H, "Count to three", 1),
    ('"six tenths of a second"', E, "Six Tenths of a Second", 1),
    ("six tenths", S, "six tenths of a second", 1),
    ("pauses", T, "pauses", 1),
    ("silence", T, "pauses", 1),
    ("satellite telephone", H, "The shy telephone", 1),
    ("TTS", T, "speech synthesis", 1),
    ("text to speech", T, "speech synthesis", 1),
    ("speech recognition", T, "speech recognition", 1),
    ("speech", T, "speech", 3),
    ("vocoder", H, "From scissors to pictures", 1),
    ("formants", H, "Three whistles", 1),
    ("three whistles", S, "Take three whistles", 1),
    ("dog voice", Q, "Calling the dog", 3),
    ("word error rate", H, "One lost word", 3),
    ("word error rate", S, "word error rate", 1),
    ("farmers", E, "Listening Machines", 1),
    ("tap plumber", Q, "It wrote that his tap was leaking", 1),
    ("average nobody", H, "Two true numbers", 1),
    ("LLM", T, "language models", 1),
    ("llms", E, "Reading a Model from the Inside", 3),
    ("interpretab", E, "Reading a Model from the Inside", 1),
    ("interp", T, "interpretability", 1),
    ("sarcasm neuron", S, "sarcasm neuron", 1),
    ("probes", T, "probing", 1),
    ("spare circuit", H, "The spare", 1),
    ("loss spike", H, "Innocent batches", 1),
    ("the energy of training", H, "A curve too good", 1),
    ("machines fail", Q, "If one machine fails once in three years", 3),
    ("benchmark contamination", H, "Nine shared mistakes", 3),
    ("twins", H, "Twins", 1),
    ("benchmark", E, "What a Benchmark Cannot See", 1),
    ("guessing pays", S, "guessing pays", 1),
    ("deduplication", H, "Forty copies, one page", 3),
    ("spam copy", H, "The copy that was kept", 1),
    ("poems", S, "poem", 1),
    ("open weights", E, "Giving the Weights Away", 1),
    ("weights licence", H, "A label that stays on", 1),
    ("line break", H, "One line break", 1),
    ("loaf bakery", Q, "I only object when somebody hands me a loaf", 1),
    ("dead links", T, "link rot", 1),
    ("church casino", S, "casino", 1),
    ("radiator", Q, "They had heard the radiator", 1),
    ("rss -radiator", E, "A Feed Is a Promise", 1),
    ("granddaughter tape hmm", S, "hmm", 1),
    ("one syllable", H, "One syllable, one road", 1),
    ("subtitles", T, "captions", 1),
    ("joaquin", P, "Joaquín Mbeki-Soler", 1),
    ("Maren Holt host", P, "Maren Holt", 1),
    ("aksoy", P, "Deniz Aksoy-Ferrell", 1),
]
SUGGESTED = [
    ("ro", "room tone"),
    ("mare", "Maren Holt"),
    ("llm", "language models"),
    ("what a b", "What a Benchmark Cannot See"),
    ("spe", "speech recognition"),
    ("varg", "Ilse Varga"),
]
MISSPELT = [
    ("clokmaker", "clockmaker"),
    ("interpretabilty", "interpretability"),
    ("speach sinthesis", "speech synthesis"),
    ("marren holt", "maren holt"),
    ("roomtone", "room tone"),
]


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """The sample site, loaded once for all questions, and rolled back behind them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample()
        commit()
        yield
        transaction.set_rollback(True)


def words(kind, pk):
    """What something is called, or says; a passage says all its lines."""
    if kind == S:
        return " ".join(cue.text for cue in passage_lines([pk])[pk])
    found = MODELS[kind].objects.get(pk=pk)
    return found.text if kind == Q else str(found)


@pytest.mark.parametrize(("question", "kind", "meant", "among"), MEANT, ids=str)
def test_what_is_meant_comes_first(question, kind, meant, among):
    keys = find(parse(question).terms).groups[kind].keys[:among]
    first = [words(kind, pk) for pk in keys]
    if kind == S:
        assert any(meant in text for text in first), first
    else:
        assert any(text.startswith(meant) for text in first), first


def test_there_are_enough_questions():
    assert len({question for question, *_rest in MEANT}) >= 40


@pytest.mark.parametrize(("typed", "meant"), SUGGESTED)
def test_what_is_meant_is_suggested_first(typed, meant):
    assert suggest(typed)[0].title == meant


@pytest.mark.parametrize(("question", "meant"), MISSPELT)
def test_what_is_misspelt_is_put_right(question, meant):
    assert did_you_mean(parse(question).terms) == meant
