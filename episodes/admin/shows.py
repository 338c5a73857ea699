"""Shows."""

import re
import uuid

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentAdmin, list_link, number_of
from episodes.admin.feed_import import FeedImportMixin
from episodes.admin.slugs import SluggedForm
from episodes.models import Episode, Show

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class ShowForm(SluggedForm):
    class Meta:
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
            "funding": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
        help_texts = {
            "site_url": _("The podcast's own site, where it has one."),
            "feed_url": _("The address that podcast apps subscribed to so far."),
            "logo": _("A square picture; at most 10 MB and 40 megapixels."),
        }

    def clean_guid(self):
        guid = self.cleaned_data["guid"].strip()
        try:
            return str(uuid.UUID(guid)) if guid else ""
        except ValueError:
            raise ValidationError(
                _("“%(guid)s” is not a UUID, such as ead4c236-bf58-58c6-a2c6-a6b28d128cb6."), params={"guid": guid}
            ) from None

    def clean_language(self):
        tag = self.cleaned_data["language"].strip()
        if not LANGUAGE_TAG.fullmatch(tag):
            raise ValidationError(
                _("“%(tag)s” is not a language tag; write it like en, de or pt-BR."), params={"tag": tag}
            )
        return tag


class NamedValuesFilter(admin.AllValuesFieldListFilter):
    """A value that is empty has a name, too; a link without words is none for a screen reader."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or _("None")}


@admin.register(Show)
class ShowAdmin(FeedImportMixin, ContentAdmin):
    form = ShowForm
    counts = {
        "episode_count": number_of(Episode.objects.all(), "show"),
        "latest_episode": Max("episodes__published_at"),
    }
    list_display = ["title", "author", "language", "category", "episode_total", "latest"]
    list_filter = ["language", ("category", NamedValuesFilter)]
    search_fields = ["title", "author", "description"]
    fieldsets = [
        (None, {"fields": ["title", "author", "description", "language", "category"]}),
        (_("Look"), {"fields": ["logo", "hue"]}),
        (_("Elsewhere"), {"fields": ["site_url", "feed_url"]}),
        (
            _("For directories and apps"),
            {
                "fields": [
                    "feed_here",
                    "kind",
                    "explicit",
                    "owner_name",
                    "owner_email",
                    "copyright",
                    "license",
                    "funding",
                    "guid",
                    "locked",
                    "feed_keeps_audio",
                ],
                "classes": ["collapse"],
            },
        ),
        (_("Address on this site"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    readonly_fields = ["feed_here"]

    @admin.display(description=_("feed of this site"))
    def feed_here(self, show):
        return f"{settings.SITE_URL}{show.get_feed_url()}" if show.slug else _("It has an address once it is saved.")

    @admin.display(description=_("episodes"), ordering="episode_count")
    def episode_total(self, show):
        return list_link("episode", "show__id__exact", show.pk, show.episode_count)

    @admin.display(description=_("latest episode"), ordering="latest_episode")
    def latest(self, show):
        return show.latest_episode
