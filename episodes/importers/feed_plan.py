"""Plans what a feed would make of the site, and does it: all or nothing, and nothing twice.

The plan reads only. What the last import said is kept in ``FeedImport`` and ``FeedItem``, so that a field which
somebody edited on the site stays, and one that changed in the feed alone is updated. Files are fetched while it is
planned; writing is one transaction.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext as _

from episodes.importers import feed_apply
from episodes.importers.feed_credits import People, credits_of, parts
from episodes.importers.feed_entries import Entry, Here, Options, plan_entry, report_vanished
from episodes.importers.feed_files import Files
from episodes.importers.feed_match import FILES, RELATED_DUE, Found, find
from episodes.importers.feed_merge import merge, show_values
from episodes.importers.feed_values import Channel, Feed
from episodes.importers.layout import at_line
from episodes.importers.page_plan import IMPORT_LOCK
from episodes.importers.report import ImportRefused, Report
from episodes.models import Clip, Episode, FeedImport, Show


@dataclass
class Plan:
    """What an import would do. ``report`` says it to people; ``show`` and episodes may not be saved yet.

    ``logo`` is a ``feed_files.File`` or None. ``related_due`` says that an import has written episodes whose
    neighbours were not computed since.
    """

    feed: Feed
    source: str
    name: str
    options: Options
    files: Files
    found: Found
    show: Show
    people: People
    report: Report = field(default_factory=Report)
    show_fields: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    logo: object = None
    kept_files: dict = field(default_factory=dict)

    @property
    def related_due(self):
        return bool(self.found.memory and self.found.memory.channel.get(RELATED_DUE))

    @property
    def vanished(self):
        """Rows that are to be marked as vanished; none where the feed could not be read in full."""
        return [row for row in self.found.vanished if row.vanished_at is None] if self.feed.complete else []

    @property
    def nothing(self):
        """True where applying the plan would change no row, not even what is remembered of the feed."""
        same = self.report.nothing and not self.vanished and all(entry.remembers for entry in self.entries)
        return same and self.remembers_channel

    @property
    def remembers_channel(self):
        memory = self.found.memory
        return memory is not None and memory.address == self.address and _plain(memory.channel) == self.channel_memory

    @property
    def address(self):
        """Where the feed is: where it was fetched, else what it says itself, else the name of its file."""
        is_web = self.source.startswith(("http://", "https://"))
        return (self.source if is_web else self.feed.channel.address or self.source)[:1000]

    @property
    def channel_memory(self) -> dict:
        files = self.kept_files | ({"logo": self.logo.memory} if self.logo else {})
        return {**self.feed.channel.as_json(), FILES: files}

    @property
    def digest(self):
        """Equal for two plans that would do the same to the same episodes."""
        episodes = [(entry.item.key, entry.episode and entry.episode.pk) for entry in self.entries]
        said = repr((self.show.pk, self.address, episodes, self.report, self.channel_memory, len(self.vanished)))
        return hashlib.sha256(said.encode()).hexdigest()

    def apply(self, writers, progress: Callable[[int, int], None] = lambda done, total: None) -> set[int]:
        """Writes the plan in one transaction and returns the primary keys of the episodes that are new or changed.

        ``writers`` has ``touch(episode_ids)``, called before episodes change, ``replace_transcript(episode, cues)`` and
        ``replace_chapters(episode, chapters)``. Raises ``ImportRefused`` where the site has changed since the plan was
        made, so that it would do something else. The neighbours of the episodes are due then: see ``settle``.
        """
        stored = self.files.store()
        try:
            with transaction.atomic():
                self._lock()
                again = {"source": self.source, "show": self.name, "files": stored, "options": self.options}
                fresh = plan_feed(self.feed, **again)
                if fresh.digest != self.digest:
                    raise ImportRefused(_("The site has changed since this was looked at: look again."))
                written = set() if fresh.nothing else feed_apply.write(fresh, writers, progress)
        except BaseException:
            stored.discard()
            raise
        self.show = fresh.show
        return written

    def settle(self):
        """Says that the neighbours of all episodes are computed."""
        memory = FeedImport.objects.filter(show=self.show).first()
        if memory and memory.channel.pop(RELATED_DUE, None):
            FeedImport.objects.filter(pk=memory.pk).update(channel=memory.channel)

    def _lock(self):
        """Holds what the plan rests on: on PostgreSQL imports wait for each other, on SQLite every transaction does."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        list(Show.objects.select_for_update(no_key=True).filter(pk=self.show.pk))
        list(Episode.objects.select_for_update(no_key=True).filter(show=self.show.pk).values_list("pk").order_by("pk"))


