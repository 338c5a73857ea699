"""What was typed into the desk's form, as a document beside the one that its page showed."""

import math
from copy import deepcopy
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from episodes.admin.desk.forms import is_going
from episodes.admin.sentences import missing_clips, why_kept
from episodes.documents import acts
from episodes.documents.merge import ordered, place
from episodes.models import Episode, Highlight, Person, Status
from episodes.text.markdown import citation_numbers
from episodes.text.slugs import name_key, slug_of


@dataclass
class Typed:
    """``document`` is what was typed; ``keys`` the key in it of each row's prefix; ``errors`` sentences by field."""

    document: dict
    keys: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, name, sentence):
        self.errors.setdefault(name, []).append(sentence)

    def key(self, kind, index):
        """The key of a row by its index in the form, or None."""
        return self.keys.get(f"{kind}-{index}")


def read_typed(forms, shown):
    """The ``Typed`` of bound ``DeskForms``; ``shown`` is the document that the page was made of."""
    return _Reader(forms, shown).read()


class _Reader:
    def __init__(self, forms, shown):
        self.forms, self.shown = forms, shown
        self.typed = Typed(deepcopy(shown), errors=forms.errors())
        self.document = self.typed.document
        self.people = _People(shown, [form for form in forms.all if "speaker" in form.fields])

    def read(self):
        for form in self.forms.clips:
            self._clip(form)
        for form, quotes in self.forms.sections:
            self._section(form, quotes)
        self._order("highlight", [form for form, _quotes in self.forms.sections])
        for form in self.forms.related:
            self._related(form)
        self._order("related", self.forms.related)
        for form in filter(is_going, self.forms.clips):
            self._drop_clip(form)
        self._refuse_missing_clips()
        return self.typed

    def _row(self, form, kind, add):
        """The row that a form is about. Where it has none, or one that is gone, ``add`` makes a new one."""
        key = form.cleaned_data.get("id") or ""
        if key not in self.document[kind]:
            key = add()
        self.typed.keys[form.prefix] = key
        return self.document[kind][key]

    def _is_out(self, form):
        """Whether there is nothing to read: the row is to be deleted, or it is new and empty."""
        if is_going(form):
            self.document[form.kind].pop(form.cleaned_data.get("id"), None)
        return is_going(form) or self._is_empty(form)

    def _is_empty(self, form):
        if form.cleaned_data.get("id") in self.document[form.kind]:
            return False
        own = [name for name in form.fields if name not in ("id", "DELETE", "ORDER", "number")]
        return not any(form.data.get(form.add_prefix(name), "").strip() for name in own)

    def _clip(self, form):
        if is_going(form):
            return
        number, values = form.cleaned_data.get("number"), form.cleaned_data
        taken = {row["number"] for row in self.document["clip"].values()}
        free = number if number and number not in taken else max(taken, default=0) + 1
        row = self._row(form, "clip", lambda: acts.add_clip(self.document, number=free))
        for name in ("start", "end"):
            # What can't be read stays in the document as it was typed: saving is refused, and the checklist says so.
            row[f"{name}_ms"] = values[name] if name in values else form.data.get(form.add_prefix(name), "")
        _take(row, values, "title", "excerpt")
        row["title"] = acts.clip_title(row, _("Clip %(number)d") % {"number": row["number"]})
        self._speaker(form, row)

    def _section(self, form, quotes):
        if is_going(form):
            return acts.remove_section(self.document, form.cleaned_data.get("id"))
        links = self.forms.links.get(form.prefix, ())
        inside = [*(quote for quote in quotes if not self._is_empty(quote)), *links]
        if self._is_empty(form) and all(map(is_going, inside)):
            return None
        row = self._row(form, "highlight", lambda: acts.add_section(self.document))
        key = self.typed.keys[form.prefix]
        before = row["title"]
        _take(row, form.cleaned_data, "title", "body", "takeaway")
        if row["title"] != before and row["status"] == Status.DRAFT and row["slug"].startswith(slug_of(before) or "-"):
            # Nobody has the address of a draft yet, so it follows its title.
            row["slug"] = ""
        if "tags" in form.cleaned_data:
            typed = sorted(form.cleaned_data["tags"], key=name_key)
            if list(map(name_key, typed)) != list(map(name_key, row["tags"])):
                row["tags"] = typed
        if not row["title"] and "title" not in form.errors:
            self.typed.refuse(form.add_prefix("title"), _("A section needs a title."))
        for quote in quotes:
            self._quote(quote, key)
        for link in links:
            self._link(link, key)
        return None

    def _quote(self, form, section):
        if self._is_out(form):
            return
        values = form.cleaned_data
        row = self._row(form, "quote", lambda: acts.add_quote(self.document, section))
        _take(row, values, "text")
        if not row["text"] and "text" not in form.errors:
            self.typed.refuse(form.add_prefix("text"), _("A quote needs words."))
        self._speaker(form, row)
        if "clip" in values:
            self._clip_of_quote(form, row, values["clip"])

    def _link(self, form, section):
        """What a link leads to stays: another one is another link."""
        if is_going(form):
            self.document["link"].pop(form.cleaned_data.get("id"), None)
        if is_going(form) or not {"other", "says"} <= form.cleaned_data.keys():
            return
        other, says = form.cleaned_data["other"], form.cleaned_data["says"]
        is_new = form.cleaned_data.get("id") not in self.document["link"]
        if is_new and str(other) == section:
            self.typed.refuse(form.add_prefix("says"), _("A highlight is linked to another one, not to itself."))
        elif is_new and not Highlight.objects.filter(pk=other).exists():
            self.typed.refuse(
                form.add_prefix("says"), _("The section that this leads to was deleted: remove the link.")
            )
        else:
            self._row(form, "link", lambda: acts.add_link(self.document, section, other, says))["kind"] = says

    def _clip_of_quote(self, form, row, number):
        clips = {clip["number"]: key for key, clip in self.document["clip"].items()}
        if number is None:
            row["clip_id"] = None
        elif number not in clips:
            self.typed.refuse(form.add_prefix("clip"), _("There is no clip %(number)d.") % {"number": number})
        else:
            row["clip_id"] = _reference(clips[number])

    def _speaker(self, form, row):
        if "speaker" not in form.cleaned_data:
            return
        name = " ".join(form.cleaned_data["speaker"].split())
        person = self.people.of(name, row["speaker_id"])
        if name and person is None:
            sentence = _("There is no person “%(name)s” yet: add them under People, or leave the speaker out.")
            self.typed.refuse(form.add_prefix("speaker"), sentence % {"name": name})
        row["speaker_id"] = person

    def _related(self, form):
        if self._is_out(form) or "related" not in form.cleaned_data:
            return
        other = form.cleaned_data["related"]
        chosen = {row["related_id"] for row in self.document["related"].values()} | set(map(int, self.shown["episode"]))
        there = form.cleaned_data.get("id") in self.shown["related"]
        if not there and (other in chosen or not Episode.objects.filter(pk=other).exists()):
            return
        row = self._row(form, "related", lambda: acts.add_related(self.document, other))
        _take(row, form.cleaned_data, "reason")

    def _order(self, kind, forms):
        """Rows stand in the order of their typed places. One that was moved to another's place comes in there."""
        rows = self.document[kind]
        listed = [form for form in forms if self.typed.keys.get(form.prefix) in rows]
        before = {key: place for place, key in enumerate(ordered(self.shown[kind]), 1)}

        def order(form):
            typed = form.cleaned_data.get("ORDER")
            if typed is None:
                return math.inf, 0
            stood = before.get(self.typed.keys[form.prefix], typed)
            return typed, (typed > stood) - (typed < stood)

        keys = [self.typed.keys[form.prefix] for form in sorted(listed, key=order)]
        keys += [key for key in ordered(rows) if key not in keys]
        place(rows, keys, {key: row["position"] for key, row in self.shown[kind].items()})

    def _drop_clip(self, form):
        """A clip goes, unless something that was typed refers to it; what refers to it is named."""
        key = form.cleaned_data.get("id")
        row = self.document["clip"].get(key)
        if row is None:
            return
        sections = {key: self.document["highlight"][key] for key in ordered(self.document["highlight"])}
        cited = [
            section["title"] for section in sections.values() if row["number"] in citation_numbers(section["body"])
        ]
        quotes = [quote for quote in self.document["quote"].values() if str(quote["clip_id"]) == key]
        quoted = [sections[owner]["title"] for quote in quotes if (owner := str(quote["highlight_id"])) in sections]
        if cited or quoted:
            self.typed.refuse(form.add_prefix("start"), f"{why_kept(row['number'], cited, quoted)}.")
        else:
            del self.document["clip"][key]

    def _refuse_missing_clips(self):
        numbers = [row["number"] for row in self.document["clip"].values()]
        for form, _quotes in self.forms.sections:
            row = self.document["highlight"].get(self.typed.keys.get(form.prefix))
            if row and (sentence := missing_clips(row["body"], numbers)):
                self.typed.refuse(form.add_prefix("body"), sentence)


def _take(row, values, *names):
    """Takes typed texts over; space around one that is stored so is no change."""
    for name in names:
        if name in values and values[name] != row[name].strip():
            row[name] = values[name]


def _reference(key):
    return int(key) if key.isdecimal() else key


class _People:
    """Who is meant by a typed name: whoever stood there, else somebody of the episode, else whoever has the name."""

    def __init__(self, document, forms):
        names = {" ".join((form.data.get(form.add_prefix("speaker")) or "").split())[:200] for form in forms} - {""}
        known = document["names"]["person"]
        self.names = {pk: name_key(name) for pk, name in known.items()}
        self.found = {}
        rows = Person.objects.filter(name__in=names).order_by("-pk").values_list("pk", "name")
        for pk, name in sorted(rows, key=lambda row: str(row[0]) in known):
            self.found[name_key(name)] = pk
        for pk, key in self.names.items():
            self.found.setdefault(key, int(pk))

    def of(self, name, stood_there):
        """A primary key, or None."""
        key = name_key(name)
        if stood_there and self.names.get(str(stood_there)) == key:
            return stood_there
        return self.found.get(key) if name else None
