"""Episode."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from episodes.models.addresses import address
from episodes.models.audio import AUDIO_ENDINGS, AUDIO_TYPES, Sound
from episodes.models.linked import Linked
from episodes.models.slugged import Slugged
from episodes.models.tag import TaggedEpisode, TagsField
from episodes.models.visibility import Status, appeared, public_episode


class EpisodeKind(models.TextChoices):
    """What ``itunes:episodeType`` says."""

    FULL = "full", _("Episode")
    TRAILER = "trailer", _("Trailer")
    BONUS = "bonus", _("Bonus")


class EpisodeQuerySet(models.QuerySet):
    def published(self):
        """What everybody may see: published, and its time has come."""
        return self.filter(public_episode())

    def scheduled(self):
        """Published at a time to come."""
        return self.filter(status=Status.PUBLISHED, published_at__gt=timezone.now())

    def newest_first(self):
        return self.order_by("-published_at", "-pk")


class Episode(Linked, Slugged):
    """``published`` with a ``published_at`` to come is scheduled. Audio is a URL or an uploaded file."""

    slug_scope = "show"

    show = models.ForeignKey("Show", on_delete=models.CASCADE, related_name="episodes", verbose_name=_("show"))
    title = models.CharField(_("title"), max_length=300)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    season = models.PositiveIntegerField(_("season"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        help_text=_("A time to come schedules a published episode. Left empty, it is the moment of publishing."),
    )
    withdrawn_reason = models.CharField(
        _("reason for withdrawing"),
        max_length=300,
        blank=True,
        help_text=_("What a withdrawn page says in place of its content."),
    )
    # When a page that was scheduled was first seen to be public, so that what follows from that happens once.
    appeared_at = models.DateTimeField(null=True, editable=False)
    # When anything that readers see of it last changed; kept with what is derived from it.
    changed_at = models.DateTimeField(null=True, editable=False)
    # The number of the latest revision.
    version = models.PositiveIntegerField(default=0, editable=False)
    summary = models.TextField(_("summary"), blank=True)
    show_notes = models.TextField(_("show notes"), blank=True, help_text=_("Markdown."))
    audio_url = models.URLField(_("audio address"), max_length=1000, blank=True)
    audio_file = models.FileField(
        _("audio file"), upload_to="audio/", blank=True, validators=[FileExtensionValidator(AUDIO_ENDINGS)]
    )
    audio_type = models.CharField(
        _("audio type"),
        max_length=100,
        blank=True,
        help_text=_("Such as audio/mpeg; found out for an uploaded file."),
    )
    audio_bytes = models.PositiveBigIntegerField(_("audio bytes"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("duration"), null=True, blank=True)
    # A moment at ``start_ms`` is heard at ``start_ms + audio_offset_ms`` in the episode's own audio.
    audio_offset_ms = models.IntegerField(_("audio offset"), default=0)
    artwork = models.ImageField(
        _("artwork"),
        upload_to="artwork/",
        blank=True,
        width_field="artwork_width",
        height_field="artwork_height",
    )
    artwork_width = models.PositiveIntegerField(null=True, editable=False)
    artwork_height = models.PositiveIntegerField(null=True, editable=False)
    guid = models.CharField(_("guid"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EpisodeKind, default=EpisodeKind.FULL)
    explicit = models.BooleanField(
        _("explicit"), null=True, blank=True, help_text=_("For adults only; unknown means what the show says.")
    )
    # Who speaks when, as SVG path data a speaker, kept by the transcript so that a page need not read its lines.
    speech = models.JSONField(default=dict, editable=False)
    tags = TagsField(through=TaggedEpisode, blank=True)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_episode", _("Can publish, schedule and withdraw episodes and highlights"))]
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        constraints = [
            models.UniqueConstraint(fields=["show", "slug"], name="episode_slug"),
            models.UniqueConstraint(
                fields=["show", "guid"],
                condition=~models.Q(guid=""),
                name="episode_guid",
                violation_error_code="guid",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="episode_public"),
            models.Index(fields=["show", "status", "-published_at", "-id"], name="episode_public_in_show"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        fields = kwargs.get("update_fields")
        found, appears = set(), False
        if self.status == Status.PUBLISHED and (fields is None or {"status", "published_at"} & set(fields)):
            if self.published_at is None:
                self.published_at = timezone.now().replace(microsecond=0)
            # Code may give it as text, or as a time without a zone, which the database would read.
            self.published_at = self._meta.get_field("published_at").get_prep_value(self.published_at)
            appears = self._appears()
            found |= {"published_at", "appeared_at"}
        if self._has_new_audio() and (fields is None or "audio_file" in fields):
            self.audio_bytes = self.audio_file.size
            self.audio_type = AUDIO_TYPES.get(PurePath(self.audio_file.name).suffix[1:].lower(), "")
            found |= {"audio_bytes", "audio_type"}
        if fields is not None:
            kwargs["update_fields"] = {*fields, *found}
        super().save(*args, **kwargs)
        if appears:
            appeared.send(Episode, episode=self)

    def _appears(self):
        """Whether a published episode is to be seen for the first time now; one that is put off appears again."""
        if self.is_scheduled:
            self.appeared_at = None
        elif self.appeared_at is None:
            self.appeared_at = timezone.now()
            return True
        return False

    def _has_new_audio(self):
        """Whether a file was chosen that is not in the store yet."""
        return bool(self.audio_file) and not self.audio_file._committed

    def clean(self):
        super().clean()
        if self.audio_url and self.audio_file:
            raise ValidationError({"audio_url": _("Audio is an address or a file, not both.")})

    def get_absolute_url(self):
        return address("episode", self.show.slug, self.slug)

    def get_transcript_url(self):
        return address("transcript", self.show.slug, self.slug)

    def get_transcript_file_url(self, ending):
        return address("transcript_file", self.show.slug, self.slug, ending)

    def get_chapters_file_url(self, ending):
        return address("chapters_file", self.show.slug, self.slug, ending)

    @property
    def audio(self):
        """The ``Sound`` to play; its address is empty where there is none."""
        return Sound(self.audio_file.url if self.audio_file else self.audio_url, self.audio_offset_ms)

    @property
    def is_scheduled(self):
        return self.status == Status.PUBLISHED and self.published_at > timezone.now()
