"""What an importer last read, so that a later import can tell its own changes from an editor's."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageImport(models.Model):
    """The page an episode was made from. ``page`` is the parsed page as the importer's plain values."""

    episode = models.OneToOneField("Episode", on_delete=models.CASCADE, related_name="page_import")
    page = models.JSONField()
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")

    def __str__(self):
        return f"{self.episode}"
