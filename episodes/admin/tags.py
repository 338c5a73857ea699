"""Tags and their aliases."""

from django import forms
from django.contrib import admin
from django.db.models import F
from django.urls import path
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentAdmin, ContentInline, list_link, number_of
from episodes.admin.choices import RowFormSet
from episodes.admin.slugs import SluggedForm
from episodes.admin.tag_complete import tag_complete
from episodes.admin.tag_hints import tag_near, tag_suggest
from episodes.admin.tag_merge import TagMergeMixin
from episodes.models import Tag, TagAlias, TaggedEpisode, TaggedHighlight
from episodes.services.tags import is_made_from, leave_name
from episodes.text.slugs import name_key


class TagForm(SluggedForm):
    class Meta:
        widgets = {"description": forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})}
        help_texts = {
            "name": _("A new name gives a new address. The old ones lead to it, and the old name becomes an alias."),
        }

    def clean(self):
        super().clean()
        follows = {"name", "slug"} & set(self.changed_data) == {"name"} and self.instance.pk
        if follows and is_made_from(self.initial["slug"], self.initial["name"]):
            self.cleaned_data["slug"] = ""


class AliasFormSet(RowFormSet):
    """Aliases of one tag, that differ from it and from each other by more than case."""

    def clean(self):
        taken = {name_key(self.instance.name)}
        for form in self.forms:
            name = getattr(form, "cleaned_data", {}).get("name")
            if not name or form.cleaned_data.get("DELETE"):
                continue
            key = name_key(name)
            if key in taken and "name" not in form.errors:
                form.add_error("name", _("“%(name)s” is there already.") % {"name": name})
            taken.add(key)
        super().clean()


class AliasInline(ContentInline):
    model = TagAlias
    formset = AliasFormSet
    fields = ["name"]
    verbose_name = _("alias")
    verbose_name_plural = _("aliases: other names, which become this tag when they are typed")


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("yes", _("In use")), ("no", _("Not in use"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.exclude(pk__in=Tag.objects.unused())
        return queryset.unused() if self.value() == "no" else queryset


@admin.register(Tag)
class TagAdmin(TagMergeMixin, ContentAdmin):
    form = TagForm
    counts = {
        "highlight_count": number_of(TaggedHighlight.objects.all(), "tag"),
        "episode_count": number_of(TaggedEpisode.objects.all(), "tag"),
        "alias_count": number_of(TagAlias.objects.all(), "tag"),
    }
    list_display = ["name", "slug", "use_total", "highlight_total", "episode_total", "alias_total", "is_described"]
    list_filter = [UseFilter, ("description", admin.EmptyFieldListFilter), "initial"]
    search_fields = ["key", "aliases__key"]
    inlines = [AliasInline]
    fieldsets = [
        (None, {"fields": ["name", "description"]}),
        (_("Address on this site"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_urls(self):
        hints = {"complete": tag_complete, "near": tag_near, "suggest": tag_suggest}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"episodes_tag_{name}")
            for name, view in hints.items()
        ]
        return [*own, *super().get_urls()]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and "name" in form.changed_data:
            leave_name(form.instance, form.initial["name"])

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, name_key(search_term[:200]))

    @admin.display(description=_("uses"), ordering=F("highlight_count") + F("episode_count"))
    def use_total(self, tag):
        return tag.highlight_count + tag.episode_count

    @admin.display(description=_("highlights"), ordering="highlight_count")
    def highlight_total(self, tag):
        return list_link("highlight", "tag", tag.pk, tag.highlight_count)

    @admin.display(description=_("episodes"), ordering="episode_count")
    def episode_total(self, tag):
        return list_link("episode", "tag", tag.pk, tag.episode_count)

    @admin.display(description=_("aliases"), ordering="alias_count")
    def alias_total(self, tag):
        return tag.alias_count

    @admin.display(description=_("described"), boolean=True)
    def is_described(self, tag):
        return bool(tag.description)
