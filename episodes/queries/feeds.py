"""What the feeds for podcast apps say, as plain values, in a number of queries that no row changes."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from episodes.models import AudioVersion, Clip, Credit, Cue, Episode, FeedItem, Highlight, Show, SiteSettings, address
from episodes.queries.chapters import with_chapters
from episodes.queries.paging import nearest_page

ON_PAGE = 100
#: The most soundbites of an item.
SOUNDBITES = 6


class FeedClip(NamedTuple):
    """What a feed says of a public clip; it has a thousand of them, and a ``Clip`` takes five times as long to make."""

    episode_id: int
    number: int
    pk: int
    title: str
    start_ms: int | None
    end_ms: int | None
    featured: bool
    plays: int

    def get_absolute_url(self):
        return address("clip", self.pk)


@dataclass(frozen=True)
class Entry:
    """An episode with what its item says. ``enclosure`` is the ``(url, type, bytes)`` that was imported, or None."""

    episode: Episode
    credits: list
    highlights: list
    clips: dict  # number -> FeedClip
    soundbites: list
    versions: list
    enclosure: tuple | None


@dataclass(frozen=True)
class FeedPage:
    """``show`` is None in the feed of the whole site. ``entries`` are the latest first."""

    show: Show | None
    site: SiteSettings
    number: int
    pages: int
    entries: list


def show_feed(slug, asked):
    """The page ``asked`` (a text from an address) of a show's feed. Raises ``Show.DoesNotExist``."""
    show = Show.objects.published().get(slug=slug)
    return _page(show, Episode.objects.published().filter(show=show), asked)


def site_feed(asked):
    """The page ``asked`` of the feed of the whole site."""
    return _page(None, Episode.objects.published(), asked)


def _page(show, episodes, asked):
    page = nearest_page(episodes.select_related("show").newest_first(), ON_PAGE, asked)
    return FeedPage(show, SiteSettings.load(), page.number, page.paginator.num_pages, _entries(list(page)))


def _entries(episodes):
    keys = [episode.pk for episode in episodes]
    files = _files(keys)
    credits = _by_episode(Credit.objects.filter(episode__in=keys).select_related("person"))
    highlights = _by_episode(Highlight.objects.published().filter(episode__in=keys).order_by("position", "pk"))
    clips = Clip.objects.published().filter(episode__in=keys).order_by("number").values_list(*FeedClip._fields)
    clips = _by_episode(map(FeedClip._make, clips))
    versions = _by_episode(AudioVersion.objects.filter(episode__in=keys))
    imported = FeedItem.objects.filter(episode__in=keys, show__feed_keeps_audio=True).values_list("episode_id", "item")
    enclosures = {episode: _enclosure(item) for episode, item in imported}
    entries = []
    for episode in episodes:
        own = clips[episode.pk]
        episode.has_chapters, episode.is_timed = files[episode.pk]
        for highlight in highlights[episode.pk]:
            highlight.episode = episode
        entries.append(
            Entry(
                episode,
                credits[episode.pk],
                highlights[episode.pk],
                {clip.number: clip for clip in own},
                _soundbites(own),
                versions[episode.pk],
                enclosures.get(episode.pk),
            )
        )
    return entries


def _files(keys):
    """``{episode_id: (whether it has chapters, whether its transcript has times)}``.

    Asked of those of a page: of all that the page is cut from, PostgreSQL would find it out for each.
    """
    timed = Cue.objects.filter(episode=OuterRef("pk"), start_ms__isnull=False)
    episodes = with_chapters(Episode.objects.filter(pk__in=keys)).annotate(is_timed=Exists(timed)).order_by()
    return {pk: flags for pk, *flags in episodes.values_list("pk", "has_chapters", "is_timed")}


def _by_episode(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.episode_id].append(row)
    return found


def _soundbites(clips):
    """The editors' picks, then what is played most; of those that nobody has picked or played none."""
    worth = [clip for clip in clips if clip.start_ms is not None and (clip.featured or clip.plays)]
    return sorted(worth, key=lambda clip: (not clip.featured, -clip.plays, clip.number))[:SOUNDBITES]


def _enclosure(item):
    said = item.get("enclosure") or {}
    return (said["url"], said.get("type") or "", said.get("bytes")) if said.get("url") else None
