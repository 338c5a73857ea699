"""Cue: one timed line of the transcript."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from episodes.text.timecodes import format_timecode


class Cue(models.Model):
    """``speaker_name`` is the name as the transcript has it; ``speaker`` the person, where known.

    A transcript without any times has none here either; then its lines are in the order of their primary keys.
    """

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="cues")
    start_ms = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end_ms = models.PositiveIntegerField(_("end"), null=True, blank=True)
    speaker = models.ForeignKey("Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    speaker_name = models.CharField(_("speaker name"), max_length=200, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        # All lines of a transcript have times, or none has: where nothing is sorted is of no consequence.
        ordering = ["start_ms", "pk"]
        verbose_name = _("transcript line")
        verbose_name_plural = _("transcript lines")
        indexes = [models.Index(fields=["episode", "start_ms"], name="cue_in_time")]

    def __str__(self):
        return self.text[:80]

    @property
    def start(self):
        return "" if self.start_ms is None else format_timecode(self.start_ms)
