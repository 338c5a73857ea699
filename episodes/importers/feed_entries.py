"""Plans what one item of a feed makes of one episode: its fields, people, clips, tags and what was fetched for it."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from episodes.importers.feed_credits import Credits, People, merge_credits, parts
from episodes.importers.feed_files import ARTWORK
from episodes.importers.feed_match import FILES, Match
from episodes.importers.feed_merge import episode_values, merge
from episodes.importers.feed_values import Channel, Item
from episodes.importers.layout import shortened
from episodes.importers.report import Change, Report
from episodes.models import Clip, Credit, Episode, Status
from episodes.text.timecodes import format_timecode

MOST_NAMED = 20
#: Beside the files that were put in, which tags were: somebody may have taken them away here.
TAGGED = "tags"


@dataclass
class Entry:
    """What becomes of an item. ``episode`` is None where it was deleted here; ``fields`` of a new one are all.

    ``files`` maps ``transcript``, ``chapters`` and ``artwork`` to a ``feed_files.File`` that is to be put in.
    """

    match: Match
    episode: Episode | None
    is_new: bool = False
    fields: set[str] = field(default_factory=set)
    credits: Credits = field(default_factory=Credits)
    clips: list[Clip] = field(default_factory=list)
    retitled: list[Clip] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    files: dict = field(default_factory=dict)
    kept_files: dict = field(default_factory=dict)

    @property
    def item(self) -> Item:
        return self.match.item

    @property
    def memory(self) -> dict:
        """What ``FeedItem`` is to keep: the item, and which files were put in."""
        files = self.kept_files | {name: file.memory for name, file in self.files.items()}
        return {**self.item.as_json(), **({FILES: files} if files else {})}

    @property
    def remembers(self) -> bool:
        """Whether what is kept of the item stays as it is."""
        row = self.match.row
        same = row is not None and row.key == self.item.key and row.vanished_at is None
        return same and without_defaults(row.item) == without_defaults(self.memory)

    @property
    def changes_rows(self) -> bool:
        """Whether an episode that is there, or what hangs on it, is to be written."""
        return bool(self.changes_document or self.files)

    @property
    def changes_document(self) -> bool:
        """Whether something of it is to be written that revisions keep; transcripts and chapters are not."""
        rows = (self.fields, self.credits.added, self.credits.gone, self.clips, self.retitled, self.tags)
        return any(rows) or ARTWORK in self.files


def without_defaults(values: dict) -> dict:
    """What is kept, in a form that does not depend on which empty values were written."""
    files = values.get(FILES, {})
    return {**Item.from_json(values).as_json(), FILES: files}


@dataclass
class Here:
    """What is here of the episodes that are matched, each read at once: ``{episode id: [row]}``."""

    credits: dict[int, list[Credit]]
    clips: dict[int, list[Clip]]
    guids: dict[str, int] = field(default_factory=dict)


@dataclass
class Options:
    """``publish`` makes new episodes public, ``tags`` takes the items' categories and keywords along."""

    publish: bool = True
    tags: bool = False


def plan_entry(match: Match, channel: Channel, before: Channel, people: People, here: Here, options, report) -> Entry:
    """The entry of an item. ``before`` is the channel as it was last imported."""
    item = match.item
    label = _("“%(title)s”") % {"title": shortened(item.title)}
    if match.is_deleted:
        report.skipped.append(_("%(label)s was deleted here, and is not made again.") % {"label": label})
        return Entry(match, None, kept_files=_files(match))
    if match.episode is None:
        values = _values(item, None, here, label, report)
        entry = Entry(match, _new_episode(item, values, options, report), is_new=True)
    else:
        entry = Entry(match, match.episode, kept_files=_files(match))
        said = episode_values(match.before) if match.before else None
        if match.is_adopted:
            report.doubted.append(
                _("%(label)s was here before, and was taken for the item of the feed.") % {"label": label}
            )
        if match.row and match.row.vanished_at:
            report.doubted.append(_("%(label)s had vanished from the feed, and is in it again.") % {"label": label})
        entry.fields = merge(match.episode, said, _values(item, match.episode.pk, here, label, report), label, report)
    pk = entry.episode.pk
    was = parts(match.before, before) if match.before else None
    entry.credits = merge_credits(
        entry.episode, here.credits.get(pk, []), was, parts(item, channel), people, label, report
    )
    _plan_clips(entry, here.clips.get(pk, []), label, report)
    if options.tags:
        _plan_tags(entry, label, report)
    return entry


