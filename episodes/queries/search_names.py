"""Whom and what a question names: tags, people and shows by slug, name or alias. Public ones only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from episodes.models import PERSON, SHOW, TAG, Person, Show, Tag, TagAlias, number_of, shelf_of
from episodes.queries.addresses import by_past_slug
from episodes.text.near import nearest
from episodes.text.slugs import name_key, slug_of

#: Names that are offered in the place of one that nothing has.
MOST_OFFERED = 4


@dataclass(frozen=True)
class Named:
    """What somebody names: ``shelf`` is empty where nothing public has the name. ``url`` leads to its page."""

    field: str
    value: str
    name: str
    slug: str = ""
    shelf: str = ""
    url: str = ""
    #: ``[(name, slug)]`` of what may be meant where nothing, or more than one, has the name.
    offers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Field:
    letter: str
    model: type
    column: str

    @property
    def public(self):
        return self.model.objects.published()

    def named_shelves(self, shelves: Iterable[str]) -> dict[str, tuple[str, str]]:
        """``{shelf: (name, slug)}`` of those of some shelves that are of something public, in order; one query."""
        shelves = list(shelves)
        rows = self.public.filter(pk__in=[number_of(shelf) for shelf in shelves]).order_by()
        found = {
            shelf_of(self.letter, pk): (name, slug) for pk, name, slug in rows.values_list("pk", self.column, "slug")
        }
        return {shelf: found[shelf] for shelf in shelves if shelf in found}


#: In the order in which they narrow a search.
FIELDS = {
    "show": _Field(SHOW, Show, "title"),
    "person": _Field(PERSON, Person, "name"),
    "tag": _Field(TAG, Tag, "name"),
}


def names_of(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Named]:
    """``{(field, value): Named}`` of what is ``wanted``; a query for each field in it, more where a name is unknown."""
    values = defaultdict(list)
    for field, value in wanted:
        values[field].append(value)
    found = {}
    for field, some in values.items():
        things = _exactly(field, some)
        for value in some:
            thing = things.get(value)
            found[field, value] = _named(field, value, thing) if thing else _unknown(field, value)
    return found


def _named(field, value, thing):
    of = FIELDS[field]
    name = getattr(thing, of.column)
    return Named(field, value, name, thing.slug, shelf_of(of.letter, thing.pk), thing.get_absolute_url())


def _exactly(field, values):
    """``{value: thing}`` of what has a value as its slug, its name in any case, or an alias."""
    of = FIELDS[field]
    keys = {name_key(value) for value in values}
    # People and shows keep no folded name: their slugs are made of their names.
    slugs = {*values, *(slug_of(value) for value in values)}
    if field == "tag":
        condition = Q(slug__in=slugs) | Q(key__in=keys) | Q(pk__in=_of_aliases(slugs, keys))
        rows = of.public.filter(condition).prefetch_related("aliases")
    else:
        rows = of.public.filter(Q(slug__in=slugs) | Q(**{f"{of.column}__in": values}))
    found = {}
    for thing in rows:
        for rank, known in enumerate(_known_by(field, thing)):
            for value in values:
                if value in known or name_key(value) in known or (rank and slug_of(value) in known):
                    found.setdefault(value, []).append((rank, thing.pk, thing))
    return {value: min(some)[2] for value, some in found.items()}


def _of_aliases(slugs, keys):
    return TagAlias.objects.filter(Q(slug__in=slugs) | Q(key__in=keys)).values("tag")


def _known_by(field, thing):
    """What a thing is called, the surest first."""
    if field == "tag":
        aliases = list(thing.aliases.all())
        return {thing.slug}, {thing.key}, {alias.key for alias in aliases} | {alias.slug for alias in aliases}
    name = getattr(thing, FIELDS[field].column)
    return {thing.slug}, {name, name_key(name)}, {thing.slug}


def _unknown(field, value):
    """What once had the name as its slug; else the one person or show that has it among its names; else offers."""
    of = FIELDS[field]
    if thing := by_past_slug(of.public, value[:200]):
        return _named(field, value, thing)
    partly = _partly(field, value)
    if field != "tag" and len(partly) == 1:
        return _named(field, value, partly[0])
    offers = partly or _nearly(field, value)
    return Named(field, value, value, offers=tuple((getattr(one, of.column), one.slug) for one in offers))


def _partly(field, value):
    """What has a value as whole words of its slug."""
    slug = slug_of(value, "")
    if not slug:
        return []
    within = Q(slug__startswith=f"{slug}-") | Q(slug__endswith=f"-{slug}") | Q(slug__contains=f"-{slug}-")
    return list(FIELDS[field].public.filter(within).order_by("slug")[:MOST_OFFERED])


def _nearly(field, value):
    """What a value is a slip of the key for."""
    of = FIELDS[field]
    known = defaultdict(list)
    for name, pk in of.model.objects.order_by(of.column).values_list(of.column, "pk"):
        known[name].append(pk)
    near = nearest([value], list(known)).get(value, [])[:MOST_OFFERED]
    return list(of.public.filter(pk__in=[pk for name in near for pk in known[name]]).order_by("slug")[:MOST_OFFERED])
