"""A refused save, put to the editor field by field, and the choices that come back."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from episodes.admin.desk.forms import ClipForm, QuoteForm, RelatedForm, SectionForm
from episodes.admin.names import name_of
from episodes.admin.sentences import missing_clips
from episodes.documents.merge import ORDER
from episodes.documents.words import marked
from episodes.models import Clip, Highlight, HighlightLinkKind, Person, Status
from episodes.services.documents import KINDS
from episodes.text.excerpts import excerpt
from episodes.text.timecodes import format_timecode

TEXTS = {"title", "body", "takeaway", "text", "excerpt", "reason"}
FORMS = {form.kind: form for form in (SectionForm, QuoteForm, ClipForm, RelatedForm)}
LONG = {"body", "text", "excerpt", "takeaway"}
NAMED = 60


@dataclass
class ChoiceRow:
    """One field to choose in. ``mine`` and ``theirs`` are texts, marked against what both began with."""

    name: str
    label: str
    mine: str
    theirs: str
    mine_marked: list
    theirs_marked: list
    is_long: bool = False
    may_third: bool = False


class ConflictPage:
    """What the conflict panel shows of a ``Conflict``."""

    def __init__(self, conflict):
        self.conflict, self.seen = conflict, conflict.seen
        last = conflict.others[0] if conflict.others else None
        self.who = name_of(last.made_by) if last else ""
        self.when = last and last.made_at

    @property
    def rows(self):
        return [row for clash in self.conflict.clashes for row in self._rows(clash)]

    def _rows(self, clash):
        name = f"merge-{clash.kind}-{clash.key}"
        if clash.key == ORDER:
            yield _row(f"{name}-row", _("The order of the sections"), *(self._order(clash, side) for side in SIDES))
        elif clash.is_deletion:
            words = [self._whole(clash, side) for side in SIDES]
            yield _row(f"{name}-row", self._thing(clash), *words)
        for field in clash.both:
            values = [self._text(field, getattr(clash, side) or {}) for side in SIDES]
            row = _row(f"{name}-{field}", f"{self._thing(clash)}: {self._label(clash.kind, field)}", *values)
            row.is_long, row.may_third = field in LONG, field in TEXTS | {"tags"}
            yield row

    @property
    def merged_words(self):
        """What has been merged by itself, in sentences."""
        said = []
        for clash in self.conflict.clashes:
            labels = {side: self._labels(clash, side) for side in ("taken", "changed")}
            if labels["taken"]:
                said.append(_("%(thing)s: %(fields)s changed by the other only.") % self._named(clash, labels["taken"]))
            if labels["changed"]:
                said.append(_("%(thing)s: %(fields)s changed by you only.") % self._named(clash, labels["changed"]))
        return " ".join([_("Merged by itself.")] * bool(said) + said)

    def _named(self, clash, labels):
        return {"thing": self._thing(clash), "fields": get_text_list(labels, _("and"))}

    def _labels(self, clash, side):
        return [self._label(clash.kind, field).lower() for field in getattr(clash, side) if field != "position"]

    def _thing(self, clash):
        row = clash.stored or clash.typed or clash.read
        if clash.kind == "clip":
            return _("Clip %(number)s") % {"number": row["number"]}
        if clash.kind == "highlight":
            return _("“%(title)s”") % {"title": excerpt(row["title"], NAMED)}
        if clash.kind == "link":
            return _("Link to “%(title)s”") % {"title": excerpt(self._title(row["other_id"]), NAMED)}
        kind = capfirst(KINDS[clash.kind].model._meta.verbose_name)
        return f"{kind} “{excerpt(row['text'], NAMED)}”" if clash.kind == "quote" else kind

    @staticmethod
    def _title(pk):
        return Highlight.objects.filter(pk=pk).values_list("title", flat=True).first() or f"#{pk}"

    @staticmethod
    def _label(kind, field):
        name = field.removesuffix("_id")
        return str(capfirst(KINDS[kind].model._meta.get_field(name).verbose_name))

    def _whole(self, clash, side):
        row = getattr(clash, side)
        if row is None:
            return _("Deleted") if side != "read" else ""
        if clash.kind == "link":
            return str(HighlightLinkKind(row["kind"]).label)
        return "\n".join(str(row[name]) for name in ("title", "text", "body", "excerpt") if row.get(name))

    def _order(self, clash, side):
        keys, sections = getattr(clash, side)["keys"], {}
        for version in (self.conflict.read, self.conflict.stored, self.conflict.typed):
            sections |= version["highlight"]
        titles = (sections[key].get("title", "") for key in keys if key in sections)
        return "\n".join(f"{place}. {title}" for place, title in enumerate(titles, 1))

    def _text(self, field, row):
        value = row.get(field)
        if value is None or value == "":
            return ""
        if field.endswith("_ms"):
            return format_timecode(value)
        if field == "tags":
            return ", ".join(value)
        if field == "speaker_id":
            return Person.objects.filter(pk=value).values_list("name", flat=True).first() or ""
        if field == "clip_id":
            number = Clip.objects.filter(pk=value).values_list("number", flat=True).first() if _is_key(value) else None
            return str(number or self.conflict.typed["clip"].get(str(value), {}).get("number", ""))
        if field == "kind":
            return str(HighlightLinkKind(value).label)
        if field == "status":
            return str(Status(value).label)
        return (_("Yes") if value else _("No")) if isinstance(value, bool) else str(value)


SIDES = ("typed", "stored", "read")


def _is_key(value):
    return isinstance(value, int) or str(value).isdecimal()


def _row(name, label, mine, theirs, before):
    return ChoiceRow(name, label, mine, theirs, marked(before, mine), marked(before, theirs))


def read_choices(data, conflict):
    """``choices`` as ``merge_documents`` takes them, of what was chosen in the panel of a ``Conflict``.

    Raises ``ValidationError`` for a third version that can't stand.
    """
    choices = {}
    numbers = [row["number"] for side in (conflict.stored, conflict.typed) for row in side["clip"].values()]
    for clash in conflict.clashes:
        name = f"merge-{clash.kind}-{clash.key}"
        if clash.key == ORDER or clash.is_deletion:
            choices[clash.kind, clash.key, ""] = "stored" if data.get(f"{name}-row") == "theirs" else "typed"
        for field in clash.both:
            choices[clash.kind, clash.key, field] = _chosen(data, f"{name}-{field}", clash, field, numbers)
    return choices


def _chosen(data, name, clash, field, numbers):
    chosen = data.get(name)
    if chosen == "theirs":
        return clash.stored[field]
    if chosen != "third" or field not in TEXTS | {"tags"}:
        return clash.typed[field]
    value = FORMS[clash.kind].base_fields[field].clean(data.get(f"{name}-text", ""))
    if field == "title" and not value:
        raise ValidationError(_("A third version of the title is empty."))
    if field == "body" and (sentence := missing_clips(value, numbers)):
        raise ValidationError(sentence)
    return value
