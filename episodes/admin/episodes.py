"""Episodes, with their clips, credits and related episodes."""

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from episodes.admin.audio import AudioInline
from episodes.admin.base import ContentAdmin, list_link, number_of
from episodes.admin.clips import ClipInline
from episodes.admin.credits import CreditInline, RelatedInline
from episodes.admin.desk.links import LeadsToDesk
from episodes.admin.desk.views import DeskMixin
from episodes.admin.feed_import import may_import_feeds
from episodes.admin.history import EpisodeHistory
from episodes.admin.page_import import PageImportMixin
from episodes.admin.previews import PreviewsMixin
from episodes.admin.retag import RetagAction
from episodes.admin.roles import UNPUBLISHED, is_open_to, may_publish
from episodes.admin.slugs import SLUG_TAKEN
from episodes.admin.status import SCHEDULED, EpisodeStatusFilter, PublishingActions, StatedForm, status_mark
from episodes.admin.tagged import TagFilter
from episodes.admin.transcript_import import TranscriptImportMixin
from episodes.models import Citation, Clip, Episode, Evidence, Highlight, Quote


class EpisodeForm(StatedForm):
    class Meta:
        error_messages = {
            NON_FIELD_ERRORS: {**SLUG_TAKEN, "guid": _("Another episode of the show has this guid.")},
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "show_notes": forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
            "links": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
        help_texts = {
            "summary": _("One or two sentences, shown under the title and in lists."),
            "audio_url": _("Where the recording lives, or upload a file below."),
            "artwork": _("Only where the episode has a picture of its own; at most 10 MB and 40 megapixels."),
            "guid": _("What the feed calls the episode. It never changes."),
        }


class EvidenceFilter(admin.SimpleListFilter):
    """By what has been heard of the moments that an episode's highlights cite."""

    title = _("evidence")
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [("heard", _("All heard")), ("unchecked", _("Some not checked")), ("disputed", _("Some disputed"))]

    def queryset(self, request, queryset):
        cited = Citation.objects.filter(highlight__episode=OuterRef("pk"))
        unheard = cited.exclude(evidence=Evidence.HEARD)
        conditions = {
            "heard": Exists(cited) & ~Exists(unheard),
            "unchecked": Exists(cited.filter(evidence=Evidence.UNCHECKED)),
            "disputed": Exists(cited.filter(evidence=Evidence.DISPUTED)),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


@admin.register(Episode)
class EpisodeAdmin(
    LeadsToDesk,
    DeskMixin,
    EpisodeHistory,
    PageImportMixin,
    PreviewsMixin,
    TranscriptImportMixin,
    RetagAction,
    PublishingActions,
    ContentAdmin,
):
    form = EpisodeForm
    counts = {
        "highlight_count": number_of(Highlight.objects.all(), "episode"),
        "clip_count": number_of(Clip.objects.all(), "episode"),
    }
    list_display = [
        "title",
        "desk_link",
        "show",
        "state",
        "problem_words",
        "published_at",
        "highlight_total",
        "clip_total",
    ]
    list_filter = [EpisodeStatusFilter, EvidenceFilter, ("show", admin.RelatedOnlyFieldListFilter), TagFilter]
    date_hierarchy = "published_at"
    search_fields = ["title", "summary", "show__title", "credits__person__name"]
    autocomplete_fields = ["show"]
    readonly_fields = ["highlight_list"]
    inlines = [ClipInline, CreditInline, RelatedInline, AudioInline]
    fieldsets = [
        (None, {"fields": ["show", "title", "status", "published_at", "withdrawn_reason", "summary", "tags"]}),
        (_("Highlights"), {"fields": ["highlight_list"]}),
        (_("Audio"), {"fields": ["audio_url", "audio_file", "duration_ms", "audio_offset_ms"]}),
        (_("Notes, links and picture"), {"fields": ["show_notes", "links", "artwork"], "classes": ["collapse"]}),
        (
            _("Numbers and addresses"),
            {
                "fields": ["slug", "season", "number", "kind", "explicit", "guid", "audio_type", "audio_bytes"],
                "classes": ["collapse"],
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("show")

    def get_object(self, request, object_id, from_field=None):
        episode = super().get_object(request, object_id, from_field)
        if episode:
            episode.takes_highlights = is_open_to(request.user, episode)
        return episode

    def get_search_results(self, request, queryset, search_term):
        """The episodes that a clip or a highlight may go to; any may be related to any."""
        if request.GET.get("field_name") == "episode" and not may_publish(request.user):
            queryset = queryset.filter(status__in=UNPUBLISHED)
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request, extra_context=None):
        may = {
            "may_import": self.has_import_permission(request),
            "may_import_feeds": may_import_feeds(request.user),
        }
        return super().changelist_view(request, {**(extra_context or {}), **may})

    @admin.display(description=_("status"), ordering="status")
    def state(self, episode):
        if episode.is_scheduled:
            return status_mark(SCHEDULED, _("Scheduled"))
        return status_mark(episode.status, episode.get_status_display())

    @admin.display(description=_("highlights"), ordering="highlight_count")
    def highlight_total(self, episode):
        return list_link("highlight", "episode__id__exact", episode.pk, episode.highlight_count)

    @admin.display(description=_("clips"), ordering="clip_count")
    def clip_total(self, episode):
        return episode.clip_count

    @admin.display(description=_("sections"))
    def highlight_list(self, episode):
        highlights = Highlight.objects.none()
        if episode.pk:
            highlights = Highlight.objects.filter(episode=episode).annotate(
                citation_count=number_of(Citation.objects.all(), "highlight"),
                quote_count=number_of(Quote.objects.all(), "highlight"),
            )
        return render_to_string(
            "admin/episodes/episode/highlights.html", {"episode": episode, "highlights": highlights}
        )
