"""Quote: a pull quote of a highlight."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from episodes.models.addresses import address
from episodes.models.visibility import public_highlight
from episodes.text.excerpts import excerpt


class Comparison(models.TextChoices):
    """How a quote compares with the transcript. ``trimmed``: the same words in the same order, some left out."""

    UNKNOWN = "", _("Not compared")
    EXACT = "exact", _("Word for word")
    TRIMMED = "trimmed", _("Trimmed")
    DIFFERS = "differs", _("Differs from the transcript")
    NOT_FOUND = "not found", _("Not found in the transcript")


class QuoteQuerySet(models.QuerySet):
    def published(self):
        """Quotes of public highlights."""
        return self.filter(public_highlight("highlight__"))

    def newest_first(self):
        return self.order_by("-highlight__episode__published_at", "-highlight__episode_id", "highlight__position", "pk")


class Quote(models.Model):
    highlight = models.ForeignKey("Highlight", on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField(_("text"))
    speaker = models.ForeignKey(
        "Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="quotes",
        verbose_name=_("speaker"),
    )
    clip = models.ForeignKey(
        "Clip",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="quotes",
        verbose_name=_("clip"),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    comparison = models.CharField(
        _("beside the transcript"), max_length=20, choices=Comparison, blank=True, default="", editable=False
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self):
        return excerpt(self.text, 80)

    def get_absolute_url(self):
        return address("quote", self.pk)
