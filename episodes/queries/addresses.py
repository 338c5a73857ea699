"""Where an address leads now: current slugs, past ones, aliases. Public objects only."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from episodes.models import Episode, Highlight, PastSlug, Person, Show, Tag, TagAlias
from episodes.text.slugs import name_key


def present_show(slug):
    """The show that has, or once had, this slug, and something to read; or None."""
    return by_past_slug(Show.objects.published(), slug)


def present_episode(show_slug, slug):
    """The public episode that this address leads to now, or None."""
    show = present_show(show_slug)
    if show is None:
        return None
    episodes = Episode.objects.published().select_related("show")
    # An episode that has changed its show is remembered below the show that it left.
    return by_past_slug(episodes, slug, scope=show.pk, inside={"show": show})


def present_highlight(show_slug, episode_slug, slug):
    """The public highlight that this address leads to now, or None."""
    episode = present_episode(show_slug, episode_slug)
    if episode is None:
        return None
    highlights = Highlight.objects.published().select_related("episode__show")
    return by_past_slug(highlights, slug, scope=episode.pk, inside={"episode": episode})


def present_person(slug):
    """The person who has, or once had, this slug; or None."""
    return by_past_slug(Person.objects.published(), slug)


@dataclass(frozen=True)
class TagPath:
    """Tags in canonical order, and the ``+``-joined slugs of that order."""

    tags: tuple
    path: str


MOST_TAGS = 40


def tag_path(path):
    """The ``TagPath`` that slugs joined by ``+`` stand for, or None where one of several is no public tag.

    A slug may be an alias, a past slug, or the name in another case.
    """
    slugs = list(dict.fromkeys(path.split("+")))
    if len(slugs) > MOST_TAGS:
        return None
    # Whether anything public carries a single tag shows when its page is gathered; beside others it would hide.
    tags = Tag.objects.published() if len(slugs) > 1 else Tag.objects.all()
    found = {tag.slug: tag for tag in tags.filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in found and (tag := _other_name(slug)):
            found[slug] = tag
    if len(found) < len(slugs):
        return None
    tags = tuple(sorted({tag.pk: tag for tag in found.values()}.values(), key=lambda tag: tag.slug))
    return TagPath(tags, "+".join(tag.slug for tag in tags))


def _other_name(slug):
    public = Tag.objects.published()
    # What was an address of its own goes on leading to its tag, whatever another tag is also called.
    if tag := by_past_slug(public, slug):
        return tag
    alias = TagAlias.objects.filter(slug=slug).first()
    return public.filter(pk=alias.tag_id).first() if alias else public.filter(key=name_key(slug)).first()


def by_past_slug(queryset, slug, scope=0, inside=None):
    """The object of ``queryset`` that has ``slug`` now ``inside`` of what it is unique in, or once had; or None."""
    if present := queryset.filter(slug=slug, **(inside or {})).first():
        return present
    kind = ContentType.objects.get_for_model(queryset.model)
    past = PastSlug.objects.filter(content_type=kind, scope=scope, slug=slug).first()
    return queryset.filter(pk=past.object_id).first() if past else None
