"""Forms and lists of what carries tags."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import is_key
from episodes.admin.slugs import SluggedForm
from episodes.models import Tag


class TaggedForm(SluggedForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "tags" in self.fields:
            # In the order in which they were typed; without it, the database's.
            self.initial["tags"] = list(self.instance.tags.all())


class TagFilter(admin.SimpleListFilter):
    """Offers only the tag that the address names: a list of all of them would be longer than the page."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request, model_admin):
        typed = request.GET.get(self.parameter_name, "")
        found = Tag.objects.filter(pk=typed) if is_key(typed) else ()
        return [(str(tag.pk), tag.name) for tag in found]

    def queryset(self, request, queryset):
        return queryset.filter(tagged_items__tag=self.value()) if self.lookup_choices else queryset
