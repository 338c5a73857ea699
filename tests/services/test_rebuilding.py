"""The index is built anew beside the one in use, and what differs from the content is told."""

import threading

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import connection

from episodes.models import (
    Episode,
    Highlight,
    SearchDocument,
    SearchKind,
    SearchState,
    SearchWord,
    ShelfEntry,
    ShelfTally,
    Status,
    Tag,
)
from episodes.search import schema
from episodes.search.find import did_you_mean, find
from episodes.search.keys import OBJECT, generations
from episodes.services import rebuilding
from episodes.services.health import check_search, ensure_search
from episodes.services.indexing import index_episodes
from episodes.services.rebuilding import RebuildEnded, compare, rebuild
from episodes.services.transcripts import replace_transcript
from episodes.text.questions import parse
from episodes.transcripts import cues as plain
from tests.conftest import commit
from tests.factories import make_episode, make_highlight, make_person, make_quote


def highlights(question):
    commit()
    return find(parse(question).terms).groups[SearchKind.HIGHLIGHT].keys


def contents():
    """What is in the index, but for generations."""
    columns = ("episode_key", "published_at", "title", "text", "context", "facets")
    return {
        (pk & OBJECT, *values) for pk, *values in SearchDocument.objects.order_by().values_list("pk", *columns)
    }, set(SearchWord.objects.values_list("word", "count"))


def site():
    guest = make_person(name="Ada Stone")
    episode = make_episode(guest=guest, tags=["sea"])
    make_quote(make_highlight(episode, title="Salt", tags=["sea", "tide"]), speaker=guest)
    replace_transcript(episode, [plain.Cue(id="1", start_ms=0, end_ms=900, speaker="Ada Stone", text="pepper")])
    make_highlight(title="Sugar")
    make_highlight(title="Hidden", status=Status.DRAFT)
    commit()
    return episode


@pytest.mark.django_db
class TestRebuild:
    def test_it_is_what_saves_have_made(self):
        site()
        before = contents()
        rebuild()
        assert contents() == before
        rebuild()
        assert contents() == before
        assert not compare()

    def test_it_puts_right_what_was_written_past_all_signals(self):
        episode = site()
        Highlight.objects.filter(title="Salt").update(title="Pepper")
        Episode.objects.exclude(pk=episode.pk).update(status=Status.DRAFT)
        ShelfTally.objects.update(count=99)
        SearchWord.objects.all().delete()
        assert highlights("salt")
        assert highlights("sugar")
        rebuild()
        assert highlights("salt") == highlights("sugar") == []
        assert highlights("pepper")
        assert ShelfTally.objects.get(shelf="all", kind="h").count == 1
        assert not ShelfEntry.objects.exclude(episode_key=episode.pk).exists()
        assert did_you_mean(parse("peppqr").terms) == "pepper"
        assert did_you_mean(parse("sugqr").terms) is None

    def test_one_generation_is_left_and_the_state_says_which(self):
        site()
        first, _building = generations()
        rebuild()
        second, building = generations()
        assert (first, second, building) == (1, 2, None)
        assert {pk >> 55 for pk in SearchDocument.objects.values_list("pk", flat=True)} == {2}
        assert SearchState.objects.get().built_at

    def test_progress_is_told(self):
        site()
        told = []
        rebuild(lambda done, total: told.append((done, total)))
        assert told[0] == (0, 3)
        assert told[-1] == (3, 3)

    def test_what_is_saved_meanwhile_goes_into_both(self, monkeypatch):
        episode = site()
        monkeypatch.setattr(rebuilding, "EPISODES", 1)

        def meanwhile(done, total):
            if done != 1:
                return
            # The first episode was written to the new index already.
            Highlight.objects.get(title="Salt").delete()
            fresh = make_highlight(episode, title="Vinegar", tags=["sour"])
            make_highlight(title="Honey")
            commit()
            assert highlights("vinegar") == [fresh.pk]
            assert highlights("salt") == []

        rebuild(meanwhile)
        assert highlights("salt") == []
        assert highlights("vinegar")
        assert highlights("honey")
        assert highlights("sour")
        assert not compare()

    def test_interrupted_it_goes_on(self, monkeypatch):
        episode = site()
        monkeypatch.setattr(rebuilding, "EPISODES", 1)

        def stop(done, total):
            if done == 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            rebuild(stop)
        assert highlights("salt")
        assert generations() == (1, 2)
        episode.delete()
        commit()
        rebuild()
        assert highlights("salt") == []
        assert highlights("sugar")
        assert generations() == (2, None)
        assert not compare()

    def test_of_two_at_once_the_second_says_so(self, monkeypatch):
        site()
        monkeypatch.setattr(rebuilding, "EPISODES", 1)
        with pytest.raises(RebuildEnded):
            rebuild(lambda done, total: rebuild() if done == 1 else None)
        assert highlights("salt")
        assert generations() == (2, None)
        assert not compare()


