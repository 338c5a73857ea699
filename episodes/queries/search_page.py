"""What the page of search shows of what was found: each hit with the passage that answers, and what it is part of."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Count, OuterRef, Subquery

from episodes.models import (
    PERSON,
    TAG,
    Citation,
    Credit,
    Cue,
    Episode,
    Highlight,
    Person,
    Quote,
    Role,
    SearchKind,
    ShelfKind,
    ShelfTally,
    Tag,
    TagAlias,
    address,
    number_of,
    public_episode,
    shelf_of,
)
from episodes.queries.entries import for_entries, with_show, with_sources
from episodes.queries.sections import tags_of
from episodes.queries.shelves import Shelves, in_order, named
from episodes.text.markdown import plain_text
from episodes.text.timecodes import format_timecode

MOST_SPEAKERS = 3
POPULAR = 24


@dataclass(frozen=True)
class Hit:
    """``title``, ``text`` and ``also``, other names, are ``[(piece, is a match)]``; ``thing`` is what was found.

    ``episode`` is what it is part of, ``moment`` a line of a transcript, ``count`` how much a tag or person has.
    ``speakers`` and ``tags`` are ``[(address, pieces)]``; of the tags only those that match are there.
    """

    thing: object
    url: str
    title: list
    text: list
    episode: object = None
    speakers: list = field(default_factory=list)
    tags: list = field(default_factory=list)
    also: list = field(default_factory=list)
    count: int = 0
    moment: object = None


def hits(keys, passages, marker):
    """``{SearchKind: [Hit]}``, in the order of the keys; what is public no more is missing.

    ``keys`` are ``{SearchKind: primary keys}``, ``passages`` ``{first line: [Cue]}`` of those of its passages, and
    ``marker`` is the ``Marker`` of the question. The number of queries depends on the kinds only.
    """
    found = {kind: MAKERS[kind](keys[kind], passages, marker) if keys[kind] else [] for kind in keys}
    return _with_tags(found, marker)


def _with_tags(found, marker):
    """Says by which of its tags something was found; two queries."""
    owners = {kind: [_owner(kind, hit.thing) for hit in found.get(kind, ())] for kind in TAGGED}
    tags = tags_of(owners[SearchKind.EPISODE], {*owners[SearchKind.HIGHLIGHT], *owners[SearchKind.QUOTE]})
    slugs = {tag.slug for some in tags.values() for tag in some}
    names = defaultdict(list)
    for slug, alias in TagAlias.objects.filter(tag__slug__in=slugs).order_by("pk").values_list("tag__slug", "name"):
        names[slug].append(alias)

    @cache  # Many hits have the same tags.
    def matched(slug, name):
        for also in (name, *names[slug]):
            if marker.is_in(also):
                return address("tag", slug), marker.whole(name if also == name else f"{name} ({also})")
        return None

    for kind, some in owners.items():
        for hit, owner in zip(found.get(kind, ()), some, strict=True):
            hit.tags.extend(
                filter(None, (matched(tag.slug, tag.name) for tag in tags[kind == SearchKind.EPISODE, owner]))
            )
    return found


TAGGED = (SearchKind.HIGHLIGHT, SearchKind.QUOTE, SearchKind.EPISODE)


def _owner(kind, thing):
    """Whose tags something has: a quote those of its highlight."""
    return thing.highlight_id if kind == SearchKind.QUOTE else thing.pk


def _linked(people, marker):
    """``[(address, marked name)]``; nobody without a page has an address."""
    return [(one.get_absolute_url() if one.slug else "", marker.whole(one.name)) for one in people]


def _highlights(keys, _passages, marker):
    found = in_order(for_entries(Highlight.objects.published()), keys)
    speakers = defaultdict(dict)
    rows = Citation.objects.filter(highlight__in=[one.pk for one in found], clip__speaker__isnull=False)
    for highlight, name, slug in rows.order_by("clip__number").values_list(
        "highlight", "clip__speaker__name", "clip__speaker__slug"
    ):
        speakers[highlight][slug] = Person(name=name, slug=slug)
    return [
        Hit(
            thing=one,
            url=one.get_absolute_url(),
            title=marker.whole(one.title),
            text=_best_passage(marker, plain_text(one.body), one.takeaway),
            episode=one.episode,
            speakers=_linked(list(speakers[one.pk].values())[:MOST_SPEAKERS], marker),
        )
        for one in found
    ]


def _best_passage(marker, *texts):
    """The passage of the first of some texts in which something is wanted, else of the first that is not empty."""
    first = []
    for text in texts:
        pieces = marker.passage(text) if text else []
        if any(is_match for _text, is_match in pieces):
            return pieces
        first = first or pieces
    return first


def _quotes(keys, _passages, marker):
    return [
        Hit(
            thing=one,
            url=one.get_absolute_url(),
            title=marker.whole(one.text),
            text=[],
            episode=one.highlight.episode,
            speakers=_linked([one.speaker] if one.speaker else [], marker),
        )
        for one in in_order(with_sources(Quote.objects.published()), keys)
    ]


def _episodes(keys, _passages, marker):
    found = in_order(with_show(Episode.objects.published()).defer(None).defer("speech"), keys)
    people = defaultdict(dict)
    credits = Credit.objects.filter(episode__in=[one.pk for one in found], role__in=[Role.GUEST, Role.HOST])
    for credit in credits.order_by("role", "position", "pk").select_related("person"):
        people[credit.episode_id][credit.person_id] = credit.person
    return [
        Hit(
            thing=one,
            url=one.get_absolute_url(),
            title=marker.whole(one.title),
            text=_best_passage(marker, one.summary, plain_text(one.show_notes)),
            episode=one,
            speakers=_linked(list(people[one.pk].values())[:MOST_SPEAKERS], marker),
        )
        for one in found
    ]


def _people(keys, _passages, marker):
    found = in_order(Person.objects.published(), keys)
    counts = _tallies(PERSON, found, ShelfKind.EPISODE)
    return [
        Hit(
            thing=one,
            url=one.get_absolute_url(),
            title=marker.whole(one.name),
            text=marker.passage(plain_text(one.biography)),
            count=counts[one.pk],
        )
        for one in found
    ]


def _tags(keys, _passages, marker):
    found = in_order(Tag.objects.published().prefetch_related("aliases"), keys)
    counts = _tallies(TAG, found, ShelfKind.HIGHLIGHT, ShelfKind.EPISODE)
    return [
        Hit(
            thing=one,
            url=one.get_absolute_url(),
            title=marker.whole(one.name),
            text=marker.passage(plain_text(one.description)),
            also=[marker.whole(alias.name) for alias in one.aliases.all() if marker.is_in(alias.name)],
            count=counts[one.pk],
        )
        for one in found
    ]


def _tallies(letter, things, *kinds):
    """``{primary key: how much public there is of it}``"""
    counts = defaultdict(int)
    rows = ShelfTally.objects.filter(shelf__in=[shelf_of(letter, one.pk) for one in things], kind__in=kinds)
    for shelf, count in rows.values_list("shelf", "count"):
        counts[number_of(shelf)] += count
    return counts


def _passages_of(keys, passages, marker):
    lines = {pk: passages[pk] for pk in keys if pk in passages}
    episodes = with_show(Episode.objects.published()).in_bulk({some[0].episode_id for some in lines.values()})
    moments = [_moment(some, marker) for some in lines.values() if some[0].episode_id in episodes]
    # A line may end one passage and begin the next: it is shown once.
    moments = list({line.pk: (line, text) for line, text in reversed(moments)}.values())[::-1]
    people = Person.objects.in_bulk({line.speaker_id for line, _text in moments if line.speaker_id})
    places = _line_numbers([line.pk for line, _text in moments if line.start_ms is None])
    found = []
    for line, text in moments:
        episode = episodes[line.episode_id]
        person = people.get(line.speaker_id) or (Person(name=line.speaker_name) if line.speaker_name else None)
        anchor = f"t={format_timecode(line.start_ms)}" if line.start_ms is not None else f"line-{places[line.pk]}"
        found.append(
            Hit(
                thing=line,
                url=f"{episode.get_transcript_url()}#{anchor}",
                title=[],
                text=text,
                episode=episode,
                speakers=_linked([person] if person else [], marker),
                moment=line,
            )
        )
    return found


def _moment(lines, marker):
    """The line of a passage in which the best matches begin, and the marked text around it."""
    texts = [" ".join(line.text.split()) for line in lines]
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    place, passage = marker.placed(" ".join(texts))
    return lines[bisect_right(starts, place) - 1], passage


def _line_numbers(keys):
    """``{primary key: place in the transcript, from 1}`` of lines without times."""
    if not keys:
        return {}
    before = Cue.objects.filter(episode=OuterRef("episode"), pk__lte=OuterRef("pk")).order_by().values("episode")
    rows = Cue.objects.filter(public_episode("episode__"), pk__in=keys).order_by()
    return dict(rows.annotate(place=Subquery(before.annotate(n=Count("pk")).values("n"))).values_list("pk", "place"))


MAKERS = {
    SearchKind.HIGHLIGHT: _highlights,
    SearchKind.QUOTE: _quotes,
    SearchKind.EPISODE: _episodes,
    SearchKind.PERSON: _people,
    SearchKind.TAG: _tags,
    SearchKind.PASSAGE: _passages_of,
}


@dataclass(frozen=True)
class Popular:
    """What a search may begin with: ``[(name, slug, count)]`` of the most used tags, and of people most often heard."""

    tags: list
    people: list
    year: int | None


def popular():
    """The ``Popular`` things of the site, in five queries."""
    everything = Shelves()
    years = everything.beside(ShelfKind.EPISODE, "y", 1000)
    return Popular(
        tags=_named_counts(Tag.objects.published(), everything.beside(ShelfKind.HIGHLIGHT, TAG, POPULAR)),
        people=_named_counts(Person.objects.published(), everything.beside(ShelfKind.HIGHLIGHT, PERSON, 1)),
        year=max((number_of(year) for year, _count in years), default=None),
    )


def _named_counts(objects, counted):
    return [(thing.name, thing.slug, count) for thing, count in named(objects, counted)]
