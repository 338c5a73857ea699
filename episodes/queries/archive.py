"""The archive: what came out in which year and month."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.utils.formats import date_format

from episodes.models import MONTH, SHOW, YEAR, Episode, ShelfKind, Show, address, month_of, number_of, shelf_of
from episodes.queries.addresses import present_show
from episodes.queries.entries import latest_episodes
from episodes.queries.shelves import Shelves, named

MONTHS = range(1, 13)
MOST_SHOWS = 12


@dataclass(frozen=True)
class Month:
    """A month with the number of its public episodes; ``share`` is that of the fullest month, 0 to 1."""

    year: int
    month: int
    count: int
    share: float = 0.0

    def __str__(self):
        return date_format(self.first_day, "F Y")

    @property
    def first_day(self):
        return date(self.year, self.month, 1)

    def get_absolute_url(self):
        return address("archive_month", self.year, self.month)


@dataclass(frozen=True)
class Year:
    """A year with the numbers of its public episodes and highlights, and its twelve ``Month``."""

    year: int
    count: int
    highlights: int
    months: list = field(default_factory=list)

    def __str__(self):
        return str(self.year)

    def get_absolute_url(self):
        return address("archive_year", self.year)


@dataclass(frozen=True)
class Archive:
    """``years`` are newest first; ``show`` is the one that it is narrowed to, or None.

    ``shows`` are those that it can be narrowed to, ``(show, number of episodes)``, where there are several.
    """

    show: Show | None
    years: list
    shows: list

    @property
    def count(self):
        return sum(year.count for year in self.years)

    @property
    def question(self):
        """What the addresses of the archive go on with, so that it stays narrowed."""
        return f"?{urlencode({'show': self.show.slug})}" if self.show else ""


@dataclass(frozen=True)
class ArchivePage:
    """A page of the episodes of a ``year``, or of one ``month`` of it.

    ``previous`` and ``next`` are the nearest of the same that have something: a ``Year`` or a ``Month``, or None.
    ``shows`` are those of that time, as in ``Archive``.
    """

    archive: Archive
    year: Year
    month: Month | None
    highlights: int
    previous: object
    next: object
    page: object
    shows: list


def archive(show_slug=""):
    """The ``Archive`` of the site, or of the show with a slug. Raises ``Show.DoesNotExist`` where none has it."""
    show = None
    if show_slug:
        show = present_show(show_slug.replace("\x00", ""))
        if show is None:
            raise Show.DoesNotExist
    on = Shelves((shelf_of(SHOW, show.pk),) if show else ())
    counts = {number_of(name): n for name, n in on.all_beside(ShelfKind.EPISODE, MONTH).items()}
    fullest = max(counts.values(), default=1)
    highlights = on.all_beside(ShelfKind.HIGHLIGHT, YEAR)
    years = []
    for year in sorted({number // 100 for number in counts}, reverse=True):
        numbers = [(month, counts.get(month_of(year, month), 0)) for month in MONTHS]
        months = [Month(year, month, count, count / fullest) for month, count in numbers]
        total = sum(count for _month, count in numbers)
        years.append(Year(year, total, highlights.get(shelf_of(YEAR, year), 0), months))
    return Archive(show, years, [] if show else _shows(on))


def _shows(on):
    shows = named(Show.objects.published(), on.beside(ShelfKind.EPISODE, SHOW, MOST_SHOWS))
    return shows if len(shows) > 1 else []


def archive_page(year, month, show_slug, paginate):
    """The ``ArchivePage`` of a year, or of its ``month`` where that is not None. ``paginate(list)`` gives the page.

    Raises ``Episode.DoesNotExist`` where nothing public came out then.
    """
    whole = archive(show_slug)
    here = next((one for one in whole.years if one.year == year), None)
    chosen = here.months[month - 1] if here and month is not None else None
    if here is None or (chosen and not chosen.count):
        raise Episode.DoesNotExist
    shelf = shelf_of(YEAR, year) if chosen is None else shelf_of(MONTH, month_of(year, month))
    shelves = [shelf, *([shelf_of(SHOW, whole.show.pk)] if whole.show else [])]
    times = whole.years[::-1]
    if chosen:
        times = [one for other in times for one in other.months if one.count]
    place = times.index(chosen or here)
    return ArchivePage(
        archive=whole,
        year=here,
        month=chosen,
        highlights=Shelves(tuple(shelves)).count(ShelfKind.HIGHLIGHT) if chosen else here.highlights,
        previous=times[place - 1] if place else None,
        next=times[place + 1] if place + 1 < len(times) else None,
        page=paginate(latest_episodes(*shelves)),
        shows=[] if whole.show else _shows(Shelves((shelf,))),
    )
