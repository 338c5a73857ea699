"""Computed neighbours of episodes, kept in SimilarEpisode so that a page only has to read them."""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from episodes.models import Episode, SimilarEpisode
from episodes.services.similarity import Corpus

MOST = 8  # neighbours kept of an episode
CATCH_UP = 2  # episodes that came out by the clock and are taken along by a refresh
CATCH_UP_TIME = timedelta(days=7)
CHUNK = 500  # episodes in one statement
#: More changed episodes than these, and all neighbours are computed again at once.
MOST_ONE_BY_ONE = 20
_paused = ContextVar("related_refresh_paused", default=False)


@contextmanager
def related_refresh_paused():
    """No refresh follows changes made in this block. Who loads many episodes calls ``refresh_all`` once behind it."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def is_related_refresh_paused() -> bool:
    return _paused.get()


def refresh_similar(episode_ids) -> None:
    """Computes the neighbours of these episodes again, and their place among the neighbours of others.

    Episodes that are not public, or no longer exist, disappear in both directions.
    """
    given = set(episode_ids)
    if not given:
        return
    corpus = Corpus(given | _out_by_the_clock())
    matches = {pk: corpus.matches(pk) for pk in corpus.ids}
    fresh = given | matches.keys()
    wanted = {pk: _best(matches.get(pk, {})) for pk in fresh}
    with transaction.atomic():
        wanted |= _seen_from_others(fresh, matches)
        _write(wanted)


def correct_reasons(episode_ids, before, after=None) -> None:
    """Says ``after`` in place of the tag ``before`` where it is a reason of these episodes, or nothing without it.

    For tags that change on more episodes than can be computed again at once: what was alike stays alike.
    """
    episode_ids = sorted(episode_ids)
    for start in range(0, len(episode_ids), CHUNK):
        rows = SimilarEpisode.objects.filter(episode__in=episode_ids[start : start + CHUNK])
        told = [row for row in rows.only("shared") if before in row.shared.get("tags", ())]
        for row in told:
            names = [after if name == before else name for name in row.shared["tags"]]
            row.shared["tags"] = list(dict.fromkeys(name for name in names if name))
        SimilarEpisode.objects.bulk_update(told, ["shared"], batch_size=CHUNK)
        SimilarEpisode.objects.filter(pk__in=[row.pk for row in told if not any(row.shared.values())]).delete()


def refresh_all() -> None:
    """Computes the neighbours of every episode again; for bulk loads."""
    corpus = Corpus()
    rows = [_row(pk, other, found) for pk in corpus.ids for other, found in _best(corpus.matches(pk)).items()]
    with transaction.atomic():
        SimilarEpisode.objects.all().delete()
        SimilarEpisode.objects.bulk_create(rows, batch_size=1000)


def refresh_neighbours(episode_ids) -> None:
    """Computes the neighbours of these episodes again, or of all where they are many."""
    if len(episode_ids) > MOST_ONE_BY_ONE:
        refresh_all()
    else:
        refresh_similar(episode_ids)


def _out_by_the_clock():
    """Scheduled episodes become public without anybody saving them: the newest without neighbours may be such."""
    recent = Episode.objects.published().filter(published_at__gt=timezone.now() - CATCH_UP_TIME)
    return set(recent.filter(similar__isnull=True).newest_first().values_list("pk", flat=True)[:CATCH_UP])


def _best(found):
    """The ``MOST`` best of ``{other: (score, shared)}``."""
    return dict(sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:MOST])


def _row(episode, other, found):
    score, shared = found
    return SimilarEpisode(episode_id=episode, other_id=other, score=score, shared=shared)


def _seen_from_others(fresh, matches):
    """What the rows of other episodes become: ``fresh`` ones leave, or stay with a new score among the best."""
    backwards = defaultdict(dict)
    for pk, found in matches.items():
        for other, match in found.items():
            if other not in fresh:
                backwards[other][pk] = match
    pointing = SimilarEpisode.objects.filter(other__in=fresh).exclude(episode__in=fresh)
    for episode in pointing.values_list("episode_id", flat=True):
        backwards[episode].update({})
    kept = SimilarEpisode.objects.filter(episode__in=backwards.keys()).exclude(other__in=fresh)
    for episode, other, score, shared in kept.values_list("episode_id", "other_id", "score", "shared"):
        backwards[episode][other] = (score, shared)
    return {pk: _best(found) for pk, found in backwards.items()}


def _write(wanted):
    """Makes the rows of the episodes in ``wanted`` say ``{other: (score, shared)}``, touching only what differs."""
    gone, unchanged = [], set()
    rows = SimilarEpisode.objects.filter(episode__in=wanted.keys())
    for pk, episode, other, score, shared in rows.values_list("pk", "episode_id", "other_id", "score", "shared"):
        found = wanted[episode].get(other)
        if found is None:
            gone.append(pk)
        elif found == (score, shared):
            unchanged.add((episode, other))
    SimilarEpisode.objects.filter(pk__in=gone).delete()
    changed = [
        _row(episode, other, found)
        for episode, others in sorted(wanted.items())
        for other, found in others.items()
        if (episode, other) not in unchanged
    ]
    SimilarEpisode.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["episode", "other"], update_fields=["score", "shared"]
    )
