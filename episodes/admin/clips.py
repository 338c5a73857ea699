"""Clips, in their episode and by themselves. What is cited keeps its place and its number."""

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentAdmin, ContentInline, number_of
from episodes.admin.choices import RowFormSet, WholeForm
from episodes.admin.history import InEpisodeHistory
from episodes.admin.keys import is_key
from episodes.admin.sentences import kept_clips, kept_numbers
from episodes.models import Citation, Clip, Quote
from episodes.services.anchors import settle
from episodes.services.checks import recheck_sentence


class ClipForm(WholeForm):
    class Meta:
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": _("Another clip of this episode has this number already.")}
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if number := self.fields.get("number"):
            number.required, number.min_value = False, 1
            number.widget.attrs["min"] = 1
            number.help_text = _("What [6] in a body refers to. Left empty, it is the next.")

    def clean(self):
        super().clean()
        start, end = self.cleaned_data.get("start_ms"), self.cleaned_data.get("end_ms")
        if {"start_ms", "end_ms"} & self.errors.keys():
            return
        if start is not None and end is None:
            self.add_error("end_ms", _("A clip with a start needs an end, too."))
        elif end is not None and start is None:
            self.add_error("start_ms", _("A clip with an end needs a start, too."))

    def refuse_new_number(self):
        """The number of a cited clip stays; a form that changes it gets the sentence at the field."""
        before = self.initial.get("number")
        if before is None or "number" not in self.changed_data or "number" in self.errors:
            return
        if sentence := kept_numbers([Clip(pk=self.instance.pk, number=before)]).get(self.instance.pk):
            self.add_error("number", sentence)


class ClipFormSet(RowFormSet):
    """All clips of an episode: numbered once each, and those that are in use not deleted."""

    def clean(self):
        gone = [form.instance for form in self.initial_forms if self._is_going(form)]
        if gone and (reasons := kept_clips(gone)):
            raise ValidationError([reasons[clip.pk] for clip in gone if clip.pk in reasons])
        self._number()
        for form in self.initial_forms:
            if not self._is_going(form):
                form.refuse_new_number()
        super().clean()

    def _is_going(self, form):
        return hasattr(form, "cleaned_data") and form.cleaned_data.get("DELETE", False)

    def _number(self):
        """Gives the next numbers to clips without one, and refuses a number that is there twice."""
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if hasattr(form, "cleaned_data") and not self._is_going(form)]
        taken = set()
        for form in kept:
            number = form.cleaned_data.get("number")
            if number in taken:
                form.add_error("number", _("Two clips have the number %(number)d.") % {"number": number})
            elif number:
                taken.add(number)
        for form in kept:
            if form.cleaned_data.get("number") is None and "number" not in form.errors:
                number = form.initial.get("number") or max(taken, default=0) + 1
                form.instance.number = form.cleaned_data["number"] = number
                taken.add(number)


class ClipInline(ContentInline):
    model = Clip
    form = ClipForm
    formset = ClipFormSet
    related = ["speaker"]
    autocomplete_fields = ["speaker"]
    fields = ["number", "title", "start_ms", "end_ms", "speaker", "excerpt", "featured"]
    boxes = {"excerpt": (2, 24)}


class PlacedFilter(admin.SimpleListFilter):
    title = _("placed in time")
    parameter_name = "placed"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("Not yet"))]

    def queryset(self, request, queryset):
        return queryset.filter(start_ms__isnull=self.value() == "no") if self.value() in ("yes", "no") else queryset


class SingleClipForm(ClipForm):
    def clean(self):
        super().clean()
        self.refuse_new_number()
        episode = self.cleaned_data.get("episode") or getattr(self.instance, "episode", None)
        if self.cleaned_data.get("number") is None and "number" not in self.errors and episode:
            highest = episode.clips.aggregate(highest=Max("number"))["highest"] or 0
            self.cleaned_data["number"] = self.initial.get("number") or highest + 1


def _is_for_quote(request):
    return request.GET.get("model_name") == "quote" and request.GET.get("field_name") == "clip"


@admin.register(Clip)
class ClipAdmin(InEpisodeHistory, ContentAdmin):
    form = SingleClipForm
    counts = {
        "citation_count": number_of(Citation.objects.all(), "clip"),
        "quote_count": number_of(Quote.objects.all(), "clip"),
    }
    list_display = ["__str__", "episode", "time", "speaker", "citation_total", "quote_total", "plays", "featured"]
    list_editable = ["featured"]
    list_select_related = ["episode", "speaker"]
    list_filter = [PlacedFilter, "recheck", "featured", ("episode__show", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["title", "excerpt", "episode__title", "speaker__name", "=number"]
    ordering = ["-episode__published_at", "episode", "number"]
    autocomplete_fields = ["episode", "speaker"]
    fields = ["episode", "number", "title", ("start_ms", "end_ms"), "speaker", "excerpt", "featured"]
    actions = ["delete_selected"]

    def get_readonly_fields(self, request, obj=None):
        return ["episode"] if obj else []

    def get_search_fields(self, request):
        """Within an episode neither its title nor its people tell one clip from another."""
        return ["title", "excerpt", "=number"] if _is_for_quote(request) else self.search_fields

    def get_search_results(self, request, queryset, search_term):
        """The clips that a quote may take are those of its episode, which the form names."""
        if _is_for_quote(request):
            episode = request.GET.get("episode", "")
            queryset = queryset.filter(episode=episode).order_by("number") if is_key(episode) else queryset.none()
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.recheck:
            context["recheck"] = capfirst(recheck_sentence(obj.recheck))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        if "_still_right" in request.POST:
            settle([obj.pk])
            return redirect(request.path)
        return super().response_change(request, obj)

    def delete_view(self, request, object_id, extra_context=None):
        clip = self.get_object(request, object_id)
        if clip and self.has_delete_permission(request, clip) and (reasons := kept_clips([clip])):
            self.message_user(request, reasons[clip.pk], messages.ERROR)
            return HttpResponseRedirect(reverse("admin:episodes_clip_change", args=[clip.pk]))
        return super().delete_view(request, object_id, extra_context)

    @admin.action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
    def delete_selected(self, request, queryset):
        if reasons := kept_clips(list(queryset)):
            for sentence in reasons.values():
                self.message_user(request, sentence, messages.ERROR)
            return None
        return delete_selected(self, request, queryset)

    @admin.display(description=_("time"), ordering="start_ms")
    def time(self, clip):
        return f"{clip.start}–{clip.end}" if clip.is_placed else None

    @admin.display(description=_("cited"), ordering="citation_count")
    def citation_total(self, clip):
        return clip.citation_count

    @admin.display(description=_("quoted"), ordering="quote_count")
    def quote_total(self, clip):
        return clip.quote_count
