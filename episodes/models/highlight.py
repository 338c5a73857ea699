"""Highlight: a short, tagged section of an episode in which each claim is cited."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from episodes.models.addresses import address
from episodes.models.citation import Citation
from episodes.models.episode import Episode
from episodes.models.prepared import Prepared
from episodes.models.slugged import Slugged
from episodes.models.tag import TaggedHighlight, TagsField
from episodes.models.visibility import Status, public_in_episode
from episodes.text.markdown import body_html, citation_numbers, rendered_body


def _is_public():
    # The episode is looked up by its key. Joined, SQLite would begin with all public ones to find a few highlights.
    return public_in_episode() & Q(Exists(Episode.objects.published().filter(pk=OuterRef("episode")).order_by()))


class HighlightQuerySet(models.QuerySet):
    def published(self):
        """A highlight is public when it and its episode are."""
        return self.filter(Prepared("pk", Highlight, _is_public))

    def newest_first(self):
        return self.order_by("-episode__published_at", "-episode_id", "position", "pk")


class RenderedField(models.TextField):
    """What ``rendered_body`` makes of the body, whenever a row is saved. One that is not of its body harms nothing."""

    def pre_save(self, instance, add):
        instance.rendered = rendered_body(instance.body)
        return instance.rendered

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class Highlight(Slugged):
    slug_scope = "episode"

    episode = models.ForeignKey(
        "Episode", on_delete=models.CASCADE, related_name="highlights", verbose_name=_("episode")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(
        _("body"),
        blank=True,
        help_text=_("Markdown. [6] cites clip 6 of the episode; [1][2] and [1, 2] cite two."),
    )
    rendered = RenderedField(blank=True, default="", editable=False)
    takeaway = models.CharField(_("takeaway"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    withdrawn_reason = models.CharField(
        _("reason for withdrawing"),
        max_length=300,
        blank=True,
        help_text=_("What a withdrawn page says in place of its content."),
    )
    featured = models.BooleanField(_("featured"), default=False, help_text=_("Shown on the home page."))
    tags = TagsField(through=TaggedHighlight, blank=True)

    objects = HighlightQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("highlight")
        verbose_name_plural = _("highlights")
        constraints = [models.UniqueConstraint(fields=["episode", "slug"], name="highlight_slug")]
        indexes = [models.Index(fields=["episode", "status", "position"], name="highlight_of_episode")]

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None and "body" in update_fields:
            update_fields = {*update_fields, "rendered"}
        super().save(*args, update_fields=update_fields, **kwargs)
        Citation.objects.derive(highlights=[self])

    def get_absolute_url(self):
        return address("highlight", self.episode.show.slug, self.episode.slug, self.slug)

    @property
    def html(self):
        """The body as safe HTML, its markers framed for ``with_citations``."""
        return body_html(self.body, self.__dict__.get("rendered", ""))

    @property
    def cited_numbers(self):
        """The clip numbers in the body, in order, with repetitions."""
        return citation_numbers(self.body)
