"""What an Atom feed says of highlights, quotes and episodes, in a number of queries that no row changes."""

from collections import defaultdict
from dataclasses import dataclass, field

from episodes.models import Clip, Credit, Episode, Highlight, Quote, ShelfKind
from episodes.queries.sections import tags_of
from episodes.queries.shelves import Shelves, in_order

#: The most entries of a feed: readers ask for it again and again, and keep what they have seen.
MOST = 50


@dataclass(frozen=True)
class AtomEntry:
    """A public ``Highlight``, ``Quote`` or ``Episode``; ``clips`` are ``{number: clip}``, of a highlight's episode."""

    thing: Highlight | Quote | Episode
    episode: Episode
    tags: list
    clips: dict = field(default_factory=dict)
    quotes: list = field(default_factory=list)
    people: list = field(default_factory=list)

    @property
    def updated_at(self):
        return max(self.episode.changed_at or self.episode.published_at, self.episode.published_at)


def atom_entries(shelves: Shelves, *kinds: str, most: int = MOST) -> list[AtomEntry]:
    """What stands on shelves of these kinds, newest first; at most ``most`` of all together."""
    entries = []
    for kind in kinds:
        entries += GATHER[kind](list(shelves.keys(kind)[:most]))
    order = sorted(range(len(entries)), key=lambda at: (entries[at].episode.published_at, -at), reverse=True)
    return [entries[at] for at in order[:most]]


def _highlights(keys):
    highlights = in_order(Highlight.objects.published().select_related("episode__show"), keys)
    pks, episodes = [highlight.pk for highlight in highlights], {highlight.episode_id for highlight in highlights}
    clips, quotes = defaultdict(dict), defaultdict(list)
    for clip in Clip.objects.published().filter(episode__in=episodes).order_by("number"):
        clips[clip.episode_id][clip.number] = clip
    # Quotes of what is public are so; asked whether they are, SQLite would begin with all public episodes.
    for quote in Quote.objects.filter(highlight__in=pks).select_related("speaker"):
        quotes[quote.highlight_id].append(quote)
    tags = tags_of(highlight_ids=pks)
    return [
        AtomEntry(
            highlight,
            highlight.episode,
            tags[False, highlight.pk],
            clips[highlight.episode_id],
            quotes[highlight.pk],
            list({quote.speaker_id: quote.speaker for quote in quotes[highlight.pk] if quote.speaker}.values()),
        )
        for highlight in highlights
    ]


def _quotes(keys):
    found = Quote.objects.published().select_related("speaker", "clip", "highlight__episode__show")
    quotes = in_order(found, keys)
    tags = tags_of(highlight_ids=[quote.highlight_id for quote in quotes])
    return [
        AtomEntry(
            quote,
            quote.highlight.episode,
            tags[False, quote.highlight_id],
            people=[quote.speaker] if quote.speaker else [],
        )
        for quote in quotes
    ]


def _episodes(keys):
    episodes = in_order(Episode.objects.published().select_related("show"), keys)
    pks = [episode.pk for episode in episodes]
    people = defaultdict(dict)
    for credit in Credit.objects.filter(episode__in=pks).select_related("person"):
        people[credit.episode_id][credit.person_id] = credit.person
    tags = tags_of(pks)
    return [
        AtomEntry(episode, episode, tags[True, episode.pk], people=list(people[episode.pk].values()))
        for episode in episodes
    ]


GATHER = {ShelfKind.HIGHLIGHT: _highlights, ShelfKind.QUOTE: _quotes, ShelfKind.EPISODE: _episodes}
