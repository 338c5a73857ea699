"""The form field of a moment: people type 1:02:03, the database keeps milliseconds."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from episodes.text.timecodes import TimecodeError, editable_timecode, parse_timecode

LONGEST_TYPED = 40


class TimecodeField(forms.CharField):
    """Cleans to milliseconds, or None for nothing typed. What can't be read stays in the field, with a sentence."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "timecode", "size": 10}))
        kwargs.setdefault("help_text", _("Like 1:02:03, 62:03, 3723 or 1h2m3s."))
        super().__init__(max_length=LONGEST_TYPED, empty_value=None, **kwargs)

    def to_python(self, value):
        typed = super().to_python(value)
        if typed is None:
            return None
        try:
            return parse_timecode(typed)
        except TimecodeError as error:
            raise ValidationError(gettext(error.template), code="timecode", params=error.params) from None

    def run_validators(self, value):
        """The length was that of the text; milliseconds have none."""

    def prepare_value(self, value):
        return editable_timecode(value) if isinstance(value, int) else value
