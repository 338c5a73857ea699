"""The three-way merge of a field: what the last import said, what the site says now, what the file says."""

from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from episodes.importers.layout import shortened
from episodes.importers.report import Change, Report
from episodes.models import Status

SAME, TAKE, KEEP = "same", "take", "keep"


def decide(before: str | None, ours: str, theirs: str) -> str:
    """``TAKE`` what the file says, ``KEEP`` what the site says though they differ, or ``SAME``: nothing to do.

    ``before`` is None where no import has said anything. An edit on the site is never overwritten; an empty field is
    filled.
    """
    before, ours, theirs = (_plain(text) for text in (before, ours, theirs))
    if ours == theirs or before == theirs:
        return SAME
    if before is None:
        return SAME if not theirs else KEEP if ours else TAKE
    return TAKE if ours == before else KEEP


def merge_text(owner, name: str, before: str | None, theirs: str, label: str, report: Report) -> bool:
    """Merges a text field of a model instance; true where it was set. ``label`` names the field for people."""
    ours = getattr(owner, name)
    decision = decide(before, ours, theirs)
    if decision == TAKE:
        report.changed.append(Change(label, ours, theirs))
        setattr(owner, name, theirs)
    elif decision == KEEP:
        report.kept.append(
            _("%(what)s: it was written here, so the file’s “%(text)s” was not taken.")
            % {"what": label, "text": shortened(theirs)}
        )
    return decision == TAKE


def merge_date(episode, before: date | None, theirs: date | None, label: str, report: Report) -> bool:
    """Merges ``published_at``, which an import sets to the beginning of the day; true where it was set."""
    ours = episode.published_at
    if theirs is None or (ours and ours.astimezone(UTC).date() == theirs):
        return False
    decision = decide(_moment(before) if before else None, _moment(ours), _moment(theirs))
    if decision == TAKE:
        report.changed.append(Change(label, _moment(ours), _moment(theirs)))
        episode.published_at = start_of(theirs)
    elif decision == KEEP:
        report.kept.append(
            _("%(what)s: it was set here, so the file’s %(date)s was not taken.")
            % {"what": label, "date": theirs.isoformat()}
        )
    return decision == TAKE


def merge_status(owner, label: str, report: Report) -> bool:
    """Publishes an episode or a highlight, but not one that was withdrawn; true where the status was set."""
    if owner.status == Status.PUBLISHED:
        return False
    if owner.status == Status.WITHDRAWN:
        report.kept.append(_("%(what)s: it was withdrawn here, and stays so.") % {"what": label})
        return False
    report.changed.append(Change(label, owner.get_status_display(), Status.PUBLISHED.label))
    owner.status = Status.PUBLISHED
    return True


def save(owner, fields: set[str]):
    """Saves a new object, or the named fields of one that is there."""
    if owner.pk is None:
        owner.save()
    elif fields:
        owner.save(update_fields=sorted(fields))


def start_of(day: date | None) -> datetime | None:
    """00:00 UTC of a day."""
    return datetime.combine(day, time(), tzinfo=UTC) if day else None


def _moment(value):
    """A date or a time for people, to the second, without a time that is the beginning of the day."""
    if value is None:
        return ""
    value = value if isinstance(value, datetime) else start_of(value)
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")


def _plain(text):
    """A text without what a browser's form adds to it: carriage returns, and space at the end."""
    return text if text is None else text.replace("\r\n", "\n").strip()
