"""The desk's buttons that do more than save: each changes what was typed before it is saved."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from episodes.admin.desk.beside import beside
from episodes.admin.keys import is_key
from episodes.documents import acts
from episodes.documents.merge import ordered
from episodes.models import Cue, Episode, Evidence, Highlight, HighlightLinkKind
from episodes.services.comparisons import transcript_of


@dataclass
class Pressed:
    """``name`` is "" where nothing but saving was asked for; ``section`` the key of the section to open next.

    ``evidence`` is what was said of the ``clip`` of that key; ``words`` are looked for among the sections to be linked,
    as ``says``.
    """

    name: str = ""
    section: str | None = None
    anchor: str = ""
    clip: str | None = None
    evidence: str = ""
    words: str = ""
    says: str = ""


def press(typed, data, episode):
    """Does what the pressed button of ``data`` says to ``typed.document``."""
    for name, button in BUTTONS.items():
        if name in data:
            return button(typed, data, episode) or Pressed(name)
    return Pressed()


def _index(value):
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else -1


def _section(typed, data, name):
    return typed.key("highlights", _index(data[name]))


def _open_section(typed, data):
    """The section that cite and quote go to: the open one, else the last, else a new one."""
    key = typed.key("highlights", _index(data.get("open", "")))
    sections = ordered(typed.document["highlight"])
    if key in sections:
        return key
    return sections[-1] if sections else acts.add_section(typed.document, title=_("New section"))


def _add(typed, data, episode):
    return Pressed("section_add", acts.add_section(typed.document, title=_("New section")))


def _move(name, steps):
    def button(typed, data, episode):
        key = _section(typed, data, name)
        acts.move(typed.document, "highlight", key, steps)
        return Pressed(name, key)

    return button


def _split(typed, data, episode):
    at = data.get("split_at", "")
    key = _section(typed, data, "split")
    return Pressed("split", acts.split(typed.document, key, _index(at) if at else None) or key)


def _duplicate(typed, data, episode):
    return Pressed("duplicate", acts.duplicate(typed.document, _section(typed, data, "duplicate")))


def _remove(typed, data, episode):
    acts.remove_section(typed.document, _section(typed, data, "remove"))


def _quote_add(typed, data, episode):
    """A row to write in: the page shows one more."""
    return Pressed("quote_add", _section(typed, data, "quote_add"))


def _quote_delete(typed, data, episode):
    section, _hyphen, quote = data["quote_delete"].partition("-")
    key = typed.key(f"highlights-{_index(section)}-quotes", _index(quote))
    typed.document["quote"].pop(key, None)
    return Pressed("quote_delete", typed.key("highlights", _index(section)))


def _link_find(typed, data, episode):
    """Nothing is linked yet: the page shows what is found."""
    words, says = (_of_section(data, data["link_find"], name) for name in ("link_words", "link_says"))
    return Pressed("link_find", _section(typed, data, "link_find"), words=words[:200].replace("\x00", ""), says=says)


def _link_add(typed, data, episode):
    section, _hyphen, other = data["link_add"].partition("-")
    key, pk, says = typed.key("highlights", _index(section)), _key(other), _of_section(data, section, "link_says")
    is_there = key in typed.document["highlight"] and Highlight.objects.filter(pk=pk).exists()
    if is_there and key != str(pk) and says in HighlightLinkKind.values:
        acts.add_link(typed.document, key, pk, says)
    return Pressed("link_add", key)


def _link_delete(typed, data, episode):
    section, _hyphen, link = data["link_delete"].partition("-")
    key = typed.key(f"highlights-{_index(section)}-links", _index(link))
    typed.document["link"].pop(key, None)
    return Pressed("link_delete", typed.key("highlights", _index(section)))


def _of_section(data, index, name):
    return data.get(f"highlights-{_index(index)}-{name}", "")


def _key(text):
    return int(text) if is_key(text) else -1


def _quote_beside(name, use):
    """Asks the transcript about a quote, and does something with the answer."""

    def button(typed, data, episode):
        section, _hyphen, quote = data[name].partition("-")
        key = typed.key(f"highlights-{_index(section)}-quotes", _index(quote))
        if key in typed.document["quote"]:
            use(typed.document, key, beside(typed.document, key, transcript_of(episode.pk)))
        return Pressed(name, typed.key("highlights", _index(section)))

    return button


def _place_quote(document, key, found):
    if found.start_ms is not None:
        acts.place_quote(document, key, found.start_ms, found.end_ms, found.words)


def _use_words(document, key, found):
    acts.use_words(document, key, found.words)


def _clip_right(typed, data, episode):
    """Nothing that was typed is changed; what the clip is flagged with is cleared once all is saved."""
    row = typed.document["clip"].get(typed.key("clips", _index(data["clip_right"])))
    return Pressed("clip_right", anchor=f"clip-{row['number']}" if row else "clips")


def _clip_add(typed, data, episode):
    key = acts.add_clip(typed.document)
    row = typed.document["clip"][key]
    row["title"] = acts.clip_title(row, _("Clip %(number)d") % {"number": row["number"]})
    return Pressed("clip_add", anchor=f"clip-{row['number']}")


def _evidence(evidence):
    """What an editor says of a clip is said of everything that cites it, once it is saved."""

    def button(typed, data, episode):
        key = typed.key("clips", _index(data[f"clip_{evidence}"]))
        row = typed.document["clip"].get(key)
        return row and Pressed("evidence", anchor=f"clip-{row['number']}", clip=key, evidence=evidence)

    return button


def _renumber(typed, data, episode):
    acts.renumber(typed.document)
    return Pressed("renumber", anchor="clips")


def _cited_clip(document, cue):
    """The clip of a line of the transcript, a new one where none is there."""
    key = acts.clip_at(document, cue.start_ms, cue.end_ms, cue.text)
    if key is None:
        key = acts.add_clip(
            document, start_ms=cue.start_ms, end_ms=cue.end_ms, excerpt=cue.text, speaker_id=cue.speaker_id
        )
        row = document["clip"][key]
        row["title"] = acts.clip_title(row, _("Clip %(number)d") % {"number": row["number"]})
    return key


def _cue(name, use):
    def button(typed, data, episode):
        cue = Cue.objects.filter(episode=episode, pk=_index(data[name])).first()
        if cue is None:
            return None
        section = _open_section(typed, data)
        use(typed.document, section, _cited_clip(typed.document, cue), cue)
        return Pressed(name, section)

    return button


def _cite(document, section, clip, cue):
    acts.cite(document, section, clip)


def _quote(document, section, clip, cue):
    acts.add_quote(document, section, text=cue.text, speaker_id=cue.speaker_id, clip=clip)


def _related_add(typed, data, episode):
    pk = _index(data["related_add"])
    chosen = {row["related_id"] for row in typed.document["related"].values()}
    if pk not in chosen and pk != episode.pk and Episode.objects.filter(pk=pk).exists():
        acts.add_related(typed.document, pk)
    return Pressed("related_add", anchor="related")


def _related_up(typed, data, episode):
    acts.move(typed.document, "related", typed.key("related", _index(data["related_up"])), -1)
    return Pressed("related_up", anchor="related")


def _related_remove(typed, data, episode):
    typed.document["related"].pop(typed.key("related", _index(data["related_remove"])), None)
    return Pressed("related_remove", anchor="related")


BUTTONS = {
    "section_add": _add,
    "move_up": _move("move_up", -1),
    "move_down": _move("move_down", 1),
    "split": _split,
    "duplicate": _duplicate,
    "remove": _remove,
    "quote_add": _quote_add,
    "quote_delete": _quote_delete,
    "link_find": _link_find,
    "link_add": _link_add,
    "link_delete": _link_delete,
    "quote_place": _quote_beside("quote_place", _place_quote),
    "quote_words": _quote_beside("quote_words", _use_words),
    "clip_add": _clip_add,
    "clip_right": _clip_right,
    "renumber": _renumber,
    **{f"clip_{evidence}": _evidence(evidence) for evidence in Evidence.values},
    "cite_cue": _cue("cite_cue", _cite),
    "quote_cue": _cue("quote_cue", _quote),
    "related_add": _related_add,
    "related_up": _related_up,
    "related_remove": _related_remove,
}
