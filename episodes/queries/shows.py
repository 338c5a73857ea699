"""Shows: the index, and a show's page with its seasons, years, tags and people."""

from dataclasses import dataclass
from datetime import datetime

from episodes.models import (
    GUEST,
    HOST,
    SEASON,
    SHOW,
    YEAR,
    Person,
    ShelfKind,
    ShelfTally,
    Show,
    ShowKind,
    number_of,
    shelf_of,
    shelf_of_season,
)
from episodes.queries.entries import latest_episodes
from episodes.queries.often import often_on
from episodes.queries.shelves import Shelves, named

TAGS_OF_SHOW = 24
HOSTS = 12
GUESTS = 12
LONGEST_NUMBER = 9


def public_shows():
    """Shows with something to read, by title."""
    return Show.objects.published().order_by("title", "pk")


def with_counts(shows):
    """A list of ``shows``, each with the numbers of its public ``episodes_out`` and ``highlights_out``."""
    shows = list(shows)
    rows = ShelfTally.objects.filter(shelf__in=[shelf_of(SHOW, show.pk) for show in shows])
    counts = {(shelf, kind): count for shelf, kind, count in rows.values_list("shelf", "kind", "count")}
    for show in shows:
        shelf = shelf_of(SHOW, show.pk)
        show.episodes_out = counts.get((shelf, ShelfKind.EPISODE), 0)
        show.highlights_out = counts.get((shelf, ShelfKind.HIGHLIGHT), 0)
    return shows


@dataclass(frozen=True)
class Part:
    """A season or a year of a show, with the number of its episodes."""

    number: int
    count: int
    is_here: bool


@dataclass(frozen=True)
class ShowPage:
    """``season`` and ``year`` are the numbers that the list is of, or None. ``hosts`` and ``guests`` are counted."""

    show: Show
    counts: dict
    seasons: list[Part]
    years: list[Part]
    season: int | None
    year: int | None
    tags: list  # [(tag, number of highlights and episodes)]
    hosts: list  # [(person, number of episodes)]
    guests: list
    first: datetime | None
    latest: datetime | None
    page: object

    @property
    def is_whole(self):
        return self.season is None and self.year is None

    @property
    def is_serial(self):
        return self.show.kind == ShowKind.SERIAL


def show_page(slug, season, year, paginate):
    """The ``ShowPage`` at an address, its episodes those of one ``season`` or ``year`` (texts), where they are asked.

    ``paginate(list)`` gives the page. Raises ``Show.DoesNotExist``, also where there is no such season or year.
    """
    show = Show.objects.published().get(slug=slug)
    shelf = shelf_of(SHOW, show.pk)
    on = Shelves((shelf,))
    seasons = {_season(name): n for name, n in on.all_beside(ShelfKind.EPISODE, SEASON).items()}
    years = {number_of(name): n for name, n in on.all_beside(ShelfKind.EPISODE, YEAR).items()}
    season, year = _asked(season, seasons), _asked(year, years)
    shelves = [shelf if season is None else shelf_of_season(show.pk, season)]
    if year is not None:
        shelves.append(shelf_of(YEAR, year))
    is_serial = show.kind == ShowKind.SERIAL
    first, latest = on.ends(ShelfKind.EPISODE)
    return ShowPage(
        show=show,
        counts=on.counts(*ShelfKind),
        seasons=[Part(n, seasons[n], n == season) for n in sorted(seasons, reverse=not is_serial)],
        years=[Part(n, years[n], n == year) for n in sorted(years, reverse=not is_serial)],
        season=season,
        year=year,
        tags=often_on(shelf, TAGS_OF_SHOW),
        hosts=named(Person.objects.published(), on.beside(ShelfKind.EPISODE, HOST, HOSTS)),
        guests=named(Person.objects.published(), on.beside(ShelfKind.EPISODE, GUEST, GUESTS)),
        first=first,
        latest=latest,
        page=paginate(latest_episodes(*shelves, oldest_first=is_serial)),
    )


def _season(shelf):
    return int(shelf.rpartition(".")[2])


def _asked(text, parts):
    """The number that ``text`` names among ``parts``; None where nothing is asked. Raises ``Show.DoesNotExist``."""
    if not text:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    if not is_number or int(text) not in parts:
        raise Show.DoesNotExist
    return int(text)
