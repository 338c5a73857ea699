"""People."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentAdmin, number_of
from episodes.admin.slugs import SluggedForm
from episodes.models import Credit, Person, Quote, Role


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, queryset):
        if self.value() in Role.values:
            return queryset.filter(pk__in=Credit.objects.filter(role=self.value()).values("person"))
        return queryset


class PersonForm(SluggedForm):
    class Meta:
        widgets = {
            "biography": forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
            "links": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
        help_texts = {"photo": _("At most 10 MB and 40 megapixels.")}


@admin.register(Person)
class PersonAdmin(ContentAdmin):
    form = PersonForm
    counts = {
        "credit_count": number_of(Credit.objects.all(), "person"),
        "quote_count": number_of(Quote.objects.all(), "speaker"),
    }
    list_display = ["name", "credit_total", "quote_total", "has_photo"]
    list_filter = [RoleFilter, ("photo", admin.EmptyFieldListFilter), ("biography", admin.EmptyFieldListFilter)]
    search_fields = ["name", "biography"]
    fieldsets = [
        (None, {"fields": ["name", "biography", "photo", "links"]}),
        (_("Address on this site"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    @admin.display(description=_("credits"), ordering="credit_count")
    def credit_total(self, person):
        return person.credit_count

    @admin.display(description=_("quotes"), ordering="quote_count")
    def quote_total(self, person):
        return person.quote_count

    @admin.display(description=_("photo"), boolean=True)
    def has_photo(self, person):
        return bool(person.photo)
