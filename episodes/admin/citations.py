"""What a highlight's markers refer to, and whether somebody has listened."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentInline
from episodes.models import Citation, Evidence
from episodes.services.revisions import touch


class CitationInline(ContentInline):
    """The rows follow the markers in the body, so none is added or deleted here; only the evidence is a choice."""

    model = Citation
    related = ["highlight", "clip__episode", "checked_by"]
    fields = ["moment", "evidence", "checked_by", "checked_at"]
    readonly_fields = ["moment", "checked_by", "checked_at"]
    can_delete = False
    verbose_name_plural = _("citations, as the markers in the saved body make them")

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=_("clip"))
    def moment(self, citation):
        return render_to_string("admin/episodes/highlight/moment.html", {"clip": citation.clip})


def stamp(citation, user):
    """Who has checked, and when, goes with the evidence. A row that its marker has left meanwhile stays away."""
    touch([citation.highlight.episode_id])
    is_checked = citation.evidence != Evidence.UNCHECKED
    Citation.objects.filter(pk=citation.pk).update(
        evidence=citation.evidence,
        checked_by=user if is_checked else None,
        checked_at=timezone.now() if is_checked else None,
    )
