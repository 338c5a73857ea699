"""Clips keep the words that they point at, so that nothing moves below them unseen.

When a transcript is replaced, each clip is found again by its words, or flagged; when the audio is, all are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from episodes.models import Clip, Cue, Recheck
from episodes.services.revisions import recording, touch
from episodes.text.alignment import Lines
from episodes.text.refinding import HERE, MOVED, Finder
from episodes.text.timecodes import format_timecode

#: What says which recording an episode has.
AUDIO_FIELDS = ("audio_url", "audio_file", "audio_bytes", "duration_ms")


@dataclass(frozen=True)
class Move:
    """A clip that was found at other times: ``(start_ms, end_ms)`` before and now."""

    number: int
    before: tuple[int, int]
    now: tuple[int, int]

    def __str__(self):
        return f"{self.number} ({format_timecode(self.before[0])} → {format_timecode(self.now[0])})"


@dataclass
class FoundAgain:
    """What became of the clips of an episode: how many are where they were, which moved, the numbers of the lost."""

    kept: int = 0
    moved: list[Move] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def capture(clip_ids: Iterable[int]) -> None:
    """Keeps the words that the transcripts now have in these clips; nothing is left to recheck in them."""
    by_episode = defaultdict(list)
    for clip in Clip.objects.filter(pk__in=set(clip_ids)).only("episode_id", "start_ms", "end_ms", "words", "recheck"):
        by_episode[clip.episode_id].append(clip)
    for episode_id, clips in by_episode.items():
        placed = [clip for clip in clips if clip.is_placed]
        lines = _lines_between(episode_id, placed)
        for clip in clips:
            clip.words = lines.between(clip.start_ms, clip.end_ms) if clip.is_placed else ""
            clip.recheck = Recheck.NONE
        _write(clips, "words", "recheck")


#: What an editor says of clips that were to be rechecked: they are right as they are.
settle = capture


def keep_words(episode_id: int) -> None:
    """Keeps the words of clips that have none yet; to be called before their transcript goes."""
    clips = list(_placed(episode_id).filter(words=""))
    lines = _lines_between(episode_id, clips)
    for clip in clips:
        clip.words = lines.between(clip.start_ms, clip.end_ms)
    _write([clip for clip in clips if clip.words], "words")


def find_again(episode_id: int) -> FoundAgain:
    """Looks up the clips of an episode in its new transcript; clips without words get those at their times.

    A clip that was moved or lost is flagged. Moving is one revision of the episode, which says what moved.
    Where the transcript has no lines or no times, nothing is looked up and nothing is flagged.
    """
    found, moved, lost, back = FoundAgain(), [], [], []
    keep_words(episode_id)
    clips = list(_placed(episode_id).exclude(words=""))
    cues = list(_cues(episode_id)) if clips else []
    if not cues:
        return found
    finder = Finder(cues)
    for clip in clips:
        place = finder.find(clip.words, clip.start_ms, clip.end_ms)
        if place.state == HERE:
            found.kept += 1
            back += [clip] if clip.recheck == Recheck.LOST else []
        elif place.state == MOVED:
            found.moved.append(Move(clip.number, (clip.start_ms, clip.end_ms), (place.start_ms, place.end_ms)))
            clip.start_ms, clip.end_ms, clip.recheck = place.start_ms, place.end_ms, Recheck.MOVED
            moved.append(clip)
        else:
            found.lost.append(clip.number)
            clip.recheck = Recheck.LOST
            lost.append(clip)
    for clip in back:
        clip.recheck = Recheck.NONE
    _write([*lost, *back], "recheck")
    _move(episode_id, moved, found)
    return found


def _move(episode_id, clips, found):
    if clips:
        what = _("Clips moved with the transcript: %(clips)s") % {"clips": ", ".join(map(str, found.moved))}
        with recording(what=what):
            touch([episode_id])
            _write(clips, "start_ms", "end_ms", "recheck")


def audio_replaced(episode_id: int) -> None:
    """Flags all placed clips of an episode: they were heard in other audio."""
    _placed(episode_id).update(recheck=Recheck.AUDIO)


def is_other_audio(before: dict, after: dict) -> bool:
    """Whether an episode has another recording than before; both have what ``AUDIO_FIELDS`` name.

    A file that was uploaded is another one. The same path at another host, behind a redirect or with another question
    is the same; so is another address where the size, or for want of sizes the duration, stays what it was.
    """
    old, new = _source(before), _source(after)
    if not (old and new) or old.endswith(new) or new.endswith(old):
        return False
    if after["audio_file"]:
        return True
    for name in ("audio_bytes", "duration_ms"):
        if before[name] and after[name]:
            return before[name] != after[name]
    return True


def _source(audio):
    if audio["audio_file"]:
        return f"/{audio['audio_file']}"
    return urlsplit(audio["audio_url"]).path


def _placed(episode_id):
    fields = ("episode_id", "number", "start_ms", "end_ms", "words", "recheck")
    return Clip.objects.filter(episode=episode_id, start_ms__isnull=False).order_by("number").only(*fields)


def _cues(episode_id):
    """``(start_ms, end_ms, text)`` of the lines that have times."""
    timed = Cue.objects.filter(episode=episode_id, start_ms__isnull=False)
    return timed.order_by("start_ms", "pk").values_list("start_ms", "end_ms", "text")


def _lines_between(episode_id, clips):
    """The lines from the first of some clips to the last."""
    if not clips:
        return Lines([])
    first, last = min(clip.start_ms for clip in clips), max(clip.end_ms for clip in clips)
    return Lines(_cues(episode_id).filter(start_ms__lt=last, end_ms__gt=first))


def _write(clips, *fields):
    """Without signals: what follows from a transcript is no change that an editor made."""
    Clip.objects.bulk_update(clips, fields)
