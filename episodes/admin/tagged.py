"""Forms and lists of what carries tags."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from episodes.admin.keys import is_key
from episodes.admin.slugs import SluggedForm
from episodes.admin.tag_hints import question
from episodes.admin.tag_input import ANYWAY
from episodes.models import Episode, Tag, split_names
from episodes.queries.near_tags import near_tags
from episodes.text.slugs import name_key


class AsksAboutNewTags:
    """For forms with a field ``tags``: asks once whether a new name that is nearly another tag's is a slip."""

    def clean_tags(self):
        return self.asked_names("tags")

    def asked_names(self, field):
        """The names in ``field``; raises a question for each new one that nobody has agreed to."""
        names = self.cleaned_data[field]
        doubtful = near_tags(names)
        agreed = {name_key(name) for name in self._agreed_names(field)}
        asked = [name for name in doubtful if name_key(name) not in agreed]
        widget = self.fields[field].widget
        widget.doubtful, widget.are_agreed = tuple(doubtful), not asked
        if asked:
            raise ValidationError([question(name, doubtful[name]) for name in asked])
        return names

    def _agreed_names(self, field):
        name = f"{self.add_prefix(field)}{ANYWAY}"
        posted = self.data.getlist(name) if hasattr(self.data, "getlist") else [self.data.get(name, "")]
        return [each for text in posted for each in split_names(text)]


class TaggedForm(AsksAboutNewTags, SluggedForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "tags" in self.fields and self.instance.pk:
            # In the order in which they were typed; without it, the database's.
            self.initial["tags"] = list(self.instance.tags.all())
            is_episode = isinstance(self.instance, Episode)
            self.fields["tags"].widget.episode = self.instance.pk if is_episode else self.instance.episode_id


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
