"""Presence: who has an episode open in the admin, and where in it. A hint, not a lock."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """``place`` is what the person is at: ``section-12``, or empty for the page as a whole."""

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=60, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["episode", "user"], name="present_once")]

    def __str__(self):
        return f"{self.user}, {self.episode}"
