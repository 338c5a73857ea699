"""Show: a podcast."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from episodes.models.addresses import address
from episodes.models.linked import link_field
from episodes.models.prepared import Prepared
from episodes.models.slugged import Slugged
from episodes.text.links import parse_links

#: The namespace that all podcasts' UUIDs are made in.
PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
#: The codes of the languages that are written from right to left (ISO 639-1).
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}


def podcast_name(feed):
    """The UUID of the podcast whose feed has the whole address ``feed``.

    Source: https://podcasting2.org/docs/podcast-namespace/tags/guid.
    """
    return str(uuid.uuid5(PODCASTS, feed.partition("://")[2].rstrip("/")))


def direction(language):
    """``rtl`` or ``ltr``: how a text in ``language`` (a BCP 47 tag) runs."""
    return "rtl" if language.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def nearest_hue(hue):
    """``165`` for 158 to 172 degrees: the steps in which the style sheet has accents."""
    return round(hue / 15) * 15 % 360


def hue_class(hue):
    """``hue-165`` for 158 to 172 degrees."""
    return f"hue-{nearest_hue(hue)}"


def accent_class(hue, logo_hue):
    """The class of a show's accent: its own hue before its logo's, empty for the site's."""
    chosen = logo_hue if hue is None else hue
    return "" if chosen is None else hue_class(chosen)


class HueField(models.PositiveSmallIntegerField):
    """An angle in degrees, 0 to 359: the one colour that a show brings."""

    default_validators = [MaxValueValidator(359)]


class ShowKind(models.TextChoices):
    """What ``itunes:type`` says: the order in which to hear a show."""

    EPISODIC = "episodic", _("Newest first")
    SERIAL = "serial", _("From the first on")


def _is_public():
    from episodes.models.episode import Episode

    return Exists(Episode.objects.published().filter(show=OuterRef("pk")))


class ShowQuerySet(models.QuerySet):
    def published(self):
        """Shows with at least one public episode."""
        return self.filter(Prepared("pk", Show, _is_public))


class Show(Slugged):
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    logo = models.ImageField(
        _("logo"), upload_to="logos/", blank=True, width_field="logo_width", height_field="logo_height"
    )
    logo_width = models.PositiveIntegerField(null=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, editable=False)
    hue = HueField(
        _("hue"),
        null=True,
        blank=True,
        help_text=_("The accent colour as an angle, 0 to 359. Left empty, it is taken from the logo."),
    )
    logo_hue = HueField(null=True, editable=False)
    site_url = models.URLField(_("site"), max_length=500, blank=True)
    feed_url = models.URLField(_("feed"), max_length=500, blank=True)
    language = models.CharField(
        _("language"), max_length=20, default="en", help_text=_("A language tag, such as en, de or pt-BR.")
    )
    author = models.CharField(_("author"), max_length=200, blank=True)
    category = models.CharField(
        _("category"),
        max_length=100,
        blank=True,
        help_text=_("As in podcast directories: Technology, or Arts > Design."),
    )
    kind = models.CharField(_("order"), max_length=20, choices=ShowKind, default=ShowKind.EPISODIC)
    explicit = models.BooleanField(_("explicit"), default=False, help_text=_("For adults only."))
    copyright = models.CharField(_("copyright"), max_length=200, blank=True)
    license = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("A short name such as cc-by-4.0, or an address.")
    )
    owner_name = models.CharField(_("owner"), max_length=200, blank=True)
    owner_email = models.EmailField(
        _("owner’s email"), blank=True, help_text=_("Stands in the public feed: directories write to it.")
    )
    funding = link_field(_("funding"))
    guid = models.CharField(
        _("guid"), max_length=100, blank=True, help_text=_("The podcast’s own name everywhere. It never changes.")
    )
    locked = models.BooleanField(
        _("locked"), default=False, help_text=_("Asks other platforms not to import the feed.")
    )
    feed_keeps_audio = models.BooleanField(
        _("feed keeps the imported audio addresses"),
        default=False,
        help_text=_("So that this site’s feed can replace the one that was imported."),
    )

    objects = ShowQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("show")
        verbose_name_plural = _("shows")
        constraints = [models.UniqueConstraint(fields=["slug"], name="show_slug")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """The podcast's name everywhere is fixed once, so that no change of an address changes it."""
        slug = (getattr(self, "_address", None) or (0, ""))[1]
        super().save(*args, **kwargs)
        if not self.guid:
            self.guid = self.podcast_guid(settings.SITE_URL, slug or self.slug)
            type(self).objects.filter(pk=self.pk).update(guid=self.guid)

    def get_absolute_url(self):
        return address("show", self.slug)

    def get_feed_url(self):
        return address("show_feed", self.slug)

    def get_atom_url(self):
        return address("show_atom", self.slug)

    def podcast_guid(self, site_url, slug=""):
        """The podcast's UUID: the one that it has, else what follows from its feed's address at ``site_url``."""
        try:
            return str(uuid.UUID(self.guid))
        except ValueError:
            return podcast_name(self.feed_url or f"{site_url}{address('show_feed', slug or self.slug)}")

    @property
    def funding_list(self):
        """``[(name, url)]``"""
        return parse_links(self.funding)

    def get_corrections_url(self):
        return address("corrections", self.slug)

    def get_corrections_feed_url(self):
        return address("corrections_feed", self.slug)

    @property
    def direction(self):
        return direction(self.language)

    @property
    def hue_class(self):
        """The style sheet's name for the accent: one class every 15 degrees, empty for the site's own."""
        return accent_class(self.hue, self.logo_hue)
