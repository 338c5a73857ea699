"""Correction: what was changed in a published page, noted for its readers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from episodes.models.visibility import public_episode


class CorrectionQuerySet(models.QuerySet):
    def published(self):
        """Corrections of public episodes."""
        return self.filter(public_episode("episode__"))

    def newest_first(self):
        return self.order_by("-noted_at", "-pk")


class Correction(models.Model):
    """``highlight`` is the section it is about, where it is about one."""

    episode = models.ForeignKey(
        "Episode", on_delete=models.CASCADE, related_name="corrections", verbose_name=_("episode")
    )
    highlight = models.ForeignKey(
        "Highlight",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("highlight"),
    )
    text = models.TextField(_("what was corrected"), help_text=_("For readers, in Markdown."))
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_at", "-pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(fields=["-noted_at", "-id"], name="correction_latest")]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return f"{self.episode.show.get_corrections_url()}#{self.anchor}"

    @property
    def anchor(self):
        return f"correction-{self.pk}"
