"""The public log of what was corrected."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from episodes.admin.base import ContentAdmin
from episodes.admin.choices import KnowsItsChoices
from episodes.models import Correction, Status
from episodes.text.excerpts import excerpt
from episodes.text.markdown import plain_text

#: The log is for readers, so it speaks of what they could read.
READ = (Status.PUBLISHED, Status.WITHDRAWN)


def was_read(episode):
    """Whether readers could read an episode, now or before it was withdrawn."""
    return episode.status in READ and not episode.is_scheduled


def may_note(user, episode):
    """Whether ``user`` may tell readers of a change in ``episode``: only of what they could read."""
    return was_read(episode) and user.has_perm("episodes.add_correction")


class CorrectionForm(KnowsItsChoices):
    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})}

    def clean_episode(self):
        episode = self.cleaned_data["episode"]
        if not was_read(episode):
            raise ValidationError(_("Nobody has read “%(title)s” yet.") % {"title": episode.title})
        return episode

    def clean(self):
        super().clean()
        episode, highlight = self.cleaned_data.get("episode"), self.cleaned_data.get("highlight")
        if episode and highlight and highlight.episode_id != episode.pk:
            self.add_error("highlight", _("This highlight belongs to another episode."))


@admin.register(Correction)
class CorrectionAdmin(ContentAdmin):
    form = CorrectionForm
    list_display = ["what", "episode", "noted_at", "noted_by"]
    list_filter = [("episode__show", admin.RelatedOnlyFieldListFilter), "noted_at"]
    list_select_related = ["episode", "noted_by"]
    search_fields = ["text", "episode__title"]
    autocomplete_fields = ["episode", "highlight"]
    fields = ["episode", "highlight", "text", "noted_at"]

    @admin.display(description=gettext_lazy("what was corrected"))
    def what(self, correction):
        return excerpt(plain_text(correction.text), 100)

    def save_model(self, request, obj, form, change):
        obj.noted_by = obj.noted_by or request.user
        super().save_model(request, obj, form, change)
