"""What follows a commit is done also where the process that made the change is gone by then."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from episodes.models import Comparison, Quote, SimilarEpisode, Unfinished
from episodes.search.find import find
from episodes.services import following, rebuilding
from episodes.services.following import GIVEN, catch_up, done, leave, note
from episodes.services.tags import merge
from episodes.services.transcripts import replace_transcript
from episodes.text.questions import parse
from episodes.transcripts import cues as plain
from podsite.version import version
from tests.factories import make_clip, make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def killed(monkeypatch):
    """``killed(change)``: makes a change in a process that is gone right behind the commit, long ago."""

    def kill(change):
        with monkeypatch.context() as patch:
            patch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.run_and_clear_commit_hooks", _forget)
            with transaction.atomic():
                change()
        Unfinished.objects.update(taken_at=timezone.now() - 2 * GIVEN)

    def _forget(connection):
        connection.run_on_commit = []

    return kill


def finds(word):
    return find(parse(word).terms).count


def test_a_note_is_there_for_as_long_as_what_follows_is_not_done():
    with transaction.atomic():
        highlight = make_highlight(title="Neap", tags=["tide"])
        keys = {(noun, pk) for row in Unfinished.objects.all() for noun, pks in row.keys.items() for pk in pks}
        assert ("episodes", highlight.episode_id) in keys
        count = Unfinished.objects.count()
        highlight.save()
        assert Unfinished.objects.count() == count, "what is noted is not noted again"
    assert not Unfinished.objects.exists()
    assert finds("neap") == 1


def test_what_was_left_is_done_by_another(killed):
    one, other = make_episode(tags=["prosody"]), make_episode()
    [make_episode() for _number in range(4)]
    known = version.current()

    def change():
        quote = make_quote(make_highlight(one, title="Neap"), text="salt in the water")
        quote.clip = make_clip(one, 1, start_ms=0, end_ms=2000)
        quote.save()
        replace_transcript(one, [plain.Cue(0, 1000, "Salt in the water.")])
        other.tags.set(["prosody"])

    killed(change)
    assert finds("neap") == 0
    assert not SimilarEpisode.objects.exists()
    assert catch_up() > 0
    assert finds("neap") > 0
    assert finds("salt") > 0
    assert not rebuilding.compare()
    assert Quote.objects.get().comparison in (Comparison.EXACT, Comparison.TRIMMED)
    assert set(SimilarEpisode.objects.values_list("episode", "other")) == {(one.pk, other.pk), (other.pk, one.pk)}
    assert version.current() != known, "kept pages are made anew"
    assert catch_up() == 0
    assert not Unfinished.objects.exists()


def test_a_merge_that_was_left_is_done_by_another(killed):
    highlight = make_highlight(tags=["tide", "ebb"])
    names = {tag.name: tag for tag in highlight.tags.all()}
    killed(lambda: merge(names["ebb"], names["tide"]))
    assert rebuilding.compare()
    catch_up()
    assert not rebuilding.compare()


def test_nobody_does_what_another_is_just_doing(killed):
    killed(lambda: make_episode())
    Unfinished.objects.update(taken_at=timezone.now() - GIVEN + timedelta(seconds=10))
    assert catch_up() == 0
    assert Unfinished.objects.exists()


def test_a_change_that_was_taken_back_leaves_no_note():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_episode()
        raise ZeroDivisionError
    assert not Unfinished.objects.exists()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            episode = make_episode(title="Neap")
            raise ZeroDivisionError
        assert not Unfinished.objects.exists()
        show = episode.show
        show.pk, episode.pk = None, None
        show.save(force_insert=True)
        episode.show = show
        episode.save(force_insert=True)
        assert Unfinished.objects.exists(), "it is another change, though the key may be the same"
    assert finds("neap") == 1
    assert not Unfinished.objects.exists()


def test_what_its_caller_follows_up_is_done_when_the_caller_says_so():
    row = leave(episodes={1, 2})
    assert Unfinished.objects.get().keys == {"episodes": [1, 2]}
    done(row)
    assert not Unfinished.objects.exists()


def test_whoever_saved_has_saved_even_if_the_note_stays(monkeypatch):
    def locked(_row):
        raise OperationalError("database is locked")

    monkeypatch.setattr(following, "done", locked)
    episode = transaction.atomic(make_episode)(title="Neap")
    assert episode.pk
    assert Unfinished.objects.exists()


def test_without_a_transaction_there_is_nothing_to_note():
    note(lambda: None, episodes=[1])
    assert not Unfinished.objects.exists()
