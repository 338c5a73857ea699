"""What narrows a search: the conditions of a question, those that can be taken off, and those that can be added."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import nsmallest

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from episodes.models import YEAR, SearchKind, number_of, shelf_of
from episodes.queries.search_names import FIELDS
from episodes.search.documents import AUDIO
from episodes.search.find import Found, find
from episodes.text.questions import DATES, Filter
from episodes.views.asked import KINDS

#: How many of each facet are shown at once, and how many in all.
FIRST, MOST = 8, 16
LABELS = {
    "show": gettext_lazy("Show"),
    "person": gettext_lazy("Person"),
    "tag": gettext_lazy("Tag"),
    "year": gettext_lazy("Year"),
}
KIND_LABELS = {
    "highlights": gettext_lazy("Highlights"),
    "quotes": gettext_lazy("Quotes"),
    "episodes": gettext_lazy("Episodes"),
    "people": gettext_lazy("People"),
    "tags": gettext_lazy("Tags"),
    "transcripts": gettext_lazy("Transcripts"),
}
#: How a date is said by the number of its parts: year, month, day.
DATE_FORMATS = {1: "Y", 2: "F Y", 3: "F j, Y"}


@dataclass(frozen=True)
class Chip:
    """A condition that is in force, and the address without it."""

    label: str
    name: str
    url: str
    is_negated: bool = False


@dataclass(frozen=True)
class Option:
    """Something that narrows: ``count`` hits are left, ``url`` asks for them; ``url_without`` for the others."""

    name: str
    count: int
    url: str
    url_without: str = ""
    is_chosen: bool = False
    is_capped: bool = False


@dataclass(frozen=True)
class Facet:
    field: str
    label: str
    options: list[Option]
    more: list[Option] = field(default_factory=list)


@dataclass(frozen=True)
class Conditions:
    """What ``search.find`` is asked beside the words. ``unknown`` are ``(Named, is_negated)`` without a shelf."""

    shelves: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    audio: bool = False
    unknown: tuple = ()

    @property
    def is_impossible(self):
        return any(not is_negated for _named, is_negated in self.unknown)

    def find(self, terms, **more) -> Found:
        """What has ``terms`` under these conditions; ``more`` are arguments of ``search.find``, such as ``start``."""
        if self.is_impossible:
            return Found()
        return find(
            terms,
            shelves=self.shelves,
            without=self.without,
            after=self.after,
            before=self.before,
            audio=self.audio,
            **more,
        )


def names_in(asked):
    """``[(field, value)]`` of the names in a question, wherever they stand."""
    filters = [(one.field, one.value) for one in asked.question.filters if one.field not in DATES]
    return list(dict.fromkeys([*asked.facets, *filters]))


def conditions(asked, names) -> Conditions:
    """The ``Conditions`` of what was asked; ``names`` are what ``queries.search_names`` found."""
    wanted = [(names[one], False) for one in asked.facets]
    wanted += [
        (names[one.field, one.value], one.is_negated) for one in asked.question.filters if one.field not in DATES
    ]
    days = {name: [one.day for one in asked.question.filters if one.field == name] for name in DATES}
    return Conditions(
        shelves=(
            *(named.shelf for named, is_negated in wanted if named.shelf and not is_negated),
            *(shelf_of(YEAR, year) for year in asked.years),
        ),
        without=tuple(named.shelf for named, is_negated in wanted if named.shelf and is_negated),
        after=max(days["after"], default=None),
        before=min(days["before"], default=None),
        audio=asked.audio,
        unknown=tuple((named, is_negated) for named, is_negated in wanted if not named.shelf),
    )


def chips(asked, names) -> list[Chip]:
    """The conditions that are in force, each to be taken off by itself."""
    found = [Chip(LABELS[one[0]], names[one].name, asked.unnamed(*one).url) for one in asked.facets]
    for one in asked.question.filters:
        url = asked.unfiltered(one).url
        if one.field in DATES:
            found.append(Chip(_("before") if one.field == "before" else _("from"), _date(one), url))
        else:
            found.append(Chip(LABELS[one.field], names[one.field, one.value].name, url, one.is_negated))
    for year in asked.years:
        found.append(Chip(LABELS["year"], str(year), asked.but(years=_without(asked.years, year)).url))
    if asked.audio:
        found.append(Chip("", _("with audio"), asked.but(audio=False).url))
    return found


def _without(values, left_out):
    return tuple(value for value in values if value != left_out)


def _date(one: Filter):
    return date_format(one.day, DATE_FORMATS[one.value.count("-") + 1])


def kinds(asked, counts: Mapping[SearchKind, int], most: int) -> list[Option]:
    """The kinds of what was found, as options; ``most`` is the number from which on a count is "at least"."""
    return [
        Option(
            KIND_LABELS[kind],
            counts.get(number, 0),
            asked.but(kind=kind).url,
            is_chosen=kind == asked.kind,
            is_capped=counts.get(number, 0) >= most,
        )
        for kind, number in KINDS.items()
        if counts.get(number) or kind == asked.kind
    ]


def top_shelves(counts: Mapping[str, int], letter: str, chosen) -> list[str]:
    """The shelves with a letter on which most is left, without those ``chosen``."""
    some = [shelf for shelf in counts if shelf.startswith(letter) and shelf not in chosen]
    return nsmallest(MOST, some, key=lambda shelf: (-counts[shelf], shelf))


def facets(
    asked,
    counts: Mapping[str, int],
    names: Mapping[str, Mapping[str, tuple[str, str]]],
    *,
    whole: int,
    dated: int,
    is_capped: bool = False,
) -> list[Facet]:
    """What narrows the hits. ``names`` are ``{field: {shelf: (name, slug)}}`` of those that are offered, in order.

    What the ``whole`` number of hits has in common narrows nothing, and is left out where it stands alone; ``dated`` is
    the number of those that have a year and may have audio. Where hits were counted so far only, ``is_capped``, the
    counts are "at least".
    """
    found = []
    for field_name, offered in names.items():
        options = [
            Option(
                name,
                counts[shelf],
                asked.named(field_name, slug).url,
                _left_out(asked, field_name, slug) if field_name == "tag" else "",
            )
            for shelf, (name, slug) in offered.items()
        ]
        found.append(Facet(field_name, LABELS[field_name], options))
    years = sorted((number_of(shelf) for shelf in counts if shelf.startswith(YEAR)), reverse=True)
    options = [
        Option(str(year), counts[shelf_of(YEAR, year)], asked.but(years=tuple(sorted({*asked.years, year}))).url)
        for year in years
        if year not in asked.years
    ]
    found.append(Facet("year", LABELS["year"], options))
    if not asked.audio and counts.get(AUDIO):
        option = Option(_("with audio"), counts[AUDIO], asked.but(audio=True).url)
        found.append(Facet("audio", _("Audio"), [option]))
    most = dict.fromkeys(FIELDS, whole)
    if is_capped:
        found = [replace(one, options=[replace(option, is_capped=True) for option in one.options]) for one in found]
    return [_parted(one) for one in found if _narrows(one, most.get(one.field, dated))]


def _narrows(facet, most):
    return len(facet.options) > 1 or any(option.count < most for option in facet.options)


def _left_out(asked, name, slug):
    without = asked.question.having(Filter(name, slug, is_negated=True))
    return asked.but(question=without, typed=without.text).url


def _parted(facet):
    # One more than fits is no reason to hide it.
    if len(facet.options) <= FIRST + 1:
        return facet
    return replace(facet, options=facet.options[:FIRST], more=facet.options[FIRST:])