@pytest.mark.django_db
class TestCheck:
    def test_all_is_well(self, capsys):
        site()
        call_command("rebuild_search", check=True)
        assert "Index and content agree." in capsys.readouterr().out
        assert check_search(databases=["default"]) == []

    def test_it_tells_what_is_wrong(self, capsys):
        episode = site()
        kind = SearchKind
        SearchDocument.objects.filter(episode_key=episode.pk, text__contains="pepper").delete()
        Highlight.objects.filter(title="Sugar").update(body="Another one.")
        make_highlight(title="Unheard of")
        connection.run_on_commit.clear()
        Tag.objects.filter(name="tide").update(name="ebb")
        found = compare()
        assert found.kinds[kind.PASSAGE].missing == 1
        assert (found.kinds[kind.HIGHLIGHT].missing, found.kinds[kind.HIGHLIGHT].different) == (1, 2)
        assert found.kinds[kind.TAG].different == 1
        assert found.shelves == 1
        with pytest.raises(Exception, match="differ"):
            call_command("rebuild_search", check=True)
        said = capsys.readouterr().out
        assert "passage of a transcript: 1 missing, 0 too many, 0 out of date" in said
        assert "highlight: 1 missing, 0 too many, 2 out of date" in said
        warned = [str(warning.msg) for warning in check_search(databases=["default"])]
        assert [message.rpartition(": ")[2][:-1] for message in warned] == [
            "documents of kind highlight",
            "documents of kind episode",
            "episodes with a transcript",
        ]
        call_command("rebuild_search")
        call_command("rebuild_search", check=True)
        assert check_search(databases=["default"]) == []

    def test_it_tells_of_what_is_too_many(self):
        episode = site()
        Episode.objects.filter(pk=episode.pk).update(status=Status.DRAFT)
        found = compare()
        assert [found.kinds[kind].surplus for kind in SearchKind] == [1, 1, 1, 1, 2, 1]

    def test_no_database_is_read_unasked(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert check_search() == []
        assert check_search in checks.registry.registry.get_checks()


@pytest.mark.django_db
class TestAfterMigrations:
    def test_a_site_that_had_content_before_is_indexed(self, capsys):
        site()
        before = contents()
        for model in (SearchDocument, SearchWord, SearchState, ShelfEntry, ShelfTally):
            model.objects.all().delete()
        ensure_search()
        assert "Search" in capsys.readouterr().err
        assert contents() == before
        assert ShelfTally.objects.get(shelf="all", kind="h").count == 2
        ensure_search()
        assert capsys.readouterr().err == ""

    def test_a_new_site_says_nothing(self, capsys):
        SearchState.objects.all().delete()
        ensure_search()
        assert SearchState.objects.exists()
        make_highlight(title="Salt")
        commit()
        ensure_search()
        assert generations() == (1, None)
        assert capsys.readouterr().err == ""

    def test_what_a_migration_has_dropped_is_made_again(self):
        site()
        schema.drop(connection)
        assert schema.missing(connection)
        assert [warning.id for warning in check_search(databases=["default"])] == ["episodes.W001"]
        ensure_search()
        assert highlights("salt")
        assert find(parse("tide").terms, shelves=["all"]).count
        assert not compare()

    def test_a_trigger_that_is_gone_is_noticed(self):
        if connection.vendor != "sqlite":
            pytest.skip("SQLite keeps its index by triggers")
        site()
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER episodes_searchindex_insert")
        make_highlight(title="Vinegar")
        assert highlights("vinegar") == []
        assert not compare().is_whole
        ensure_search()
        assert highlights("vinegar")
        assert compare().is_whole


@pytest.mark.django_db(transaction=True)
def test_saves_in_another_thread_are_not_lost(monkeypatch):
    """The real thing: another connection saves while the index is being built."""
    monkeypatch.setattr(rebuilding, "EPISODES", 1)
    episodes = [make_episode() for _each in range(6)]
    for episode in episodes:
        make_highlight(episode, title="Salt")
    index_episodes(episode.pk for episode in episodes)
    stopped, wrong = threading.Event(), []

    def save():
        try:
            for number in range(200):
                if stopped.is_set():
                    return
                highlight = Highlight.objects.order_by("pk")[number % 6]
                highlight.title = f"Vinegar {number}"
                highlight.save()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=save)
    thread.start()
    try:
        rebuild()
        rebuild()
    finally:
        stopped.set()
        thread.join()
    assert wrong == []
    assert not compare()
    assert highlights("vinegar")
