"""Changing the tags of what is selected in a list: an action that asks which first."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from episodes.admin.roles import is_open_to
from episodes.admin.status import PublishingActions
from episodes.admin.tag_input import TagInput
from episodes.admin.tagged import AsksAboutNewTags
from episodes.models import Episode, TagsFormField
from episodes.services.tags import MOST_RETAGGED, TagRefused, retag

MOST_LISTED = 20


class RetagForm(AsksAboutNewTags, forms.Form):
    add = TagsFormField(label=gettext_lazy("Add tags"), required=False, widget=TagInput)
    remove = TagsFormField(label=gettext_lazy("Remove tags"), required=False, widget=TagInput)

    def clean_add(self):
        return self.asked_names("add")

    def clean(self):
        if not self.errors and not self.cleaned_data["add"] and not self.cleaned_data["remove"]:
            raise forms.ValidationError(_("Name a tag to add or to remove."))


class RetagAction:
    """For the admins of highlights and episodes, before ``PublishingActions``."""

    actions = [*PublishingActions.actions, "change_tags"]

    @admin.action(permissions=["change"], description=gettext_lazy("Change tags…"))
    def change_tags(self, request, queryset):
        objects = list(queryset.select_related(*([] if self.model is Episode else ["episode"]))[: MOST_RETAGGED + 1])
        if len(objects) > MOST_RETAGGED:
            sentence = _("At most %(most)d can be changed at once.") % {"most": MOST_RETAGGED}
            self.message_user(request, sentence, messages.WARNING)
            return None
        open_ones = [obj for obj in objects if is_open_to(request.user, obj)]
        form = RetagForm(request.POST if "_retag" in request.POST else None)
        if open_ones and form.is_bound and form.is_valid() and self._retag(request, form, open_ones):
            return None
        return self._retag_page(request, form, open_ones, closed=len(objects) - len(open_ones))

    def _retag(self, request, form, objects):
        """Whether it was done; else the form says why it was not."""
        chosen = self.model.objects.filter(pk__in=[obj.pk for obj in objects])
        try:
            changed = retag(chosen, **form.cleaned_data, user=request.user)
        except TagRefused as error:
            form.add_error(None, str(error))
            return False
        said = [{"changed": {"fields": ["Tags"]}}]
        LogEntry.objects.log_actions(request.user.pk, chosen.filter(pk__in=changed), CHANGE, said)
        self.message_user(request, _told(len(changed), len(objects)), messages.SUCCESS)
        return True

    def _retag_page(self, request, form, objects, closed):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change tags"),
            "opts": self.opts,
            "form": form,
            "fields": [admin.helpers.AdminField(form, name, is_first=False) for name in form.fields],
            "media": self.media + form.media,
            "objects": objects,
            "listed": objects[:MOST_LISTED],
            "more": len(objects[MOST_LISTED:]),
            "closed": closed,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/episodes/retag.html", context)


def _told(changed, selected):
    if not changed:
        return _("Nothing was changed: all of them had these tags already.")
    told = ngettext("The tags of %(count)d have changed.", "The tags of %(count)d have changed.", changed)
    if changed < selected:
        told = _("The tags of %(count)d have changed; the others had them already.")
    return told % {"count": changed}
