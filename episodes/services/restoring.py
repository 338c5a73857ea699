"""Brings back what an episode was: at any of its revisions, and after it was deleted."""

from copy import deepcopy

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from episodes.models import Cue, Episode, Person, Revision, Show, rewritten
from episodes.services.documents import KINDS
from episodes.services.revisions import hold, latest_number, recording
from episodes.services.transcripts import speech_of
from episodes.services.writing import write

#: Whether something is public is not brought back with its words: a restored draft would take a page from its readers.
STATE = ("status", "published_at", "withdrawn_reason")


class RestoreRefused(ValueError):
    """One sentence: why nothing was restored."""


def restore(revision, *, user, seen):
    """Makes the episode what it was at ``revision``; who does it has seen version ``seen`` of what it is now.

    Its state, and that of its sections that are there, stays. A deleted episode comes back as it was, with its
    transcript. Returns the episode. Raises ``RestoreRefused`` where it was changed since, or its show is gone.
    """
    what = _("Restored revision %(number)d") % {"number": revision.number}
    with recording(user, what):
        hold([revision.episode_key])
        episode = Episode.objects.filter(pk=revision.episode_key).first()
        if latest_number(revision.episode_key) != seen:
            raise RestoreRefused(_("The episode was changed after you looked at it. Look again before you restore."))
        write_back(revision, keep_state=episode is not None)
        if episode is None:
            _restore_transcript(revision.episode_key)
    return Episode.objects.get(pk=revision.episode_key)


def write_back(revision, *, keep_state):
    """Writes a revision's document; in a transaction that is rolled back it shows the page as it was."""
    document = deepcopy(revision.document)
    if revision.is_deletion:
        raise RestoreRefused(_("This revision is a deletion; restore the one before it."))
    [row] = document["episode"].values()
    if not Show.objects.filter(pk=row["show_id"]).exists():
        raise RestoreRefused(_("The show of this episode was deleted, so the episode can't come back."))
    if keep_state:
        _keep_state(document)
    write(revision.episode_key, document, as_kept=True)


def deleted_episodes():
    """The revisions that are deletions of episodes which have not come back, the latest first, one an episode.

    Of what is gone the latest revision is its deletion; asking the documents would mean to read all that there are.
    """
    gone = Revision.objects.exclude(episode_key__in=Episode.objects.values("pk"))
    later = Revision.objects.filter(episode_key=OuterRef("episode_key"), number__gt=OuterRef("number"))
    return gone.filter(~Exists(later)).order_by("-made_at", "-pk")


def _keep_state(document):
    for kind in ("episode", "highlight"):
        stored = KINDS[kind].model.objects.filter(pk__in=document[kind])
        fields = [name for name in STATE if name in KINDS[kind].fields]
        for pk, *values in stored.values_list("pk", *fields):
            document[kind][str(pk)].update(zip(fields, values, strict=True))
            if document[kind][str(pk)].get("published_at"):
                document[kind][str(pk)]["published_at"] = document[kind][str(pk)]["published_at"].isoformat()


def _restore_transcript(episode_id):
    grave = Revision.objects.of(episode_id).filter(document__has_key="deleted").first()
    if grave is None:
        return
    lines = grave.document["transcript"]
    people = set(Person.objects.filter(pk__in={line[2] for line in lines}).values_list("pk", flat=True))
    lines = [(start, end, person if person in people else None, name, text) for start, end, person, name, text in lines]
    Cue.objects.bulk_create(
        (
            Cue(episode_id=episode_id, start_ms=start, end_ms=end, speaker_id=person, speaker_name=name, text=text)
            for start, end, person, name, text in lines
        ),
        batch_size=1000,
    )
    rewritten.send(sender=Cue, episodes=[episode_id])
    Episode.objects.filter(pk=episode_id).update(
        speech=speech_of((person, start, end) for start, end, person, _name, _text in lines)
    )
