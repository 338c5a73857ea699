"""A quote's page: its moment, and the quotes around it."""

from dataclasses import dataclass

from episodes.models import EVERYTHING, PERSON, TAG, Quote, ShelfEntry, ShelfKind, ShelfTally, Tag, number_of, shelf_of
from episodes.queries.audio import audio_versions, versions_of
from episodes.queries.coverage import strip
from episodes.queries.entries import with_sources
from episodes.queries.sections import tags_of
from episodes.queries.shelves import Shelves
from episodes.queries.transcript_page import line_of_quote

BESIDE = 3


@dataclass(frozen=True)
class QuotePage:
    """``line`` is the anchor of the quote's line on the transcript page, or empty.

    ``others`` are of the same speaker, or of the same episode where nobody is known to speak; of a speaker there are
    ``others_in_all``. ``about`` is the rarest tag that other quotes have, too, or None; ``same_tag`` are some of these.
    ``previous`` and ``next`` are its neighbours in the list of all quotes, newest first.
    """

    quote: Quote
    audio_versions: list
    line: str
    strip: list
    tags: list
    others: list
    others_in_all: int
    about: Tag | None
    same_tag: list
    previous: Quote | None
    next: Quote | None


def quote_page(pk):
    """The ``QuotePage`` of a public quote. Raises ``Quote.DoesNotExist``."""
    quote = (
        Quote.objects.published()
        .annotate(versions=versions_of("highlight__episode"))
        .select_related("speaker", "clip", "highlight__episode__show")
        .get(pk=pk)
    )
    if quote.clip:
        quote.clip.episode = quote.highlight.episode
    entries = {entry.shelf: entry for entry in ShelfEntry.objects.filter(kind=ShelfKind.QUOTE, object_id=pk)}
    counts = ShelfTally.objects.filter(shelf__in=entries, kind=ShelfKind.QUOTE)
    counts = dict(counts.values_list("shelf", "count"))
    about = _rarest_tag(counts)
    others, same_tag = _others(quote), _some(about, pk)
    around = Shelves().around(entries[EVERYTHING]) if EVERYTHING in entries else (None, None)
    wanted = Quote.objects.published().filter(pk__in=[pk, *others, *same_tag, *(key for key in around if key)])
    found = {other.pk: other for other in with_sources(wanted)}
    return QuotePage(
        audio_versions=audio_versions(quote.versions),
        quote=quote,
        line=line_of_quote(quote),
        strip=quote_strip(quote),
        tags=tags_of(highlight_ids=[quote.highlight_id])[False, quote.highlight_id],
        others=[found[key] for key in others if key in found],
        others_in_all=counts.get(shelf_of(PERSON, quote.speaker_id), 0),
        about=Tag.objects.published().filter(pk=number_of(about) if about else 0).first(),
        same_tag=[found[key] for key in same_tag if key in found and key not in others],
        previous=found.get(around[0]),
        next=found.get(around[1]),
    )


def quote_strip(quote):
    """Where the clip of a quote lies in its episode, as ``strip`` gives it."""
    if not (quote and quote.clip):
        return []
    return strip([quote.clip], quote.highlight.episode.duration_ms)


def _rarest_tag(counts):
    """The shelf of the tag that fewest quotes have, but more than one; empty where there is none."""
    tags = [(count, shelf) for shelf, count in counts.items() if shelf[0] == TAG and count > 1]
    return min(tags)[1] if tags else ""


def _others(quote):
    if quote.speaker_id:
        return _some(shelf_of(PERSON, quote.speaker_id), quote.pk)
    beside = Quote.objects.published().filter(highlight__episode=quote.highlight.episode_id).exclude(pk=quote.pk)
    return list(beside.order_by("highlight__position", "pk").values_list("pk", flat=True)[:BESIDE])


def _some(shelf, pk):
    """The keys of the newest quotes on a shelf, but for the one that is read."""
    keys = Shelves((shelf,)).keys(ShelfKind.QUOTE)[: BESIDE + 1]
    return [key for key in keys if key != pk][:BESIDE]
