"""The changes between two revisions as rows that a page shows: what it is called, and what was taken out and put in."""

from dataclasses import dataclass, field

from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from episodes.documents.changes import ADDED, CHANGED, MOVED, REMOVED, RENUMBERED
from episodes.documents.summary import LABELS, heading, name_of
from episodes.documents.words import DEL, INS, SAME, marked
from episodes.models import Evidence, HighlightLinkKind, Role, Show, Status
from episodes.text.timecodes import editable_timecode, format_offset

CHOICES = {"status": Status, "evidence": Evidence, "role": Role, "link": HighlightLinkKind}


@dataclass(frozen=True)
class Row:
    """``segments`` are ``(same | ins | del, text)``; ``is_long`` says that they are a text to be read."""

    label: str
    segments: list
    is_long: bool = False


@dataclass
class Group:
    """What was changed in one place. ``badge`` says what became of the place itself: added, removed, moved."""

    heading: str
    badge: str = ""
    rows: list = field(default_factory=list)


def groups_of(changes):
    """``[Group]`` in the order of ``changes``."""
    shows = _shows(changes)
    groups = {}
    for change in changes:
        group = groups.setdefault(change.place, Group(heading(change.place)))
        if change.what == change.place.what and change.kind in _BADGES:
            group.badge = _BADGES[change.kind](change)
        elif change.what == "tag" and group.rows and group.rows[-1].label == _("Tags"):
            group.rows[-1].segments.append(_tag(change))
        else:
            group.rows.append(_row(change, shows))
    return list(groups.values())


def _tag(change):
    return (DEL if change.kind == REMOVED else INS), change.name


_BADGES = {
    ADDED: lambda change: _("added"),
    REMOVED: lambda change: _("removed"),
    MOVED: lambda change: _moved(change),
}


def _moved(change):
    return _("moved from place %(before)d to %(after)d") % {"before": change.before, "after": change.after}


def _row(change, shows):
    if change.is_text:
        return Row(_label(change), marked(change.before or "", change.after or ""), is_long=True)
    if change.kind == RENUMBERED:
        pairs = zip(change.before, change.after, strict=True)
        return Row(_("Clips renumbered"), [(SAME, ", ".join(f"{old} → {new}" for old, new in pairs))])
    if change.kind == MOVED:
        told = _moved(change) if isinstance(change.after, int) else f"{change.before} → {change.after}"
        return Row(_label(change), [(SAME, told)])
    if change.kind == CHANGED:
        field = "link" if change.what == "link" else change.field
        values = [_shown(field, value, shows) for value in (change.before, change.after)]
        return Row(_label(change), _segments(*values))
    if change.what == "tag":
        return Row(_("Tags"), [_tag(change)])
    side = DEL if change.kind == REMOVED else INS
    return Row(_label(change), [(side, _whole(change))], is_long=change.what == "quote")


def _label(change):
    names = {
        "credit": _("Credit"),
        "related": _("Related episode"),
        "audio": _("Audio version"),
        "quote": _("Quote"),
        "link": _("Link"),
        "evidence": _("Evidence for [%(number)s]") % {"number": change.name},
    }
    name = names.get(change.what, "")
    if change.kind in (ADDED, REMOVED) or change.what == "evidence":
        return name
    if change.what in ("quote", "link", "related", "credit", "audio"):
        name = f"{name} “{name_of(change)}”"
    if not change.field:
        return name
    label = str(LABELS[change.field])
    return f"{name}, {label}" if name else capfirst(label)


def _whole(change):
    """What was added or removed: a quote by its words, a credit by its name and role."""
    note = change.after if change.kind == ADDED else change.before
    if change.what == "quote":
        return note
    if change.what == "link":
        return _("%(says)s “%(name)s”") % {"says": _shown("link", note, {}), "name": change.name}
    if change.what == "credit":
        return f"{change.name}, {_shown('role', note, {})}"
    return f"{name_of(change)}: {note}" if note else str(name_of(change))


def _segments(before, after):
    return [segment for segment in ((DEL, before), (INS, after)) if segment[1]]


def _shown(name, value, shows):
    """A plain value as people write it; an empty text for nothing."""
    if value is None or value == "":
        return ""
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    if name == "show":
        return shows.get(value, str(value))
    if name.endswith("offset_ms"):
        return format_offset(value)
    if name.endswith("_ms"):
        return editable_timecode(value)
    if name.endswith("_bytes"):
        return filesizeformat(value)
    if name == "published_at":
        return formats.date_format(timezone.localtime(parse_datetime(value)), "DATETIME_FORMAT")
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    return str(value)


def _shows(changes):
    """``{primary key: title}`` of the shows that are named; documents have only their keys."""
    keys = {key for change in changes if change.field == "show" for key in (change.before, change.after)}
    return dict(Show.objects.filter(pk__in=keys).values_list("pk", "title")) if keys else {}
