"""What can be asked, in one list: the views answer by it, and the OpenAPI document is made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from episodes.queries.api import lists
from episodes.queries.api.filters import Filters
from episodes.queries.api.gone import withdrawn
from episodes.text.timecodes import format_timecode
from episodes.views.api import parameters as p
from episodes.views.api import search, things
from episodes.views.api.references import EPISODE_REF, PERSON_REF
from episodes.views.api.shapes import Shape, flag, link, many, maybe, one, text, whole


@dataclass(frozen=True)
class Page:
    """What a list answers: ``found`` is what was asked for, ``next`` the address of what follows, or None."""

    found: object
    next: str | None


@dataclass(frozen=True)
class Endpoint:
    """``fetch`` takes the value of each parameter by name, and ``pk`` where the route has one.

    A list answers with ``shape`` of a ``Page``; its ``fetch`` returns a ``Slice``, or has one as ``page``. A thing
    answers with ``shape`` of itself; ``gone(pk)`` gives the reason where it was withdrawn, else None.
    """

    name: str
    route: str
    about: str  # the kind of things
    summary: str
    shape: Shape
    fetch: Callable
    parameters: tuple = ()
    changed: Callable = lambda thing: None
    gone: Callable = lambda pk: None

    @property
    def is_list(self):
        return "next" in self.shape.fields

    @property
    def path(self):
        """As OpenAPI writes it."""
        return f"/api/{self.route.replace('<number:pk>', '{id}')}"


NEXT = link(
    "Where the list goes on; null at its end.", "/api/tags?cursor=WyJrZXkiXQ", attrgetter("next"), nullable=True
)


def list_of(shape):
    items = many(shape, "As many as asked for or fewer; only “next” says that it ends.", attrgetter("found.items"))
    return Shape(f"{shape.name}List", f"A part of a list: {shape.description.lower()}", {"items": items, "next": NEXT})


def filtered(fetch):
    """``fetch(filters, …)`` for the values of filters by name."""
    names = Filters.__dataclass_fields__.keys()

    def fetched(**values):
        filters = Filters(**{name: value for name, value in values.items() if name in names})
        return fetch(filters, **{name: value for name, value in values.items() if name not in names})

    return fetched


LINE = Shape(
    "Line",
    "A line of a transcript.",
    {
        "id": whole("Until the transcript is replaced.", 1, attrgetter("pk")),
        "start_ms": whole("Null in a transcript without times.", 62_000, attrgetter("start_ms"), nullable=True),
        "end_ms": whole("Null in a transcript without times.", 64_000, attrgetter("end_ms"), nullable=True),
        "speaker_name": text("As the transcript has it.", "Ada", attrgetter("speaker_name")),
        "speaker": maybe(PERSON_REF, "Who it is, where that is known.", attrgetter("speaker")),
        "text": text("What is said.", "The tide is slow.", attrgetter("text")),
        "url": link(
            "The line on the page of the transcript.",
            "/shows/signal-path/slow-tides/transcript/#t=1:02",
            lambda line: (
                f"{line.episode.get_transcript_url()}"
                + ("" if line.start_ms is None else f"#t={format_timecode(line.start_ms)}")
            ),
        ),
    },
)
TRANSCRIPT = Shape(
    "Transcript",
    "A part of the transcript of an episode.",
    {
        "episode": one(EPISODE_REF, "Whose transcript it is.", attrgetter("found.episode")),
        "language": text(things.LANGUAGE, "en", attrgetter("found.episode.show.language")),
        "is_timed": flag("Whether its lines have times.", attrgetter("found.is_timed")),
        "items": many(LINE, "Its lines, in order.", attrgetter("found.page.items")),
        "next": NEXT,
    },
)

SEARCH = Shape("SearchAnswer", "What was found.", {**search.SEARCH_FIELDS, "next": NEXT})

IN_TIME = (p.SINCE, p.UNTIL, p.CURSOR, p.LIMIT)
SLUG_OF_EPISODE = p.name("slug", "With this slug, now or once; “show” has to be given, too.", "slow-tides")

ENDPOINTS = [
    Endpoint(
        "shows",
        "shows",
        "shows",
        "The shows, as they were made",
        list_of(things.SHOW),
        lists.shows,
        (p.name("slug", "The one with this slug, now or once.", "signal-path"), p.CURSOR, p.LIMIT),
    ),
    Endpoint("show", "shows/<number:pk>", "shows", "A show", things.SHOW, lists.show),
    Endpoint(
        "episodes",
        "episodes",
        "episodes",
        "The episodes, newest first",
        list_of(things.EPISODE),
        filtered(lists.episodes),
        (p.SHOW, p.TAG, p.WITHOUT, p.SPEAKER, SLUG_OF_EPISODE, *IN_TIME),
    ),
    Endpoint(
        "episode",
        "episodes/<number:pk>",
        "episodes",
        "An episode",
        things.EPISODE,
        lists.episode,
        changed=attrgetter("episode.changed_at"),
        gone=withdrawn("episode"),
    ),
    Endpoint(
        "transcript",
        "episodes/<number:pk>/transcript",
        "episodes",
        "The transcript of an episode, by lines",
        TRANSCRIPT,
        lists.transcript,
        (
            p.number("from_ms", "Lines that end after this time.", 60_000),
            p.number("to_ms", "Lines that begin before this time.", 90_000),
            p.CURSOR,
            p.LINE_LIMIT,
        ),
        gone=withdrawn("episode"),
    ),
    Endpoint(
        "highlights",
        "highlights",
        "highlights",
        "The highlights, those of the newest episode first",
        list_of(things.HIGHLIGHT),
        filtered(lists.highlights),
        (p.SHOW, p.TAG, p.WITHOUT, p.SPEAKER, p.EPISODE, *IN_TIME),
    ),
    Endpoint(
        "highlight",
        "highlights/<number:pk>",
        "highlights",
        "A highlight",
        things.HIGHLIGHT,
        lists.highlight,
        changed=attrgetter("highlight.episode.changed_at"),
        gone=withdrawn("highlight"),
    ),
    Endpoint(
        "quotes",
        "quotes",
        "quotes",
        "The quotes, those of the newest episode first",
        list_of(things.QUOTE),
        filtered(lists.quotes),
        (p.SHOW, p.TAG, p.WITHOUT, p.SPEAKER, p.EPISODE, *IN_TIME),
    ),
    Endpoint(
        "quote",
        "quotes/<number:pk>",
        "quotes",
        "A quote",
        things.QUOTE,
        lists.quote,
        changed=attrgetter("quote.highlight.episode.changed_at"),
        gone=withdrawn("quote"),
    ),
    Endpoint(
        "clips",
        "clips",
        "clips",
        "The clips, what was made last first",
        list_of(things.CLIP),
        filtered(lists.clips),
        (
            p.SHOW,
            p.SPEAKER,
            p.EPISODE,
            p.yes_or_no("featured", "Whether it is one of the editors' picks."),
            p.CURSOR,
            p.LIMIT,
        ),
    ),
    Endpoint(
        "clip",
        "clips/<number:pk>",
        "clips",
        "A clip",
        things.CLIP,
        lists.clip,
        changed=attrgetter("clip.episode.changed_at"),
        gone=withdrawn("clip"),
    ),
    Endpoint(
        "people",
        "people",
        "people",
        "The people, as they were made",
        list_of(things.PERSON),
        lists.people,
        (
            p.name("slug", "The one with this slug, now or once.", "ada"),
            p.SHOW,
            p.name("tag", "Who speaks about this tag.", "tides"),
            p.CURSOR,
            p.LIMIT,
        ),
    ),
    Endpoint("person", "people/<number:pk>", "people", "Somebody", things.PERSON, lists.person),
    Endpoint(
        "tags",
        "tags",
        "tags",
        "The tags, by name",
        list_of(things.TAG),
        lists.tags,
        (
            p.name("slug", "The one with this slug, name or alias.", "tides"),
            p.SHOW,
            p.name("person", "What this person speaks about.", "ada"),
            p.CURSOR,
            p.LIMIT,
        ),
    ),
    Endpoint("tag", "tags/<number:pk>", "tags", "A tag", things.TAG, lists.tag),
    Endpoint("search", "search", "search", "What a question finds", SEARCH, search.search, search.PARAMETERS),
]
