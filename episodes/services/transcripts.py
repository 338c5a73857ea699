"""The transcript of an episode, replaced as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef

from episodes.models import Comparison, Credit, Cue, Episode, Person, Quote, SpeakerName, rewritten
from episodes.services.anchors import FoundAgain, find_again, keep_words
from episodes.services.comparisons import compare_quotes
from episodes.transcripts import cues as plain

#: The units of a speech path: tenths of a second.
UNIT_MS = 100
#: A speaker who goes on within this time has not stopped, for the eye.
SHORTEST_GAP = 15
#: A speaker's path stays at about 4 KB, however long the episode is.
MOST_RUNS = 400
LONGEST_NAME = 200


@dataclass
class Outcome(FoundAgain):
    """What another transcript does to the clips and quotes of an episode; a quote by its first words."""

    quotes_lost: list[str] = field(default_factory=list)


def replace_transcript(episode: Episode, cues: Iterable[plain.Cue]) -> int:
    """Makes ``cues`` the transcript of ``episode``, in place of what it had, and returns how many lines that is.

    A speaker becomes whom ``people_named`` finds; a name that nobody has is kept as text. ``episode.speech`` is written
    too, see ``speech_of``, how quotes compare with the new lines, and where clips are in them, see ``find_again``.
    """
    cues = list(cues)
    with transaction.atomic():
        _replace(episode, cues)
    return len(cues)


def try_transcript(episode_id: int, cues: Iterable[plain.Cue]) -> Outcome:
    """What ``replace_transcript`` would do to clips and quotes: it is done, looked at, and taken back."""
    with transaction.atomic():
        quotes = Quote.objects.filter(highlight__episode=episode_id)
        found = {Comparison.EXACT, Comparison.TRIMMED, Comparison.DIFFERS}
        before = set(quotes.filter(comparison__in=found).values_list("pk", flat=True))
        again = _replace(Episode.objects.get(pk=episode_id), list(cues))
        lost = quotes.filter(pk__in=before, comparison=Comparison.NOT_FOUND)
        outcome = Outcome(again.kept, again.moved, again.lost, [str(quote) for quote in lost])
        transaction.set_rollback(True)
    return outcome


def state_of_transcript(episode_id: int) -> str:
    """A text that is another one once the transcript was replaced."""
    state = Cue.objects.filter(episode=episode_id).aggregate(lines=Count("pk"), last=Max("pk"))
    return f"{state['lines']} {state['last']}"


def _replace(episode, cues):
    people = people_named({cue.speaker for cue in cues if cue.speaker}, episode)
    keep_words(episode.pk)
    episode.cues.all().delete()
    Cue.objects.bulk_create(
        [
            Cue(
                episode=episode,
                start_ms=cue.start_ms,
                end_ms=cue.end_ms,
                speaker_id=people.get(cue.speaker),
                speaker_name=cue.speaker[:LONGEST_NAME],
                text=cue.text,
            )
            for cue in cues
        ],
        batch_size=1000,
    )
    episode.speech = speech_of((people.get(cue.speaker), cue.start_ms, cue.end_ms) for cue in cues)
    episode.save(update_fields=["speech"])
    rewritten.send(sender=Cue, episodes=[episode.pk])
    found = find_again(episode.pk)
    compare_quotes(episode.pk)
    return found


def speech_of(spoken: Iterable[tuple[int | None, int | None, int | None]]) -> dict[str, str]:
    """What ``Episode.speech`` is for lines of ``(person_id, start_ms, end_ms)``: empty for no line at all.

    Of a transcript without times it says that it is there, and draws nothing: ``{"0": ""}``.
    """
    spoken = [(person or 0, start_ms, end_ms) for person, start_ms, end_ms in spoken]
    timed = [line for line in spoken if line[1] is not None]
    return speech_paths(timed) if timed else {"0": ""} if spoken else {}


def speech_paths(spoken: Iterable[tuple[int, int, int]]) -> dict[str, str]:
    """Who speaks when, as SVG path data: ``{"12": "M5 0h16M30 0h4", "0": …}``.

    ``spoken`` is ``(person_id or 0, start_ms, end_ms)``. Each run of speech is one horizontal stroke along y = 0, in
    tenths of a second, so a ``viewBox`` of the duration in these units makes the path as wide as the audio. Gaps
    below 1.5 s are closed; with more than 400 runs wider and wider ones are, until that many are left.
    """
    times: dict[int, list] = {}
    for person, start_ms, end_ms in spoken:
        start = start_ms // UNIT_MS
        times.setdefault(person, []).append((start, max(start + 1, -(-end_ms // UNIT_MS))))
    return {str(person): _path(_few_runs(sorted(parts))) for person, parts in sorted(times.items())}


def _few_runs(parts):
    gap = SHORTEST_GAP
    runs = _runs(parts, gap)
    while len(runs) > MOST_RUNS:
        gap *= 2
        runs = _runs(runs, gap)
    return runs


def _runs(parts, gap):
    """The sorted ``(start, end)`` of ``parts``, those less than ``gap`` apart made one."""
    runs = []
    for start, end in parts:
        if runs and start - runs[-1][1] < gap:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _path(runs):
    return "".join(f"M{start} 0h{end - start}" for start, end in runs)


def people_named(names: Iterable[str], episode: Episode) -> dict[str, int | None]:
    """``{name: person id}`` of those of ``names`` that mean somebody in ``episode``, in two queries.

    What an editor has said of a name for the show comes first, nobody included; then the person of exactly that name,
    one credited in the episode before any other.
    """
    names = set(names)
    credited = Exists(Credit.objects.filter(person=OuterRef("pk"), episode=episode))
    rows = Person.objects.filter(name__in=names).annotate(here=credited).order_by("here", "-pk")
    said = SpeakerName.objects.filter(show=episode.show_id, name__in=names)
    return dict(rows.values_list("name", "pk")) | dict(said.values_list("name", "person_id"))
