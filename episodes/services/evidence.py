"""What an editor says of citations: heard, disputed, or not checked after all; and what takes it back by itself."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from episodes.models import Citation, Evidence, rewritten
from episodes.services.anchors import settle
from episodes.services.revisions import touch
from episodes.text.claims import all_claims, says_something_else


@transaction.atomic
def check_citations(citation_ids: Iterable[int], evidence: str, user) -> int:
    """Says ``evidence`` of citations, with who said it and when, and returns of how many it is news.

    Clips that are heard have nothing left to recheck. Call it while a change is recorded.
    """
    unchanged = Q(evidence=evidence)
    if evidence == Evidence.HEARD:
        # What was heard before its clip was flagged is heard again.
        unchanged &= Q(clip__recheck="")
    citations = Citation.objects.filter(pk__in=set(citation_ids)).exclude(unchanged)
    rows = list(citations.values_list("pk", "clip_id", "highlight__episode_id"))
    touch({episode for _pk, _clip, episode in rows})
    is_checked = evidence != Evidence.UNCHECKED
    Citation.objects.filter(pk__in=[pk for pk, _clip, _episode in rows]).update(
        evidence=evidence,
        checked_by=user if is_checked else None,
        checked_at=timezone.now() if is_checked else None,
    )
    rewritten.send(sender=Citation, episodes={episode for _pk, _clip, episode in rows})
    if evidence == Evidence.HEARD:
        settle([clip for _pk, clip, _episode in rows])
    return len(rows)


def heard_body(highlight_id: int) -> str | None:
    """The stored body of a highlight of which somebody has said something; else None."""
    return _said().filter(highlight=highlight_id).values_list("highlight__body", flat=True).first()


def take_back_rewritten(highlight_id: int, before: str, body: str) -> None:
    """Takes back what was heard of sentences of ``before`` that have other words in ``body``."""
    old, new = all_claims(before), all_claims(body)
    numbers = [number for number in new if says_something_else(old.get(number, []), new[number])]
    _take_back(_said().filter(highlight=highlight_id, clip__number__in=numbers))


def take_back_moved(clip_id: int) -> None:
    """Takes back what was heard of a clip that is placed elsewhere now."""
    _take_back(_said().filter(clip=clip_id))


def _said():
    return Citation.objects.exclude(evidence=Evidence.UNCHECKED)


def _take_back(citations):
    citations.update(evidence=Evidence.UNCHECKED, checked_by=None, checked_at=None)
