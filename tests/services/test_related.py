"""Computed neighbours of an episode."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.models import Credit, Role, SimilarEpisode, Status
from episodes.services import related
from episodes.services.related import refresh_all, refresh_similar
from tests import factories
from tests.factories import make_highlight, make_person, make_show

pytestmark = pytest.mark.django_db


def episode_of(show=None, **values):
    """An episode whose only words are those that a test gives it."""
    return factories.make_episode(show, **{"summary": "", **values})


@pytest.fixture
def others():
    """Public episodes that have nothing to do with anything, so that a shared tag is rare."""
    show = make_show()
    return [episode_of(show, title=f"Nothing {name}", summary="") for name in "abcdefghij"]


def neighbours(episode):
    return {row.other: row for row in SimilarEpisode.objects.filter(episode=episode).select_related("other")}


def shared(one, other):
    return neighbours(one)[other].shared


def rows():
    return list(SimilarEpisode.objects.order_by("episode", "other").values("episode", "other", "score", "shared"))


def test_a_shared_tag_across_shows(others):
    one, other = episode_of(tags=["prosody"]), episode_of(tags=["prosody"])
    refresh_similar([one.pk])
    assert list(neighbours(one)) == [other]
    assert shared(one, other) == {"tags": ["prosody"], "people": [], "words": []}


def test_older_episodes_learn_of_a_new_one(others):
    one, other = episode_of(tags=["prosody"]), episode_of(tags=["prosody"])
    refresh_similar([one.pk])
    assert list(neighbours(other)) == [one]
    assert neighbours(other)[one].score == neighbours(one)[other].score


def test_the_tags_of_public_highlights_count_and_those_of_drafts_do_not(others):
    one, public, draft = episode_of(tags=["prosody"]), episode_of(), episode_of()
    make_highlight(public, tags=["prosody"])
    make_highlight(draft, tags=["prosody"], status=Status.DRAFT)
    refresh_similar([one.pk])
    assert list(neighbours(one)) == [public]


def test_a_rare_tag_weighs_more_than_a_usual_one(others):
    for episode in others:
        episode.tags.add("podcasts")
    one = episode_of(tags=["podcasts", "prosody"])
    usual, rare = episode_of(tags=["podcasts"]), episode_of(tags=["prosody"])
    refresh_similar([one.pk])
    assert list(neighbours(one)) == [rare]
    assert usual not in neighbours(one)


def test_a_shared_guest_counts_much_and_the_crew_of_the_show_nothing(others):
    show, host, producer, guest = make_show(), make_person(), make_person(), make_person(name="Ada")
    one, plain, hosted = episode_of(show, guest=guest), episode_of(show), episode_of(guest=guest)
    for episode in (one, plain):
        Credit.objects.create(episode=episode, person=host, role=Role.HOST)
        Credit.objects.create(episode=episode, person=producer, role=Role.PRODUCER)
    refresh_similar([one.pk])
    assert list(neighbours(one)) == [hosted]
    assert shared(one, hosted)["people"] == ["Ada"]


def test_a_host_who_is_a_guest_elsewhere_connects_and_the_crew_is_not_named(others):
    show, host, producer = make_show(), make_person(name="Ada"), make_person(name="Bea")
    one, elsewhere = episode_of(show, tags=["prosody"]), episode_of(guest=host)
    same_show = episode_of(show, tags=["prosody"])
    for episode in (one, same_show):
        Credit.objects.create(episode=episode, person=host, role=Role.HOST)
        Credit.objects.create(episode=episode, person=producer, role=Role.PRODUCER)
    refresh_similar([one.pk])
    assert shared(one, elsewhere)["people"] == ["Ada"]
    assert shared(one, same_show) == {"tags": ["prosody"], "people": [], "words": []}


def test_words_alone_connect_neighbours_of_a_show(others):
    show = make_show()
    one = episode_of(show, title="Whispering galleries", summary="How reverberation muddles consonants in churches.")
    other = episode_of(show, title="Churches again", summary="Reverberation, consonants and a choir.")
    episode_of(show, title="Unlike", summary="Billing, taxes and paperwork.")
    refresh_similar([one.pk])
    assert list(neighbours(one)) == [other]
    assert set(shared(one, other)["words"]) == {"churches", "reverberation", "consonants"}


def test_words_of_highlights_count_without_their_markup(others):
    show = make_show()
    one, other, draft = episode_of(show), episode_of(show), episode_of(show)
    body = "The **vocoder** [1] at [home](https://spectrogram.example) hums *formants*."
    make_highlight(one, title="Vocoder formants", body=body)
    make_highlight(other, title="Formants", takeaway="A vocoder hums.", body="Nothing.")
    make_highlight(draft, title="Vocoder formants", body=body, status=Status.DRAFT)
    refresh_similar([one.pk])
    assert list(neighbours(one)) == [other]
    assert set(shared(one, other)["words"]) == {"vocoder", "formants", "hums"}


def test_scripts_without_spaces_are_compared_by_pairs_of_characters(others):
    show = make_show(language="ja")
    one = episode_of(show, title="音声認識の歴史", summary="マイクと雑音について。")
    other = episode_of(show, title="音声認識を学ぶ", summary="雑音に強いマイク。")
    refresh_similar([one.pk])
    assert set(shared(one, other)["words"]) <= {"音声", "声認", "認識", "雑音", "マイク"}
    assert len(shared(one, other)["words"]) == 3


def test_a_reason_names_at_most_three_tags_and_words_and_no_word_twice(others):
    tags = ["prosody", "pitch", "timbre", "loudness"]
    summary = "prosody gargles bassoon oboes clarinets harpsichords"
    show = make_show()
    one, other = (episode_of(show, tags=tags, summary=summary) for _ in range(2))
    refresh_similar([one.pk])
    reason = shared(one, other)
    assert len(reason["tags"]) == 3
    assert len(reason["words"]) == 3
    assert not set(reason["words"]) & set(reason["tags"])


def test_a_name_is_not_said_again_as_a_word(others):
    show, guest = make_show(), make_person(name="Ada Quill")
    summary = "Prosody with Quill and bassoons"
    one, other = (episode_of(show, tags=["prosody"], guest=guest, summary=summary) for _ in range(2))
    refresh_similar([one.pk])
    assert shared(one, other) == {"tags": ["prosody"], "people": ["Ada Quill"], "words": ["bassoons"]}


HIDDEN = {
    "draft": {"status": Status.DRAFT},
    "review": {"status": Status.REVIEW},
    "withdrawn": {"status": Status.WITHDRAWN},
    "scheduled": {"published_at": timezone.now() + timedelta(days=900)},
}


@pytest.mark.parametrize("values", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_not_public_never_enters(others, values):
    one, hidden = episode_of(tags=["prosody"]), episode_of(tags=["prosody"], **values)
    refresh_similar([one.pk, hidden.pk])
    refresh_similar([hidden.pk])
    assert rows() == []
    refresh_all()
    assert rows() == []


@pytest.mark.parametrize("values", HIDDEN.values(), ids=HIDDEN.keys())
def test_unpublishing_removes_both_directions(others, values):
    one, other = episode_of(tags=["prosody"]), episode_of(tags=["prosody"])
    refresh_similar([one.pk])
    type(one).objects.filter(pk=other.pk).update(**values)
    refresh_similar([other.pk])
    assert rows() == []


def test_what_is_no_longer_alike_is_forgotten_in_both_directions(others):
    one, other, third = (episode_of(tags=["prosody"]) for _ in range(3))
    refresh_similar([one.pk, other.pk, third.pk])
    one.tags.clear()
    refresh_similar([one.pk])
    assert neighbours(one) == {}
    assert list(neighbours(other)) == [third]
    assert list(neighbours(third)) == [other]


def test_an_episode_out_by_the_clock_is_taken_along(others):
    one, due = episode_of(tags=["prosody"]), episode_of(tags=["prosody"], published_at=timezone.now())
    refresh_similar([others[0].pk])
    assert list(neighbours(due)) == [one]


def test_at_most_eight_and_the_best(others):
    close = [episode_of(tags=["prosody", "pitch", "timbre"]) for _ in range(7)]
    far = [episode_of(tags=["prosody", "pitch"]) for _ in range(4)]
    one = episode_of(tags=["prosody", "pitch", "timbre"])
    refresh_similar([one.pk])
    assert len(neighbours(one)) == 8
    assert set(close) < neighbours(one).keys()
    assert len(neighbours(one).keys() & set(far)) == 1


def test_a_full_row_takes_in_a_better_one_and_drops_the_weakest(others):
    far = [episode_of(tags=["prosody", "pitch"]) for _ in range(9)]
    one = episode_of(tags=["prosody", "pitch", "timbre"])
    refresh_similar([one.pk])
    assert len(neighbours(one)) == 8
    new = episode_of(tags=["prosody", "pitch", "timbre"])
    refresh_similar([new.pk])
    assert new in neighbours(one)
    assert len(neighbours(one)) == 8
    assert all(len(neighbours(episode)) <= 8 for episode in far)


def test_no_neighbour_no_row(others):
    refresh_similar([episode.pk for episode in others])
    refresh_similar([])
    refresh_similar([10**9])
    assert rows() == []


def test_the_same_content_gives_the_same_rows(others):
    show, guest = make_show(), make_person()
    for number in range(12):
        episode_of(show, tags=["prosody", "pitch", f"t{number % 3}"], guest=guest, summary="Formants and vowels.")
    refresh_all()
    first = rows()
    assert first
    refresh_all()
    assert rows() == first
    pks = [row["episode"] for row in first]
    refresh_similar(pks)
    refresh_similar(pks)
    assert [(row["episode"], row["other"]) for row in rows()] == [(row["episode"], row["other"]) for row in first]


def test_refreshing_an_unchanged_episode_writes_nothing(others):
    one = episode_of(tags=["prosody"])
    episode_of(tags=["prosody"])
    refresh_similar([one.pk])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        refresh_similar([one.pk])
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def queries_of_a_refresh(count):
    show = make_show()
    episodes = [episode_of(show, tags=["prosody", "pitch"], guest=make_person()) for _ in range(count)]
    for episode in episodes:
        make_highlight(episode, tags=["timbre", "loudness", f"t{count}"])
    with CaptureQueriesContext(connection) as queries:
        refresh_similar([episodes[-1].pk])
    return len(queries)


def test_the_number_of_queries_does_not_depend_on_the_number_of_episodes(others):
    assert queries_of_a_refresh(3) == queries_of_a_refresh(30)


def test_reading_whole_tables_finds_the_same(others, monkeypatch):
    for number in range(12):
        episode_of(tags=["prosody", "pitch"][: number % 3], guest=make_person())
    pks = [row.pk for row in type(others[0]).objects.all()]
    refresh_similar(pks)
    around = rows()
    SimilarEpisode.objects.all().delete()
    monkeypatch.setattr("episodes.services.similarity.ALL_FROM", 1)
    refresh_similar(pks)
    assert around
    assert rows() == around


def test_the_candidates_are_bounded_and_the_rarest_come_first(others, monkeypatch):
    monkeypatch.setattr("episodes.services.similarity.CANDIDATES", 3)
    monkeypatch.setattr("episodes.services.similarity.MOST_VISITS", 12)
    rare = [episode_of(tags=["prosody"]) for _ in range(3)]
    for episode in others:
        episode.tags.add("podcasts")
    one = episode_of(tags=["prosody", "podcasts"])
    refresh_similar([one.pk])
    assert neighbours(one).keys() == set(rare)


def test_a_failure_half_way_leaves_the_old_rows(others, monkeypatch):
    one = episode_of(tags=["prosody"])
    episode_of(tags=["prosody"])
    refresh_similar([one.pk])
    before = rows()
    one.tags.clear()

    def fail(*args):
        raise RuntimeError("out of order")

    monkeypatch.setattr(related, "_write", fail)
    with pytest.raises(RuntimeError):
        refresh_similar([one.pk])
    assert rows() == before
