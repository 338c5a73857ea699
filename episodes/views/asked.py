"""What the address of the search page asks for, and the addresses of questions beside it."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from episodes.models import SearchKind, address
from episodes.text.questions import UNWRITABLE, Filter, Question, parse

#: Characters of a question; nobody types more, and a search of each costs.
LONGEST = 400
LONGEST_NAME = 200
MOST_NAMES = 8
MOST_PAGE = 100_000

#: The facets of an address that are names, in the order in which an address has them.
NAMES = ("show", "tag", "person")
KINDS = {
    "highlights": SearchKind.HIGHLIGHT,
    "quotes": SearchKind.QUOTE,
    "episodes": SearchKind.EPISODE,
    "people": SearchKind.PERSON,
    "tags": SearchKind.TAG,
    "transcripts": SearchKind.PASSAGE,
}
NEWEST = "newest"


@dataclass(frozen=True)
class Asked:
    """``facets`` are names, ``(("tag", "gpu"), …)``: they mean the same as the filters of the question.

    ``kind`` is a key of ``KINDS``, or empty for all; ``page`` counts from 1, and only where there is a kind.
    """

    question: Question = field(default_factory=Question)
    typed: str = ""
    facets: tuple[tuple[str, str], ...] = ()
    years: tuple[int, ...] = ()
    audio: bool = False
    kind: str = ""
    newest: bool = False
    page: int = 1

    def __bool__(self):
        """Whether anything is asked for."""
        return bool(self.question.terms or self.question.filters or self.facets or self.years or self.audio)

    @property
    def url(self):
        """The address that asks for this, in one spelling."""
        question = [("q", self.question.text), *self.facets, *(("year", year) for year in self.years)]
        question += [("audio", "1" if self.audio else ""), ("kind", self.kind), ("sort", NEWEST if self.newest else "")]
        question += [("page", self.page if self.page > 1 else "")]
        query = urlencode([(name, value) for name, value in question if value])
        return address("search") + (f"?{query}" if query else "")

    @property
    def kept(self):
        """``[(name, value)]`` that a form sends along with another question."""
        kept = [*self.facets, *(("year", year) for year in self.years)]
        kept += [("audio", "1" if self.audio else ""), ("kind", self.kind), ("sort", NEWEST if self.newest else "")]
        return [(name, value) for name, value in kept if value]

    def but(self, **changes):
        """The same with changes, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def named(self, field, value):
        """The same with one name more. One that is left out by the question is so no more."""
        return self.but(facets=_sorted({*self.facets, (field, value)}))

    def unnamed(self, field, value):
        return self.but(facets=tuple(one for one in self.facets if one != (field, value)))

    def unfiltered(self, one: Filter):
        question = self.question.without(one)
        return self.but(question=question, typed=question.text)

    def renamed(self, named, slug, is_negated=False):
        """The same with ``slug`` in the place of a name that nothing has, wherever that stands."""
        changed = self.unnamed(named.field, named.value)
        was = Filter(named.field, named.value, is_negated)
        if was in self.question.filters:
            text = changed.question.without(was).text
            return changed.reworded(f"{text} {Filter(named.field, slug, is_negated)}")
        return changed.named(named.field, slug)

    def reworded(self, text):
        return self.but(question=parse(text), typed=text)


def cleaned(text):
    """What somebody typed, in a length that is searched."""
    return UNWRITABLE.sub(" ", text)[:LONGEST].strip()


def asked(values):
    """The ``Asked`` of a ``QueryDict``. Nonsense in it is left out; never raises."""
    typed = cleaned(values.get("q", ""))
    facets = {(field, name) for field in NAMES for name in _names(values.getlist(field))}
    kind = values.get("kind", "")
    return Asked(
        question=parse(typed),
        typed=typed,
        facets=_sorted(facets),
        years=tuple(sorted({int(year) for year in values.getlist("year")[:MOST_NAMES] if _is_year(year)})),
        audio=values.get("audio") == "1",
        kind=kind if kind in KINDS else "",
        newest=values.get("sort") == NEWEST,
        page=_page(values.get("page", "")) if kind in KINDS else 1,
    )


def _names(values):
    names = (UNWRITABLE.sub(" ", value)[:LONGEST_NAME].strip() for value in values[:MOST_NAMES])
    return [name for name in names if name]


def _sorted(facets):
    return tuple(sorted(facets, key=lambda facet: (NAMES.index(facet[0]), facet[1])))


def _is_year(text):
    return len(text) == 4 and text.isascii() and text.isdecimal() and text > "0000"


def _page(text):
    if not (text.isascii() and text.isdecimal()):
        return 1
    return max(1, min(int(text[:9]), MOST_PAGE))
