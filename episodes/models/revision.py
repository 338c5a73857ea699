"""Revision: an episode with all that belongs to it, as it was after one change."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet):
    def of(self, episode_id):
        """The revisions of an episode, the latest first; it may be deleted."""
        return self.filter(episode_key=episode_id).order_by("-number")


class Revision(models.Model):
    """``episode_key`` is the primary key of the episode, which a deleted one keeps for its return.

    ``document`` is what ``episodes.services.documents.read`` returns; of a change that deleted the episode it is
    ``{"deleted": True, "transcript": [[start_ms, end_ms, speaker_id, speaker_name, text]]}``.
    ``what`` says in a few words what was done, where more is known than the two documents tell.
    """

    episode_key = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    what = models.CharField(_("what was done"), max_length=200, blank=True)
    document = models.JSONField()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [models.UniqueConstraint(fields=["episode_key", "number"], name="revision_number")]

    def __str__(self):
        return f"{self.title}, {self.number}"

    @property
    def is_deletion(self):
        return "deleted" in self.document
