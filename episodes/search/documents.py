"""Makes the documents of what is public: of episodes with all that is in them, of people, and of tags.

What is public, and on which shelves it stands, is said by the caller: ``services.shelves`` finds that out once for
both. A constant number of queries, however many episodes are asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Q

from episodes.models import (
    EVERYTHING,
    PERSON,
    SHOW,
    TAG,
    Clip,
    Cue,
    Episode,
    Highlight,
    Person,
    Quote,
    SearchKind,
    ShelfKind,
    ShelfPair,
    Tag,
    TagAlias,
    number_of,
    shelf_of,
)
from episodes.search.columns import Column, facets_of
from episodes.search.passages import cut, number_of_words
from episodes.text.markdown import plain_text

#: The facet of what can be heard, and the letter of people who speak in an episode without being credited.
AUDIO, VOICE = "a1", "v"
MOST_NAMES, MOST_TITLE = 1500, 300
KINDS = {
    ShelfKind.HIGHLIGHT: SearchKind.HIGHLIGHT,
    ShelfKind.QUOTE: SearchKind.QUOTE,
    ShelfKind.EPISODE: SearchKind.EPISODE,
}


@dataclass(frozen=True)
class Document:
    """What a ``SearchDocument`` of any generation says. ``spelt`` are words that "did you mean" may offer."""

    kind: SearchKind
    pk: int
    episode: int | None = None
    published_at: datetime | None = None
    title: str = ""
    text: str = ""
    context: str = ""
    facets: str = ""
    spelt: frozenset = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Surroundings:
    """What a document says of other things than its own: it changes when these are renamed or put in order."""

    context: str
    facets: str


@dataclass
class Names:
    """What tags, people, and episodes with their shows are called: ``{primary key: [text]}``. Tags with aliases."""

    tags: dict
    people: dict
    episodes: dict
    audible: set

    @classmethod
    def around(cls, things):
        shelves = {shelf for thing in things for shelf in thing.shelves}
        tags, people = ([number_of(shelf) for shelf in shelves if shelf.startswith(letter)] for letter in (TAG, PERSON))
        episodes, audible = {}, set()
        rows = Episode.objects.filter(pk__in={thing.episode for thing in things}).order_by()
        for pk, title, show, *audio in rows.values_list("pk", "title", "show__title", "audio_url", "audio_file"):
            episodes[pk] = [title, show]
            if any(audio):
                audible.add(pk)
        return cls(
            tags=names_of_tags(tags),
            people={pk: [name] for pk, name in Person.objects.filter(pk__in=people).values_list("pk", "name")},
            episodes=episodes,
            audible=audible,
        )

    def surroundings(self, thing, *titles, voices=()):
        """The ``Surroundings`` of something that stands on shelves."""
        own = thing.kind == ShelfKind.EPISODE
        title, show = self.episodes[thing.episode]
        names = [] if own else [*titles, title]
        names += [show]
        for letter, known in ((TAG, self.tags), (PERSON, self.people)):
            numbers = sorted(number_of(shelf) for shelf in thing.shelves if shelf.startswith(letter))
            names += [name for number in numbers for name in known.get(number, ())]
        more = [shelf_of(VOICE, pk) for pk in voices]
        more += [AUDIO] if thing.episode in self.audible else []
        return Surroundings(_names(tuple(names)), facets_of(thing.shelves, thing.published_at, *more))


@lru_cache(maxsize=2000)
def _names(names):
    return str(Column(*names, most=MOST_NAMES))


def names_of_tags(pks: Iterable[int]) -> dict[int, list[str]]:
    """``{primary key: [name, alias, …]}``"""
    names = {pk: [name] for pk, name in Tag.objects.filter(pk__in=pks).order_by().values_list("pk", "name")}
    for pk, alias in TagAlias.objects.filter(tag__in=names).order_by("pk").values_list("tag_id", "name"):
        names[pk].append(alias)
    return names


def documents_of(things: Mapping[tuple[str, int], object], names: Names) -> list[Document]:
    """Documents of episodes, highlights and quotes: ``things`` as ``services.shelves.things_of`` has them."""
    return [
        *_episodes(things, names, voices_of(_pks(things, ShelfKind.EPISODE))),
        *_highlights(things, names),
        *_quotes(things, names),
    ]


def _pks(things, kind):
    return [pk for of, pk in things if of == kind]


def _document(thing, around, title, *texts, spelt=frozenset()):
    head, text = Column(title, most=MOST_TITLE), Column(*texts)
    return Document(
        kind=KINDS[ShelfKind(thing.kind)],
        pk=thing.pk,
        episode=thing.episode,
        published_at=thing.published_at,
        title=str(head),
        text=str(text),
        context=around.context,
        facets=around.facets,
        spelt=frozenset(head.spelt() | text.spelt() | spelt),
    )


def _episodes(things, names, voices):
    rows = Episode.objects.filter(pk__in=_pks(things, ShelfKind.EPISODE)).order_by()
    for pk, title, summary, notes in rows.values_list("pk", "title", "summary", "show_notes"):
        thing = things[ShelfKind.EPISODE, pk]
        around = names.surroundings(thing, voices=voices.get(pk, ()))
        # A show has no document of its own.
        show = Column(names.episodes[pk][1]).spelt()
        yield _document(thing, around, title, summary, plain_text(notes), spelt=show)


def _highlights(things, names):
    rows = Highlight.objects.filter(pk__in=_pks(things, ShelfKind.HIGHLIGHT)).order_by()
    for pk, title, takeaway, body in rows.values_list("pk", "title", "takeaway", "body"):
        thing = things[ShelfKind.HIGHLIGHT, pk]
        yield _document(thing, names.surroundings(thing), title, takeaway, plain_text(body))


def _quotes(things, names):
    rows = Quote.objects.filter(pk__in=_pks(things, ShelfKind.QUOTE)).order_by()
    for pk, text, section in rows.values_list("pk", "text", "highlight__title"):
        thing = things[ShelfKind.QUOTE, pk]
        yield _document(thing, names.surroundings(thing, section), "", text)


def voices_of(episodes: Iterable[int]) -> dict[int, set[int]]:
    """``{episode: people}`` who speak in public clips or in the transcript, whatever they are credited with."""
    voices = defaultdict(set)
    heard = Clip.objects.published().filter(episode__in=episodes, speaker__isnull=False)
    lines = Cue.objects.filter(episode__in=episodes, speaker__isnull=False)
    for rows in (heard, lines):
        for episode, person in rows.order_by().values_list("episode_id", "speaker_id").distinct():
            voices[episode].add(person)
    return voices


# --- transcripts -----------------------------------------------------------------------------------------------------


def passages_of(episodes: Iterable[object], names: Names) -> list[Document]:
    """Documents of the passages of some episodes, which are things with their shelves."""
    episodes = {thing.pk: thing for thing in episodes}
    lines = defaultdict(list)
    rows = Cue.objects.filter(episode__in=episodes).order_by("episode", "start_ms", "pk")
    for pk, episode, start_ms, speaker, text in rows.values_list("pk", "episode_id", "start_ms", "speaker_id", "text"):
        lines[episode].append((pk, start_ms, speaker, text))
    return [found for pk, cues in lines.items() for found in _passages(episodes[pk], cues, pk in names.audible)]


def _passages(thing, cues, is_audible):
    places = cut([(start_ms, number_of_words(text)) for _pk, start_ms, _speaker, text in cues])
    for first, end in places:
        some = cues[first:end]
        text = Column("\n".join(line for _pk, _start_ms, _speaker, line in some))
        if not text.stems:
            continue
        speakers = [shelf_of(PERSON, speaker) for _pk, _start_ms, speaker, _line in some if speaker]
        yield Document(
            kind=SearchKind.PASSAGE,
            pk=some[0][0],
            episode=thing.pk,
            published_at=thing.published_at,
            text=str(text),
            facets=passage_facets(thing, is_audible, speakers),
            spelt=frozenset(text.spelt()),
        )


def passage_facets(thing, is_audible: bool, speakers: Iterable[str]) -> str:
    """A passage stands where its episode does, but for people: there, with those who speak in it."""
    shelves = {shelf for shelf in thing.shelves if not shelf.startswith(PERSON)}
    return facets_of(shelves, thing.published_at, *speakers, *([AUDIO] if is_audible else []))


# --- people and tags -------------------------------------------------------------------------------------------------


def documents_of_people(pks: Iterable[int]) -> list[Document]:
    """Documents of those of some people who are public."""
    rows = list(Person.objects.published().filter(pk__in=list(pks)).order_by().values_list("pk", "name", "biography"))
    shows = _shows_of(PERSON, [pk for pk, *_texts in rows])
    return [_named(SearchKind.PERSON, PERSON, pk, [name], about, shows) for pk, name, about in rows]


def documents_of_tags(pks: Iterable[int]) -> list[Document]:
    """Documents of those of some tags that something public carries."""
    rows = dict(Tag.objects.published().filter(pk__in=list(pks)).order_by().values_list("pk", "description"))
    shows, names = _shows_of(TAG, rows), names_of_tags(rows)
    return [_named(SearchKind.TAG, TAG, pk, names[pk], about, shows) for pk, about in rows.items()]


def _named(kind, letter, pk, names, about, shows):
    title, text = Column(*names, most=MOST_TITLE), Column(plain_text(about))
    shelf = shelf_of(letter, pk)
    return Document(
        kind=kind,
        pk=pk,
        title=str(title),
        text=str(text),
        facets=facets_of({EVERYTHING, shelf, *shows[shelf]}, None),
        spelt=frozenset(title.spelt() | text.spelt()),
    )


def _shows_of(letter, pks):
    """``{shelf: {shelf of a show}}``: in which shows somebody speaks, or a tag is used."""
    shows = defaultdict(set)
    pairs = ShelfPair.objects.filter(Q(shelf__in=[shelf_of(letter, pk) for pk in pks]), other__startswith=SHOW)
    for shelf, other in pairs.order_by().values_list("shelf", "other"):
        shows[shelf].add(other)
    return shows
