"""Whom the transcripts of a show mean by their names: said once, true of all that are there and to come."""

from collections import defaultdict

from django.db import transaction

from episodes.models import Cue, Episode, Person, Show, SpeakerName, rewritten
from episodes.services.transcripts import speech_of


@transaction.atomic
def map_speakers(show: Show, people: dict[str, Person | None]) -> int:
    """Says whom ``show``'s transcripts mean by the names in ``people``, and returns how many episodes that changes.

    None is nobody who has a page. Lines that are there get the person, and the speech lines of their episodes follow.
    """
    for name, person in people.items():
        SpeakerName.objects.update_or_create(show=show, name=name, defaults={"person": person})
    changed = set()
    for name, person in people.items():
        lines = Cue.objects.filter(episode__show=show, speaker_name=name)
        other = lines.exclude(speaker=person) if person else lines.exclude(speaker=None)
        # A line of nobody is not unequal to a person, as SQL has it.
        other = other | lines.filter(speaker=None) if person else other
        changed |= set(other.values_list("episode_id", flat=True).distinct())
        lines.update(speaker=person)
    _draw_speech(changed)
    rewritten.send(sender=Cue, episodes=changed)
    return len(changed)


def _draw_speech(episode_ids):
    spoken = defaultdict(list)
    lines = Cue.objects.filter(episode__in=episode_ids).order_by("episode", "start_ms", "pk")
    for episode, *line in lines.values_list("episode_id", "speaker_id", "start_ms", "end_ms").iterator():
        spoken[episode].append(line)
    episodes = [Episode(pk=pk, speech=speech_of(lines)) for pk, lines in spoken.items()]
    Episode.objects.bulk_update(episodes, ["speech"], batch_size=200)
