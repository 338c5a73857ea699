"""The widget of tags: a line of names between commas, completed as one types where scripts run."""

from django import forms
from django.template.loader import render_to_string

#: Behind the name of a field: names that somebody wants although they are nearly those of other tags.
ANYWAY = "_anyway"


class TagInput(forms.TextInput):
    """``doubtful`` are new names that the page asks about, ``episode`` the key of the episode that is written about."""

    doubtful = ()
    are_agreed = False
    episode = ""

    def __init__(self, attrs=None):
        super().__init__({"class": "vTextField", "autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        context = {
            "field": super().render(name, value, attrs, renderer),
            "name": f"{name}{ANYWAY}",
            "doubtful": self.doubtful,
            "value": ", ".join(self.doubtful),
            "are_agreed": self.are_agreed,
            "episode": self.episode or "",
        }
        return render_to_string("admin/widgets/tag_input.html", context)

    @property
    def media(self):
        return forms.Media(
            js=[forms.Script("js/tag-input.js", type="module")], css={"all": ["css/admin/tag-input.css"]}
        )
