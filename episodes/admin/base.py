"""What the admins of all content share: their form fields, their counts, and what nonsense in an address does."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.validators import MaxLengthValidator
from django.db import DatabaseError, models
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from episodes.admin.choices import KnownSelect, KnowsItsChoices, RowFormSet
from episodes.admin.conflicts import NeverOverwrites
from episodes.admin.images import PictureField
from episodes.admin.keys import is_key
from episodes.admin.roles import RoleAdmin, RoleInline
from episodes.admin.tag_input import TagInput
from episodes.admin.timecodes import OffsetField, ShowsTimes, TimecodeField
from episodes.models import TagsFormField
from episodes.services.revisions import recording

# SQLite refuses longer patterns, and nobody types them.
LONGEST_SEARCH = 200
#: Characters of a text that a form takes: more than any book's chapter, and a page with it can still be made.
LONGEST_TEXT = 200_000


def number_of(queryset, parent, of="pk"):
    """An expression: how many rows of ``queryset`` name the outer row's ``of`` in their foreign key ``parent``."""
    rows = queryset.filter(**{parent: OuterRef(of)}).order_by().values(parent)
    return Coalesce(Subquery(rows.annotate(rows=Count("pk")).values("rows"), output_field=IntegerField()), 0)


def list_link(model, parameter, value, text):
    """A link to the list of ``model``, filtered; plain text where there is nothing to list."""
    if not text:
        return text
    address = reverse(f"admin:episodes_{model}_changelist")
    return format_html('<a href="{}?{}={}">{}</a>', address, parameter, value, text)


def name_parts(field):
    """``field``; where it is a date and a time, each has a name for screen readers."""
    if field and isinstance(field.widget, AdminSplitDateTime):
        for widget, name in zip(field.widget.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name
    return field


class ContentFields(ShowsTimes):
    """Form fields of content, for admins and their inlines."""

    form = KnowsItsChoices
    formfield_overrides = {
        models.ImageField: {"form_class": PictureField},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name.endswith("offset_ms"):
            return OffsetField(label=capfirst(db_field.verbose_name), required=False)
        if db_field.name.endswith("_ms"):
            return TimecodeField(label=capfirst(db_field.verbose_name), required=not db_field.blank)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, TagsFormField):
            field.widget = TagInput()
        if field and isinstance(db_field, models.TextField):
            # Not as its ``max_length``: a browser would cut off what is pasted, and say nothing.
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
        return name_parts(field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _only(posted, name, is_kept):
    """A copy of what was posted with those values of one name only for which ``is_kept`` is true."""
    posted = posted.copy()
    posted.setlist(name, [value for value in posted.pop(name, []) if is_kept(value)])
    return posted


class RefusesNonsense:
    """For admins: what no database takes in the address of a list leads to the list without it.

    What no page of ours sends is left out of what is sent: keys of rows that are no numbers, and the button that saves
    a row as another, which Django takes from everybody and offers nowhere here.
    """

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and ACTION_CHECKBOX_NAME in request.POST:
            request.POST = _only(request.POST, ACTION_CHECKBOX_NAME, is_key)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, *args, **kwargs):
        if request.method == "POST" and "_saveasnew" in request.POST:
            request.POST = request.POST.copy()
            del request.POST["_saveasnew"]
        return super().changeform_view(request, *args, **kwargs)

    def get_changelist_instance(self, request):
        # SQLite would take a NUL and PostgreSQL not, once the page is half made.
        if any("\x00" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise IncorrectLookupParameters
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError, DatabaseError) as error:
            # A damaged pattern is a DataError to PostgreSQL and an OperationalError to SQLite.
            raise IncorrectLookupParameters from error


class Recorded:
    """For admins: whatever a form, a list or a page for deleting changes of an episode is one revision."""

    def changeform_view(self, request, *args, **kwargs):
        return self._recorded(super().changeform_view, request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return self._recorded(super().changelist_view, request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self._recorded(super().delete_view, request, *args, **kwargs)

    def _recorded(self, view, request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with recording(request.user):
            return view(request, *args, **kwargs)


class ContentAdmin(RoleAdmin, Recorded, NeverOverwrites, RefusesNonsense, ContentFields, admin.ModelAdmin):
    """``counts`` maps names of columns to expressions; they come with the rows."""

    counts = {}
    list_per_page = 50

    class Media:
        css = {"all": ["css/admin/content.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(**self.counts)

    def get_search_results(self, request, queryset, search_term):
        term = search_term.replace("\x00", "")[:LONGEST_SEARCH]
        return super().get_search_results(request, queryset, term)

    def get_changeform_initial_data(self, request):
        """What the address fills in, but for foreign keys that are no number: widgets would fail on them."""
        initial = super().get_changeform_initial_data(request)
        keys = {field.name for field in self.opts.fields if field.is_relation}
        return {name: value for name, value in initial.items() if name not in keys or is_key(value)}

    def view_on_site(self, obj):
        """The address of what is public; a draft has no page to look at."""
        # As it is stored: what was typed may be refused, an empty slug for one.
        stored = type(obj)._default_manager.published().filter(pk=obj.pk).first()
        return stored and stored.get_absolute_url()


class ContentInline(RoleInline, ContentFields, admin.TabularInline):
    """Reads what ``related`` names with the rows, so that the form needs no query a row.

    ``boxes`` maps text fields to the height and width of their boxes. Beside a choice there is room for one link,
    to add what is missing, for the fields in ``addable``.
    """

    formset = RowFormSet
    extra = 0
    view_on_site = False
    related = ()
    boxes = {}
    addable = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.boxes:
            rows, columns = self.boxes[db_field.name]
            field.widget = forms.Textarea(attrs={"rows": rows, "cols": columns})
        if isinstance(field, forms.ModelChoiceField):
            widget = field.widget
            widget.can_add_related = db_field.name in self.addable
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        if field:
            # A cell's only label is the heading of its column, which a screen reader does not tie to the field.
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = field.label
        return field

    def get_queryset(self, request):
        # No name at all would mean: follow every foreign key.
        return super().get_queryset(request).select_related(*(self.related or [None]))
