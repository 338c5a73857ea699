"""Our tags on taggit's base: one tag whatever the case, telling slugs, aliases, and through models with real keys."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager, _TaggableManager
from taggit.models import ItemBase, TagBase

from episodes.models.addresses import address
from episodes.models.fields import LONGEST_NAME, TagsFormField
from episodes.models.prepared import Prepared
from episodes.models.slugged import Slugged
from episodes.models.visibility import public_episode, public_highlight
from episodes.text.slugs import initial, name_key


def _checked_key(name):
    """The key of a name that somebody typed; one sign may be three letters in it ("…")."""
    key = name_key(name)
    if len(key) > LONGEST_NAME:
        raise ValidationError(
            {
                "name": _("A tag has at most %(most)d characters; this one has %(count)d when its signs are spelt out.")
                % {"most": LONGEST_NAME, "count": len(key)}
            }
        )
    return key


def _number_of(through):
    """An expression: how many rows of a through model name the outer row, a tag."""
    rows = through.objects.filter(tag=OuterRef("pk")).order_by().values("tag").annotate(rows=Count("pk"))
    return Coalesce(Subquery(rows.values("rows"), output_field=models.IntegerField()), 0)


def _is_public():
    on_highlight = TaggedHighlight.objects.published().filter(tag=OuterRef("pk"))
    on_episode = TaggedEpisode.objects.published().filter(tag=OuterRef("pk"))
    return Exists(on_highlight) | Exists(on_episode)


class TagQuerySet(models.QuerySet):
    def published(self):
        """Tags that something public carries."""
        return self.filter(Prepared("pk", Tag, _is_public))

    def unused(self):
        """Tags that nothing carries, public or not."""
        on_highlight = TaggedHighlight.objects.filter(tag=OuterRef("pk"))
        on_episode = TaggedEpisode.objects.filter(tag=OuterRef("pk"))
        return self.filter(~Exists(on_highlight), ~Exists(on_episode))

    def counted(self):
        """With ``highlight_count``, ``episode_count`` and both together, ``use_count``; public or not."""
        counts = {"highlight_count": _number_of(TaggedHighlight), "episode_count": _number_of(TaggedEpisode)}
        return self.annotate(**counts).annotate(use_count=F("highlight_count") + F("episode_count"))

    def named(self, names):
        """``{key: tag}`` for those of ``names`` that a tag or an alias has, whatever their case."""
        keys = {name_key(name) for name in names}
        found = {alias.key: alias.tag for alias in TagAlias.objects.filter(key__in=keys).select_related("tag")}
        return found | {tag.key: tag for tag in self.filter(key__in=keys)}

    def named_or_new(self, names):
        """``{key: tag}`` for all of ``names``: what has no tag and no alias yet becomes a tag, as typed."""
        found = self.named(names)
        for name in names:
            key = name_key(name)
            if key and key not in found:
                found[key], _created = self.get_or_create(key=key, defaults={"name": " ".join(name.split())})
        return found


class Tag(Slugged, TagBase):
    """``key`` is the normalised name; ``initial`` the letter it stands under in the index."""

    slug_source = "name"

    key = models.CharField(max_length=100, unique=True, editable=False)
    initial = models.CharField(max_length=4, editable=False, db_index=True)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown; shown on the tag's page."))

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint(fields=["slug"], name="tag_slug")]

    def save(self, *args, **kwargs):
        self.name = " ".join(self.name.split())
        self.key, self.initial = name_key(self.name), initial(self.name)
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "key", "initial"}
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if "," in self.name:
            raise ValidationError({"name": _("A tag has no comma in it: commas separate tags.")})
        key = _checked_key(self.name)
        if other := Tag.objects.filter(key=key).exclude(pk=self.pk).first():
            raise ValidationError({"name": _("The tag “%(name)s” is the same.") % {"name": other.name}})
        # Its own alias may become its name: it was its name before, perhaps.
        if alias := TagAlias.objects.filter(key=key).exclude(tag=self.pk).select_related("tag").first():
            raise ValidationError(
                {"name": _("“%(name)s” is an alias of “%(tag)s”.") % {"name": alias.name, "tag": alias.tag.name}}
            )

    def get_absolute_url(self):
        return address("tag", self.slug)


class TagAlias(Slugged):
    """Another name of a tag: typed in the admin it becomes the tag, as an address it redirects to it."""

    slug_source = "name"

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("tag"))
    name = models.CharField(_("name"), max_length=100)
    key = models.CharField(max_length=100, unique=True, editable=False)

    class Meta:
        ordering = ["key"]
        verbose_name = _("tag alias")
        verbose_name_plural = _("tag aliases")
        constraints = [models.UniqueConstraint(fields=["slug"], name="tag_alias_slug")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name = " ".join(self.name.split())
        self.key = name_key(self.name)
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        key = _checked_key(self.name)
        # Its own tag counts by the name that it is about to have: what it was called before may become an alias.
        own = getattr(self, "tag", None)
        if own and name_key(own.name) == key:
            raise ValidationError({"name": _("“%(name)s” is there already.") % {"name": self.name}})
        if tag := Tag.objects.filter(key=key).exclude(pk=self.tag_id).first():
            raise ValidationError({"name": _("“%(name)s” is a tag itself.") % {"name": tag.name}})
        if other := TagAlias.objects.filter(key=key).exclude(pk=self.pk).select_related("tag").first():
            raise ValidationError(
                {"name": _("“%(name)s” is an alias of “%(tag)s”.") % {"name": other.name, "tag": other.tag.name}}
            )

    def get_absolute_url(self):
        return self.tag.get_absolute_url()


class TaggedEpisodeQuerySet(models.QuerySet):
    def published(self):
        return self.filter(public_episode("content_object__"))


class TaggedEpisode(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_episodes")
    content_object = models.ForeignKey("Episode", on_delete=models.CASCADE, related_name="tagged_items")

    objects = TaggedEpisodeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="episode_tagged_once")]
        indexes = [models.Index(fields=["content_object", "tag"], name="tags_of_episode")]


class TaggedHighlightQuerySet(models.QuerySet):
    def published(self):
        return self.filter(public_highlight("content_object__"))


class TaggedHighlight(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_highlights")
    content_object = models.ForeignKey("Highlight", on_delete=models.CASCADE, related_name="tagged_items")

    objects = TaggedHighlightQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="highlight_tagged_once")]
        indexes = [models.Index(fields=["content_object", "tag"], name="tags_of_highlight")]


class TagManager(_TaggableManager):
    """taggit's manager, with our idea of when two names are one tag. Splitting text is the form field's work."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        names = [tag for tag in tags if isinstance(tag, str)]
        by_key = Tag.objects.named_or_new(names) if names else {}
        chosen = (by_key.get(name_key(tag)) if isinstance(tag, str) else tag for tag in tags)
        return list({tag.pk: tag for tag in chosen if tag is not None}.values())


class TagsField(TaggableManager):
    """The ``tags`` of a model, through ``through``."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("manager", TagManager)
        kwargs.setdefault("help_text", _("Separated by commas: software engineering, LLM"))
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(form_class=TagsFormField, **kwargs)

    def value_from_object(self, obj):
        """The tags in the order in which they were typed."""
        if obj.pk is None:
            return []
        rows = self.through.objects.filter(**self.through.lookup_kwargs(obj)).select_related("tag").order_by("pk")
        return [row.tag for row in rows]
