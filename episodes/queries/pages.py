"""What the smaller pages need: home, show, highlight, quote, clip, person, transcript."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from episodes.models import (
    Citation,
    Clip,
    Credit,
    Cue,
    Episode,
    Evidence,
    Highlight,
    Person,
    Quote,
    Show,
    public_episode,
    public_highlight,
)
from episodes.queries.audio import audio_versions, versions_of
from episodes.queries.coverage import Coverage, coverage, strip
from episodes.queries.entries import for_entries, highlight_entries, public_quotes, with_episode, with_show
from episodes.queries.links import read_links, with_links
from episodes.queries.sections import Section, build_moments, build_sections, clips_with_evidence, tags_of, with_quotes
from episodes.queries.tags import by_letter, most_used
from episodes.queries.transcript_page import line_of_quote

FEATURED = 6
TAGS_ON_HOME = 36
SHOWS_ON_HOME = 12
ON_PERSON_PAGE = 12
CUES_AROUND_MS = 15_000


def latest_episodes():
    """Public episodes with their shows, newest first."""
    return with_show(Episode.objects.published()).newest_first()


def public_shows():
    """Shows with something to read, with the number of their public ``episodes_out``."""
    shows = Show.objects.published().annotate(episodes_out=Count("episodes", filter=public_episode("episodes__")))
    return shows.order_by("title", "pk")


@dataclass(frozen=True)
class HomePage:
    quote: Quote | None
    quote_strip: list
    featured: list
    shows: list
    tags: list


def home_page(today: date):
    """What stands around the latest episodes. The quote in front is another one every day."""
    highlights = list(for_entries(Highlight.objects.published().filter(featured=True)).newest_first()[:FEATURED])
    quotes = _quotes_of_featured(highlights) or list(public_quotes()[:FEATURED])
    quote = quotes[today.toordinal() % len(quotes)] if quotes else None
    return HomePage(
        quote=quote,
        quote_strip=_quote_strip(quote),
        featured=highlight_entries(highlights, tags={}, links={}),
        shows=list(public_shows()[:SHOWS_ON_HOME]),
        tags=by_letter(most_used(TAGS_ON_HOME)),
    )


def _quotes_of_featured(highlights):
    by_pk = {highlight.pk: highlight for highlight in highlights}
    quotes = list(
        Quote.objects.published().filter(highlight__in=by_pk).select_related("speaker", "clip").order_by("pk")
    )
    for quote in quotes:
        quote.highlight = by_pk[quote.highlight_id]
    return quotes


def _quote_strip(quote):
    if not (quote and quote.clip):
        return []
    return strip([quote.clip], quote.highlight.episode.duration_ms)


@dataclass(frozen=True)
class HighlightPage:
    section: Section
    audio_versions: list
    moments: list
    previous: Highlight | None
    next: Highlight | None

    @property
    def checked(self):
        return sum(moment.is_checked for moment in self.moments)

    @property
    def disputed(self):
        return sum(moment.evidence == Evidence.DISPUTED for moment in self.moments)


def highlight_page(show_slug, episode_slug, slug):
    """The ``HighlightPage`` at an address. Raises ``Highlight.DoesNotExist``."""
    address = {"episode__show__slug": show_slug, "episode__slug": episode_slug, "slug": slug}
    rows = with_episode(Highlight.objects.published()).filter(**address).annotate(versions=versions_of("episode"))
    found, quotes = with_quotes(with_links(rows))
    if not found:
        raise Highlight.DoesNotExist
    highlight = found[0]
    clips, evidence = clips_with_evidence(Clip.objects.filter(episode=highlight.episode_id), highlight.episode)
    tags, links = tags_of(highlight_ids=[highlight.pk]), read_links([highlight])
    [section] = build_sections([highlight], clips, evidence, quotes, tags, links)
    siblings = list(
        Highlight.objects.published().filter(episode=highlight.episode_id).only("title", "slug", "episode_id")
    )
    for sibling in siblings:
        sibling.episode = highlight.episode
    here = siblings.index(highlight)
    return HighlightPage(
        audio_versions=audio_versions(highlight.versions),
        section=section,
        moments=build_moments([section]),
        previous=siblings[here - 1] if here else None,
        next=siblings[here + 1] if here + 1 < len(siblings) else None,
    )


@dataclass(frozen=True)
class QuotePage:
    """``line`` is the anchor of the quote's line on the transcript page, or empty."""

    quote: Quote
    audio_versions: list
    line: str
    strip: list
    tags: list
    others: list


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
    same = Q(speaker=quote.speaker_id) if quote.speaker_id else Q(highlight__episode=quote.highlight.episode_id)
    return QuotePage(
        audio_versions=audio_versions(quote.versions),
        quote=quote,
        line=line_of_quote(quote),
        strip=_quote_strip(quote),
        tags=tags_of(highlight_ids=[quote.highlight_id])[False, quote.highlight_id],
        others=list(public_quotes().filter(same).exclude(pk=pk)[:3]),
    )


