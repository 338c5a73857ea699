"""The changes of an episode in a sentence or two, for lists, and the names of what can change."""

from difflib import SequenceMatcher

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from episodes.documents.changes import ADDED, EPISODE, MOVED, REMOVED, RENUMBERED

MOST_SENTENCES = 3
MOST_PHRASES = 4
MOST_TAGS = 2

#: What people call a field, within the thing that it belongs to.
LABELS = {
    "title": gettext_lazy("title"),
    "status": gettext_lazy("status"),
    "published_at": gettext_lazy("published at"),
    "withdrawn_reason": gettext_lazy("reason for withdrawing"),
    "summary": gettext_lazy("summary"),
    "show_notes": gettext_lazy("show notes"),
    "links": gettext_lazy("links"),
    "show": gettext_lazy("show"),
    "season": gettext_lazy("season"),
    "number": gettext_lazy("number"),
    "slug": gettext_lazy("slug"),
    "audio_url": gettext_lazy("audio address"),
    "audio_file": gettext_lazy("audio file"),
    "audio_type": gettext_lazy("audio type"),
    "audio_bytes": gettext_lazy("audio bytes"),
    "duration_ms": gettext_lazy("duration"),
    "audio_offset_ms": gettext_lazy("audio offset"),
    "artwork": gettext_lazy("artwork"),
    "kind": gettext_lazy("kind"),
    "explicit": gettext_lazy("explicit"),
    "url": gettext_lazy("address"),
    "file": gettext_lazy("file"),
    "type": gettext_lazy("type"),
    "bytes": gettext_lazy("bytes"),
    "offset_ms": gettext_lazy("offset"),
    "guid": gettext_lazy("guid"),
    "body": gettext_lazy("body"),
    "takeaway": gettext_lazy("takeaway"),
    "featured": gettext_lazy("featured"),
    "text": gettext_lazy("words"),
    "speaker": gettext_lazy("speaker"),
    "clip": gettext_lazy("clip"),
    "start_ms": gettext_lazy("start"),
    "end_ms": gettext_lazy("end"),
    "excerpt": gettext_lazy("excerpt"),
    "reason": gettext_lazy("reason"),
}
STATES = {
    "draft": gettext_lazy("back to draft"),
    "review": gettext_lazy("sent to review"),
    "published": gettext_lazy("published"),
    "withdrawn": gettext_lazy("withdrawn"),
}
#: What the other recordings of an episode are called.
VERSIONS = {
    "feed": gettext_lazy("as in the feed"),
    "ad-free": gettext_lazy("without advertising"),
    "video": gettext_lazy("video"),
}
EVIDENCE = {"heard": gettext_lazy("heard"), "disputed": gettext_lazy("disputed")}
#: These change along with the state, which says it all.
_WITH_STATE = {"published_at", "withdrawn_reason"}

# By what it is and what happened to it; what is named is put in.
_PHRASES = {
    ("tag", ADDED): gettext_lazy("tag “%(name)s” added"),
    ("tag", REMOVED): gettext_lazy("tag “%(name)s” removed"),
    ("credit", ADDED): gettext_lazy("%(name)s added to the credits"),
    ("credit", REMOVED): gettext_lazy("%(name)s removed from the credits"),
    ("credit", MOVED): gettext_lazy("%(name)s moved in the credits"),
    ("related", ADDED): gettext_lazy("related episode “%(name)s” added"),
    ("related", REMOVED): gettext_lazy("related episode “%(name)s” removed"),
    ("related", MOVED): gettext_lazy("related episode “%(name)s” moved"),
    ("audio", ADDED): gettext_lazy("audio version “%(name)s” added"),
    ("audio", REMOVED): gettext_lazy("audio version “%(name)s” removed"),
    ("audio", MOVED): gettext_lazy("audio version “%(name)s” moved"),
    ("quote", ADDED): gettext_lazy("quote “%(name)s” added"),
    ("quote", REMOVED): gettext_lazy("quote “%(name)s” removed"),
    ("quote", MOVED): gettext_lazy("quote “%(name)s” moved"),
    ("link", MOVED): gettext_lazy("link to “%(name)s” moved"),
}
#: What a section says of another, and says no more.
_SAYS = {
    "agrees": gettext_lazy("agrees with “%(name)s” now"),
    "disagrees": gettext_lazy("disagrees with “%(name)s” now"),
    "answers": gettext_lazy("answers “%(name)s” now"),
}
_SAYS_NO_MORE = {
    "agrees": gettext_lazy("no longer agrees with “%(name)s”"),
    "disagrees": gettext_lazy("no longer disagrees with “%(name)s”"),
    "answers": gettext_lazy("no longer answers “%(name)s”"),
}


def summary(changes):
    """One line about ``changes``; what fits in no line is counted. Empty where there are none."""
    if changes and changes[0].what == "episode" and changes[0].kind in (ADDED, REMOVED):
        return _whole(changes)
    sentences = [*_about_episode(changes), *_about("section", changes), *_about("clip", changes)]
    more = len(sentences) - MOST_SENTENCES
    if more > 0:
        counted = ngettext("%(number)d more change", "%(number)d more changes", more) % {"number": more}
        sentences[MOST_SENTENCES:] = [counted]
    return ". ".join(sentences)


def heading(place):
    """What a place is called above the changes that were made there."""
    if place == EPISODE:
        return _("The episode")
    kinds = {"section": _("Section %(number)d, “%(title)s”"), "clip": _("Clip %(number)d, “%(title)s”")}
    return kinds[place.what] % {"number": place.number, "title": place.title}


