"""PreviewLink: an address at which an outsider can look at a draft for a while."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_encode
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SALT = "episodes.preview"
LONGEST = timedelta(days=7)


class _SignerOf(TimestampSigner):
    """Signs with the time at which a link was made, so that its address is always the same."""

    def __init__(self, moment):
        super().__init__(salt=SALT)
        self._moment = moment

    def timestamp(self):
        return b62_encode(int(self._moment.timestamp()))


class PreviewLinkQuerySet(models.QuerySet):
    def open(self):
        """Those that lead somewhere: not revoked, and their time has not passed."""
        return self.filter(Q(revoked_at=None) & Q(expires_at__gt=timezone.now()))

    def behind(self, token):
        """The open link that the address with ``token`` stands for. Raises ``DoesNotExist``, whatever is wrong."""
        try:
            key = TimestampSigner(salt=SALT).unsign_object(token, max_age=LONGEST)
        except BadSignature:
            raise self.model.DoesNotExist from None
        return self.open().get(pk=key)


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

    def get_absolute_url(self):
        return reverse("preview", args=[_SignerOf(self.made_at).sign_object(self.pk)])
