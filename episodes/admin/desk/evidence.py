"""What is known of the citations of each clip, as the desk shows it."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime

from episodes.admin.names import name_of
from episodes.models import Evidence
from episodes.services.documents import citation_key
from episodes.text.markdown import citation_numbers


@dataclass(frozen=True)
class Mark:
    """``who`` and ``at`` are of the latest word; empty while nobody has said any."""

    evidence: str
    who: str = ""
    at: object = None

    @property
    def label(self):
        return Evidence(self.evidence).label


def marks_of(document):
    """``{clip key: Mark}`` of the clips that a document's bodies cite, in at most one query."""
    numbers = {row["number"]: key for key, row in document["clip"].items()}
    cited = {}
    for section, row in document["highlight"].items():
        for number in set(citation_numbers(row["body"])) & numbers.keys():
            clip = numbers[number]
            cited.setdefault(clip, []).append(document["citation"].get(citation_key(section, clip)))
    people = _names({row["checked_by_id"] for rows in cited.values() for row in rows if row and row["checked_by_id"]})
    return {clip: _mark(rows, people) for clip, rows in cited.items()}


def _mark(rows, people):
    """Disputed if anybody disputes it, heard if all of it was heard, as readers are told."""
    states = {row["evidence"] if row else Evidence.UNCHECKED for row in rows}
    evidence = Evidence.DISPUTED if Evidence.DISPUTED in states else Evidence.UNCHECKED
    if states == {Evidence.HEARD}:
        evidence = Evidence.HEARD
    if evidence == Evidence.UNCHECKED:
        return Mark(evidence)
    said = [row for row in rows if row and row["evidence"] == evidence and row["checked_at"]]
    latest = max(said, key=lambda row: row["checked_at"], default=None)
    if latest is None:
        return Mark(evidence)
    return Mark(evidence, people.get(latest["checked_by_id"], ""), parse_datetime(latest["checked_at"]))


def _names(keys):
    if not keys:
        return {}
    return {user.pk: name_of(user) for user in get_user_model().objects.filter(pk__in=keys)}
