"""The widget of tags: a line of names between commas, completed as one types where scripts run."""

from django import forms
from django.template.loader import render_to_string


class TagInput(forms.TextInput):
    def __init__(self, attrs=None):
        super().__init__({"class": "vTextField", "autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, value, attrs, renderer)
        return render_to_string("admin/widgets/tag_input.html", {"field": field})

    @property
    def media(self):
        return forms.Media(
            js=[forms.Script("js/tag-input.js", type="module")], css={"all": ["css/admin/tag-input.css"]}
        )
