"""PreviewLink: an address at which an outsider can look at a draft for a while."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PreviewLinkQuerySet(models.QuerySet):
    def open(self):
        """Those that lead somewhere: not revoked, and their time has not passed."""
        return self.filter(Q(revoked_at=None) & Q(expires_at__gt=timezone.now()))


class PreviewLink(models.Model):
    """The address itself is signed and holds the primary key, so the table gives nobody who reads it a way in."""

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="preview_links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self):
        return f"{self.episode}, {self.expires_at:%Y-%m-%d}"
