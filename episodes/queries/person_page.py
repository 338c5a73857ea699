"""A person's page: what they took part in and said, what they speak about, and with whom."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import (
    CREW,
    GUEST,
    HOST,
    PERSON,
    SHOW,
    Credit,
    Person,
    ShelfKind,
    ShelfTally,
    Show,
    shelf_of,
)
from episodes.queries.entries import highlight_entries, latest_episodes, latest_highlights, latest_quotes
from episodes.queries.often import often_on
from episodes.queries.shelves import Shelves, named

TAGS_OF_PERSON = 16
TOGETHER = 12
SHOWS_OF_HOST = 12
#: How many of each other kind the first page of episodes shows.
SOME_QUOTES = 6
SOME_HIGHLIGHTS = 4
LISTS = {"episodes": latest_episodes, "highlights": latest_highlights, "quotes": latest_quotes}


@dataclass(frozen=True)
class PersonPage:
    """A page of ``kind`` ("episodes", "highlights" or "quotes"); the first page of episodes shows some of each.

    ``counts`` are those of all kinds; ``parts`` the numbers of episodes by part: host, guest, crew.
    """

    person: Person
    kind: str
    counts: dict
    parts: dict
    page: object
    shows: list  # [(show, number of episodes)], as host
    appearances: list  # [(episode, [role label])]
    highlights: list
    quotes: list
    tags: list  # [(tag, number of highlights and episodes)]
    together: list  # [(person, number of episodes)]
    first: datetime | None
    latest: datetime | None

    @property
    def said_of_parts(self):
        """``host of 12 episodes, guest in one episode``"""
        said = []
        if count := self.parts["host"]:
            said.append(ngettext("host of one episode", "host of %(n)d episodes", count) % {"n": count})
        if count := self.parts["guest"]:
            said.append(ngettext("guest in one episode", "guest in %(n)d episodes", count) % {"n": count})
        if count := self.parts["crew"]:
            words = ngettext("behind the scenes of one episode", "behind the scenes of %(n)d episodes", count)
            said.append(words % {"n": count})
        return _(", ").join(said)

    @property
    def usual_kind(self):
        return _usual_kind(self.counts)

    @property
    def kinds(self):
        """``[(kind, number)]`` of the kinds that there is anything of."""
        return [(kind, count) for kind, count in self.counts.items() if count]


def person_page(slug, kind, paginate):
    """The ``PersonPage`` of somebody public. ``paginate(list)`` gives the page. Raises ``Person.DoesNotExist``."""
    person = Person.objects.published().get(slug=slug)
    shelf = shelf_of(PERSON, person.pk)
    counts, parts = _counts(person.pk)
    kind = kind if counts.get(kind) else _usual_kind(counts)
    page = paginate(LISTS[kind](shelf))
    shown = {name: list(page) if name == kind else [] for name in LISTS}
    if kind == "episodes" and page.number == 1:
        shown["quotes"] = latest_quotes(shelf)[:SOME_QUOTES]
        shown["highlights"] = latest_highlights(shelf)[:SOME_HIGHLIGHTS]
    on = Shelves((shelf,))
    first, latest = on.ends(ShelfKind.EPISODE)
    hosted = Shelves((shelf_of(HOST, person.pk),)).beside(ShelfKind.EPISODE, SHOW, SHOWS_OF_HOST)
    with_them = on.beside(ShelfKind.EPISODE, PERSON, TOGETHER)
    return PersonPage(
        person=person,
        kind=kind,
        counts=counts,
        parts=parts,
        page=page,
        shows=named(Show.objects.published(), hosted),
        appearances=_with_roles(person, shown["episodes"]),
        highlights=highlight_entries(shown["highlights"]) if shown["highlights"] else [],
        quotes=shown["quotes"],
        tags=often_on(shelf, TAGS_OF_PERSON),
        together=named(Person.objects.published(), with_them),
        first=first,
        latest=latest,
    )


def _usual_kind(counts):
    return next((name for name in LISTS if counts[name]), "episodes")


def _counts(pk):
    """``{kind: number}`` of all that stands on the shelf of a person, and ``{part: number}`` of episodes."""
    shelves = {shelf_of(letter, pk): part for letter, part in ((HOST, "host"), (GUEST, "guest"), (CREW, "crew"))}
    rows = ShelfTally.objects.filter(shelf__in=[shelf_of(PERSON, pk), *shelves])
    counts, parts = dict.fromkeys(LISTS, 0), dict.fromkeys(shelves.values(), 0)
    names = {ShelfKind.EPISODE: "episodes", ShelfKind.HIGHLIGHT: "highlights", ShelfKind.QUOTE: "quotes"}
    for shelf, kind, count in rows.values_list("shelf", "kind", "count"):
        if shelf in shelves:
            parts[shelves[shelf]] = count
        else:
            counts[names[kind]] = count
    return counts, parts


def _with_roles(person, episodes):
    roles = defaultdict(list)
    for credit in Credit.objects.filter(person=person, episode__in=[episode.pk for episode in episodes]):
        roles[credit.episode_id].append(credit.get_role_display())
    return [(episode, roles[episode.pk]) for episode in episodes]
