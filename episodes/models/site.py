"""SiteSettings: one row."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from episodes.models.linked import link_field
from episodes.models.show import HueField, hue_class, nearest_hue
from episodes.text.links import parse_links


class SiteSettings(models.Model):
    name = models.CharField(_("name"), max_length=100, default="Podsite")
    tagline = models.CharField(
        _("tagline"), max_length=200, blank=True, default="Podcasts to read, search, hear and check"
    )
    logo = models.ImageField(
        _("logo"), upload_to="logos/", blank=True, width_field="logo_width", height_field="logo_height"
    )
    logo_width = models.PositiveIntegerField(null=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, editable=False)
    hue = HueField(_("hue"), default=165, help_text=_("The accent colour as an angle, 0 to 359."))
    listening_links = link_field(_("links to listening apps"))
    websub_hub = models.URLField(
        _("WebSub hub"), max_length=500, blank=True, help_text=_("Is told when a feed has something new.")
    )
    about = models.TextField(_("about"), blank=True, help_text=_("Markdown; shown at /about/."))

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def load(cls):
        """The row, or the defaults before anybody has saved it."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def get_absolute_url(self):
        return reverse("home")

    @property
    def hue_class(self):
        return hue_class(self.hue)

    @property
    def nearest_hue(self):
        """In degrees, as the style sheet and the icons have it."""
        return nearest_hue(self.hue)

    @property
    def listening_link_list(self):
        """``[(name, url)]``"""
        return parse_links(self.listening_links)
