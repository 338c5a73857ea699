"""What a feed says as fields of the models, and the three-way merge of each: what an editor wrote here stays."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from episodes.importers.feed_values import Channel, Item
from episodes.importers.layout import shortened
from episodes.importers.page_merge import KEEP, TAKE, decide
from episodes.importers.report import Change, Report
from episodes.models import EpisodeKind, ShowKind
from episodes.text.links import is_web_address
from episodes.text.timecodes import editable_timecode

#: What belongs to an address of audio: where an editor has chosen another, these are the editor's too.
OF_THE_AUDIO = ("audio_type", "audio_bytes")
#: A page knows the day only, and no guid: that an episode made from one differs there is nothing to be told.
UNTOLD_OF_ADOPTED = ("published_at", "guid")
LONGEST_URL_OF_SHOW = 500


def episode_values(item: Item) -> dict:
    """``{field: value}`` of ``Episode``; what the feed does not say is left out, and so changes nothing."""
    audio = item.enclosure
    values = {
        "title": item.title,
        "published_at": item.published_at,
        "summary": item.summary,
        "show_notes": item.notes,
        "audio_url": audio.url if audio else "",
        "audio_type": audio.type if audio else "",
        "audio_bytes": audio.bytes if audio else None,
        "duration_ms": item.duration_ms,
        "number": item.number,
        "season": item.season,
        "guid": item.guid,
        "kind": item.kind if item.kind in EpisodeKind.values else "",
        "explicit": item.explicit,
    }
    return _said(values)


def show_values(channel: Channel, feed_url: str) -> dict:
    """The same of ``Show``."""
    values = {
        "description": channel.description,
        "site_url": channel.site_url,
        "feed_url": feed_url if len(feed_url) <= LONGEST_URL_OF_SHOW else "",
        "language": channel.language,
        "author": channel.author,
        "category": channel.categories[0] if channel.categories else "",
        "kind": channel.kind if channel.kind in ShowKind.values else "",
        "explicit": channel.explicit,
        "copyright": channel.copyright,
        "license": channel.license,
        "owner_name": channel.owner_name,
        "owner_email": channel.owner_email,
        "funding": "\n".join(_link(funding) for funding in channel.funding if _is_link(funding.url)),
        "guid": channel.guid,
        "locked": channel.locked,
    }
    return _said(values)


def _said(values):
    return {name: value for name, value in values.items() if value not in ("", None)}


def _link(funding):
    return f"{funding.title} {funding.url}".strip()


def _is_link(url):
    return is_web_address(url) and len(url) <= LONGEST_URL_OF_SHOW


def merge(owner, before: dict | None, theirs: dict, label: str, report: Report) -> set[str]:
    """Sets the fields of a model instance that only the feed has changed, and returns their names.

    ``before`` is what the last import said, None where there was none. ``label`` names the owner for people. Whatever
    differs and stays is told.
    """
    fields, left_alone = set(), set()
    for name, value in theirs.items():
        if name in left_alone:
            continue
        ours, new = told(getattr(owner, name), name), told(value, name)
        usual = told(owner._meta.get_field(name).get_default(), name)
        said = None if before is None else told(before.get(name), name) or usual
        # What nobody has said is filled, and so is what a field is when it is left alone.
        decision = decide(said, "" if said is None and ours == usual else ours, new)
        if name == "audio_url" and owner.audio_file:
            decision = KEEP
        if decision == TAKE:
            report.changed.append(Change(_label(owner, name, label), ours, new))
            setattr(owner, name, value)
            fields.add(name)
        elif _differ(ours, new):
            left_alone.update(OF_THE_AUDIO if name == "audio_url" else ())
            if before is not None or name not in UNTOLD_OF_ADOPTED:
                report.kept.append(
                    _("%(what)s: it was written here, so the feed’s “%(text)s” was not taken.")
                    % {"what": _label(owner, name, label), "text": shortened(" ".join(new.split()))}
                )
    return fields


def _label(owner, name, label):
    return _("%(label)s, %(field)s") % {"label": label, "field": owner._meta.get_field(name).verbose_name}


def _differ(one, other):
    return one.replace("\r\n", "\n").strip() != other.strip()


def told(value, name="") -> str:
    """The value of the field ``name`` as people read it in a report; equal values are told equally."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return editable_timecode(value) if name == "duration_ms" else str(value)
