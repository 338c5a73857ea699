"""Finds the show of a feed, and the episode of each of its items: by key, by guid, or by title and day."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from episodes.importers.feed_values import Channel, Feed, Item, stand_in
from episodes.importers.report import ImportRefused
from episodes.models import Episode, FeedImport, FeedItem, Show
from episodes.text.slugs import name_key, slug_of

#: A page names a day, a feed a moment somewhere in the world: these lie within a day of each other.
NEAR = timedelta(days=1)
FILES, RELATED_DUE = "files", "related_due"


@dataclass
class Match:
    """An item with the row of an earlier import and the episode that it belongs to, each None where there is none.

    ``is_adopted`` says that the episode was made by hand or from a page.
    """

    item: Item
    row: FeedItem | None = None
    episode: Episode | None = None
    is_adopted: bool = False

    @property
    def before(self) -> Item | None:
        """What the last import said."""
        return Item.from_json(self.row.item) if self.row and self.row.item else None

    @property
    def is_deleted(self):
        """Whether somebody has deleted the episode here."""
        return self.row is not None and self.row.episode_id is None


@dataclass
class Found:
    """What is here already. ``memory`` is the ``FeedImport`` of the show; ``vanished`` are rows that no item has.

    ``guids`` says which episode of the show has a guid.
    """

    show: Show | None
    name: str
    memory: FeedImport | None = None
    matches: list[Match] = field(default_factory=list)
    vanished: list[FeedItem] = field(default_factory=list)
    guids: dict[str, int] = field(default_factory=dict)

    @property
    def channel_before(self) -> Channel | None:
        return Channel.from_json(self.memory.channel) if self.memory else None


def find(feed: Feed, source: str, name: str = "") -> Found:
    """Matches a feed with the site, in a number of queries that does not depend on the items.

    ``name``, the title or slug of a show, overrules the feed. Raises ``ImportRefused`` where nobody names the show or
    several fit equally well.
    """
    wanted = " ".join(name.split()) or feed.channel.title
    if not wanted:
        raise ImportRefused(_("The feed does not say what its show is called: give the name of the show."))
    if len(wanted) > 200:
        raise ImportRefused(_("The name of a show has at most 200 characters."))
    show = _named(wanted, by_slug=True) if name.strip() else _told(feed, source) or _named(wanted)
    found = Found(show, wanted)
    if show is None:
        found.matches = [Match(item) for item in feed.items]
        return found
    found.memory = FeedImport.objects.filter(show=show).first()
    rows = list(FeedItem.objects.filter(show=show))
    episodes = {episode.pk: episode for episode in Episode.objects.filter(show=show)}
    found.guids = {episode.guid: pk for pk, episode in episodes.items() if episode.guid}
    _Matcher(feed, rows, episodes, found).run()
    return found


def _told(feed, source):
    """The show with the feed's own guid, or with one of its addresses."""
    guid = feed.channel.guid
    if guid and (show := Show.objects.filter(guid__iexact=guid).order_by("pk").first()):
        return show
    addresses = {plain_address(text) for text in (source, feed.channel.address, feed.channel.new_address) if text}
    addresses = {address for address in addresses if address}
    if not addresses:
        return None
    for row in FeedImport.objects.select_related("show").order_by("pk"):
        if plain_address(row.address) in addresses:
            return row.show
    return next((show for show in Show.objects.order_by("pk") if plain_address(show.feed_url) in addresses), None)


def plain_address(text):
    """An address without what changes: the scheme and a slash at the end. Empty for what is no address of the web."""
    scheme, _slashes, rest = text.partition("://")
    return rest.rstrip("/") if scheme.lower() in ("http", "https") else ""


def _named(name, *, by_slug=False):
    shows = list(Show.objects.all())
    named = [show for show in shows if name_key(show.title) == name_key(name)]
    if not named and by_slug:
        named = [show for show in shows if show.slug == name] or [show for show in shows if show.slug == slug_of(name)]
    if len(named) > 1:
        raise ImportRefused(
            _("%(number)d shows are called “%(name)s”: give the slug of one.") % {"number": len(named), "name": name}
        )
    return named[0] if named else None


class _Matcher:
    def __init__(self, feed, rows, episodes, found):
        self.feed, self.episodes, self.found = feed, episodes, found
        self.rows = {row.key: row for row in rows}
        taken = {row.episode_id for row in rows}
        self.free = {pk: episode for pk, episode in episodes.items() if pk not in taken}
        self.by_guid = {episode.guid: episode for episode in self.free.values() if episode.guid}
        self.by_title = defaultdict(list)
        for episode in self.free.values():
            self.by_title[name_key(episode.title)].append(episode)

    def run(self):
        self.found.matches = [Match(item, self.rows.pop(item.key, None)) for item in self.feed.items]
        known = self._by_other_signs()
        for match in self.found.matches:
            if match.row is None:
                match.row = self._known(known, match.item)
            if match.row:
                match.episode = self.episodes.get(match.row.episode_id)
        unknown = [match for match in self.found.matches if match.row is None]
        for adopted in (self._of_guid, self._of_title):
            for match in unknown:
                if match.episode is None and (episode := adopted(match.item)):
                    match.episode, match.is_adopted = self.free.pop(episode.pk), True
        self.found.vanished = [row for row in self.rows.values() if row.episode_id]

    def _by_other_signs(self):
        """Rows that no item has, each by its audio, and by its title and date: ``{sign: [(row, has a guid)]}``."""
        known = defaultdict(list)
        for row in self.rows.values():
            if row.item:
                said = Item.from_json(row.item)
                for sign in _signs(said):
                    known[sign].append((row, bool(said.guid)))
        return known

    def _known(self, known, item):
        """The row of an item whose key is new: its audio has moved, or the feed has come to have guids or lost them.

        Two guids that differ are two items, whatever else is the same: it may be a rerun.
        """
        for sign in _signs(item):
            found = [row for row, has_guid in known[sign] if row.key in self.rows and not (has_guid and item.guid)]
            if len(found) == 1:
                return self.rows.pop(found[0].key)
        return None

    def _of_guid(self, item):
        return self.by_guid.get(item.guid)

    def _of_title(self, item):
        """The one episode of that title and day; two guids that differ are two episodes."""
        named = self.by_title.get(name_key(item.title), [])
        near = [episode for episode in named if episode.pk in self.free and _is_near(episode, item)]
        return near[0] if len(near) == 1 and not (near[0].guid and item.guid) else None


def _signs(item):
    """By what else an item may be known: the address of its audio or page, and its title with its date."""
    audio = item.enclosure.url if item.enclosure else ""
    signs = [stand_in(audio, item.link, "", "")]
    return [sign for sign in [*signs, item.published and (name_key(item.title), item.published)] if sign]


def _is_near(episode, item):
    if not (episode.published_at and item.published_at):
        return False
    return abs(episode.published_at - item.published_at) < NEAR