def plan_feed(
    feed: Feed,
    *,
    source: str,
    show: str = "",
    publish: bool = True,
    tags: bool = False,
    files: Files | None = None,
    options: Options | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Plan:
    """What importing a feed would do; nothing is written.

    ``source`` is the address or the name of the file that it came from; ``show``, a title or slug, overrules the name
    in the feed. ``files`` fetches what the feed links to; without it nothing is. ``progress`` is told how many of
    the links are done. Raises ``ImportRefused`` where nobody names the show or several fit.
    """
    found = find(feed, source, show or "")
    plan = Plan(
        feed=feed,
        source=source,
        name=show or "",
        options=options or Options(publish, tags),
        files=files or Files(),
        found=found,
        show=found.show or Show(title=found.name),
        people=People.of(found.show, _names(feed, found)),
    )
    plan.report.doubted += [at_line(doubt.line, _(doubt.template) % doubt.params) for doubt in feed.doubts]
    _plan_show(plan)
    before = found.channel_before or Channel()
    here = _here(found)
    for match in found.matches:
        plan.entries.append(plan_entry(match, feed.channel, before, plan.people, here, plan.options, plan.report))
    report_vanished(found.vanished if feed.complete else [], plan.report)
    plan.files.plan(plan, progress)
    return plan


def _names(feed, found):
    """All names of people that the feed says or said."""
    before = found.channel_before or Channel()
    names = {name for item in feed.items for name, _role in parts(item, feed.channel)}
    said = [match.before for match in found.matches if match.before]
    return names | {name for item in said for name, _role in parts(item, before)}


def _plan_show(plan):
    channel, memory = plan.feed.channel, plan.found.memory
    theirs = show_values(channel, _feed_url(plan))
    plan.kept_files = dict(memory.channel.get(FILES, {})) if memory else {}
    if plan.show.pk is None:
        for name, value in theirs.items():
            setattr(plan.show, name, value)
        plan.report.made.append(_("the show “%(title)s”") % {"title": plan.show.title})
    else:
        before = show_values(plan.found.channel_before, memory.address) if memory else None
        if before is not None:
            theirs["title"], before["title"] = channel.title, plan.found.channel_before.title
            theirs = {name: value for name, value in theirs.items() if value}
        label = _("show “%(title)s”") % {"title": plan.show.title}
        plan.show_fields = merge(plan.show, before, theirs, label, plan.report)
    for trailer in channel.trailers:
        if all(item.enclosure is None or item.enclosure.url != trailer.url for item in plan.feed.items):
            plan.report.skipped.append(_("The trailer “%(title)s” is no item of the feed.") % {"title": trailer.title})


def _feed_url(plan):
    """The address under which the feed goes on: its own word for it first."""
    channel = plan.feed.channel
    address = channel.new_address or channel.address or plan.source
    return address if address.startswith(("http://", "https://")) else ""


def _here(found):
    ids = [match.episode.pk for match in found.matches if match.episode]
    if not ids:
        return Here({}, {}, found.guids)
    clips = defaultdict(list)
    for clip in Clip.objects.filter(episode__show=found.show):
        clips[clip.episode_id].append(clip)
    return Here(credits_of(Episode.objects.filter(show=found.show)), clips, found.guids)


def _plain(channel):
    """What is kept of a channel, without marks of our own."""
    files = channel.get(FILES, {})
    return {**Channel.from_json(channel).as_json(), FILES: files}
