"""The form field of tags: names between commas."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from episodes.text.slugs import name_key

LONGEST_NAME = 100


def split_names(text):
    """The names in a text, split on commas only ("software engineering" is one), each once as first typed."""
    names = (" ".join(name.split()) for name in text.split(","))
    return list(dict.fromkeys(name for name in names if name))


class TagsFormField(forms.CharField):
    """Cleans to a list of names; which tags they are is looked up when they are saved."""

    def __init__(self, **kwargs):
        kwargs.pop("max_length", None)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return ", ".join(getattr(tag, "name", tag) for tag in value)

    def clean(self, value):
        names = split_names(super().clean(value))
        for name in names:
            if max(len(name), len(name_key(name))) > LONGEST_NAME:
                raise ValidationError(
                    _("A tag has at most %(most)d characters; “%(name)s…” has more. Are commas missing?")
                    % {"most": LONGEST_NAME, "name": name[:40]}
                )
        return names

    def has_changed(self, initial, data):
        before = [getattr(tag, "name", tag) for tag in initial or []]
        return not self.disabled and before != split_names(data or "")
