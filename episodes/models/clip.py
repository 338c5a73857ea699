"""Clip: a moment of an episode, which ``[n]`` in a body refers to by its number."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from episodes.models.addresses import address
from episodes.models.episode import Episode
from episodes.models.prepared import Prepared
from episodes.models.visibility import public_highlight
from episodes.text.timecodes import format_timecode


class Recheck(models.TextChoices):
    """Why somebody should hear a clip again: what it points at was replaced."""

    NONE = "", _("Nothing to recheck")
    MOVED = "moved", _("Found again at another time")
    LOST = "lost", _("Its words are no longer in the transcript")
    AUDIO = "audio", _("The audio was replaced")


class ClipQuerySet(models.QuerySet):
    def published(self):
        """Clips of public episodes, but for those that only a draft refers to: their words are the draft's."""
        return self.filter(Prepared("pk", Clip, _is_public))


def _is_public():
    from episodes.models.citation import Citation
    from episodes.models.quote import Quote

    cited, quoted = Citation.objects.filter(clip=OuterRef("pk")), Quote.objects.filter(clip=OuterRef("pk"))
    is_used = Exists(cited) | Exists(quoted)
    is_shown = Exists(cited.filter(public_highlight("highlight__"))) | Exists(
        quoted.filter(public_highlight("highlight__"))
    )
    # The episode is looked up by its key, as it is for highlights.
    in_public = Exists(Episode.objects.published().filter(pk=OuterRef("episode")).order_by())
    return Q(in_public) & (Q(featured=True) | ~Q(is_used) | Q(is_shown))


class Clip(models.Model):
    """``start_ms`` and ``end_ms`` are both empty until somebody places the clip in time."""

    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="clips", verbose_name=_("episode"))
    number = models.PositiveIntegerField(
        _("number"), validators=[MinValueValidator(1)], help_text=_("What [6] in a body refers to.")
    )
    title = models.CharField(_("title"), max_length=300)
    start_ms = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end_ms = models.PositiveIntegerField(_("end"), null=True, blank=True)
    excerpt = models.TextField(_("excerpt"), blank=True, help_text=_("The words that are heard."))
    speaker = models.ForeignKey(
        "Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clips",
        verbose_name=_("speaker"),
    )
    featured = models.BooleanField(_("featured"), default=False, help_text=_("Comes first among the popular clips."))
    # The transcript's words in the clip when somebody last placed it: by them it is found again in another transcript.
    words = models.TextField(blank=True, editable=False)
    recheck = models.CharField(
        _("to be rechecked"), max_length=20, choices=Recheck, blank=True, default="", editable=False
    )
    plays = models.PositiveIntegerField(_("plays"), default=0, editable=False)

    objects = ClipQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("clip")
        verbose_name_plural = _("clips")
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="clip_number"),
            models.CheckConstraint(
                # Comparing with nothing is neither true nor false, and a constraint lets that pass: so it is said.
                condition=Q(start_ms__isnull=True, end_ms__isnull=True)
                | Q(start_ms__isnull=False, end_ms__isnull=False, end_ms__gt=models.F("start_ms")),
                name="clip_placed_or_not",
                violation_error_message=_("A clip has a start and a later end, or neither."),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def save(self, *args, **kwargs):
        from episodes.models.citation import Citation

        super().save(*args, **kwargs)
        if self.number != getattr(self, "_number", None):
            Citation.objects.derive(episode_id=self.episode_id)
        self._number = self.number
        self._remember_times()

    @classmethod
    def from_db(cls, db, field_names, values):
        clip = super().from_db(db, field_names, values)
        clip._number = clip.__dict__.get("number")
        clip._remember_times()
        return clip

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self._remember_times()

    def _remember_times(self):
        loaded = "start_ms" in self.__dict__ and "end_ms" in self.__dict__
        self._stored_times = (self.start_ms, self.end_ms) if loaded else None

    @property
    def has_new_times(self):
        """Whether it is to be saved, or is being saved, at other times than it was read with."""
        stored = getattr(self, "_stored_times", (None, None))
        return stored is not None and stored != (self.start_ms, self.end_ms)

    def get_absolute_url(self):
        return address("clip", self.pk)

    @property
    def is_placed(self):
        return self.start_ms is not None

    @property
    def anchor(self):
        return f"clip-{self.number}"

    @property
    def start(self):
        return format_timecode(self.start_ms)

    @property
    def end(self):
        return format_timecode(self.end_ms)

    @property
    def fragment(self):
        """``#t=62,94``, to follow the address of the episode's own audio; empty before the clip is placed."""
        return self.episode.audio.fragment(self.start_ms, self.end_ms)
