"""What a highlight's markers refer to, and whether somebody has listened."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from episodes.admin.base import ContentAdmin, ContentInline
from episodes.admin.roles import UNPUBLISHED, is_open_to, may_publish
from episodes.models import Citation, Evidence
from episodes.services.evidence import check_citations
from episodes.text.claims import claims
from episodes.text.excerpts import excerpt

CLAIM = 180


class CitationInline(ContentInline):
    """The rows follow the markers in the body, so none is added or deleted here; only the evidence is a choice."""

    model = Citation
    related = ["highlight", "clip__episode", "checked_by"]
    fields = ["moment", "evidence", "checked_by", "checked_at"]
    readonly_fields = ["moment", "checked_by", "checked_at"]
    can_delete = False
    verbose_name_plural = gettext_lazy("citations, as the markers in the saved body make them")

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("clip"))
    def moment(self, citation):
        return render_to_string("admin/episodes/highlight/moment.html", {"clip": citation.clip})


def stamp(citation, user):
    """Who has checked, and when, goes with the evidence. A row that its marker has left meanwhile stays away."""
    check_citations([citation.pk], citation.evidence, user)


class PlacedFilter(admin.SimpleListFilter):
    title = gettext_lazy("moment")
    parameter_name = "moment"

    def lookups(self, request, model_admin):
        return [("placed", _("Can be heard")), ("not", _("Not placed yet")), ("recheck", _("To be rechecked"))]

    def queryset(self, request, queryset):
        conditions = {
            "placed": {"clip__start_ms__isnull": False},
            "not": {"clip__start_ms__isnull": True},
            "recheck": {"clip__recheck__gt": ""},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


def _action(name, evidence, words):
    @admin.action(description=words, permissions=["change"])
    def act(modeladmin, request, queryset):
        modeladmin.say(request, queryset, evidence)

    act.__name__ = name
    return act


@admin.register(Citation)
class CitationAdmin(ContentAdmin):
    """The editors' list of what is to be heard. Citations are made by markers, so none is added or deleted here."""

    list_display = ["claim", "moment", "evidence", "checked_by", "checked_at", "episode"]
    list_display_links = None
    list_filter = [
        "evidence",
        PlacedFilter,
        ("highlight__episode__show", admin.RelatedOnlyFieldListFilter),
        ("checked_by", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["highlight__episode", "clip__episode", "clip__speaker", "checked_by"]
    search_fields = ["highlight__title", "highlight__body", "clip__title", "highlight__episode__title"]
    ordering = ["-highlight__episode__published_at", "highlight__episode", "highlight__position", "clip__number"]
    fields = readonly_fields = ["claim", "moment", "evidence", "checked_by", "checked_at"]
    actions = [
        _action("mark_heard", Evidence.HEARD, gettext_lazy("Mark as heard")),
        _action("mark_disputed", Evidence.DISPUTED, gettext_lazy("Mark as disputed")),
        _action("mark_unchecked", Evidence.UNCHECKED, gettext_lazy("Mark as not checked")),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """A citation goes with its highlight, for whoever may delete that."""
        return request.user.has_perm("episodes.delete_highlight") and is_open_to(request.user, obj and obj.highlight)

    def delete_view(self, request, object_id, extra_context=None):
        raise PermissionDenied

    def get_actions(self, request):
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "show_delete": False})

    @admin.display(description=gettext_lazy("claim"))
    def claim(self, citation):
        sentence = claims(citation.highlight.body).get(citation.clip.number, "")
        title = format_html('<a href="{}">{}</a>', self.desk_of(citation), citation.highlight.title)
        return format_html("{}<br>{}", title, excerpt(sentence, CLAIM))

    def desk_of(self, citation):
        desk = reverse("admin:episodes_episode_desk", args=[citation.highlight.episode_id])
        return f"{desk}?section={citation.highlight_id}#clip-{citation.clip.number}"

    @admin.display(description=gettext_lazy("moment"))
    def moment(self, citation):
        return render_to_string("admin/episodes/highlight/moment.html", {"clip": citation.clip})

    @admin.display(description=gettext_lazy("episode"), ordering="highlight__episode__title")
    def episode(self, citation):
        return citation.highlight.episode.title

    def say(self, request, queryset, evidence):
        """What is published is left to those who may publish."""
        open_to = queryset
        if not may_publish(request.user):
            open_to = queryset.filter(highlight__episode__status__in=UNPUBLISHED)
        chosen, keys = queryset.count(), list(open_to.values_list("pk", flat=True))
        done = check_citations(keys, evidence, request.user)
        said = ngettext("One citation is “%(state)s” now.", "%(n)d citations are “%(state)s” now.", done)
        self.message_user(request, said % {"n": done, "state": Evidence(evidence).label})
        if left := chosen - len(keys):
            why = ngettext(
                "One was left as it is: it is published, and you may not publish.",
                "%(n)d were left as they are: they are published, and you may not publish.",
                left,
            )
            self.message_user(request, why % {"n": left}, "WARNING")
