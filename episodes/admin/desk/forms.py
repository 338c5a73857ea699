"""The rows of the desk's form. They are matched by their ``id``, so their order in the form says nothing."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from episodes.admin.timecodes import TimecodeField
from episodes.documents.acts import empty_section
from episodes.documents.merge import ordered
from episodes.models import Clip, Highlight, HighlightLinkKind, TagsFormField
from episodes.text.timecodes import editable_timecode

#: More rows than anybody writes; a forged count ends here.
MOST_ROWS = 1000
LONGEST_BODY = 100_000
LONGEST_QUOTE = 10_000
LARGEST_KEY = 2**63 - 1
ORDERS = [MaxValueValidator(1_000_000)]


def _longest(model, field):
    return model._meta.get_field(field).max_length


class PlainText(forms.CharField):
    """Text with the line breaks that the database has; a browser sends others."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class RowForm(forms.Form):
    id = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    DELETE = forms.CharField(required=False, max_length=4, widget=forms.HiddenInput)

    use_required_attribute = False
    kind = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("autocomplete", "off")
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"


class SectionForm(RowForm):
    kind = "highlight"

    ORDER = forms.IntegerField(required=False, min_value=0, validators=ORDERS, widget=forms.TextInput)
    title = forms.CharField(label=_("Title"), required=False, max_length=_longest(Highlight, "title"))
    body = PlainText(label=_("Body"), required=False, max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 7}))
    takeaway = PlainText(
        label=_("Takeaway"),
        required=False,
        max_length=_longest(Highlight, "takeaway"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    tags = TagsFormField(label=_("Tags"), required=False)


class QuoteForm(RowForm):
    kind = "quote"

    text = PlainText(
        label=_("Words"), required=False, max_length=LONGEST_QUOTE, widget=forms.Textarea(attrs={"rows": 2})
    )
    speaker = forms.CharField(label=_("Speaker"), required=False, max_length=200)
    clip = forms.IntegerField(label=_("Clip"), required=False, min_value=1, validators=ORDERS, widget=forms.TextInput)


class LinkForm(RowForm):
    kind = "link"

    other = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    says = forms.ChoiceField(label=_("What this section says"), choices=HighlightLinkKind.choices)


class ClipForm(RowForm):
    kind = "clip"

    number = forms.IntegerField(required=False, min_value=1, validators=ORDERS, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), required=False, max_length=_longest(Clip, "title"))
    start = TimecodeField(label=_("Start"), required=False, help_text="")
    end = TimecodeField(label=_("End"), required=False, help_text="")
    excerpt = PlainText(required=False, max_length=LONGEST_BODY, widget=forms.HiddenInput)
    speaker = forms.CharField(label=_("Speaker"), required=False, max_length=200, widget=forms.HiddenInput)

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if {"start", "end"} & self.errors.keys():
            return
        if start is not None and end is None:
            self.add_error("end", _("A clip with a start needs an end, too."))
        elif end is not None and start is None:
            self.add_error("start", _("A clip with an end needs a start, too."))
        elif start is not None and end <= start:
            self.add_error("end", _("A clip ends after its start."))


class RelatedForm(RowForm):
    kind = "related"

    related = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    ORDER = forms.IntegerField(required=False, min_value=0, validators=ORDERS, widget=forms.HiddenInput)


class DeskForms:
    """All rows of the form: of a document, or of what was posted.

    ``sections`` are ``[(SectionForm, [QuoteForm])]``, ``links`` ``{prefix of a section: [LinkForm]}``, ``clips`` and
    ``related`` lists of forms.
    """

    def __init__(self, sections, links, clips, related, *, is_bound):
        self.sections, self.links, self.clips, self.related = sections, links, clips, related
        self.is_bound = is_bound

    @classmethod
    def of_document(cls, document, names):
        """``names`` are ``{person's primary key as text: name}``."""
        sections, links = [], {}
        for index, key in enumerate(ordered(document["highlight"])):
            row = document["highlight"][key]
            form = SectionForm(prefix=f"highlights-{index}", initial={**row, "id": key, "ORDER": index + 1})
            quotes = _rows_of(document, "quote", key)
            links[form.prefix] = _link_forms(document, key, f"{form.prefix}-links")
            sections.append(
                (form, [_quote_form(document, names, key, f"{form.prefix}-quotes-{n}") for n, key in enumerate(quotes)])
            )
        clips = sorted(document["clip"], key=lambda key: document["clip"][key]["number"])
        return cls(
            sections,
            links,
            [_clip_form(document["clip"][key], key, names, f"clips-{index}") for index, key in enumerate(clips)],
            [
                RelatedForm(prefix=f"related-{index}", initial=_related_initial(document["related"][key], key, index))
                for index, key in enumerate(ordered(document["related"]))
            ],
            is_bound=False,
        )

    @classmethod
    def of_post(cls, data):
        def rows(form, prefix):
            return [form(data, prefix=f"{prefix}-{index}") for index in range(_count(data, prefix))]

        sections = [(form, rows(QuoteForm, f"{form.prefix}-quotes")) for form in rows(SectionForm, "highlights")]
        links = {form.prefix: rows(LinkForm, f"{form.prefix}-links") for form, _quotes in sections}
        return cls(sections, links, rows(ClipForm, "clips"), rows(RelatedForm, "related"), is_bound=True)

    @cached_property
    def all(self):
        quotes = [form for _section, forms_ in self.sections for form in forms_]
        links = [form for forms_ in self.links.values() for form in forms_]
        return [*(section for section, _quotes in self.sections), *quotes, *links, *self.clips, *self.related]

    def errors(self):
        """``{field's name in the form: [sentence]}``; of rows that are to be deleted nothing is asked."""
        return {
            form.add_prefix(name): [str(error) for error in errors]
            for form in self.all
            if not is_going(form)
            for name, errors in form.errors.items()
        }


def is_going(form):
    return form.is_bound and bool(form.data.get(form.add_prefix("DELETE")))


def empty_forms():
    """The forms that a script fills in: ``(section, quote, clip, related, link)``."""
    section = SectionForm(prefix="highlights-__prefix__", initial=empty_section())
    return (
        section,
        QuoteForm(prefix="highlights-__prefix__-quotes-__q__"),
        ClipForm(prefix="clips-__prefix__"),
        RelatedForm(prefix="related-__prefix__"),
        LinkForm(prefix="highlights-__prefix__-links-__q__"),
    )


def _count(data, prefix):
    typed = data.get(f"{prefix}-TOTAL_FORMS", "0")
    return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


def _rows_of(document, kind, section):
    """The keys of a section's quotes or links, in their order."""
    rows = document.get(kind, {})
    keys = [key for key, row in rows.items() if str(row["highlight_id"]) == section]
    return sorted(keys, key=lambda key: rows[key]["position"])


def _link_forms(document, section, prefix):
    forms_ = []
    for index, key in enumerate(_rows_of(document, "link", section)):
        row = document["link"][key]
        initial = {"id": key, "other": row["other_id"], "says": row["kind"]}
        forms_.append(LinkForm(prefix=f"{prefix}-{index}", initial=initial))
    return forms_


def _quote_form(document, names, key, prefix):
    row = document["quote"][key]
    clip = document["clip"].get(str(row["clip_id"]))
    initial = {"id": key, "text": row["text"], "speaker": names.get(str(row["speaker_id"]), "")}
    return QuoteForm(prefix=prefix, initial={**initial, "clip": clip and clip["number"]})


def _clip_form(row, key, names, prefix):
    times = {name: row[f"{name}_ms"] for name in ("start", "end")}
    initial = {name: "" if ms is None else editable_timecode(ms) for name, ms in times.items()}
    same = {name: row[name] for name in ("number", "title", "excerpt")}
    return ClipForm(
        prefix=prefix, initial={**initial, **same, "id": key, "speaker": names.get(str(row["speaker_id"]), "")}
    )


def _related_initial(row, key, index):
    return {"id": key, "related": row["related_id"], "reason": row["reason"], "ORDER": index + 1}
