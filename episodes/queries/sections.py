"""A highlight as a page shows it: body with chips, clips beside it, quotes, tags."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import F, IntegerField, Value

from episodes.models import Clip, Credit, Evidence, Highlight, Person, Quote, TaggedEpisode, TaggedHighlight
from episodes.text.markdown import framed_numbers

#: What a row of names is of.
OF_HIGHLIGHT, OF_EPISODE, CREDIT = range(3)


@dataclass(frozen=True)
class Chip:
    """One marker of a body. ``again`` counts from 1 how often the page has cited the clip so far."""

    clip: Clip
    anchor: str
    again: int
    evidence: str


@dataclass(frozen=True)
class TagLink:
    """``unlinked`` is a tag without a page, as on people, shows, clips and quotes that a preview shows."""

    name: str
    slug: str
    unlinked: bool = False


@dataclass
class Section:
    """``html`` is the body with framed markers; ``chips`` has one entry a marker, None where there is no such clip."""

    highlight: Highlight
    html: str
    chips: list
    quotes: list
    tags: list
    evidence: dict  # clip.pk -> Evidence of this highlight's citation
    links: list = field(default_factory=list)  # of SectionLink

    @property
    def clips(self):
        """The cited clips, each once, in the order of the text."""
        return list({chip.clip.pk: chip.clip for chip in self.chips if chip}.values())

    @property
    def notes(self):
        """``[(clip, evidence)]``"""
        return [(clip, self.evidence.get(clip.pk, Evidence.UNCHECKED)) for clip in self.clips]

    @property
    def anchor(self):
        return self.highlight.slug


@dataclass
class Moment:
    """A cited clip with the chips that cite it: ``places`` are ``(section, chip)``."""

    clip: Clip
    places: list = field(default_factory=list)

    @property
    def evidence(self):
        """What readers are told: disputed if anybody disputes it, heard if every citation was heard."""
        states = {chip.evidence for _section, chip in self.places}
        if Evidence.DISPUTED in states:
            return Evidence.DISPUTED
        return Evidence.HEARD if states == {Evidence.HEARD} else Evidence.UNCHECKED

    @property
    def is_checked(self):
        return self.evidence == Evidence.HEARD


def clips_with_evidence(clips, episode):
    """``{episode_id: {number: clip}}`` and ``{(highlight_id, clip_id): evidence}`` of a queryset, in one query.

    All clips are of ``episode``, which they are given.
    """
    rows = (
        clips.select_related("speaker")
        .annotate(cited_by=F("citations__highlight_id"), cited_evidence=F("citations__evidence"))
        .order_by("episode_id", "number")
    )
    found, evidence = defaultdict(dict), {}
    for row in rows:
        row.episode = episode
        clip = found[row.episode_id].setdefault(row.number, row)
        if row.cited_by:
            evidence[row.cited_by, clip.pk] = shown_evidence(clip, row.cited_evidence)
    return found, evidence


def shown_evidence(clip, evidence):
    """What readers are told of a citation: one of a clip that is to be rechecked was heard, and is so no more."""
    return Evidence.UNCHECKED if clip.recheck and evidence == Evidence.HEARD else evidence


def build_sections(highlights, clips, evidence, quotes, tags, links=None):
    """The ``Section`` of each highlight. Arguments are what the queries of this module, and ``read_links``, return."""
    by_pk = {clip.pk: clip for numbers in clips.values() for clip in numbers.values()}
    for quote in (quote for group in quotes.values() for quote in group):
        quote.moment = by_pk.get(quote.clip_id)
    seen = Counter()
    sections = []
    for highlight in highlights:
        numbers = clips.get(highlight.episode_id, {})
        chips, html = [], highlight.html
        for number in framed_numbers(html):
            clip = numbers.get(number)
            if clip is None:
                chips.append(None)
                continue
            seen[number] += 1
            anchor = f"cite-{number}" if seen[number] == 1 else f"cite-{number}-{seen[number]}"
            state = evidence.get((highlight.pk, clip.pk), Evidence.UNCHECKED)
            chips.append(Chip(clip, anchor, seen[number], state))
        own = {clip: state for (highlight_id, clip), state in evidence.items() if highlight_id == highlight.pk}
        linked = (links or {}).get(highlight.pk, [])
        sections.append(Section(highlight, html, chips, quotes[highlight.pk], tags[False, highlight.pk], own, linked))
    return sections


def build_moments(sections):
    """The cited clips of ``sections``, by number."""
    moments = {}
    for section in sections:
        for chip in section.chips:
            if chip:
                moments.setdefault(chip.clip.pk, Moment(chip.clip)).places.append((section, chip))
    return sorted(moments.values(), key=lambda moment: moment.clip.number)


def with_quotes(highlights):
    """The highlights of a queryset, and ``{pk: [quote]}`` with speakers, in one query.

    ``build_sections`` gives every quote its ``moment``, the clip that it lies in.
    """
    rows = highlights.annotate(
        quote_pk=F("quotes__pk"),
        quote_text=F("quotes__text"),
        quote_clip=F("quotes__clip"),
        quote_speaker=F("quotes__speaker__name"),
        quote_speaker_slug=F("quotes__speaker__slug"),
    ).order_by("position", "pk", "quotes__position", "quotes__pk")
    found, quotes = {}, defaultdict(list)
    for row in rows:
        highlight = found.setdefault(row.pk, row)
        if row.quote_pk:
            name, slug = row.quote_speaker, row.quote_speaker_slug
            quotes[row.pk].append(
                Quote(
                    pk=row.quote_pk,
                    highlight=highlight,
                    text=row.quote_text,
                    clip_id=row.quote_clip,
                    speaker=Person(name=name, slug=slug) if slug else None,
                )
            )
    return list(found.values()), quotes


def tags_of(episode_ids=(), highlight_ids=()):
    """``{(True, episode_id) | (False, highlight_id): [TagLink]}``, as typed, in one query."""
    return _tags(_together(_tag_rows(episode_ids, highlight_ids)))


def tags_and_credits(episode, highlight_ids):
    """What ``tags_of`` gives of an episode and some highlights, and its ``[Credit]`` with people; one query.

    Of people their names and addresses are read.
    """
    credited = Credit.objects.filter(episode=episode).order_by()
    credits = credited.values_list(
        _number(CREDIT), "episode", "position", "pk", "person__name", "person__slug", "role", "person"
    )
    rows = _together([*_tag_rows([episode.pk], highlight_ids), credits])
    people = [
        Credit(pk=pk, episode=episode, role=role, person=Person(pk=person, name=name, slug=slug))
        for kind, _owner, _place, pk, name, slug, role, person in rows
        if kind == CREDIT
    ]
    return _tags(row for row in rows if row[0] != CREDIT), people


def _tag_rows(episode_ids, highlight_ids):
    return [
        manager.filter(content_object__in=ids).values_list(
            _number(kind), "content_object", _number(0), "pk", "tag__name", "tag__slug", Value(""), "tag"
        )
        for kind, manager, ids in (
            (OF_EPISODE, TaggedEpisode.objects, list(episode_ids)),
            (OF_HIGHLIGHT, TaggedHighlight.objects, list(highlight_ids)),
        )
        if ids
    ]


def _number(number):
    return Value(number, output_field=IntegerField())


def _together(rows):
    return sorted(rows[0].union(*rows[1:], all=True)) if rows else []


def _tags(rows):
    tags = defaultdict(list)
    for kind, owner, _place, _pk, name, slug, *_more in rows:
        tags[kind == OF_EPISODE, owner].append(TagLink(name, slug))
    return tags
