"""Who took part in an episode, and which episodes an editor puts beside it."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentInline
from episodes.admin.choices import RowFormSet, WholeForm
from episodes.models import Credit, RelatedEpisode


class CreditForm(WholeForm):
    class Meta:
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _("This person has this role already.")}}


class CreditFormSet(RowFormSet):
    def get_unique_error_message(self, unique_check):
        return _("A person is listed twice with the same role.")


class CreditInline(ContentInline):
    model = Credit
    form = CreditForm
    formset = CreditFormSet
    related = ["person"]
    autocomplete_fields = ["person"]
    addable = ["person"]
    fields = ["person", "role", "position"]


class RelatedForm(WholeForm):
    class Meta:
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _("This episode is listed already.")}}


class RelatedFormSet(RowFormSet):
    def get_unique_error_message(self, unique_check):
        return _("An episode is listed twice.")


class RelatedInline(ContentInline):
    model = RelatedEpisode
    form = RelatedForm
    formset = RelatedFormSet
    fk_name = "episode"
    related = ["related"]
    autocomplete_fields = ["related"]
    fields = ["related", "reason", "position"]
    verbose_name = _("related episode")
    verbose_name_plural = _("related episodes, shown before the computed ones")