def _whole(changes):
    if changes[0].kind == REMOVED:
        return _("Episode deleted")
    sections, clips = (sum(_is_whole(change, what) for change in changes) for what in ("section", "clip"))
    counts = []
    if sections:
        counts.append(ngettext("%(number)d section", "%(number)d sections", sections) % {"number": sections})
    if clips:
        counts.append(ngettext("%(number)d clip", "%(number)d clips", clips) % {"number": clips})
    return _("First version, with %(parts)s") % {"parts": ", ".join(counts)} if counts else _("First version")


def _is_whole(change, what):
    return change.what == what and change.kind in (ADDED, REMOVED)


def _about_episode(changes):
    phrases = _phrases([change for change in changes if change.place == EPISODE])
    return [capfirst(_listed(phrases))] if phrases else []


def _about(what, changes):
    """Sentences about the sections or the clips: those that came, those that went, those that changed."""
    places = {}
    for change in changes:
        if change.place.what == what:
            places.setdefault(change.place, []).append(change)
    changed = []
    for kind in (ADDED, REMOVED):
        those = [place for place, own in places.items() if any(c.what == what and c.kind == kind for c in own)]
        yield from _counted(what, kind, those)
        changed += those
    rest = {place: own for place, own in places.items() if place not in changed}
    if len(rest) > MOST_SENTENCES:
        yield from _counted(what, "changed", list(rest))
        return
    for place, own in rest.items():
        name = _("Section %(number)d: %(what)s") if what == "section" else _("Clip %(number)d: %(what)s")
        yield name % {"number": place.number, "what": _listed(_phrases(own))}


def _counted(what, kind, places):
    count = len(places)
    sentences = {
        ("section", ADDED): ngettext("Section %(place)d added", "%(number)d sections added", count),
        ("section", REMOVED): ngettext("Section “%(title)s” removed", "%(number)d sections removed", count),
        ("section", "changed"): ngettext("Section %(place)d changed", "%(number)d sections changed", count),
        ("clip", ADDED): ngettext("Clip %(place)d added", "%(number)d clips added", count),
        ("clip", REMOVED): ngettext("Clip %(place)d removed", "%(number)d clips removed", count),
        ("clip", "changed"): ngettext("Clip %(place)d changed", "%(number)d clips changed", count),
    }
    if places:
        yield sentences[what, kind] % {"number": count, "place": places[0].number, "title": places[0].title}


def _listed(phrases):
    more = len(phrases) - MOST_PHRASES
    if more > 0:
        phrases = [*phrases[:MOST_PHRASES], ngettext("%(number)d more", "%(number)d more", more) % {"number": more}]
    return "; ".join(phrases)


def _phrases(changes):
    """One a thing: what is told of a state, or twice of a quote, is told once; many tags are counted."""
    has_state = any(change.field == "status" for change in changes)
    told = [change for change in changes if not (has_state and change.field in _WITH_STATE)]
    phrases = []
    for change in told:
        alike = sum(other.what == "tag" and other.kind == change.kind for other in told)
        many = change.what == "tag" and alike > MOST_TAGS
        phrases.append(_tags(change.kind, alike) if many else phrase(change))
    return list(dict.fromkeys(phrases))


def _tags(kind, count):
    told = {
        ADDED: ngettext("%(number)d tag added", "%(number)d tags added", count),
        REMOVED: ngettext("%(number)d tag removed", "%(number)d tags removed", count),
    }
    return told[kind] % {"number": count}


def phrase(change):
    """A few words about one change, without where it is; they begin in small letters."""
    if template := _PHRASES.get((change.what, change.kind)):
        return template % {"name": name_of(change)}
    if change.what == "link":
        said = _SAYS_NO_MORE[change.before] if change.kind == REMOVED else _SAYS[change.after]
        return said % {"name": change.name}
    if change.kind in (ADDED, REMOVED):
        return _("added") if change.kind == ADDED else _("removed")
    if change.kind == MOVED:
        return _("moved from place %(before)d to %(after)d") % {"before": change.before, "after": change.after}
    if change.kind == RENUMBERED:
        count = len(change.after)
        one = {"number": count, "before": change.before[0], "after": change.after[0]}
        return ngettext("clip %(before)d is clip %(after)d now", "%(number)d clips renumbered", count) % one
    if change.what == "evidence":
        state = EVIDENCE.get(change.after)
        return (_("[%(name)s] %(state)s") if state else _("[%(name)s] no longer checked")) % {
            "name": change.name,
            "state": state,
        }
    return _of_field(change)


def name_of(change):
    """What people call the thing that was changed."""
    return VERSIONS.get(change.name, change.name) if change.what == "audio" else change.name


def _of_field(change):
    label = LABELS[change.field]
    if change.field == "status":
        return str(STATES[change.after])
    if change.field == "featured":
        return _("featured") if change.after else _("no longer featured")
    if change.what == "quote":
        return _("quote “%(name)s” changed") % {"name": change.name}
    if change.what == "related":
        return _("reason of “%(name)s” changed") % {"name": change.name}
    if change.what == "audio":
        return _("%(field)s of audio version “%(name)s” changed") % {"field": label, "name": name_of(change)}
    if change.before in (None, ""):
        return _("%(field)s added") % {"field": label}
    if change.after in (None, ""):
        return _("%(field)s removed") % {"field": label}
    if change.is_text and _is_rewritten(change):
        return _("%(field)s rewritten") % {"field": label}
    return _("%(field)s changed") % {"field": label}


def _is_rewritten(change):
    """Whether most words are others; where they stand is not looked at, so that long texts take no time."""
    return SequenceMatcher(None, change.before.split(), change.after.split()).quick_ratio() < 0.5
