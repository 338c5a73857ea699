"""What a list is narrowed by: names of addresses become shelves. Only what is public is known by its name."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from episodes.models import PERSON, SHOW, TAG, Tag, shelf_of
from episodes.queries.addresses import present_person, present_show, tag_choice
from episodes.queries.shelves import Shelves


class NoSuchName(ValueError):
    """A filter names what is not there, or not public. The message is one sentence; ``parameter`` is the filter's."""

    def __init__(self, parameter, sentence):
        super().__init__(sentence)
        self.parameter = parameter


@dataclass(frozen=True)
class Filters:
    """Slugs as in addresses of pages; ``since`` is the first moment that counts, ``until`` the first that doesn't."""

    show: str = ""
    person: str = ""
    tag: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    episode: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries_of(kind: str, filters: Filters):
    """``ShelfEntry`` rows of what ``filters`` leave, newest first. Raises ``NoSuchName``."""
    chosen = [shelf_of(TAG, tag_named(slug, "tag").pk) for slug in filters.tag]
    if filters.show:
        chosen.append(shelf_of(SHOW, show_named(filters.show).pk))
    if filters.person:
        chosen.append(shelf_of(PERSON, person_named(filters.person).pk))
    without = [shelf_of(TAG, tag_named(slug, "without").pk) for slug in filters.without]
    entries = Shelves(tuple(dict.fromkeys(chosen)), tuple(dict.fromkeys(without))).entries(kind)
    if filters.episode is not None:
        entries = entries.filter(episode_key=filters.episode)
    if filters.since:
        entries = entries.filter(published_at__gte=filters.since)
    return entries.filter(published_at__lt=filters.until) if filters.until else entries


def show_named(slug: str, parameter="show"):
    """The public show with this slug, now or once. Raises ``NoSuchName``."""
    return present_show(slug) or _missing(parameter, _("There is no show “%(slug)s”."), slug)


def person_named(slug: str, parameter="person"):
    """The public person with this slug, now or once. Raises ``NoSuchName``."""
    return present_person(slug) or _missing(parameter, _("There is no person “%(slug)s”."), slug)


def tag_named(slug: str, parameter="tag"):
    """The public tag with this slug, name or alias. Raises ``NoSuchName``."""
    choice = tag_choice(slug) if "+" not in slug else None
    tag = Tag.objects.published().filter(pk=choice.tags[0].pk).first() if choice else None
    return tag or _missing(parameter, _("There is no tag “%(slug)s”."), slug)


def _missing(parameter, sentence, slug):
    raise NoSuchName(parameter, sentence % {"slug": slug[:80]})
