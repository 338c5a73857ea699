"""Three versions of a page with a form: what it showed, what is stored by now, and what was posted."""

import re

from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from episodes.admin.conflicts.telling import Told, choice, row_name, values_in_words
from episodes.admin.conflicts.values import raw_values, shown_values, typed_values
from episodes.documents.merge import merge_values

MOST_ROWS = 2_000


class Page:
    """The forms of an object and of its rows as they are now. ``form`` is None on a list.

    ``formsets`` are those whose rows may be changed; ``closed`` names the prefixes to which no row may be added.
    """

    def __init__(self, form, formsets, closed=()):
        self.form, self.formsets, self.closed = form, formsets, closed

    def sheet(self):
        """``{prefix: {key: {name: plain}}}``; the name "" is what a row is called."""
        sheet = {"": {"": shown_values(self.form)}} if self.form else {}
        for formset in self.formsets:
            sheet[formset.prefix] = {
                _key(row): {**shown_values(row), "": str(row.instance)} for row in formset.initial_forms
            }
        return sheet


def _key(form):
    return str(form.instance.pk)


class Merge:
    """``data`` is what was posted, with what only others changed put in; ``told`` says what that was.

    ``read`` is the sheet of the page when it was shown; None where nobody knows, and then all that is not as it is
    stored has to be looked at.
    """

    def __init__(self, page, data, files, read):
        self.page, self.files, self.read = page, files, read or {}
        self.data = data.copy()
        self.told = Told(is_blind=read is None)
        if page.form:
            known = self.read.get("", {}).get("", {})
            posted = MultiValueDict(dict(data.lists()))
            self._merge_row(page.form, posted, known, prefix="", before="", row="", files=files)
            self._write("", posted)
        for formset in page.formsets:
            _Rows(self, formset, data).merge()

    def _merge_row(self, form, posted, known, *, prefix, before, row, files=None):
        """Puts into ``posted`` what only others changed. ``before`` is the prefix under which it was posted."""
        stored = shown_values(form)
        theirs = [name for name in stored if self.data.get(choice(f"{before}{name}")) == "theirs"]
        unseen = [name for name in stored if known and name not in known]
        # A browser does not send what is disabled in a row; Django would take that for emptied.
        closed = [name for name, field in form.fields.items() if row and field.disabled and name not in posted]
        _put(posted, raw_values(form, theirs + unseen + closed, ""))
        typed = typed_values(form, posted, files or {}, "", {**stored, **known})
        merged = merge_values({**stored, **known} if known else {}, stored, typed)
        if merged.taken:
            _put(posted, raw_values(form, merged.taken, ""))
        for name in merged.taken + merged.both:
            versions = known.get(name), stored[name], typed[name]
            self.told.field(form[name], f"{prefix}{name}", row, versions, is_open=name in merged.both)
        self.told.upload(typed)
        return merged

    def _write(self, prefix, posted):
        for name, texts in posted.lists():
            if texts:
                self.data.setlist(f"{prefix}{name}", texts)
            else:
                self.data.pop(f"{prefix}{name}", None)


class _Rows:
    """The rows of one formset: those that are stored, in their order, then those that are new."""

    def __init__(self, merge, formset, data):
        self.whole, self.told, self.formset = merge, merge.told, formset
        self.prefix, self.known = formset.prefix, merge.read.get(formset.prefix, {})
        self.id = formset.model._meta.pk.name
        self.kind = formset.model._meta.verbose_name
        self.blank = formset.empty_form
        self.posted, self.new = self._posted(data)
        self.kept = []

    def _posted(self, data):
        """``{key: (prefix, values)}`` of rows with a key, and a list of those without one."""
        rows = {}
        for name in list(data):
            if found := re.fullmatch(rf"{re.escape(self.prefix)}-(\d{{1,5}})-(.+)", name):
                rows.setdefault(int(found[1]), MultiValueDict()).setlist(found[2], data.getlist(name))
        keyed, new = {}, []
        for index in sorted(rows)[:MOST_ROWS]:
            row = (f"{self.prefix}-{index}-", rows[index])
            if key := rows[index].get(self.id):
                keyed.setdefault(key, row)
            elif index < _number(data.get(f"{self.prefix}-{TOTAL_FORM_COUNT}")):
                new.append(row)
        return keyed, new

    def merge(self):
        if f"{self.prefix}-{TOTAL_FORM_COUNT}" not in self.whole.data:
            return
        for form in self.formset.initial_forms:
            row = self.posted.pop(_key(form), None)
            self.kept.append(self._changed(form, *row) if row else self._added(form))
        for key, row in self.posted.items():
            self._deleted(self.known.get(key, {}), row)
        self._write()

    def _changed(self, form, before, values):
        known = self.known.get(_key(form), {})
        prefix = f"{self.prefix}-{len(self.kept)}-"
        name = row_name(self.kind, form.instance)
        count = len(self.told.differences)
        self.whole._merge_row(form, values, known, prefix=prefix, before=before, row=name)
        if values.get(DELETION_FIELD_NAME) and len(self.told.differences) > count:
            values.setlist(DELETION_FIELD_NAME, [])
            self.told.rows.append(_("You wanted to delete the %(row)s, which has changed.") % {"row": name})
        return values

    def _added(self, form):
        stored = shown_values(form)
        same = next((row for row in self.new if self._is_same(row[1], stored)), None)
        if same:  # What was sent twice is there once.
            self.new.remove(same)
        else:
            name = row_name(self.kind, form.instance)
            self.told.rows.append(_("The %(row)s is new.") % {"row": name})
        return MultiValueDict(raw_values(form, [name for name in form.fields if name != DELETION_FIELD_NAME], ""))

    def _is_same(self, values, stored):
        """Whether a new row says nothing but what a stored one says."""
        empty = shown_values(self.blank)
        typed = typed_values(self.blank, values, {}, "", empty)
        given = {name: value for name, value in typed.items() if value not in ("", empty.get(name))}
        return bool(given) and all(stored.get(name) == value for name, value in given.items())

    def _deleted(self, known, row):
        """A row that is gone comes back as a new one, where somebody has typed into it and may add rows."""
        before, values = row
        if values.get(DELETION_FIELD_NAME):
            return
        typed = typed_values(self.blank, values, {}, "", known)
        changed = {name: value for name, value in typed.items() if value != known.get(name)}
        name = row_name(self.kind, known.get("") or next(filter(None, map(str, typed.values())), ""))
        if not changed:
            self.told.rows.append(_("The %(row)s has been deleted.") % {"row": name})
        elif self.prefix in self.whole.page.closed:
            told = {"row": name, "words": values_in_words(self.blank, changed)}
            self.told.rows.append(_("The %(row)s has been deleted. You wrote: %(words)s") % told)
        else:
            values.setlist(self.id, [""])
            self.new.append((before, values))
            self.told.rows.append(
                _("The %(row)s has been deleted; what you wrote into it is kept as a new one.") % {"row": name}
            )

    def _write(self):
        data = self.whole.data
        for name in [name for name in data if re.match(rf"{re.escape(self.prefix)}-\d+-", name)]:
            del data[name]
        rows = self.kept + [values for _before, values in self.new]
        for index, values in enumerate(rows):
            self.whole._write(f"{self.prefix}-{index}-", values)
        data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = str(len(rows))
        data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = str(len(self.kept))


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _put(posted, raw):
    for name, texts in raw.items():
        posted.setlist(name, texts)
