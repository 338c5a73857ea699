"""The audit log: read by superusers, and written by nobody."""

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import RefusesNonsense
from episodes.models import AuditEntry


@admin.register(AuditEntry)
class AuditAdmin(RefusesNonsense, admin.ModelAdmin):
    list_display = ["at", "act", "actor_name", "what", "detail", "how"]
    list_display_links = ["at"]
    list_filter = ["act", "how", "at"]
    search_fields = ["actor_name", "subject", "request_id"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    fields = ["at", "act", "actor_name", "what", "detail", "how", "request_id"]
    readonly_fields = fields

    @admin.display(description=_("of what"))
    def what(self, entry):
        if not entry.kind:
            return ""
        app = "auth" if entry.kind in ("user", "group") else "episodes"
        try:
            address = reverse(f"admin:{app}_{entry.kind}_change", args=[entry.key])
        except NoReverseMatch:
            return entry.subject
        return format_html('<a href="{}">{}</a>', address, entry.subject or entry.kind)

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    has_module_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission
