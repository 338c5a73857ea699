"""Links from a highlight to others: rows in its form, and the choice among the highlights of all shows."""

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from episodes.admin.base import ContentInline
from episodes.admin.choices import KnownSelect, RowFormSet, WholeForm, select_of
from episodes.admin.keys import is_key
from episodes.models import HighlightLink, Status
from episodes.queries.linkable import linkable, with_places

ON_PAGE = 20
FARTHEST_PAGE = 500


def section_name(highlight):
    """ "Scaling laws · How we train · The Gradient", and whether readers do not see it yet."""
    episode = highlight.episode
    name = f"{highlight.title} · {episode.title} · {episode.show.title}"
    return name if is_out(highlight) else _("%(name)s (not published)") % {"name": name}


def is_out(highlight):
    """Whether readers see a highlight that came with its episode."""
    episode = highlight.episode
    return highlight.status == episode.status == Status.PUBLISHED and not episode.is_scheduled


@require_GET
def linkable_sections(request):
    """``{"results": [{"id", "text", "title", "where"}], "pagination": {"more"}}`` as Django's autocomplete reads it.

    ``term`` is what was typed, ``but`` the key of the highlight that looks for others.
    """
    if not request.user.has_perm("episodes.view_highlight"):
        raise PermissionDenied
    but, page = request.GET.get("but", ""), request.GET.get("page", "")
    start = ON_PAGE * (min(int(page), FARTHEST_PAGE) - 1 if is_key(page) and int(page) else 0)
    found = linkable(request.GET.get("term", ""), int(but) if is_key(but) else None)
    some = list(found[start : start + ON_PAGE + 1])
    results = [offer(highlight) for highlight in some[:ON_PAGE]]
    return JsonResponse({"results": results, "pagination": {"more": len(some) > ON_PAGE}})


def offer(highlight):
    where = f"{highlight.episode.title} · {highlight.episode.show.title}"
    if not is_out(highlight):
        where = _("%(name)s (not published)") % {"name": where}
    return {"id": str(highlight.pk), "text": section_name(highlight), "title": highlight.title, "where": where}


class SectionSelect(KnownSelect):
    url_name = "%s:episodes_highlight_linkable"


class LinkForm(WholeForm):
    class Meta:
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": gettext_lazy("These two highlights are linked already.")}
        }


class LinkFormSet(RowFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.instance.pk and "other" in form.fields and (select := select_of(form, "other")):
            select.scope = {"but": self.instance.pk}

    def get_unique_error_message(self, unique_check):
        return _("A highlight is linked twice.")


class LinkInline(ContentInline):
    model = HighlightLink
    form = LinkForm
    formset = LinkFormSet
    fk_name = "highlight"
    related = ["other__episode__show"]
    autocomplete_fields = ["other"]
    fields = ["kind", "other", "position"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "other":
            kwargs["widget"] = SectionSelect(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs["queryset"] = with_places(db_field.remote_field.model.objects.all())
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "other":
            field.label_from_instance = section_name
        return field


class FindsSections:
    """For the admin of highlights: the address that offers what may be linked."""

    def get_urls(self):
        view = self.admin_site.admin_view(linkable_sections)
        return [path("linkable/", view, name="episodes_highlight_linkable"), *super().get_urls()]
