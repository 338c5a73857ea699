"""Writes documents into the index, and the words that they are spelt with: only what has changed.

Everything here is about one generation, the one that is searched or the one that is being built beside it. Callers
are inside a transaction, and see to it that two differences are never taken at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection

from episodes.models import PERSON, TAG, SearchDocument, SearchKind, SearchWord, ShelfKind
from episodes.search.columns import stored
from episodes.search.documents import (
    VOICE,
    Names,
    documents_of,
    documents_of_people,
    documents_of_tags,
    passage_facets,
    passages_of,
)
from episodes.search.keys import documents, key_of, object_of, range_of

BATCH = 1000
FIELDS = ("episode_key", "published_at", "title", "text", "context", "facets")
#: The letters of facets that say whose and which documents follow.
NAMING = {PERSON: PERSON, VOICE: PERSON, TAG: TAG}


def put_episodes(generation: int, pks: Iterable[int], things: Mapping, *, transcripts: Iterable[int] = ()) -> bool:
    """Makes the index say ``things`` of some episodes, which have no others, and of whom and what these name.

    Transcripts are read where they are new or named in ``transcripts``; of the others only the facets may change.
    Returns whether anything was written.
    """
    change = change_of_episodes(generation, pks, things, transcripts=transcripts)
    if change.write():
        put_people(generation, change.named[PERSON])
        put_tags(generation, change.named[TAG])
    return bool(change)


def change_of_episodes(generation: int, pks: Iterable[int], things: Mapping, *, transcripts: Iterable[int] = ()):
    """The ``Change`` that ``put_episodes`` would make, but for people and tags."""
    names, change = Names.around(things.values()), Change(generation)
    passages = {"pk__range": range_of(generation, SearchKind.PASSAGE)}
    own = documents(generation).filter(episode_key__in=list(pks))
    change.compare(_rows(own.exclude(**passages)), documents_of(things, names))
    _passages(change, own.filter(**passages), things, names, set(transcripts))
    return change


def _passages(change, own, things, names, transcripts):
    episodes = {pk: thing for (kind, pk), thing in things.items() if kind == ShelfKind.EPISODE}
    rows = list(own.values_list("pk", "episode_key", "published_at", "facets"))
    anew = transcripts | (episodes.keys() - {episode for _pk, episode, *_rest in rows})
    for pk, episode, published_at, facets in rows:
        if episode not in episodes:
            change.remove(pk, facets)
        elif episode not in anew:
            thing, words = episodes[episode], facets.split()
            speakers = [word for word in words if word.startswith(PERSON)]
            now = passage_facets(thing, episode in names.audible, speakers)
            if (published_at, facets) != (thing.published_at, now):
                change.turn(pk, facets, published_at=thing.published_at, facets=now)
    anew = [thing for pk, thing in episodes.items() if pk in anew]
    if anew:
        change.compare(_rows(own.filter(episode_key__in=[thing.pk for thing in anew])), passages_of(anew, names))


def put_people(generation: int, pks: Iterable[int]) -> set[int]:
    """Writes the documents of some people, who may be public or not. Returns those who have another name now."""
    return _put_named(generation, SearchKind.PERSON, pks)


def put_tags(generation: int, pks: Iterable[int]) -> set[int]:
    """Writes the documents of some tags, which may be public or not. Returns those that have other names now."""
    return _put_named(generation, SearchKind.TAG, pks)


def _put_named(generation, kind, pks):
    change = change_of_named(generation, kind, pks)
    change.write()
    return {object_of(key) for key in change.renamed}


def change_of_named(generation: int, kind: SearchKind, pks: Iterable[int]):
    """The ``Change`` of the documents of some people or tags."""
    change, pks = Change(generation), set(pks)
    if pks:
        keys = [key_of(generation, kind, pk) for pk in pks]
        make = documents_of_people if kind == SearchKind.PERSON else documents_of_tags
        change.compare(_rows(SearchDocument.objects.filter(pk__in=keys).order_by()), make(pks))
    return change


def _rows(queryset):
    """``{key: values of FIELDS}``"""
    return {pk: tuple(values) for pk, *values in queryset.values_list("pk", *FIELDS)}


class Change:
    """What is to be written. ``named`` gathers which people and tags the documents before and after speak of.

    ``spelt`` counts the words that are new, ``words`` those of all documents that were compared. ``renamed`` are keys
    of documents that have another title than before, or are new or gone.
    """

    def __init__(self, generation: int):
        self.generation = generation
        self.gone, self.put, self.turned = [], [], defaultdict(list)
        self.spelt, self.words, self.named = Counter(), Counter(), defaultdict(set)
        self.new, self.renamed = set(), set()

    def __bool__(self):
        return bool(self.gone or self.put or self.turned)

    def compare(self, before: Mapping, wanted: Iterable):
        """Notes how stored rows, ``{key: values of FIELDS}``, differ from the documents that should be there."""
        before = dict(before)
        for document in wanted:
            key = key_of(self.generation, document.kind, document.pk)
            self.words.update(document.spelt)
            self._compare(key, before.pop(key, None), document)
        for key, old in before.items():
            self.renamed.add(key)
            self.remove(key, old[-1])

    def _compare(self, key, old, document):
        now = (
            document.episode,
            document.published_at,
            document.title,
            document.text,
            document.context,
            document.facets,
        )
        if old == now:
            return
        self.put.append((key, *now))
        self._name(old[-1] if old else "", document.facets)
        if not old:
            self.new.add(key)
        if not old or old[2] != document.title:
            self.renamed.add(key)
        known = {word for column in old[2:4] for word in column.split()} if old else set()
        self.spelt.update(word for word in document.spelt if not known or stored(word) not in known)

    def remove(self, key: int, facets: str):
        self.gone.append(key)
        self._name(facets)

    def turn(self, key: int, before: str, **values):
        """Notes that a row gets other ``values``, among them ``facets``, and had the facets ``before``."""
        self.turned[tuple(values)].append((*values.values(), key))
        self._name(before, values["facets"])

    def _name(self, *facets):
        for word in {word for words in facets for word in words.split()}:
            if word[0] in NAMING and word[1:].isdigit():
                self.named[NAMING[word[0]]].add(int(word[1:]))

    def write(self) -> bool:
        """Writes it and returns whether that was anything."""
        self.write_documents()
        count_words(self.spelt)
        return bool(self)

    def write_documents(self):
        """The documents without the words that they are spelt with."""
        for start in range(0, len(self.gone), BATCH):
            SearchDocument.objects.filter(pk__in=self.gone[start : start + BATCH]).delete()
        table, columns = SearchDocument._meta.db_table, ("id", *FIELDS)
        news = ", ".join(f"{column} = excluded.{column}" for column in FIELDS)
        _many(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
            f" ON CONFLICT (id) DO UPDATE SET {news}",
            [(*row[:2], _moment(row[2]), *row[3:]) for row in self.put],
        )
        for names, rows in self.turned.items():
            values = ", ".join(f"{name} = %s" for name in names)
            _many(f"UPDATE {table} SET {values} WHERE id = %s", [tuple(map(_moment, row)) for row in rows])  # noqa: S608


def _moment(value):
    return connection.ops.adapt_datetimefield_value(value) if hasattr(value, "tzinfo") else value


def _many(statement, rows):
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def count_words(spelt: Mapping[str, int]):
    """Adds to the counts of words. What is taken out of a document is not counted down: a rebuild counts anew."""
    table = SearchWord._meta.db_table
    _many(
        f"INSERT INTO {table} (word, count) VALUES (%s, %s)"  # noqa: S608
        f" ON CONFLICT (word) DO UPDATE SET count = {table}.count + excluded.count",
        sorted(spelt.items()),
    )
