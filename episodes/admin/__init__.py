"""The editors' side of the site: Django's admin, one module a noun."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as TaggitTag

from episodes.admin import (  # noqa: F401
    accounts,
    audit,
    citations,
    clips,
    corrections,
    episodes,
    highlights,
    people,
    quotes,
    shows,
    site,
    tags,
)

admin.site.site_header = _("Podsite")
admin.site.site_title = _("Podsite")
admin.site.index_title = _("What would you like to edit?")
admin.site.site_url = "/"
admin.site.empty_value_display = "–"

# The tags are ours; taggit's own would be a second list, with a view that merges what nothing uses.
admin.site.unregister(TaggitTag)
