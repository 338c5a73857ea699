"""Draft, published, scheduled: the column, the filter and the actions of what has a status."""

from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from episodes.models import Status

SCHEDULED = "scheduled"


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


class PublishingActions(admin.ModelAdmin):
    """Publish and take back what is selected, each through its own ``save()``."""

    actions = ["publish_selected", "back_to_draft"]

    def obstacle(self, obj):
        """Why ``obj`` can't be published: a sentence, or nothing."""
        return ""

    @admin.action(permissions=["publish"], description=_("Publish selected"))
    def publish_selected(self, request, queryset):
        self._give_status(request, queryset, Status.PUBLISHED)

    @admin.action(permissions=["publish"], description=_("Back to draft"))
    def back_to_draft(self, request, queryset):
        self._give_status(request, queryset, Status.DRAFT)

    def _give_status(self, request, queryset, status):
        changed, refused = 0, 0
        with transaction.atomic():
            for obj in queryset.exclude(status=status):
                if status == Status.PUBLISHED and (obstacle := self.obstacle(obj)):
                    self.message_user(request, f"{obj}: {obstacle}", messages.ERROR)
                    refused += 1
                    continue
                obj.status = status
                obj.save()
                self.log_change(request, obj, [{"changed": {"fields": ["Status"]}}])
                changed += 1
        if changed:
            self.message_user(request, self._told(changed, status), messages.SUCCESS)
        elif not refused:
            self.message_user(request, _("Nothing was changed: all of them had that status already."), messages.WARNING)

    def _told(self, changed, status):
        return ngettext(
            "%(count)d %(name)s is now “%(status)s”.", "%(count)d %(name)s are now “%(status)s”.", changed
        ) % {
            "count": changed,
            "name": self.opts.verbose_name if changed == 1 else self.opts.verbose_name_plural,
            "status": Status(status).label,
        }
