"""AudioVersion: another recording of an episode, whose moments lie a little earlier or later."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from episodes.text.timecodes import media_fragment

AUDIO_TYPES = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "audio/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "webm": "audio/webm",
}
AUDIO_ENDINGS = list(AUDIO_TYPES)


class Sound(str):
    """The address of a recording that knows how much later than in the episode's timeline a moment is heard in it."""

    def __new__(cls, address, offset_ms=0):
        sound = super().__new__(cls, address)
        sound.offset_ms = offset_ms
        return sound

    def fragment(self, start_ms, end_ms=None):
        """``#t=62,94`` of a moment of the episode, to follow the address; empty for one without a time.

        What lies before the beginning of the recording is at its beginning.
        """
        if start_ms is None:
            return ""
        times = (start_ms, end_ms)
        return media_fragment(*(ms if ms is None else max(0, ms + self.offset_ms) for ms in times))

    def moment(self, start_ms, end_ms=None):
        """The address of a moment of the episode."""
        return self + self.fragment(start_ms, end_ms)


class AudioVersion(models.Model):
    """Beside the episode's own audio. A moment at ``start_ms`` is heard at ``start_ms + offset_ms`` in this version."""

    class Kind(models.TextChoices):
        FEED = "feed", _("as in the feed")
        AD_FREE = "ad-free", _("without advertising")
        VIDEO = "video", _("video")

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="audio_versions")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    file = models.FileField(
        _("file"), upload_to="audio/", blank=True, validators=[FileExtensionValidator(AUDIO_ENDINGS)]
    )
    type = models.CharField(_("type"), max_length=100, blank=True)
    bytes = models.PositiveBigIntegerField(_("bytes"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("duration"), null=True, blank=True)
    # Not in the name of a form field for times of day: it may be negative.
    offset_ms = models.IntegerField(_("offset"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("audio version")
        verbose_name_plural = _("audio versions")
        constraints = [models.UniqueConstraint(fields=["episode", "kind"], name="audio_version_once")]

    def __str__(self):
        return self.get_kind_display()

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:
            self.bytes, self.type = self.file.size, AUDIO_TYPES.get(PurePath(self.file.name).suffix[1:].lower(), "")
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if bool(self.url) == bool(self.file):
            raise ValidationError({"url": _("A version is an address or a file: one of them, not both.")})

    @property
    def audio(self):
        """The ``Sound`` to play; its address is empty where there is none."""
        return Sound(self.file.url if self.file else self.url, self.offset_ms)
