"""What a refused page tells: which values differ, and how."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _

from episodes.admin.conflicts.values import Upload, in_words
from episodes.documents.words import SAME, marked

# So much of what stayed is shown on each side of what differs.
CONTEXT = 120


@dataclass
class Difference:
    """A field that somebody else changed. ``theirs`` and ``yours`` are ``[(kind, text)]``; ``name`` is in the page.

    ``is_open`` where both have changed it: then it has a choice between the two, but where ``is_file``.
    """

    label: str
    row: str
    name: str
    theirs: list
    yours: list
    is_open: bool
    is_file: bool

    @property
    def choice(self):
        return choice(self.name)


@dataclass
class Told:
    """``rows`` are sentences about whole rows, ``uploads`` the names of files that have to be chosen again."""

    differences: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    uploads: list = field(default_factory=list)
    is_blind: bool = False

    def __bool__(self):
        return bool(self.is_blind or self.differences or self.rows)

    @property
    def open(self):
        return [item for item in self.differences if item.is_open]

    @property
    def merged(self):
        return [item for item in self.differences if not item.is_open]

    def field(self, bound, html_name, row, versions, *, is_open):
        """Tells of one field; ``versions`` are plain: read (None where nobody knows), stored, typed."""
        read, stored, typed = versions
        is_file = isinstance(bound.field, forms.FileField)
        theirs = _marks(bound.field, read, stored)
        yours = _marks(bound.field, read, typed) if is_open else []
        self.differences.append(Difference(str(bound.label), row, html_name, theirs, yours, is_open, is_file))

    def upload(self, typed):
        self.uploads += [str(value) for value in typed.values() if isinstance(value, Upload)]


def choice(html_name):
    """The name of the choice between the two versions of a field."""
    return f"_choose-{html_name}"


def row_name(label, name):
    """ "clip “3. Hand Labels”" """
    return _("%(kind)s “%(name)s”") % {"kind": label, "name": name}


def values_in_words(form, values):
    """ "Title: Hand Labels, Start: 1:02": what is not empty of ``{name: plain}``."""
    told = [(form[name].label, in_words(form.fields[name], values[name])) for name in values if name in form.fields]
    return ", ".join(f"{label}: {words}" for label, words in told if words)


def _marks(of, before, after):
    after = in_words(of, after)
    if before is None:
        return _shortened([(SAME, after)]) if after else []
    return _shortened(marked(in_words(of, before), after))


def _shortened(parts):
    """Without the middle of long passages that stayed."""
    for index, (kind, text) in enumerate(parts):
        if kind == SAME and len(text) > 3 * CONTEXT and len(parts) > 1:
            head = text[:CONTEXT] if index else ""
            tail = text[-CONTEXT:] if index < len(parts) - 1 else ""
            text = f"{head} … {tail}"
        yield kind, text
