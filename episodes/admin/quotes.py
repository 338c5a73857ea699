"""Pull quotes, in their highlight and in a list of their own."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentAdmin, ContentInline
from episodes.admin.choices import KnowsItsChoices, RowFormSet, select_of
from episodes.admin.desk.beside import told
from episodes.admin.history import InEpisodeHistory
from episodes.models import Quote
from episodes.services.placing import beside_transcript, place_quote, use_words
from episodes.text.excerpts import excerpt

#: The names of the buttons that do what the transcript says.
PLACE, USE_WORDS = "_place", "_use_words"


class QuoteForm(KnowsItsChoices):
    """``episode_id`` says which clips are offered; which ones are taken is asked of the highlight."""

    def __init__(self, *args, episode_id=None, **kwargs):
        super().__init__(*args, **kwargs)
        if episode_id and "clip" in self.fields and (select := select_of(self, "clip")):
            select.scope = {"episode": episode_id}

    def refuse_other_episodes(self, highlight):
        clip = self.cleaned_data.get("clip")
        if clip and highlight.episode_id and clip.episode_id != highlight.episode_id:
            self.add_error("clip", _("This clip belongs to another episode; choose one of the highlight's."))


class QuoteFormSet(RowFormSet):
    def __init__(self, *args, episode_id=None, **kwargs):
        self.episode_id = episode_id
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "episode_id": self.episode_id}

    def clean(self):
        for form in self.forms:
            if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE"):
                form.refuse_other_episodes(self.instance)
        super().clean()


class QuoteInline(ContentInline):
    model = Quote
    form = QuoteForm
    formset = QuoteFormSet
    related = ["speaker", "clip"]
    autocomplete_fields = ["speaker", "clip"]
    addable = ["speaker"]
    fields = ["text", "speaker", "clip", "position"]
    boxes = {"text": (3, 40)}

    class Media:
        # Behind Django's own, which it takes hold of.
        js = [
            "admin/js/jquery.init.js",
            "admin/js/autocomplete.js",
            "admin_desk/choice-names.js",
            "admin_desk/clip-choices.js",
        ]


class SingleQuoteForm(QuoteForm):
    def __init__(self, *args, **kwargs):
        instance = kwargs.get("instance")
        super().__init__(*args, episode_id=instance.highlight.episode_id if instance else None, **kwargs)

    def clean(self):
        super().clean()
        self.refuse_other_episodes(self.instance.highlight)


@admin.register(Quote)
class QuoteAdmin(InEpisodeHistory, ContentAdmin):
    form = SingleQuoteForm
    list_display = ["words", "speaker", "highlight", "episode", "clip_number", "comparison"]
    list_select_related = ["speaker", "clip", "highlight__episode"]
    list_filter = [
        "comparison",
        "highlight__status",
        ("speaker", admin.EmptyFieldListFilter),
        ("clip", admin.EmptyFieldListFilter),
        ("highlight__episode__show", admin.RelatedOnlyFieldListFilter),
    ]
    date_hierarchy = "highlight__episode__published_at"
    search_fields = ["text", "speaker__name", "highlight__title", "highlight__episode__title"]
    ordering = ["-highlight__episode__published_at", "highlight", "position", "pk"]
    autocomplete_fields = ["speaker", "clip"]
    readonly_fields = ["highlight"]
    fields = ["highlight", "text", "speaker", "clip", "position"]

    def has_add_permission(self, request):
        """A quote is written in its highlight."""
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Tells what the transcript says of the stored quote."""
        if obj:
            found = beside_transcript(obj)
            times = (obj.clip.start_ms, obj.clip.end_ms) if obj.clip and obj.clip.is_placed else None
            context |= {"comparison": obj.get_comparison_display(), "beside": told(found, times)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        """A button that asks the transcript does so once the form is saved."""
        for name, follow in ((PLACE, place_quote), (USE_WORDS, use_words)):
            if name in request.POST:
                if not follow(obj, request.user):
                    self.message_user(request, _("The transcript does not say where this is heard."), messages.WARNING)
                return redirect(request.path)
        return super().response_change(request, obj)

    @admin.display(description=_("quote"), ordering="text")
    def words(self, quote):
        return excerpt(quote.text, 90)

    @admin.display(description=_("episode"), ordering="highlight__episode__title")
    def episode(self, quote):
        return quote.highlight.episode

    @admin.display(description=_("clip"), ordering="clip__number")
    def clip_number(self, quote):
        return quote.clip and quote.clip.number
