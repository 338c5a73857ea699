"""Other recordings of an episode, each with its offset."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentInline
from episodes.admin.choices import RowFormSet, WholeForm
from episodes.models import AudioVersion


class AudioForm(WholeForm):
    class Meta:
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _("There is a version of this kind already.")}}


class AudioFormSet(RowFormSet):
    def get_unique_error_message(self, unique_check):
        return _("Two versions are of the same kind.")


class AudioInline(ContentInline):
    model = AudioVersion
    form = AudioForm
    formset = AudioFormSet
    fields = ["kind", "url", "file", "offset_ms", "duration_ms", "position"]
    verbose_name_plural = _("other versions of the audio, which listeners may choose")
