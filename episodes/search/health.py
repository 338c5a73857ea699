"""Whether the index and the content agree, told by numbers: quickly, for a check at the start and a page of health."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from episodes.models import Cue, Episode, Highlight, Person, Quote, SearchKind, Tag
from episodes.search.keys import documents, generations

MODELS = {
    SearchKind.HIGHLIGHT: Highlight,
    SearchKind.QUOTE: Quote,
    SearchKind.EPISODE: Episode,
    SearchKind.PERSON: Person,
    SearchKind.TAG: Tag,
}


@dataclass(frozen=True)
class Difference:
    """``indexed`` things of a kind are in the index, and ``public`` ones there are.

    Of passages it is the episodes whose transcripts are.
    """

    kind: SearchKind
    indexed: int
    public: int


def differences() -> list[Difference]:
    """What numbers say of the index; empty where they agree. One query for each side of each kind."""
    generation, _building = generations()
    found = []
    for kind, model in MODELS.items():
        found.append(Difference(kind, documents(generation, kind).count(), model.objects.published().count()))
    transcribed = Episode.objects.published().filter(Exists(Cue.objects.filter(episode=OuterRef("pk"))))
    episodes = documents(generation, SearchKind.PASSAGE).values("episode_key").distinct()
    found.append(Difference(SearchKind.PASSAGE, episodes.count(), transcribed.count()))
    return [one for one in found if one.indexed != one.public]
