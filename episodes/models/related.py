"""Which episodes stand beside an episode: chosen by an editor, and computed behind."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RelatedEpisode(models.Model):
    """An editor's choice."""

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="related_choices")
    related = models.ForeignKey(
        "Episode", on_delete=models.CASCADE, related_name="related_from", verbose_name=_("related episode")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("related episode")
        verbose_name_plural = _("related episodes")
        constraints = [
            models.UniqueConstraint(fields=["episode", "related"], name="related_once"),
            models.CheckConstraint(
                condition=~models.Q(episode=models.F("related")),
                name="related_to_another",
                violation_error_message=_("An episode is not related to itself."),
            ),
        ]

    def __str__(self):
        return f"{self.related}"


class SimilarEpisode(models.Model):
    """A computed neighbour, kept when content changes. ``shared`` is ``{"tags": [], "people": [], "words": []}``."""

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="similar")
    other = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="similar_from")
    score = models.FloatField()
    shared = models.JSONField(default=dict)

    class Meta:
        ordering = ["-score", "other"]
        constraints = [models.UniqueConstraint(fields=["episode", "other"], name="similar_once")]

    def __str__(self):
        return f"{self.other}"
