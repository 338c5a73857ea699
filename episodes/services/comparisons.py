"""How the quotes of an episode compare with its transcript."""

from collections.abc import Iterable
from functools import cached_property

from django.db import transaction

from episodes.models import Comparison, Cue, Episode, Quote
from episodes.text.alignment import Alignment, Lines, align
from episodes.text.compare import compare

#: A quote is looked for in the lines that its clip touches when it is this much longer on both sides.
NEAR_MS = 15_000
FOUND = {Comparison.EXACT, Comparison.TRIMMED}


class Transcript:
    """The lines of one transcript, with which any number of quotes is compared."""

    def __init__(self, cues: Iterable[tuple[int, int, str]]):
        """``cues`` are ``(start_ms, end_ms, text)``, in the order of time."""
        self.cues = list(cues)

    def comparison_of(self, text: str, start_ms: int | None = None, end_ms: int | None = None) -> Comparison:
        """How the quote ``text``, of a clip at these times if it is placed, compares; "" where there are no lines.

        What is not word for word near the clip may be so elsewhere: the whole transcript is asked then.
        """
        if not self.cues:
            return Comparison.UNKNOWN
        if start_ms is not None and end_ms is not None and self.cues[0][0] is not None:
            near = Comparison(compare(text, self._near(start_ms - NEAR_MS, end_ms + NEAR_MS)))
            if near in FOUND:
                return near
        return Comparison(compare(text, self._whole))

    def beside(self, text: str, start_ms: int | None = None, end_ms: int | None = None) -> Alignment:
        """The quote ``text``, of a clip at these times if it is placed, beside its best passage, word by word.

        A passage near the clip that is word for word goes before any other.
        """
        if start_ms is not None and end_ms is not None:
            near = align(text, self._near(start_ms - NEAR_MS, end_ms + NEAR_MS), start_ms)
            if near.result in FOUND:
                return near
        return align(text, self._whole, start_ms)

    @cached_property
    def _whole(self):
        return Lines(self.cues)

    def _near(self, start_ms, end_ms):
        if self.cues and self.cues[0][0] is None:
            return Lines([])
        return Lines(cue for cue in self.cues if cue[0] < end_ms and cue[1] > start_ms)


def transcript_of(episode_id: int | None) -> Transcript:
    """The ``Transcript`` of a stored episode, in one query; one without lines for an episode that has none."""
    lines = Cue.objects.filter(episode=episode_id).order_by("start_ms", "pk") if episode_id else Cue.objects.none()
    return Transcript(lines.values_list("start_ms", "end_ms", "text"))


def compare_quotes(episode_id: int) -> int:
    """Says of each quote of an episode how it compares with the transcript; returns how many are different now.

    Safe to call again, and beside another: the second waits for the first.
    """
    with transaction.atomic():
        list(Episode.objects.select_for_update(no_key=True).filter(pk=episode_id).values_list("pk"))
        quotes = list(Quote.objects.filter(highlight__episode=episode_id).select_related("clip"))
        if not quotes:
            return 0
        transcript, changed = transcript_of(episode_id), []
        for quote in quotes:
            times = (quote.clip.start_ms, quote.clip.end_ms) if quote.clip else ()
            comparison = transcript.comparison_of(quote.text, *times)
            if comparison != quote.comparison:
                quote.comparison = comparison
                changed.append(quote)
        # No signal and no revision: what follows from the words is no change of them.
        Quote.objects.bulk_update(changed, ["comparison"])
        return len(changed)
