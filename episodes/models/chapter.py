"""Chapter: a stretch of the audio with a title, as a feed or a file has them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Chapter(models.Model):
    """Replaced as a whole, like the transcript. Where an episode has placed highlights, those are its chapters."""

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="chapters")
    start_ms = models.PositiveIntegerField(_("start"))
    end_ms = models.PositiveIntegerField(_("end"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    image_url = models.URLField(_("picture"), max_length=1000, blank=True)
    # ``toc`` of the Podcasting 2.0 chapters format: a silent chapter only changes the picture.
    in_contents = models.BooleanField(_("in the table of contents"), default=True)

    class Meta:
        ordering = ["start_ms", "pk"]
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        indexes = [models.Index(fields=["episode", "start_ms"], name="chapter_in_time")]

    def __str__(self):
        return self.title
