"""The index of people: everybody public by name, hosts and guests apart, found by a part of the name."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from episodes.models import (
    CREW,
    GUEST,
    HOST,
    PERSON,
    SHOW,
    Person,
    ShelfKind,
    ShelfPair,
    ShelfTally,
    Show,
    number_of,
    shelf_of,
)
from episodes.queries.shelves import Shelves
from episodes.queries.tags import Letter
from episodes.text.slugs import initial, name_key

#: The shelves that a part names.
PARTS = {"hosts": HOST, "guests": GUEST, "crew": CREW}
SHOWS_OF_ONE = 3


@dataclass(frozen=True)
class Someone:
    """A person in the index, with the number of episodes in the part asked for, and the ``shows`` that they host."""

    person: Person
    count: int
    shows: list


@dataclass(frozen=True)
class PersonIndex:
    page: object
    groups: list  # [(letter, [Someone])]
    letters: list[Letter]
    part: str
    counts: dict  # how many people in each part, and in "all"


def person_index(query, part, paginate):
    """The ``PersonIndex`` of those with ``query`` in their name. ``part`` is a key of ``PARTS``, or anything for all.

    ``paginate(list)`` gives the page.
    """
    part = part if part in PARTS else "all"
    credited = _episodes_by_person(PERSON)
    episodes = _episodes_by_person(PARTS[part]) if part in PARTS else credited
    everybody = _everybody(credited)
    key = name_key(query)
    rows = [(_place(name), pk) for pk, name in everybody if part == "all" or pk in episodes]
    rows = sorted(row for row in rows if key in row[0][2])
    page = paginate(rows)
    size = page.paginator.per_page
    first = {}
    for index, ((_is_sign, letter, _key), _pk) in enumerate(rows):
        first.setdefault(letter, index // size + 1)
    return PersonIndex(
        page=page,
        groups=_groups(list(page), episodes),
        letters=[Letter(letter, number, number == page.number) for letter, number in first.items()],
        part=part,
        counts={"all": len(everybody), **{name: _in_part(letter) for name, letter in PARTS.items()}},
    )


def _episodes_by_person(letter):
    """``{pk: number of episodes}`` of people in the part that a letter stands for."""
    found = Shelves().all_beside(ShelfKind.EPISODE, letter)
    return {number_of(shelf): count for shelf, count in found.items()}


def _everybody(credited):
    """``[(pk, name)]`` of all who are public: the ``credited``, who are known to be, and others who are heard."""
    shelf = Concat(Value(PERSON), Cast(OuterRef("pk"), CharField()))
    is_credited = Exists(ShelfTally.objects.filter(kind=ShelfKind.EPISODE, shelf=shelf))
    heard = set(Person.objects.published().exclude(is_credited).order_by().values_list("pk", flat=True))
    people = Person.objects.order_by().values_list("pk", "name")
    return [(pk, name) for pk, name in people if pk in credited or pk in heard]


def _in_part(letter):
    """How many people have a part in any public episode."""
    within = {"shelf__gte": letter, "shelf__lt": chr(ord(letter) + 1)}
    return ShelfTally.objects.filter(kind=ShelfKind.EPISODE, **within).count()


@lru_cache(maxsize=20_000)
def _place(name):
    """What a name is sorted by: signs and digits last, then by letter, then by the whole."""
    letter = initial(name)
    return letter == "#", letter, name_key(name)


def _groups(rows, episodes):
    people = Person.objects.published().only("name", "slug", "photo", "photo_width", "photo_height")
    people = people.in_bulk([pk for _place, pk in rows])
    hosted = _hosted(people)
    found = [
        (place[1], Someone(people[pk], episodes.get(pk, 0), hosted.get(pk, []))) for place, pk in rows if pk in people
    ]
    return [(letter, [one for _letter, one in group]) for letter, group in groupby(found, key=lambda row: row[0])]


def _hosted(pks):
    """``{pk of a person: [show]}``: the shows that each hosts most."""
    pairs = ShelfPair.objects.filter(shelf__in=[shelf_of(HOST, pk) for pk in pks], kind=ShelfKind.EPISODE)
    rows = pairs.filter(other__startswith=SHOW).order_by("-count", "other").values_list("shelf", "other")
    shows, hosted = Show.objects.published().in_bulk([number_of(other) for _shelf, other in rows]), {}
    for shelf, other in rows:
        mine = hosted.setdefault(number_of(shelf), [])
        if len(mine) < SHOWS_OF_ONE and (show := shows.get(number_of(other))):
            mine.append(show)
    return hosted
