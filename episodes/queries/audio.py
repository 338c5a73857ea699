"""The other recordings of an episode, as the player is told of them: they come with the row that a page asks for."""

from django.db.models import Aggregate, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from episodes.models import AudioVersion


class JSONArray(Aggregate):
    """All rows as one array; each database has its own name for that."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def versions_of(episode="pk"):
    """An expression for ``audio_versions``; ``episode`` is the lookup that leads from the outer row to its episode."""
    row = JSONObject(kind="kind", url="url", file="file", offset_ms="offset_ms", place="position", pk="pk")
    rows = AudioVersion.objects.filter(episode=OuterRef(episode)).order_by().values("episode")
    return Subquery(rows.annotate(all=JSONArray(row)).values("all"), output_field=JSONField())


def audio_versions(rows):
    """``[{"kind", "label", "url", "offset_ms"}]``, in the order in which they are offered, from ``versions_of``."""
    versions = []
    for row in sorted(rows or (), key=lambda row: (row["place"], row["pk"])):
        version = AudioVersion(kind=row["kind"], url=row["url"], file=row["file"], offset_ms=row["offset_ms"])
        if address := str(version.audio):
            label = str(version.get_kind_display())
            versions.append({"kind": version.kind, "label": label, "url": address, "offset_ms": version.offset_ms})
    return versions
