"""TagMerge: that one tag was put into another, with what it takes to undo it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TagMerge(models.Model):
    """``record`` holds the merged tag's own values, its aliases, and which uses moved and which were there already."""

    target = models.ForeignKey("Tag", on_delete=models.CASCADE, related_name="merges", verbose_name=_("merged into"))
    name = models.CharField(_("merged tag"), max_length=100)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    record = models.JSONField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("tag merge")
        verbose_name_plural = _("tag merges")

    def __str__(self):
        return f"{self.name} → {self.target}"
