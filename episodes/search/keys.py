"""Keys of documents: generation, kind and object in one number, so that one range of keys is one kind's documents."""

from episodes.models import SearchDocument, SearchKind, SearchState

KIND_AT, GENERATION_AT = 51, 55
#: The bits of a key that say what object it is, and those that say of which kind.
OBJECT = (1 << KIND_AT) - 1
KIND = (1 << GENERATION_AT - KIND_AT) - 1


def key_of(generation: int, kind: int, pk: int) -> int:
    """The primary key of a ``SearchDocument``."""
    return generation << GENERATION_AT | kind << KIND_AT | pk


def object_of(key: int) -> int:
    """The primary key of what a document is of."""
    return key & OBJECT


def kind_of(key: int) -> SearchKind:
    return SearchKind(key >> KIND_AT & KIND)


def range_of(generation: int, kind: int | None = None) -> tuple[int, int]:
    """The first and the last key that a document of a kind, or of any, can have."""
    if kind is None:
        return generation << GENERATION_AT, (generation + 1 << GENERATION_AT) - 1
    first = key_of(generation, kind, 0)
    return first, first | OBJECT


def documents(generation: int, kind: int | None = None):
    """The ``SearchDocument`` rows of a generation, in no order."""
    return SearchDocument.objects.filter(pk__range=range_of(generation, kind)).order_by()


def generations() -> tuple[int, int | None]:
    """The generation that is searched, and the one that is being built beside it, if any."""
    return SearchState.objects.values_list("generation", "building").first() or (1, None)
