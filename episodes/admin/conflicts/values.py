"""One value of a form field in its forms: plain, to be kept and compared; raw, as a form posts it; in words."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from episodes.admin.keys import is_key
from episodes.models import TagsFormField


class Upload(str):
    """The name of a file that was chosen in a form; it equals no stored name."""

    def __eq__(self, other):
        return self is other

    __hash__ = str.__hash__


def compared(form):
    """The names of the fields that somebody may change; ids, parents and boxes for deleting are none."""
    own = (forms.models.InlineForeignKeyField,)
    outside = {form.instance._meta.pk.name, forms.formsets.DELETION_FIELD_NAME}
    return [
        name
        for name, field in form.fields.items()
        if name not in outside and not field.disabled and not isinstance(field, own)
    ]


def shown_values(form):
    """``{name: plain}``: what the fields of a form show that nobody has posted."""
    return {name: plain(form.fields[name], form[name].initial) for name in compared(form)}


def plain(field, value):
    """A string, a number, True or False, or a list of strings."""
    if isinstance(field, forms.FileField):
        return getattr(value, "name", value) or ""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return sorted(str(getattr(item, "pk", item)) for item in value or ())
    if isinstance(field, TagsFormField):
        return [getattr(tag, "name", tag) for tag in value or ()]
    if isinstance(field, forms.BooleanField):
        return bool(value)
    if isinstance(field, forms.ModelChoiceField):
        value = getattr(value, "pk", value)
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if value is None or isinstance(value, int):
        return "" if value is None else value
    text = _lines(str(value))
    return text.strip() if getattr(field, "strip", False) else text


def _lines(text):
    """Browsers end lines as networks do; what was saved otherwise is no other text."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def typed_values(form, data, files, prefix, read):
    """``{name: plain}`` of what was posted; what can't be understood counts as it was typed.

    ``prefix`` is that of the posted row, with its hyphen. A field for a file in which none was chosen says what was
    ``read``.
    """
    values = {}
    for name in compared(form):
        field = form.fields[name]
        raw = field.widget.value_from_datadict(data, files, f"{prefix}{name}")
        values[name] = _file(raw, read.get(name, "")) if isinstance(field, forms.FileField) else _typed(field, raw)
    return values


def _file(raw, read):
    return Upload(raw.name) if hasattr(raw, "name") else read if raw is None else ""


def _typed(field, raw):
    if isinstance(field, forms.ModelChoiceField):  # Whether it is there is asked when it is saved.
        return plain(field, raw or None)
    if isinstance(field, forms.BooleanField):
        return field.to_python(raw)
    try:
        return plain(field, field.clean(raw))
    except ValidationError:
        return _lines(" ".join(filter(None, raw)) if isinstance(raw, list) else str(raw or ""))


def raw_values(form, names, prefix):
    """``{html name: [texts]}``: what a browser posts for the fields of a form as it is shown, under ``prefix``."""
    raw = {}
    for name in names:
        raw |= _raw(form.fields[name].widget, form[name].value(), f"{prefix}{name}")
    return raw


def _raw(widget, value, name):
    widget = getattr(widget, "widget", widget)  # The one inside the links to add and change.
    if isinstance(widget, forms.MultiWidget):
        raw = {}
        for part, of_part, suffix in zip(widget.widgets, widget.decompress(value), widget.widgets_names, strict=True):
            raw |= _raw(part, of_part, name + suffix)
        return raw
    if isinstance(widget, forms.FileInput):
        return {name: [], f"{name}-clear": []}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if widget.check_test(value) else []}
    shown = widget.format_value(value)
    texts = shown if isinstance(shown, (list, tuple)) else [shown]
    return {name: ["" if text is None else str(text) for text in texts]}


def in_words(field, value):
    """What a person reads for a plain value."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ModelChoiceField):
        return _chosen(field, value if isinstance(value, list) else [value])
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value)) if value else ""
    if isinstance(field, forms.SplitDateTimeField) and value:
        return _moment(value)
    if isinstance(value, list):
        return ", ".join(value)
    return str(field.prepare_value(value)) if isinstance(value, int) else value


def _moment(value):
    try:
        return f"{localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return value


def _chosen(field, keys):
    keys = [key for key in keys if is_key(key)]
    found = {str(item.pk): field.label_from_instance(item) for item in field.queryset.filter(pk__in=keys)}
    return ", ".join(sorted(str(found.get(key, _("(deleted)"))) for key in keys))
