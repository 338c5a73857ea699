"""Things as the API tells of them: each with all its relations, in a number of queries that no row changes.

A function takes objects that came with what its ``…_rows`` asks for, and returns one value of its dataclass for each.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from episodes.models import (
    PERSON,
    SHOW,
    TAG,
    Citation,
    Clip,
    Credit,
    Cue,
    Episode,
    Highlight,
    HighlightLink,
    Person,
    Quote,
    ShelfKind,
    ShelfTally,
    Show,
    Tag,
    TagAlias,
    TaggedEpisode,
    TaggedHighlight,
    number_of,
    shelf_of,
)
from episodes.queries.sections import shown_evidence


@dataclass(frozen=True)
class Counts:
    """How much of each kind is public."""

    episodes: int = 0
    highlights: int = 0
    quotes: int = 0


@dataclass(frozen=True)
class TagRef:
    pk: int
    name: str
    slug: str


@dataclass(frozen=True)
class ShowItem:
    show: Show
    counts: Counts


@dataclass(frozen=True)
class PersonItem:
    person: Person
    counts: Counts


@dataclass(frozen=True)
class TagItem:
    tag: Tag
    counts: Counts
    aliases: list


@dataclass(frozen=True)
class EpisodeItem:
    episode: Episode
    credits: list
    tags: list
    highlights: list


@dataclass(frozen=True)
class HighlightItem:
    """``citations`` are ``(clip, evidence)``; ``links`` are ``(kind, whether the other one says it, highlight)``."""

    highlight: Highlight
    tags: list
    citations: list
    quotes: list
    links: list


@dataclass(frozen=True)
class QuoteItem:
    quote: Quote
    tags: list


@dataclass(frozen=True)
class ClipItem:
    """``cited_in`` are ``(highlight, evidence)``."""

    clip: Clip
    cited_in: list
    quotes: list


def episode_rows():
    has_transcript = Exists(Cue.objects.filter(episode=OuterRef("pk")))
    return Episode.objects.published().select_related("show").annotate(has_transcript=has_transcript)


def highlight_rows():
    return Highlight.objects.published().select_related("episode__show")


def quote_rows():
    return Quote.objects.published().select_related("speaker", "clip", "highlight__episode__show")


def clip_rows():
    return Clip.objects.published().select_related("speaker", "episode__show")


def show_items(shows):
    counts = _counts(SHOW, shows)
    return [ShowItem(show, counts[show.pk]) for show in shows]


def person_items(people):
    counts = _counts(PERSON, people)
    return [PersonItem(person, counts[person.pk]) for person in people]


def tag_items(tags):
    counts, aliases = _counts(TAG, tags), defaultdict(list)
    for alias in TagAlias.objects.filter(tag__in=[tag.pk for tag in tags]).order_by("key"):
        aliases[alias.tag_id].append(alias.name)
    return [TagItem(tag, counts[tag.pk], aliases[tag.pk]) for tag in tags]


def episode_items(episodes):
    pks = [episode.pk for episode in episodes]
    credits, highlights, tags = defaultdict(list), defaultdict(list), _tags(TaggedEpisode, pks)
    for credit in Credit.objects.filter(episode__in=pks).select_related("person"):
        credits[credit.episode_id].append(credit)
    by_pk = {episode.pk: episode for episode in episodes}
    # Asked for by their keys: a database may begin with all that is public where it is asked by the episode.
    keys = list(Highlight.objects.filter(episode__in=pks).order_by().values_list("pk", flat=True))
    found = Highlight.objects.published().filter(pk__in=keys).order_by("position", "pk")
    for highlight in found.only("title", "slug", "episode_id"):
        highlight.episode = by_pk[highlight.episode_id]
        highlights[highlight.episode_id].append(highlight)
    return [EpisodeItem(episode, credits[episode.pk], tags[episode.pk], highlights[episode.pk]) for episode in episodes]


def highlight_items(highlights):
    """What hangs on a public highlight is public: it is asked for by the highlight, and not once more by that rule."""
    by_pk = {highlight.pk: highlight for highlight in highlights}
    tags, quotes, citations, links = _tags(TaggedHighlight, by_pk), *(defaultdict(list) for _ in range(3))
    for quote in Quote.objects.filter(highlight__in=by_pk).select_related("speaker", "clip"):
        quote.highlight = by_pk[quote.highlight_id]
        quotes[quote.highlight_id].append(quote)
    rows = Citation.objects.filter(highlight__in=by_pk).order_by("clip__number")
    for citation in rows.select_related("clip__speaker"):
        clip = citation.clip
        clip.episode = by_pk[citation.highlight_id].episode
        citations[citation.highlight_id].append((clip, shown_evidence(clip, citation.evidence)))
    for pk, link in _links(by_pk):
        links[pk].append(link)
    return [HighlightItem(highlight, tags[pk], citations[pk], quotes[pk], links[pk]) for pk, highlight in by_pk.items()]


def quote_items(quotes):
    tags = _tags(TaggedHighlight, {quote.highlight_id for quote in quotes})
    for quote in quotes:
        if quote.clip:
            quote.clip.episode = quote.highlight.episode
    return [QuoteItem(quote, tags[quote.highlight_id]) for quote in quotes]


def clip_items(clips):
    by_pk = {clip.pk: clip for clip in clips}
    cited, quotes = defaultdict(list), defaultdict(list)
    citations = list(Citation.objects.filter(clip__in=by_pk).order_by())
    quoted = list(Quote.objects.filter(clip__in=by_pk).select_related("speaker").order_by("position", "pk"))
    keys = {row.highlight_id for row in (*citations, *quoted)}
    public = {highlight.pk: highlight for highlight in Highlight.objects.published().filter(pk__in=keys)}
    places = {pk: (highlight.position, pk) for pk, highlight in public.items()}
    for citation in sorted((row for row in citations if row.highlight_id in public), key=_place_in(places)):
        clip, highlight = by_pk[citation.clip_id], public[citation.highlight_id]
        highlight.episode = clip.episode
        cited[clip.pk].append((highlight, shown_evidence(clip, citation.evidence)))
    for quote in sorted((row for row in quoted if row.highlight_id in public), key=_place_in(places)):
        quotes[quote.clip_id].append(quote)
    return [ClipItem(clip, cited[pk], quotes[pk]) for pk, clip in by_pk.items()]


def _place_in(places):
    return lambda row: places[row.highlight_id]


def _counts(letter, things):
    """``{pk: Counts}`` of what stands on the shelves of some shows, people or tags."""
    names = {ShelfKind.EPISODE: "episodes", ShelfKind.HIGHLIGHT: "highlights", ShelfKind.QUOTE: "quotes"}
    found = defaultdict(dict)
    tallies = ShelfTally.objects.filter(shelf__in=[shelf_of(letter, thing.pk) for thing in things])
    for shelf, kind, count in tallies.values_list("shelf", "kind", "count"):
        found[number_of(shelf)][names[kind]] = count
    return {thing.pk: Counts(**found[thing.pk]) for thing in things}


def _tags(through, pks):
    """``{pk: [TagRef]}`` of episodes or highlights, as typed."""
    tags = defaultdict(list)
    rows = through.objects.filter(content_object__in=pks).order_by("pk")
    for owner, *tag in rows.values_list("content_object", "tag", "tag__name", "tag__slug"):
        tags[owner].append(TagRef(*tag))
    return tags


def _links(pks):
    """``(pk, (kind, whether the other one says it, the other one))`` of links from and to public highlights."""
    rows = HighlightLink.objects.filter(Q(highlight__in=pks) | Q(other__in=pks)).order_by("position", "pk")
    links = list(rows.values_list("highlight", "kind", "other"))
    others = highlight_rows().in_bulk({pk for one, _kind, other in links for pk in (one, other)}) if links else {}
    for one, kind, other in links:
        if one in others and other in others:
            yield from (
                (mine, (kind, is_other, others[yours]))
                for mine, is_other, yours in ((one, False, other), (other, True, one))
                if mine in pks
            )
