"""Cue: one timed line of the transcript."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from episodes.text.timecodes import format_timecode


class Cue(models.Model):
    """``speaker_name`` is the name as the transcript has it; ``speaker`` the person, where known."""

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="cues")
    start_ms = models.PositiveIntegerField(_("start"))
    end_ms = models.PositiveIntegerField(_("end"))
    speaker = models.ForeignKey("Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    speaker_name = models.CharField(_("speaker name"), max_length=200, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["start_ms", "pk"]
        verbose_name = _("transcript line")
        verbose_name_plural = _("transcript lines")
        indexes = [models.Index(fields=["episode", "start_ms"], name="cue_in_time")]

    def __str__(self):
        return self.text[:80]

    @property
    def start(self):
        return format_timecode(self.start_ms)
