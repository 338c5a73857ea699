"""Models with an address of their own, which goes on working when the slug changes."""

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from episodes.text.slugs import LONGEST, SLUG_PATTERN, numbered, slug_of


class PastSlug(models.Model):
    """A slug that an object once had. ``scope`` is the primary key of what it was unique in, 0 for the whole site."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    content_object = GenericForeignKey()
    scope = models.PositiveBigIntegerField(default=0)
    slug = models.CharField(max_length=LONGEST)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "scope", "slug"], name="past_slug_leads_one_way")
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="past_slug_object")]

    def __str__(self):
        return self.slug


class Slugged(models.Model):
    """Fills an empty slug from ``slug_source``, keeps it unique in ``slug_scope`` and remembers what it was."""

    slug_source = "title"
    slug_scope = None  # the name of a foreign key, for a slug that is unique below it

    slug = models.CharField(
        _("slug"),
        max_length=LONGEST,
        blank=True,
        validators=[
            RegexValidator(
                rf"\A{SLUG_PATTERN}\Z",
                _("A slug has letters, digits and hyphens in it: no spaces and no other signs."),
                code="slug",
            )
        ],
        help_text=_("The name in the address. Left empty, it is made from the title. The old address goes on working."),
    )
    past_slugs = GenericRelation(PastSlug)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance._address = instance._loaded_address(field_names)
        return instance

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self.free_slug()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "slug"}
        super().save(*args, **kwargs)
        self._remember_address()

    def free_slug(self):
        """A slug made from the source, with a number behind it where another object has it or once had it."""
        wanted = slug_of(str(getattr(self, self.slug_source)), fallback=self._meta.model_name)
        others = type(self)._base_manager.filter(**self._scope_filter()).exclude(pk=self.pk)
        kind = ContentType.objects.get_for_model(type(self))
        past = PastSlug.objects.filter(content_type=kind, scope=self._scope()).exclude(object_id=self.pk or 0)
        taken = set()
        for slugs in (others, past):
            taken.update(slugs.filter(slug__startswith=wanted[: LONGEST - 8]).values_list("slug", flat=True))
        number = 1
        while numbered(wanted, number) in taken:
            number += 1
        return numbered(wanted, number)

    def _scope_filter(self):
        return {f"{self.slug_scope}_id": getattr(self, f"{self.slug_scope}_id")} if self.slug_scope else {}

    def _scope(self):
        return getattr(self, f"{self.slug_scope}_id") if self.slug_scope else 0

    def _loaded_address(self, field_names):
        needed = {"slug"} | ({f"{self.slug_scope}_id"} if self.slug_scope else set())
        return (self._scope(), self.slug) if needed <= set(field_names) else None

    def _remember_address(self):
        before, now = getattr(self, "_address", None), (self._scope(), self.slug)
        self._address = now
        if before == now:
            return
        kind = ContentType.objects.get_for_model(type(self))
        # The living object owns its address: a past one of the same name would never be reached.
        PastSlug.objects.filter(content_type=kind, scope=now[0], slug=now[1]).delete()
        if before:
            PastSlug.objects.update_or_create(
                content_type=kind, scope=before[0], slug=before[1], defaults={"object_id": self.pk}
            )
