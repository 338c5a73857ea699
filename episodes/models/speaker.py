"""SpeakerName: whom a show's transcripts mean by a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpeakerName(models.Model):
    """``name`` is as the transcripts of the show have it; without a ``person`` it is known to be nobody's page."""

    show = models.ForeignKey("Show", on_delete=models.CASCADE, related_name="speaker_names", verbose_name=_("show"))
    name = models.CharField(_("name in the transcript"), max_length=200)
    person = models.ForeignKey(
        "Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )

    class Meta:
        ordering = ["show", "name"]
        verbose_name = _("name in transcripts")
        verbose_name_plural = _("names in transcripts")
        constraints = [models.UniqueConstraint(fields=["show", "name"], name="speaker_name_once")]

    def __str__(self):
        return self.name