@dataclass(frozen=True)
class ClipPage:
    clip: Clip
    audio_versions: list
    coverage: Coverage | None
    cues: list
    cited_in: list  # [(highlight entry, evidence)]
    heard_at: datetime | None
    quote: Quote | None
    previous: Clip | None
    next: Clip | None

    @property
    def line(self):
        """The line of the transcript in which the clip begins, or None."""
        return next((cue for cue, is_inside in self.cues if is_inside), None)


def clip_page(pk):
    """The ``ClipPage`` of a public clip. Raises ``Clip.DoesNotExist``."""
    clip = (
        Clip.objects.published()
        .select_related("episode__show", "speaker")
        .annotate(versions=versions_of("episode"))
        .get(pk=pk)
    )
    clips, evidence = clips_with_evidence(Clip.objects.published().filter(episode=clip.episode_id), clip.episode)
    in_time = sorted(
        (other for other in clips[clip.episode_id].values() if other.is_placed), key=lambda other: other.start_ms
    )
    states = {highlight: state for (highlight, cited), state in evidence.items() if cited == pk}
    heard = Citation.objects.filter(public_highlight("highlight__"), clip=pk, evidence=Evidence.HEARD)
    entries = highlight_entries(for_entries(Highlight.objects.published().filter(pk__in=states)), links={})
    here = next((index for index, other in enumerate(in_time) if other.pk == pk), None)
    return ClipPage(
        audio_versions=audio_versions(clip.versions),
        clip=clip,
        coverage=coverage(clip.episode, [(other, False) for other in in_time], [], []) if clip.is_placed else None,
        cues=_cues_around(clip),
        heard_at=heard.aggregate(at=Max("checked_at"))["at"],
        cited_in=[(entry, states[entry.highlight.pk]) for entry in entries],
        quote=Quote.objects.published().filter(clip=clip).select_related("speaker").first(),
        previous=in_time[here - 1] if here else None,
        next=in_time[here + 1] if here is not None and here + 1 < len(in_time) else None,
    )


def _cues_around(clip):
    """``[(cue, is_inside)]``: the transcript's lines of a clip, with a little before and after."""
    if not clip.is_placed:
        return []
    first, last = max(0, clip.start_ms - CUES_AROUND_MS), clip.end_ms + CUES_AROUND_MS
    cues = Cue.objects.filter(episode=clip.episode_id, start_ms__lt=last, end_ms__gt=first).select_related("speaker")
    return [(cue, cue.start_ms < clip.end_ms and cue.end_ms > clip.start_ms) for cue in cues]


@dataclass(frozen=True)
class PersonPage:
    """A page of ``kind`` ("episodes" or "quotes"); the first page of episodes shows some quotes as well."""

    person: Person
    kind: str
    page: object
    appearances: list  # [(episode, [role label])]
    quotes: list
    quotes_in_all: int
    tags: list


def person_page(slug, kind, paginate):
    """The ``PersonPage`` of somebody public. ``paginate(items)`` gives the page. Raises ``Person.DoesNotExist``."""
    person = Person.objects.published().get(slug=slug)
    quotes = public_quotes().filter(speaker=person)
    quotes_in_all = quotes.count()
    credited = latest_episodes().filter(pk__in=Credit.objects.filter(person=person).values("episode"))
    kind = "quotes" if kind == "quotes" and quotes_in_all else "episodes"
    page = paginate(quotes if kind == "quotes" else credited)
    spoken = Highlight.objects.published().filter(Q(quotes__speaker=person) | Q(citations__clip__speaker=person))
    some_quotes = page if kind == "quotes" else quotes[: ON_PERSON_PAGE if page.number == 1 else 0]
    return PersonPage(
        person=person,
        kind=kind,
        page=page,
        appearances=_with_roles(person, page) if kind == "episodes" else [],
        quotes=list(some_quotes),
        quotes_in_all=quotes_in_all,
        tags=most_used(ON_PERSON_PAGE, spoken.values("pk")),
    )


def _with_roles(person, episodes):
    roles = defaultdict(list)
    for credit in Credit.objects.filter(person=person, episode__in=[episode.pk for episode in episodes]):
        roles[credit.episode_id].append(credit.get_role_display())
    return [(episode, roles[episode.pk]) for episode in episodes]


def people():
    """Public people with the number of public episodes that they are part of, ``episodes_out``."""
    return (
        Person.objects.published()
        .annotate(
            episodes_out=Count("credits__episode", filter=public_episode("credits__episode__"), distinct=True),
        )
        .order_by("name", "pk")
    )