def _files(match):
    return dict(match.row.item.get(FILES, {})) if match.row else {}


def _values(item, pk, here, label, report):
    """The fields of an item; a guid that another episode of the show has is left out."""
    values = episode_values(item)
    if here.guids.get(item.guid, pk) != pk:
        del values["guid"]
        report.doubted.append(_("%(label)s: another episode here has its guid.") % {"label": label})
    return values


def _new_episode(item, values, options, report):
    at = values.get("published_at")
    public = options.publish and at is not None
    episode = Episode(**values, status=Status.PUBLISHED if public else Status.DRAFT)
    if public and at <= timezone.now():
        episode.appeared_at = timezone.now()
    label = {"title": shortened(item.title), "date": f"{at:%Y-%m-%d}" if at else ""}
    if not at:
        report.made.append(_("the episode “%(title)s”, a draft, as it has no date") % label)
    elif not public:
        report.made.append(_("the episode “%(title)s” of %(date)s, a draft") % label)
    elif episode.appeared_at is None:
        report.made.append(_("the episode “%(title)s”, scheduled for %(date)s") % label)
    else:
        report.made.append(_("the episode “%(title)s” of %(date)s") % label)
    return episode


def _plan_clips(entry, here, label, report):
    """Soundbites become clips, found again by start and length. One that was deleted here stays so.

    They are featured: whoever publishes the feed has picked them, and with them they go out again in ours.
    """
    there = {(clip.start_ms, clip.end_ms): clip for clip in here}
    said = {(bite.start_ms, bite.duration_ms): bite for bite in (entry.match.before or entry.item).soundbites}
    known = said if entry.match.before else {}
    number = max((clip.number for clip in here), default=0)
    for bite in entry.item.soundbites:
        clip = there.get((bite.start_ms, bite.start_ms + bite.duration_ms))
        before = known.get((bite.start_ms, bite.duration_ms))
        title = _title(bite)
        if clip is None and before is None:
            number += 1
            end = bite.start_ms + bite.duration_ms
            entry.clips.append(
                Clip(
                    episode=entry.episode, number=number, title=title, start_ms=bite.start_ms, end_ms=end, featured=True
                )
            )
            report.made.append(
                _("clip %(number)d of %(label)s: “%(title)s”") % {"number": number, "label": label, "title": title}
            )
        elif clip and before and clip.title == _title(before) != title:
            what = _("%(label)s, title of clip %(number)d") % {"label": label, "number": clip.number}
            report.changed.append(Change(what, clip.title, title))
            clip.title = title
            entry.retitled.append(clip)


def _plan_tags(entry, label, report):
    """The item's categories and keywords, but for those that an earlier import has put there: they may be gone."""
    known = {name.casefold() for name in entry.kept_files.get(TAGGED, ())}
    entry.tags = [name for name in entry.item.tags if name.casefold() not in known]
    entry.kept_files[TAGGED] = [*entry.kept_files.get(TAGGED, ()), *entry.tags]
    if entry.tags and not entry.is_new:
        what = _("%(label)s, tags") % {"label": label}
        report.changed.append(Change(what, "", ", ".join(entry.tags)))


def _title(bite):
    return bite.title or _("From %(time)s") % {"time": format_timecode(bite.start_ms)}


def report_vanished(rows, report: Report):
    """Items that the feed no longer has; a few by name, more by number, since many feeds hold the newest only."""
    titles = [Item.from_json(row.item).title if row.item else row.key for row in rows]
    report.kept += [
        _("“%(title)s” is no longer in the feed, and stays here.") % {"title": shortened(title)}
        for title in titles[:MOST_NAMED]
    ]
    if len(titles) > MOST_NAMED:
        report.kept.append(
            _("%(number)d more items are no longer in the feed, and stay here.") % {"number": len(titles) - MOST_NAMED}
        )
