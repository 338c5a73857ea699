"""HighlightLink: that a highlight agrees with, disagrees with or answers another."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from episodes.models.visibility import public_highlight


class HighlightLinkKind(models.TextChoices):
    AGREES = "agrees", _("agrees with")
    DISAGREES = "disagrees", _("disagrees with")
    ANSWERS = "answers", _("answers")


class HighlightLinkQuerySet(models.QuerySet):
    def published(self):
        """Links of which both ends are public."""
        return self.filter(public_highlight("highlight__")).filter(public_highlight("other__"))


class HighlightLink(models.Model):
    """Belongs to the episode of ``highlight``; readers see it from both ends."""

    highlight = models.ForeignKey("Highlight", on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(
        "Highlight", on_delete=models.CASCADE, related_name="links_to", verbose_name=_("the other highlight")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=HighlightLinkKind, default=HighlightLinkKind.AGREES)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = HighlightLinkQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("link to another highlight")
        verbose_name_plural = _("links to other highlights")
        constraints = [
            models.UniqueConstraint(
                fields=["highlight", "other"],
                name="highlight_link_once",
                violation_error_message=_("These two highlights are linked already."),
            ),
            models.CheckConstraint(
                condition=~Q(highlight=F("other")),
                name="highlight_link_to_another",
                violation_error_message=_("A highlight is linked to another one, not to itself."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} “{self.other}”"

    def clean(self):
        super().clean()
        if self.other_id and self.other_id == self.highlight_id:
            raise ValidationError({"other": _("A highlight is linked to another one, not to itself.")})
