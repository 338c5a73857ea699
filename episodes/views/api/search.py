"""The search of the API: the question of the page of search, answered for programs."""

from dataclasses import dataclass
from operator import attrgetter

from episodes.models import SearchKind, address
from episodes.queries.search_names import names_of
from episodes.queries.search_page import hits
from episodes.search.find import MOST_COUNTED, did_you_mean
from episodes.search.passages import passage_lines
from episodes.text.cursors import NO_CURSOR, CursorError, read_cursor, write_cursor
from episodes.text.questions import parse
from episodes.views.api import parameters as p
from episodes.views.api.references import EPISODE_REF
from episodes.views.api.shapes import Shape, choice, flag, link, many, maybe, one, text, whole
from episodes.views.asked import KINDS, NEWEST, Asked, cleaned
from episodes.views.narrowing import conditions, names_in
from episodes.views.wanted import marker_of

#: The name of a hit's kind, and the name of the endpoint that has the whole thing.
NAMES = {
    SearchKind.HIGHLIGHT: ("highlight", "api_highlight"),
    SearchKind.QUOTE: ("quote", "api_quote"),
    SearchKind.EPISODE: ("episode", "api_episode"),
    SearchKind.PERSON: ("person", "api_person"),
    SearchKind.TAG: ("tag", "api_tag"),
    SearchKind.PASSAGE: ("line", "api_transcript"),
}
#: The name of the order in a cursor: how many hits of the kind were told.
RANKED = "ranked"
#: How many of each kind are given where no kind is asked for.
OF_EACH = 5


@dataclass(frozen=True)
class Hit:
    """``api_path`` is where the whole is; ``hit`` is that of the page."""

    type: str
    api_path: str
    hit: object


@dataclass(frozen=True)
class SearchAnswer:
    """``next`` is a cursor, where one kind is asked for and there is more of it."""

    question: str
    items: list[Hit]
    counts: dict
    is_capped: bool
    meant: str | None
    next: str = ""


def search(q, kind, show, tag, person, year, audio, sort, cursor, limit) -> SearchAnswer:
    """What a question finds, the best first; of all kinds ``OF_EACH``, unless told. Raises ``CursorError``."""
    question = parse(cleaned(q))
    facets = [("show", show)] * bool(show) + [("tag", name) for name in tag] + [("person", person)] * bool(person)
    years = () if year is None else (year,)
    asked = Asked(question=question, typed=q, facets=tuple(facets), years=years, audio=bool(audio))
    wanted = conditions(asked, names_of(names_in(asked)))
    start = _start(cursor, kind)
    found = wanted.find(
        asked.question.terms,
        newest=sort == NEWEST,
        kinds=[KINDS[kind]] if kind else None,
        start=start,
        size=limit or (p.ON_PAGE if kind else OF_EACH),
    )
    items = _items(found, question)
    shown = sum(len(group.keys) for group in found.groups.values())
    more = kind and shown and start + shown < found.count
    return SearchAnswer(
        question=question.text,
        items=items,
        counts={name: found.kinds.get(KINDS[name], 0) for name in KINDS},
        is_capped=found.is_capped,
        meant=None if found.count or wanted.is_impossible else did_you_mean(question.terms),
        next=write_cursor(RANKED, start + shown) if more else "",
    )


def _start(cursor, kind):
    if not cursor:
        return 0
    [start] = read_cursor(cursor, RANKED, int)
    # Without a kind there is nothing to go on with; behind the most that are counted nothing is told.
    if not kind or not 0 < start <= MOST_COUNTED:
        raise CursorError(NO_CURSOR, {"cursor": cursor[:40]})
    return start


def _items(found, question):
    keys = {kind: group.keys for kind, group in found.groups.items()}
    shown = hits(keys, passage_lines(keys.get(SearchKind.PASSAGE, ())), marker_of(question.terms))
    return [Hit(NAMES[kind][0], _api_path(kind, hit), hit) for kind in KINDS.values() for hit in shown.get(kind, ())]


def _api_path(kind, hit):
    if kind == SearchKind.PASSAGE:
        at = hit.moment.start_ms
        whole_of_it = address("api_transcript", hit.episode.pk)
        return whole_of_it if at is None else f"{whole_of_it}?from_ms={at}"
    return address(NAMES[kind][1], hit.thing.pk)


PIECE = Shape(
    "Piece",
    "A piece of a text.",
    {
        "text": text("The words, with the spaces around them.", "tide", lambda piece: piece[0]),
        "is_match": flag("Whether the question asks for it.", lambda piece: piece[1]),
    },
)
HIT = Shape(
    "Hit",
    "Something that was found.",
    {
        "id": whole("The id of a thing of its type.", 1, attrgetter("hit.thing.pk")),
        "type": choice("What it is.", [name for name, _view in NAMES.values()], attrgetter("type")),
        "title": many(PIECE, "Title, name or words; empty for a line.", attrgetter("hit.title")),
        "snippet": many(PIECE, "The passage that answers best; maybe empty.", attrgetter("hit.text")),
        "episode": maybe(EPISODE_REF, "The episode that it is or is part of.", attrgetter("hit.episode")),
        "url": link("The exact place, for people.", "/quotes/1/", attrgetter("hit.url")),
        "api_url": link("The whole of it here.", "/api/quotes/1", attrgetter("api_path")),
    },
)
COUNTS = Shape(
    "FoundCounts",
    "How many of each kind were found.",
    {
        name: whole(f"{name.title()}, counted up to {MOST_COUNTED}.", 3, lambda counts, name=name: counts[name])
        for name in KINDS
    },
)
PARAMETERS = (
    p.name("q", 'Words, "a phrase", -without, tag:, person:, show:, before:, after:.', "tide -moon", longest=400),
    p.one_of("kind", "Of this kind only; then the list goes on.", list(KINDS)),
    p.SHOW,
    p.TAG,
    p.SPEAKER,
    p.number("year", "Published in this year.", 2024, 1, 9999),
    p.yes_or_no("audio", "Only what can be heard."),
    p.one_of("sort", "The best first, or the newest.", ["best", NEWEST], "best"),
    p.CURSOR,
    p.number(
        "limit",
        f"How many to give at most: by default {p.ON_PAGE} of one kind, {OF_EACH} of each of all.",
        p.ON_PAGE,
        1,
        p.MOST_ON_PAGE,
    ),
)
SEARCH_FIELDS = {
    "question": text("The question as it was read.", "tide -moon", attrgetter("found.question")),
    "did_you_mean": text(
        "Words that find something where these find nothing; else empty.", "tide", lambda page: page.found.meant or ""
    ),
    "counts": one(COUNTS, "How many of each kind were found.", attrgetter("found.counts")),
    "is_capped": flag("Whether there are more than are counted.", attrgetter("found.is_capped")),
    "items": many(HIT, "What was found, kind by kind, the best first.", attrgetter("found.items")),
}
