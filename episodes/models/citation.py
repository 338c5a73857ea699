"""Citation: that a highlight refers to a clip. Derived from the markers in the body; carries the evidence."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from episodes.models.visibility import public_highlight
from episodes.text.markdown import citation_numbers

_waiting = ContextVar("citations are derived later", default=False)


@contextmanager
def derived_once(episode_id):
    """While bodies and clips of an episode change together, nothing is derived; at the end it is, once.

    In between a body may say [2] where the clip is still number 1, and its evidence would be dropped for good.
    """
    token = _waiting.set(True)
    try:
        yield
    finally:
        _waiting.reset(token)
    Citation.objects.derive(episode_id=episode_id)


class Evidence(models.TextChoices):
    UNCHECKED = "unchecked", _("Not checked yet")
    HEARD = "heard", _("Heard")
    DISPUTED = "disputed", _("Disputed")


class CitationQuerySet(models.QuerySet):
    def published(self):
        """Citations of public highlights."""
        return self.filter(public_highlight("highlight__"))

    def derive(self, *, highlights=None, episode_id=None):
        """Makes the rows say what the bodies say, for ``highlights`` or for all of an episode. Evidence is kept."""
        from episodes.models.highlight import Highlight

        if _waiting.get():
            return
        if highlights is None:
            highlights = list(Highlight.objects.filter(episode_id=episode_id).only("episode_id", "body"))
        if not highlights:
            return
        cited = {highlight.pk: list(dict.fromkeys(citation_numbers(highlight.body))) for highlight in highlights}
        clips = _clip_ids({highlight.episode_id for highlight in highlights})
        wanted = {
            (highlight.pk, clips[highlight.episode_id, number])
            for highlight in highlights
            for number in cited[highlight.pk]
            if (highlight.episode_id, number) in clips
        }
        rows = {(row.highlight_id, row.clip_id): row for row in self.filter(highlight__in=cited)}
        if wanted == rows.keys():
            return
        with transaction.atomic():
            self.filter(pk__in=[row.pk for key, row in rows.items() if key not in wanted]).delete()
            self.bulk_create(
                Citation(highlight_id=highlight, clip_id=clip) for highlight, clip in sorted(wanted - rows.keys())
            )


def _clip_ids(episode_ids):
    from episodes.models.clip import Clip

    rows = Clip.objects.filter(episode__in=episode_ids).values_list("episode_id", "number", "pk")
    return {(episode, number): pk for episode, number, pk in rows}


class Citation(models.Model):
    highlight = models.ForeignKey("Highlight", on_delete=models.CASCADE, related_name="citations")
    # A cited clip cannot be deleted by itself; with its episode it goes.
    clip = models.ForeignKey("Clip", on_delete=models.RESTRICT, related_name="citations")
    evidence = models.CharField(_("evidence"), max_length=20, choices=Evidence, default=Evidence.UNCHECKED)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["highlight", "clip__number"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [models.UniqueConstraint(fields=["highlight", "clip"], name="citation_once")]

    def __str__(self):
        return f"{self.highlight} [{self.clip.number}]"

    def get_absolute_url(self):
        return f"{self.highlight.get_absolute_url()}#cite-{self.clip.number}"
