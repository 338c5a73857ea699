"""Draft, published, scheduled: the column, the filter and the actions of what has a status."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from episodes.admin.problems import ShowsProblems
from episodes.admin.roles import why_closed
from episodes.admin.tagged import TaggedForm
from episodes.models import Status
from episodes.services.publishing import PublishingRefused, set_status

SCHEDULED = "scheduled"
#: As many refusals are told one by one; a hundred would hide the list.
MOST_TOLD = 8


def status_mark(name, label):
    return format_html('<span class="status status-{}">{}</span>', name, label)


class EpisodeStatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [
            (Status.DRAFT.value, Status.DRAFT.label),
            (Status.REVIEW.value, Status.REVIEW.label),
            (SCHEDULED, _("Scheduled")),
            (Status.PUBLISHED.value, Status.PUBLISHED.label),
            (Status.WITHDRAWN.value, Status.WITHDRAWN.label),
        ]

    def queryset(self, request, queryset):
        if self.value() == SCHEDULED:
            return queryset.filter(status=Status.PUBLISHED, published_at__gt=timezone.now())
        if self.value() == Status.PUBLISHED:
            return queryset.published()
        if self.value() in Status.values:
            return queryset.filter(status=self.value())
        return queryset


class StatedForm(TaggedForm):
    """The form of what has a status."""

    def clean(self):
        super().clean()
        reason = self.cleaned_data.get("withdrawn_reason")
        if self.cleaned_data.get("status") == Status.WITHDRAWN and reason is not None and not reason.strip():
            self.add_error("withdrawn_reason", _("Say why: the page shows the reason in its place."))


class PublishingForms(admin.ModelAdmin):
    """Publishes what a form publishes once all of the form is saved, and only what the checklist lets through."""

    def save_model(self, request, obj, form, change):
        obj.publish_at = None
        if obj.status == Status.PUBLISHED and form.initial.get("status") != Status.PUBLISHED:
            # The checklist asks what is stored, and the rows of the form are saved behind it.
            obj.publish_at = getattr(obj, "published_at", None) or timezone.now()
            obj.status = form.initial.get("status") or Status.DRAFT
        elif obj.status != Status.WITHDRAWN:
            obj.withdrawn_reason = ""
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj = form.instance
        if obj.publish_at is None:
            return
        try:
            at = obj.publish_at if obj.publish_at > timezone.now() else None
            stored = set_status(obj, Status.PUBLISHED, at=at)
        except PublishingRefused as error:
            said = _("Everything is saved, but “%(title)s” is not published: %(why)s") % {"title": obj, "why": error}
            self.message_user(request, said, messages.ERROR)
        else:
            obj.status = stored.status


class PublishingActions(PublishingForms, ShowsProblems, admin.ModelAdmin):
    """Take what is selected from one state to another. Withdrawing needs a reason, so it is done in the form."""

    actions = ["check_selected", "publish_selected", "send_to_review", "back_to_draft"]

    @admin.action(permissions=["publish"], description=_("Publish selected"))
    def publish_selected(self, request, queryset):
        self._give_status(request, queryset, Status.PUBLISHED)

    @admin.action(permissions=["change"], description=_("Send to review"))
    def send_to_review(self, request, queryset):
        self._give_status(request, queryset, Status.REVIEW)

    @admin.action(permissions=["change"], description=_("Back to draft"))
    def back_to_draft(self, request, queryset):
        self._give_status(request, queryset, Status.DRAFT)

    def _give_status(self, request, queryset, status):
        changed, refused = 0, []
        for obj in queryset.exclude(status=status):
            if not self.has_change_permission(request, obj):
                refused.append(why_closed(obj))
                continue
            try:
                set_status(obj, status)
            except PublishingRefused as error:
                refused.append(_("“%(title)s” stays as it is: %(why)s") % {"title": obj, "why": error})
                continue
            self.log_change(request, obj, [{"changed": {"fields": ["Status"]}}])
            changed += 1
        self._tell_of_refused(request, refused)
        if changed:
            self.message_user(request, self._told(changed, status), messages.SUCCESS)
        elif not refused:
            self.message_user(request, _("Nothing was changed: all of them had that status already."), messages.WARNING)

    def _tell_of_refused(self, request, refused):
        for sentence in refused[:MOST_TOLD]:
            self.message_user(request, sentence, messages.ERROR)
        if more := len(refused[MOST_TOLD:]):
            told = ngettext(
                "%(count)d more stays as it is; “Check selected” says why.",
                "%(count)d more stay as they are; “Check selected” says why.",
                more,
            )
            self.message_user(request, told % {"count": more}, messages.ERROR)

    def _told(self, changed, status):
        return ngettext(
            "%(count)d %(name)s is now “%(status)s”.", "%(count)d %(name)s are now “%(status)s”.", changed
        ) % {
            "count": changed,
            "name": self.opts.verbose_name if changed == 1 else self.opts.verbose_name_plural,
            "status": Status(status).label,
        }
