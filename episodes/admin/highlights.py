"""Highlights: where editors write."""

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Exists, Max, OuterRef, Q
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentAdmin, number_of
from episodes.admin.citations import CitationInline, stamp
from episodes.admin.desk.links import LeadsToDesk
from episodes.admin.history import InEpisodeHistory
from episodes.admin.quotes import QuoteInline
from episodes.admin.retag import RetagAction
from episodes.admin.section_links import FindsSections, LinkInline
from episodes.admin.sentences import missing_clips
from episodes.admin.slugs import SLUG_TAKEN
from episodes.admin.status import PublishingActions, StatedForm, status_mark
from episodes.admin.tagged import TagFilter
from episodes.models import Citation, Clip, Evidence, Highlight, Quote, Status, TaggedHighlight


class HighlightForm(StatedForm):
    class Meta:
        error_messages = {NON_FIELD_ERRORS: SLUG_TAKEN}
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
            "takeaway": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }
        help_texts = {"takeaway": _("One sentence that closes the section.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if position := self.fields.get("position"):
            position.required = False
            position.help_text = _("Its place in the episode. Left empty, it comes last.")
        if self.instance.pk is None:
            self.initial["position"] = None
            # "Add highlight" names the episode: its clips are listed and offered from the start.
            self.instance.episode_id = self.initial.get("episode")

    def clean(self):
        super().clean()
        episode = self.cleaned_data.get("episode")
        if not episode:
            return
        if "position" in self.cleaned_data and self.cleaned_data["position"] is None:
            last = (
                Highlight.objects.filter(episode=episode).exclude(pk=self.instance.pk).aggregate(last=Max("position"))
            )
            self.cleaned_data["position"] = (last["last"] or 0) + 1
        if sentence := missing_clips(self.cleaned_data.get("body", ""), clip_numbers(episode.pk)):
            self.add_error("body", sentence)


def clip_numbers(episode_id):
    return list(Clip.objects.filter(episode=episode_id).values_list("number", flat=True))


class UnfinishedFilter(admin.SimpleListFilter):
    title = _("what is missing")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [
            ("tags", _("No tags")),
            ("takeaway", _("No takeaway")),
            ("quote", _("No quote")),
            ("citation", _("No citation")),
            ("evidence", _("Unheard citations")),
            ("disputed", _("Disputed citations")),
        ]

    def queryset(self, request, queryset):
        cited = Citation.objects.filter(highlight=OuterRef("pk"))
        conditions = {
            "tags": ~Exists(TaggedHighlight.objects.filter(content_object=OuterRef("pk"))),
            "takeaway": Q(takeaway=""),
            "quote": ~Exists(Quote.objects.filter(highlight=OuterRef("pk"))),
            "citation": ~Exists(cited),
            "evidence": Exists(cited.filter(evidence=Evidence.UNCHECKED)),
            "disputed": Exists(cited.filter(evidence=Evidence.DISPUTED)),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


@admin.register(Highlight)
class HighlightAdmin(LeadsToDesk, FindsSections, InEpisodeHistory, RetagAction, PublishingActions, ContentAdmin):
    form = HighlightForm
    counts = {
        "citation_count": number_of(Citation.objects.all(), "highlight"),
        "unchecked_count": number_of(Citation.objects.filter(evidence=Evidence.UNCHECKED), "highlight"),
        "quote_count": number_of(Quote.objects.all(), "highlight"),
        "tag_count": number_of(TaggedHighlight.objects.all(), "content_object"),
    }
    list_display = [
        "title",
        "desk_link",
        "episode",
        "position",
        "state",
        "problem_words",
        "citation_total",
        "quote_total",
        "tag_total",
        "featured",
    ]
    list_editable = ["position", "featured"]
    list_filter = [
        "status",
        UnfinishedFilter,
        "featured",
        ("episode__show", admin.RelatedOnlyFieldListFilter),
        TagFilter,
    ]
    date_hierarchy = "episode__published_at"
    ordering = ["-episode__published_at", "-episode", "position", "pk"]
    search_fields = ["title", "body", "takeaway", "episode__title"]
    autocomplete_fields = ["episode"]
    readonly_fields = ["clip_list"]
    inlines = [QuoteInline, LinkInline, CitationInline]
    fieldsets = [
        (None, {"fields": ["episode", "title", "body", "clip_list", "takeaway", "tags", "status", "withdrawn_reason"]}),
        (_("Place and address"), {"fields": ["position", "featured", "slug"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("episode__show")

    def get_inlines(self, request, obj):
        """A highlight that is new has no saved body yet, and so no citations."""
        return self.inlines if obj else [QuoteInline, LinkInline]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, QuoteInline):
            kwargs["episode_id"] = obj.episode_id
        return kwargs

    def save_formset(self, request, form, formset, change):
        if formset.model is not Citation:
            return super().save_formset(request, form, formset, change)
        for citation in formset.save(commit=False):
            stamp(citation, request.user)

    @admin.display(description=_("status"), ordering="status")
    def state(self, highlight):
        if highlight.status == Status.PUBLISHED and highlight.episode.status != Status.PUBLISHED:
            return status_mark("waiting", _("Waits for its episode"))
        if highlight.status == Status.PUBLISHED and highlight.episode.is_scheduled:
            return status_mark("scheduled", _("Scheduled with its episode"))
        return status_mark(highlight.status, highlight.get_status_display())

    @admin.display(description=_("citations"), ordering="citation_count")
    def citation_total(self, highlight):
        if not highlight.unchecked_count:
            return highlight.citation_count
        return _("%(all)d · %(open)d unheard") % {
            "all": highlight.citation_count,
            "open": highlight.unchecked_count,
        }

    @admin.display(description=_("quotes"), ordering="quote_count")
    def quote_total(self, highlight):
        return highlight.quote_count

    @admin.display(description=_("tags"), ordering="tag_count")
    def tag_total(self, highlight):
        return highlight.tag_count

    @admin.display(description=_("clips to cite"))
    def clip_list(self, highlight):
        clips = Clip.objects.filter(episode=highlight.episode_id) if highlight.episode_id else Clip.objects.none()
        return render_to_string(
            "admin/episodes/highlight/clips.html", {"clips": clips, "episode_id": highlight.episode_id}
        )
