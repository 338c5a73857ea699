"""What is suggested while somebody types: tags with their aliases, people and episodes, in one query."""

from collections import defaultdict
from dataclasses import dataclass

from episodes.models import PERSON, TAG, Episode, Person, SearchKind, ShelfTally, Show, Tag, TagAlias, address
from episodes.search.columns import stored
from episodes.search.hits import dialect
from episodes.search.match import Match, Part
from episodes.search.reading import reader
from episodes.search.words import forms_of, stem
from episodes.text.slugs import slug_of

MOST = 8
#: Of what is typed, so many characters and words count.
LONGEST, MOST_WORDS = 200, 8
#: Names of each kind that are found, the newest.
CANDIDATES = {SearchKind.TAG: 1000, SearchKind.PERSON: 1000, SearchKind.EPISODE: 100}
#: So many of each kind are shown, if there are any, however much more use others have.
AT_LEAST = 2
#: So many of the tags and of the people among them, with their aliases: those that are used most.
LOOKED_AT = 150
#: How much more a name's use counts where the name begins as typed.
BEGINS = 2
VIEWS = {SearchKind.TAG: "tag", SearchKind.PERSON: "person", SearchKind.EPISODE: "episode"}


@dataclass(frozen=True)
class Suggestion:
    """``title`` is the name of a tag or person, or an episode's title; ``alias`` what else a tag is called.

    It is empty where the name itself begins as typed. ``use`` counts the public things that have the tag or person.
    ``slugs`` are those of its address.
    """

    kind: SearchKind
    pk: int
    title: str
    alias: str = ""
    use: int = 0
    slugs: tuple[str, ...] = ()

    @property
    def url(self):
        return address(VIEWS[self.kind], *self.slugs)


def suggest(text: str, most: int = MOST) -> list[Suggestion]:
    """What a search for ``text``, of which the last word may go on, is likely to be about; the most used first.

    Each word must begin a word of the name. What is called exactly so comes first.
    """
    forms = forms_of(text[:LONGEST])[:MOST_WORDS]
    if not forms:
        return []
    rows = _rows(Match(parts=tuple(Part((stored(stem(form)),), stored(form)) for form in forms)), slug_of(text, ""))
    names = defaultdict(list)
    for kind, pk, title, alias, use, slug, show in rows:
        names[SearchKind(kind), pk, title, use, (show, slug) if show else (slug,)].append(alias)
    found = [_suggestion(forms, *key, sorted(filter(None, aliases))) for key, aliases in names.items()]
    return _some_of_each([one for _rank, one in sorted(filter(None, found), key=lambda pair: pair[0])], most)


def _rows(match, slug):
    """``(kind, primary key, name, alias, use, slug, slug of the show)``, several rows for several aliases.

    ``slug`` is that of whatever is called exactly as typed.
    """
    parts = [_tags(match, slug), _people(match, slug), _episodes(match)]
    with reader().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _values in parts), [one for _sql, own in parts for one in own])
        return cursor.fetchall()


def _tags(match, slug):
    keys, values = dialect().named(match, SearchKind.TAG, CANDIDATES[SearchKind.TAG])
    tag, alias = Tag._meta.db_table, TagAlias._meta.db_table
    sql = (
        f"SELECT {int(SearchKind.TAG)}, {tag}.id, {tag}.name, {alias}.name, {_use(TAG, tag)} AS used, {tag}.slug, ''"  # noqa: S608
        f" FROM {tag} LEFT JOIN {alias} ON {alias}.tag_id = {tag}.id WHERE {tag}.id IN (SELECT * FROM ({keys}) named)"
    )
    return _most_used(sql, f"CASE WHEN {tag}.slug = %s OR {alias}.slug = %s THEN 0 ELSE 1 END"), [*values, slug, slug]


def _people(match, slug):
    keys, values = dialect().named(match, SearchKind.PERSON, CANDIDATES[SearchKind.PERSON])
    person = Person._meta.db_table
    sql = (
        f"SELECT {int(SearchKind.PERSON)}, id, name, '', {_use(PERSON, person)} AS used, slug, '' FROM {person}"  # noqa: S608
        f" WHERE id IN (SELECT * FROM ({keys}) named)"
    )
    return _most_used(sql, "CASE WHEN slug = %s THEN 0 ELSE 1 END"), [*values, slug]


def _most_used(sql, is_exact):
    """Those rows of ``sql`` that are looked at: what is called exactly so, then the most used."""
    return f"SELECT * FROM ({sql} ORDER BY {is_exact}, used DESC LIMIT {LOOKED_AT}) most_used"  # noqa: S608


def _use(letter, table):
    """How many highlights, episodes and quotes stand on the shelf of a row."""
    tally = ShelfTally._meta.db_table
    return f"COALESCE((SELECT SUM(count) FROM {tally} WHERE shelf = '{letter}' || {table}.id), 0)"  # noqa: S608


def _episodes(match):
    """Titles are an episode's own words, so whether it is public is asked again, whatever the documents say."""
    keys, values = dialect().named(match, SearchKind.EPISODE, CANDIDATES[SearchKind.EPISODE])
    public, own = Episode.objects.published().order_by().values("pk").query.sql_with_params()
    episode = Episode._meta.db_table
    return (
        f"SELECT {int(SearchKind.EPISODE)}, id, title, '', 0, slug,"  # noqa: S608
        f" (SELECT slug FROM {Show._meta.db_table} show WHERE show.id = show_id) FROM {episode}"
        f" WHERE id IN (SELECT * FROM ({keys}) named) AND id IN ({public})",
        [*values, *own],
    )


def _suggestion(forms, kind, pk, title, use, slugs, aliases):
    """``(rank, Suggestion)``, or None where only several names together have the words."""
    for alias in ("", *aliases):
        place = _place(forms, forms_of(alias or title))
        if place is not None:
            weight = BEGINS if place == 1 and not alias else 1
            return (place > 0, -(int(use) + 1) * weight, title.casefold(), pk), Suggestion(
                kind, pk, title, alias, int(use), slugs
            )
    return None


def _place(forms, own):
    """0 for a name that is what was typed, 1 for one that begins so, 2 for one that has it inside, or None."""
    if own == forms:
        return 0
    stems = set(map(stem, own))
    for form in forms:
        if stem(form) not in stems and not any(word.startswith(form) for word in own):
            return None
    first, last = own[: len(forms)], forms[-1]
    return 1 if len(first) == len(forms) and first[:-1] == forms[:-1] and first[-1].startswith(last) else 2


def _some_of_each(found, most):
    by_kind = defaultdict(list)
    for one in found:
        by_kind[one.kind].append(one)
    kept = [one for some in by_kind.values() for one in some[:AT_LEAST]]
    chosen = set(list(dict.fromkeys([*kept, *found]))[:most])
    return [one for one in found if one in chosen]
