"""Site settings: one form, and no list."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import ContentAdmin
from episodes.models import SiteSettings


class SiteForm(forms.ModelForm):
    class Meta:
        widgets = {
            "listening_links": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "about": forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        }
        help_texts = {
            "tagline": _("One line under the name on the front page."),
            "logo": _("At most 10 MB and 40 megapixels."),
        }


@admin.register(SiteSettings)
class SiteSettingsAdmin(ContentAdmin):
    form = SiteForm
    fieldsets = [
        (None, {"fields": ["name", "tagline"]}),
        (_("Look"), {"fields": ["logo", "hue"]}),
        (_("Listening apps"), {"fields": ["listening_links"]}),
        (_("Feeds"), {"fields": ["websub_hub"]}),
        (_("About page"), {"fields": ["about"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        """The settings, also before anybody has saved them."""
        return SiteSettings.load() if str(object_id) == "1" else None

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:episodes_sitesettings_change", args=[1]))

    def view_on_site(self, obj):
        return obj.get_absolute_url()
