"""Where an address leads now: current slugs, past ones, aliases. Public objects only."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from episodes.models import Episode, Highlight, PastSlug, Person, Show, Tag, TagAlias, address
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


MOST_TAGS = 40


@dataclass(frozen=True)
class TagChoice:
    """Tags that things have all of, and tags that they have none of; both in the order of their addresses."""

    tags: tuple
    without: tuple = ()

    @property
    def title(self):
        names = _(" and ").join(tag.name for tag in self.tags)
        if not self.without:
            return names
        return _("%(tags)s but not %(without)s") % {
            "tags": names,
            "without": _(" or ").join(tag.name for tag in self.without),
        }

    @property
    def path(self):
        return "+".join(tag.slug for tag in self.tags)

    @property
    def path_without(self):
        return "+".join(tag.slug for tag in self.without)

    @property
    def is_one(self):
        return len(self.tags) == 1 and not self.without

    @property
    def is_full(self):
        """Whether an address has room for no further tag."""
        return len(self.tags) + len(self.without) >= MOST_TAGS

    def get_absolute_url(self):
        return self._address("tag", "tag_without")

    def get_feed_url(self):
        return self._address("tag_feed", "tag_without_feed")

    def _address(self, name, name_without):
        if not self.tags:
            return address("tags")
        return address(name_without, self.path, self.path_without) if self.without else address(name, self.path)

    def adding(self, tag):
        """The choice of what has ``tag``, too."""
        return TagChoice(_in_order([*self.tags, tag]), self.without)

    def leaving_out(self, tag):
        """The choice of what does not have ``tag``."""
        return TagChoice(self.tags, _in_order([*self.without, tag]))

    def dropping(self, dropped):
        """The choice that does not mind ``dropped``, one of its tags."""
        return TagChoice(*(tuple(tag for tag in tags if tag != dropped) for tags in (self.tags, self.without)))


def _in_order(tags):
    return tuple(sorted(tags, key=lambda tag: tag.slug))


def tag_choice(path, without=""):
    """The ``TagChoice`` of slugs joined by ``+``, or None where one of several is no public tag, or both had and not.

    A slug may be an alias, a past slug, or the name in another case.
    """
    slugs, left_out = (list(dict.fromkeys(filter(None, slugs.split("+")))) for slugs in (path, without))
    every = {*slugs, *left_out}
    if not slugs or len(slugs) + len(left_out) > MOST_TAGS:
        return None
    # Whether anything public carries a single tag shows when its page is gathered; beside others it would hide.
    tags = Tag.objects.published() if len(every) > 1 else Tag.objects.all()
    found = {tag.slug: tag for tag in tags.filter(slug__in=every)}
    for slug in every - found.keys():
        found[slug] = _other_name(slug)
    if None in found.values():
        return None
    chosen, excluded = ({found[slug].pk: found[slug] for slug in some} for some in (slugs, left_out))
    if chosen.keys() & excluded.keys():
        return None
    return TagChoice(_in_order(chosen.values()), _in_order(excluded.values()))


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
