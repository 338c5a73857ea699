"""Person, and the Credit that ties one to an episode."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from episodes.models.addresses import address
from episodes.models.linked import Linked
from episodes.models.prepared import Prepared
from episodes.models.slugged import Slugged


class PersonQuerySet(models.QuerySet):
    def published(self):
        """People who are credited in a public episode, or speak a public quote, clip or line of a transcript."""
        return self.filter(Prepared("pk", Person, _is_public))


def _is_public():
    from episodes.models.clip import Clip
    from episodes.models.cue import Cue
    from episodes.models.episode import Episode
    from episodes.models.highlight import Highlight
    from episodes.models.quote import Quote

    # Each is a condition of its own, not a join: a database that has no statistics would begin at the episodes.
    of_public = Exists(Episode.objects.published().filter(pk=OuterRef("episode")).order_by())
    of_public_section = Exists(Highlight.objects.published().filter(pk=OuterRef("highlight")).order_by())
    credited = Credit.objects.filter(of_public, person=OuterRef("pk"))
    quoted = Quote.objects.filter(of_public_section, speaker=OuterRef("pk"))
    heard = Clip.objects.published().filter(speaker=OuterRef("pk"))
    transcribed = Cue.objects.filter(of_public, speaker=OuterRef("pk"))
    return Exists(credited) | Exists(quoted) | Exists(heard) | Exists(transcribed)


class Person(Linked, Slugged):
    slug_source = "name"

    name = models.CharField(_("name"), max_length=200)
    biography = models.TextField(_("biography"), blank=True, help_text=_("Markdown."))
    photo = models.ImageField(
        _("photo"), upload_to="people/", blank=True, width_field="photo_width", height_field="photo_height"
    )
    photo_width = models.PositiveIntegerField(null=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(fields=["slug"], name="person_slug")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("person", self.slug)

    def get_feed_url(self):
        return address("person_feed", self.slug)


class Role(models.TextChoices):
    HOST = "host", _("host")
    GUEST = "guest", _("guest")
    PRODUCER = "producer", _("producer")
    EDITOR = "editor", _("editor")
    SOUND = "sound", _("sound")
    RESEARCHER = "researcher", _("researcher")
    WRITER = "writer", _("writer")


class Credit(models.Model):
    """A person's part in an episode."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits", verbose_name=_("person"))
    episode = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.GUEST)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [models.UniqueConstraint(fields=["episode", "person", "role"], name="credit_once")]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"
