"""An episode with all that belongs to it as plain values, and back: what revisions keep, compare and restore.

A document is ``{kind: {key: {field: value}}}``. Kinds are those of ``KINDS``; a key is the primary key as text, or any
other text for a row that is not stored yet; values are what JSON has: numbers, texts, times in ISO 8601, keys of other
rows, tags as a list of names. ``names`` beside the kinds says what people, episodes and the other ends of links were
called, for readers of old documents; it is no content.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType

from episodes.models import (
    AudioVersion,
    Citation,
    Clip,
    Credit,
    Episode,
    Evidence,
    Highlight,
    HighlightLink,
    PastSlug,
    Quote,
    RelatedEpisode,
    TaggedEpisode,
    TaggedHighlight,
)


@dataclass(frozen=True)
class Kind:
    """``parent`` is the lookup that leads from a row to its episode."""

    model: type
    parent: str
    fields: tuple[str, ...]
    order: tuple[str, ...] = ("pk",)


KINDS = {
    "episode": Kind(
        Episode,
        "pk",
        (
            "show_id",
            "title",
            "slug",
            "number",
            "season",
            "status",
            "published_at",
            "withdrawn_reason",
            "summary",
            "show_notes",
            "links",
            "audio_url",
            "audio_file",
            "audio_type",
            "audio_bytes",
            "duration_ms",
            "audio_offset_ms",
            "artwork",
            "guid",
            "kind",
            "explicit",
        ),
    ),
    "audio": Kind(
        AudioVersion,
        "episode",
        ("kind", "url", "file", "type", "bytes", "duration_ms", "offset_ms", "position"),
        ("position", "pk"),
    ),
    "credit": Kind(Credit, "episode", ("person_id", "role", "position")),
    "clip": Kind(
        Clip,
        "episode",
        ("number", "title", "start_ms", "end_ms", "excerpt", "speaker_id", "featured"),
        ("number", "pk"),
    ),
    "highlight": Kind(
        Highlight,
        "episode",
        ("position", "title", "slug", "body", "takeaway", "status", "withdrawn_reason", "featured"),
        ("position", "pk"),
    ),
    "quote": Kind(
        Quote,
        "highlight__episode",
        ("highlight_id", "text", "speaker_id", "clip_id", "position"),
        ("highlight", "position", "pk"),
    ),
    "link": Kind(
        HighlightLink,
        "highlight__episode",
        ("highlight_id", "other_id", "kind", "position"),
        ("highlight", "position", "pk"),
    ),
    "related": Kind(RelatedEpisode, "episode", ("related_id", "position", "reason"), ("position", "pk")),
}


def read(episode_id):
    """The document of a stored episode, or None where there is none."""
    document = {name: _rows(kind, episode_id) for name, kind in KINDS.items()}
    if not document["episode"]:
        return None
    _add_tags(document)
    _add_past_slugs(document)
    document["citation"] = _evidence(episode_id)
    document["names"] = _names(episode_id)
    return document


def same(one, other):
    """Whether two documents say the same; None is an episode that is not there."""
    return content(one) == content(other)


def content(document):
    """The document without what only helps to read it."""
    return document and {kind: rows for kind, rows in document.items() if kind != "names"}


def citation_key(highlight, clip):
    return f"{highlight}-{clip}"


def plain(value):
    """A stored value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, float, list, dict)) else str(value)


def _rows(kind, episode_id):
    rows = kind.model._base_manager.filter(**{kind.parent: episode_id}).order_by(*kind.order)
    return {
        str(pk): dict(zip(kind.fields, map(plain, values), strict=True))
        for pk, *values in rows.values_list("pk", *kind.fields)
    }


def _add_tags(document):
    for kind, through in (("episode", TaggedEpisode), ("highlight", TaggedHighlight)):
        rows = document[kind]
        for row in rows.values():
            row["tags"] = []
        tagged = through.objects.filter(content_object__in=rows).order_by("tag__key")
        for pk, name in tagged.values_list("content_object_id", "tag__name"):
            rows[str(pk)]["tags"].append(name)


def _add_past_slugs(document):
    for kind in ("episode", "highlight"):
        rows = document[kind]
        for row in rows.values():
            row["past_slugs"] = []
        past = PastSlug.objects.filter(
            content_type=ContentType.objects.get_for_model(KINDS[kind].model), object_id__in=rows
        )
        for pk, slug in past.order_by("pk").values_list("object_id", "slug"):
            rows[str(pk)]["past_slugs"].append(slug)


def _evidence(episode_id):
    """What somebody has heard; which clips are cited follows from the bodies."""
    rows = Citation.objects.filter(highlight__episode=episode_id).exclude(evidence=Evidence.UNCHECKED).order_by("pk")
    values = rows.values_list("highlight_id", "clip_id", "evidence", "checked_by_id", "checked_at")
    return {
        citation_key(highlight, clip): {"evidence": evidence, "checked_by_id": user, "checked_at": plain(at)}
        for highlight, clip, evidence, user, at in values
    }


def _names(episode_id):
    people = {}
    for model, parent, path in (
        (Credit, "episode", "person"),
        (Clip, "episode", "speaker"),
        (Quote, "highlight__episode", "speaker"),
    ):
        rows = model.objects.filter(**{parent: episode_id, f"{path}__isnull": False}).order_by()
        people |= {str(pk): name for pk, name in rows.values_list(f"{path}_id", f"{path}__name").distinct()}
    related = RelatedEpisode.objects.filter(episode=episode_id).values_list("related_id", "related__title")
    return {
        "person": people,
        "episode": {str(pk): title for pk, title in related},
        "highlight": _names_of_others(episode_id),
    }


def _names_of_others(episode_id):
    """What the links of the episode's sections lead to; a section of another episode is called with its episode."""
    rows = HighlightLink.objects.filter(highlight__episode=episode_id).order_by("pk")
    values = rows.values_list("other_id", "other__title", "other__episode_id", "other__episode__title")
    return {
        str(pk): title if episode == episode_id else f"{title} · {episode_title}"
        for pk, title, episode, episode_title in values
    }
