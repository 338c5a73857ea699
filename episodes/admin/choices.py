"""Foreign keys that are completed as one types, and rows whose constraints are all checked before they are saved."""

from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, UniqueConstraint
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from episodes.admin.keys import is_key


class KnownSelect(AutocompleteSelect):
    """Shows what its form has read already. ``scope`` goes with each request for choices: ``{"episode": 7}``."""

    known = {}
    scope = {}

    def get_url(self):
        address = super().get_url()
        return f"{address}?{urlencode(self.scope)}" if self.scope else address

    @property
    def media(self):
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "admin_desk/choice-names.js"])

    def build_attrs(self, base_attrs, extra_attrs=None):
        """An empty choice says what is chosen there."""
        name = capfirst(self.field.verbose_name)
        return {**super().build_attrs(base_attrs, extra_attrs), "data-placeholder": f"{name}…"}

    def optgroups(self, name, value, attr=None):
        value = [item for item in value if not item or is_key(str(item))]
        chosen = [item for item in value if item]
        if any(item not in self.known for item in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, item, self.known[item], True, index) for index, item in enumerate(chosen, 1)
        ]
        return [(None, options, 0)]


def select_of(form, name):
    """The autocomplete widget of a field, inside the wrapper with the links to add and change; None if it is none."""
    widget = getattr(form.fields[name].widget, "widget", form.fields[name].widget)
    return widget if isinstance(widget, KnownSelect) else None


class KnowsItsChoices(forms.ModelForm):
    """Tells each autocomplete what the row's own related objects are called, where they came with the row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields:
            widget = select_of(self, name)
            if widget and widget.field.is_cached(self.instance) and (chosen := getattr(self.instance, name)):
                widget.known = {str(chosen.pk): self.fields[name].label_from_instance(chosen)}


class WholeForm(KnowsItsChoices):
    """Checks those constraints, too, that Django leaves to the database.

    They name a field that the form does not show, or the parent of the row: two clips of an episode with one number.
    """

    def validate_unique(self):
        super().validate_unique()
        given = {field.name for field in self.instance._meta.fields if self._is_given(field.name)}
        for constraint in self.instance._meta.constraints:
            if given & _fields_of(constraint):
                try:
                    constraint.validate(type(self.instance), self.instance, exclude=set(self.errors))
                except ValidationError as error:
                    self._update_errors(ValidationError({NON_FIELD_ERRORS: error}))

    def _is_given(self, name):
        return name not in self.fields or isinstance(self.fields[name], forms.models.InlineForeignKeyField)


def _fields_of(constraint):
    if isinstance(constraint, UniqueConstraint):
        return set(constraint.fields)
    return constraint.condition.referenced_base_fields if isinstance(constraint, CheckConstraint) else set()


class RowFormSet(forms.BaseInlineFormSet):
    """Rows whose box for deleting has a name, as their other fields have."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.pk and (box := form.fields.get(DELETION_FIELD_NAME)):
            box.widget.attrs["aria-label"] = _("Delete “%(row)s”") % {"row": form.instance}
