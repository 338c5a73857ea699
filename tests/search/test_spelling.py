"""Did you mean …? The same on both databases."""

import pytest

from episodes.models import SearchWord, Status
from episodes.search.find import did_you_mean, find
from episodes.text.questions import parse
from tests.conftest import commit
from tests.factories import make_episode, make_highlight, make_person

pytestmark = pytest.mark.django_db
TEXTS = (
    "Interpretability of language models",
    "Speech recognition and its benchmarks",
    "Room tone, recorded with a microphone",
    "The transcript of a conversation",
    "Tides and tidal water",
    "Das Gespräch über Straßen",
)


def meant(question):
    commit()
    return did_you_mean(parse(question).terms)


@pytest.fixture
def site():
    for text in TEXTS:
        make_highlight(title=text)
    make_episode(guest=make_person(name="Maren Holt"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("interpretabilty", "interpretability"),
        ("langauge models", "language models"),
        ("speach recogniton", "speech recognition"),
        ("nterpretability", "interpretability"),
        ("xinterpretability", "interpretability"),
        ("benchmarcks", "benchmarks"),
        ("roomtone", "room tone"),
        ("marren holt", "maren holt"),
        ("mikrofone", "microphone"),
        ('"speach recognition" -benchmrk', '"speech recognition" -benchmrk'),
        ("gesprach uber strasen", "gesprach uber strassen"),
        ("the trnscript", "the transcript"),
        ("tdies", "tides"),
    ],
)
def test_a_misspelt_word_is_put_right(site, question, answer):
    assert meant(question) == answer
    assert find(parse(answer.partition(" -")[0]).terms).count


@pytest.mark.parametrize(
    "question",
    [
        "",
        "room tone",
        "interpretab",
        "xqzvw",
        "zzzzzzzzzzzzzzzz",
        "the",
        "a",
        "2024",
        "東京都",
        "\x00 \ud800",
        "ab " * 9999,
    ],
)
def test_what_is_right_or_nothing_like_anything_is_left_alone(site, question):
    assert meant(question) is None


def test_nothing_is_offered_that_finds_nothing(site):
    assert meant("langauge tides") is None


def test_words_of_drafts_are_not_offered():
    make_highlight(title="Interpretability", status=Status.DRAFT)
    assert meant("interpretabilty") is None
    public = make_highlight(title="Interpretability")
    assert meant("interpretabilty") == "interpretability"
    public.status = Status.DRAFT
    public.save()
    assert meant("interpretabilty") is None


def test_the_usual_word_is_meant():
    for _each in range(3):
        make_highlight(title="A model")
    make_highlight(title="A modal")
    assert meant("modql") == "model"
    assert SearchWord.objects.get(word="model").count == 3
