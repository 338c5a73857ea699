"""Filtering what carries a tag, for the numbers in the list of tags that lead there."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from episodes.models import Tag


class TagFilter(admin.SimpleListFilter):
    """Offers only the tag that the address names: a list of all of them would be longer than the page."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request, model_admin):
        typed = request.GET.get(self.parameter_name, "")
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
            return []
        return [(str(tag.pk), tag.name) for tag in Tag.objects.filter(pk=int(typed))]

    def queryset(self, request, queryset):
        return queryset.filter(tagged_items__tag=self.value()) if self.lookup_choices else queryset
