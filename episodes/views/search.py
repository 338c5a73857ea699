"""The page of search, and what is suggested while somebody types."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from episodes.models import SearchKind
from episodes.queries.search_names import names_of
from episodes.queries.search_page import Popular, hits, popular
from episodes.search.find import MOST_COUNTED, Found, did_you_mean
from episodes.search.passages import passage_lines
from episodes.text.questions import Filter
from episodes.text.twins import twin_of
from episodes.views.asked import KINDS, Asked, asked
from episodes.views.narrowing import (
    FIELDS,
    KIND_LABELS,
    Chip,
    Facet,
    Option,
    chips,
    conditions,
    facets,
    kinds,
    names_in,
    top_shelves,
)
from episodes.views.pages import page_view, render_page
from episodes.views.wanted import marker_of

ON_KIND = 20
#: How many of each kind stand on the page of all kinds.
ON_ALL = {
    SearchKind.HIGHLIGHT: 5,
    SearchKind.QUOTE: 3,
    SearchKind.EPISODE: 4,
    SearchKind.PERSON: 3,
    SearchKind.TAG: 6,
    SearchKind.PASSAGE: 4,
}


@dataclass(frozen=True)
class Group:
    """The hits of a kind that are shown; ``url`` leads to all of them."""

    kind: str
    title: str
    count: int
    is_capped: bool
    url: str
    hits: list

    @property
    def is_cut(self):
        return self.count > len(self.hits)


@dataclass(frozen=True)
class SearchPage:
    """``unknown`` are names that nothing has, ``meant`` is the question that was probably meant.

    Questions are ``Asked``: ``all_kinds`` is the same for every kind, ``bare`` are the words without any condition.
    """

    groups: list[Group] = field(default_factory=list)
    count: int = 0
    is_capped: bool = False
    kinds: list[Option] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    unknown: list = field(default_factory=list)
    pages: object = None
    sorts: list = field(default_factory=list)  # [(name, url, is chosen)]
    meant: object = None
    all_kinds: object = None
    bare: object = None
    popular: Popular | None = None
    examples: list = field(default_factory=list)  # [(question, what it asks for)]


@page_view()
def search(request):
    question = asked(request.GET)
    page = search_page(question) if question else start_page()
    return render_page(
        request,
        "search",
        page,
        title=_("%(question)s · Search") % {"question": question.typed} if question.typed else _("Search"),
        section="search",
        robots="noindex, follow" if question else "",
        asked=question,
        markdown=twin_of(question.url),
    )


def start_page() -> SearchPage:
    """What stands there before anything is asked: how to ask, by what there is on this site."""
    found = popular()
    return SearchPage(popular=found, examples=_examples(found))


def _examples(found):
    names = [name for name, _slug, _count in found.tags]
    phrase = next((name for name in names if " " in name), "")
    words = [name for name in names if " " not in name]
    tag = next((name for name in reversed(names) if " " in name and name != phrase), names[-1:] and names[-1])
    texts = []
    if words:
        texts.append((words[0], _("every word has to be there; the last may go on")))
    if phrase:
        texts.append((f'"{phrase}"', _("these words in a row")))
    if len(words) > 1:
        texts.append((f"{words[0]} -{words[1]}", _("without a word")))
    if tag:
        texts.append((str(Filter("tag", tag)), _("what carries a tag; -tag: what does not")))
    texts += [(str(Filter("person", slug)), _("where somebody speaks")) for _name, slug, _count in found.people]
    if found.year and names:
        texts.append((f"{names[0]} after:{found.year}", _("from a year, month or day on; before: is the opposite")))
    return [(Asked().reworded(text), words) for text, words in texts]


def search_page(question) -> SearchPage:
    """What a question finds. The number of queries depends on its fields and on the kinds found, on no rows."""
    names = names_of(names_in(question))
    asked_for = conditions(question, names)
    found, pages = _found(question, asked_for)
    if not found.count:
        return SearchPage(
            kinds=kinds(question, found.kinds, MOST_COUNTED),
            chips=chips(question, names),
            unknown=_unknown(question, asked_for),
            meant=_meant(question, asked_for),
            all_kinds=question.but(kind=""),
            bare=Asked().reworded(question.question.words),
            popular=popular(),
        )
    return SearchPage(
        groups=_groups(question, found),
        count=found.count,
        is_capped=found.is_capped,
        kinds=kinds(question, found.kinds, MOST_COUNTED),
        chips=chips(question, names),
        facets=_facets(question, found, asked_for),
        unknown=_unknown(question, asked_for),
        pages=pages,
        sorts=_sorts(question),
        all_kinds=question.but(kind=""),
    )


def _sorts(question):
    """Without words nothing is more relevant than another."""
    if not question.question.terms:
        return []
    return [
        (_("Most relevant first"), question.but(newest=False).url, not question.newest),
        (_("Newest first"), question.but(newest=True).url, question.newest),
    ]


def _found(question, asked_for):
    """The ``Found``, and the page of a list where one kind is asked for: the nearest that there is."""
    if asked_for.is_impossible:
        return Found(), None

    def look(page):
        kind = KINDS.get(question.kind)
        return asked_for.find(
            question.question.terms,
            newest=question.newest,
            kinds=None if kind is None else [kind],
            start=(page - 1) * ON_KIND,
            size=max(ON_ALL.values()) if kind is None else ON_KIND,
        )

    found = look(question.page)
    if not question.kind:
        return found, None
    paginator = Paginator(range(found.count), ON_KIND)
    nearest = min(question.page, paginator.num_pages)
    return look(nearest) if nearest != question.page else found, paginator.page(nearest)


def _groups(question, found):
    most = dict.fromkeys(SearchKind, ON_KIND) if question.kind else ON_ALL
    keys = {kind: group.keys[: most[kind]] for kind, group in found.groups.items()}
    shown = hits(keys, passage_lines(keys.get(SearchKind.PASSAGE, ())), marker_of(question.question.terms))
    groups = [
        Group(
            kind=name,
            title=KIND_LABELS[name],
            count=found.groups[kind].count,
            is_capped=found.groups[kind].is_capped,
            url=question.but(kind=name).url,
            hits=shown[kind],
        )
        for name, kind in KINDS.items()
        if shown.get(kind)
    ]
    # Whoever types a name looks for what has it.
    return sorted(groups, key=lambda group: not (group.kind in ("people", "tags") and _is_named(group.hits[0])))


def _is_named(hit):
    return any(is_match for _text, is_match in hit.title)


def _facets(question, found, asked_for):
    chosen = {*asked_for.shelves, *asked_for.without}
    names = {name: of.named_shelves(top_shelves(found.facets, of.letter, chosen)) for name, of in FIELDS.items()}
    undated = sum(found.groups[kind].count for kind in (SearchKind.PERSON, SearchKind.TAG) if kind in found.groups)
    return facets(
        question,
        found.facets,
        names,
        whole=found.count,
        dated=found.count - undated,
        is_capped=found.is_capped,
    )


def _unknown(question, asked_for):
    """``[(Named, [(name, question with it)])]``: what was not found by its name, and what may be meant."""
    unknown = []
    for named, is_negated in asked_for.unknown:
        offers = [(name, question.renamed(named, slug, is_negated).url) for name, slug in named.offers]
        unknown.append((named, offers))
    return unknown


def _meant(question, asked_for):
    """The question with its words spelt as they probably were meant, or None."""
    words = None if asked_for.is_impossible else did_you_mean(question.question.terms)
    return words and question.reworded(" ".join([words, *map(str, question.question.filters)]))
