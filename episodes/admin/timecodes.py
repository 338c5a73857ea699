"""A moment in a form: people type and read 1:02:03, the database keeps milliseconds."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from episodes.text.timecodes import TimecodeError, editable_timecode, format_offset, parse_offset, parse_timecode

LONGEST_TYPED = 40


class TimecodeField(forms.CharField):
    """Cleans to milliseconds, or None for nothing typed. What can't be read stays in the field, with a sentence."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "timecode", "size": 10}))
        kwargs.setdefault("help_text", _("Like 1:02:03, 62:03, 3723 or 1h2m3s."))
        super().__init__(max_length=LONGEST_TYPED, empty_value=None, **kwargs)

    read = staticmethod(parse_timecode)

    def to_python(self, value):
        typed = super().to_python(value)
        if typed is None:
            return None
        try:
            return self.read(typed)
        except TimecodeError as error:
            raise ValidationError(gettext(error.template), code="timecode", params=error.params) from None

    def run_validators(self, value):
        """The length was that of the text; milliseconds have none."""

    def prepare_value(self, value):
        return editable_timecode(value) if isinstance(value, int) else value


class OffsetField(TimecodeField):
    """Cleans to milliseconds before or behind, 0 for nothing typed."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("How much later a moment is heard than its time says, like +0:31.5 or -2."))
        super().__init__(**kwargs)

    read = staticmethod(parse_offset)

    def to_python(self, value):
        return super().to_python(value) or 0

    def prepare_value(self, value):
        return format_offset(value) if isinstance(value, int) else value


SHOWN = {"duration_ms": "shown_duration", "start_ms": "shown_start", "end_ms": "shown_end"}


class ShowsTimes:
    """For admins and inlines: who may not type a time reads it as others type it."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(name, {**options, "fields": _shown(options["fields"])}) for name, options in fieldsets]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        shown = set(SHOWN.values()) & set(flatten_fieldsets(self.get_fieldsets(request, obj)))
        return [*fields, *sorted(shown)]

    @admin.display(description=_("duration"))
    def shown_duration(self, obj):
        return _timecode(obj.duration_ms)

    @admin.display(description=_("start"))
    def shown_start(self, obj):
        return _timecode(obj.start_ms)

    @admin.display(description=_("end"))
    def shown_end(self, obj):
        return _timecode(obj.end_ms)


def _shown(fields):
    return [SHOWN.get(name, name) if isinstance(name, str) else _shown(name) for name in fields]


def _timecode(ms):
    return None if ms is None else editable_timecode(ms)
