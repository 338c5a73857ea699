"""Makes what is stored of an episode say what a document says."""

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils.dateparse import parse_datetime

from episodes.documents.evidence import stale
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
    Person,
    Quote,
    RelatedEpisode,
    Status,
    derived_once,
)
from episodes.services.documents import KINDS, citation_key, plain, read
from episodes.services.revisions import hold, touch

# Beyond any number that somebody gives a clip: where numbers change places, they wait here.
WAITING = 1_000_000


def write(episode_id, document, *, as_kept=False):
    """Writes ``document`` in place of what is stored and returns ``{(kind, key): primary key}`` of all its rows.

    Rows whose key is a primary key are changed, or made again under it; others are new. Rows that the document does
    not have are deleted. People and related episodes that are gone meanwhile are left out. What was heard of a sentence
    or at a moment that is another one now is taken back, but for a document that is written ``as_kept``: its evidence
    belongs to its own words. Call it in a transaction.
    """
    hold([episode_id])
    touch([episode_id])
    return _Writer(episode_id, document, as_kept).write()


class _Writer:
    def __init__(self, episode_id, document, as_kept):
        # What was kept before there was a kind has none of it.
        self.episode_id, self.document = episode_id, {kind: {} for kind in KINDS} | document
        self.stored = read(episode_id) or {kind: {} for kind in (*KINDS, "citation")}
        self.stale = set() if as_kept else stale(self.stored, self.document)
        self.keys = {}
        self.people = self._there(Person, "person_id", "speaker_id")
        self.episodes = self._there(Episode, "related_id")
        self.users = self._there(get_user_model(), "checked_by_id")

    def write(self):
        with derived_once(self.episode_id):
            self._write_episode()
            self._make_room()
            self._drop(Quote, "quote")
            self._begin_anew("link")
            self._drop(HighlightLink, "link")
            for kind in ("clip", "highlight", "quote"):
                self._write_rows(kind)
            self._drop(Highlight, "highlight")
        self._drop(Clip, "clip")
        for model, kind, field, there in (
            (Credit, "credit", "person_id", self.people),
            (RelatedEpisode, "related", "related_id", self.episodes),
        ):
            self._begin_anew(kind)
            self._drop(model, kind)
            self._write_rows(kind, [key for key, row in self.document[kind].items() if row[field] in there])
        self._write_rows("link", self._links())
        self._begin_anew("audio")
        self._drop(AudioVersion, "audio")
        self._write_rows("audio")
        self._write_evidence()
        return self.keys

    def _links(self):
        """The keys of links of which both ends are there by now; two sections are linked once."""
        rows = self.document["link"]
        there = Highlight.objects.filter(pk__in={row["other_id"] for row in rows.values()})
        there = set(there.values_list("pk", flat=True))
        once = {}
        for key, row in rows.items():
            near = self.keys.get(("highlight", str(row["highlight_id"])))
            if near and row["other_id"] in there - {near}:
                once.setdefault((near, row["other_id"]), key)
        return once.values()

    def _there(self, model, *fields):
        """Which of the rows that the document refers to are there."""
        rows = (row for kind in (*KINDS, "citation") for row in self.document[kind].values())
        wanted = {row[field] for row in rows for field in fields if row.get(field)}
        return set(model.objects.filter(pk__in=wanted).values_list("pk", flat=True))

    def _write_episode(self):
        [(key, row)] = self.document["episode"].items()
        stored = self.stored["episode"].get(key)
        if stored == row:
            return
        episode = Episode.objects.get(pk=self.episode_id) if stored else Episode(pk=self.episode_id)
        self._fill(episode, "episode", row, stored)
        if not stored and _is_taken(episode, "slug"):
            episode.slug = ""
        if not stored and _is_taken(episode, "guid"):
            episode.guid = ""
        if not stored and episode.status == Status.PUBLISHED and not episode.is_scheduled:
            # It has been seen before, so nothing is announced again.
            episode.appeared_at = episode.published_at
        episode.save()
        self._settle(episode, row, stored)

    def _make_room(self):
        """Numbers and slugs that change places, or are left, are freed first: each may stand once in an episode."""
        moved = [key for key in self.stored["clip"] if self._differs("clip", key, "number")]
        Clip.objects.filter(pk__in=moved).update(number=F("number") + WAITING)
        self.old_slugs = {}
        for key, row in self.stored["highlight"].items():
            if self._differs("highlight", key, "slug"):
                Highlight.objects.filter(pk=key).update(slug=f"waiting-{key}-{WAITING}")
                self.old_slugs[key] = row["slug"]

    def _differs(self, kind, key, field):
        wanted = self.document[kind].get(key)
        return wanted is None or wanted[field] != self.stored[kind][key][field]

    def _begin_anew(self, kind):
        """Rows that may be there once, and that nothing refers to, are made again where they change."""
        wanted = self.document[kind]
        changed = [key for key, row in self.stored[kind].items() if key in wanted and wanted[key] != row]
        for row in KINDS[kind].model.objects.filter(pk__in=changed):
            row.delete()
        self.stored[kind] = {key: row for key, row in self.stored[kind].items() if key not in changed}

    def _drop(self, model, kind):
        for row in model.objects.filter(pk__in=self.stored[kind].keys() - self.document[kind].keys()):
            row.delete()

    def _write_rows(self, kind, keys=None):
        rows = self.document[kind]
        model, stored = KINDS[kind].model, self.stored[kind]
        instances = model.objects.in_bulk([int(key) for key in rows if key in stored])
        for key in rows if keys is None else keys:
            row, before = rows[key], stored.get(key)
            if before == row:
                self.keys[kind, key] = int(key)
                continue
            instance = instances[int(key)] if before else model(pk=int(key) if key.isdecimal() else None)
            if kind not in ("quote", "link"):
                instance.episode_id = self.episode_id
            if old := kind == "highlight" and self.old_slugs.get(key):
                instance._address = (self.episode_id, old)
            self._fill(instance, kind, row, before)
            instance.save(force_insert=before is None)
            self.keys[kind, key] = instance.pk
            if kind == "highlight":
                self._settle(instance, row, before)

    def _fill(self, instance, kind, row, before):
        for field in KINDS[kind].fields:
            value = row[field]
            if field in ("clip_id", "highlight_id") and value is not None:
                value = self.keys.get((field.removesuffix("_id"), str(value)))
            elif field == "speaker_id" and value not in self.people:
                value = None
            if before is None or plain(_value(instance, field)) != plain(value):
                _set(instance, field, value)

    def _settle(self, instance, row, before):
        """What needs the row's primary key: its tags, and the old addresses of one that comes back."""
        if before is None or before["tags"] != row["tags"]:
            instance.tags.set(row["tags"])
        if before is None:
            kind, scope = ContentType.objects.get_for_model(instance), instance._scope()
            living = type(instance)._base_manager.filter(**instance._scope_filter(), slug__in=row["past_slugs"])
            for slug in set(row["past_slugs"]) - set(living.values_list("slug", flat=True)):
                PastSlug.objects.get_or_create(
                    content_type=kind, scope=scope, slug=slug, defaults={"object_id": instance.pk}
                )

    def _write_evidence(self):
        wanted = self.document["citation"]
        for citation in Citation.objects.filter(highlight__episode=self.episode_id):
            key = citation_key(citation.highlight_id, citation.clip_id)
            row = None if key in self.stale else wanted.get(key)
            evidence = row["evidence"] if row else Evidence.UNCHECKED
            if citation.evidence != evidence:
                at = row and row["checked_at"]
                citation.evidence, citation.checked_at = evidence, at and parse_datetime(at)
                citation.checked_by_id = row["checked_by_id"] if row and row["checked_by_id"] in self.users else None
                citation.save()


def _value(instance, field):
    value = getattr(instance, field)
    return value.name if isinstance(value, models.fields.files.FieldFile) else value


def _set(instance, field, value):
    """Sets a field from a document. A picture that its store has no more is left out: reading it would fail."""
    kind = instance._meta.get_field(field)
    if isinstance(kind, models.FileField) and value and not kind.storage.exists(value):
        value = ""
    if isinstance(kind, models.DateTimeField) and value:
        value = parse_datetime(value)
    setattr(instance, field, value)


def _is_taken(episode, field):
    """Whether another episode of the show has the slug or the guid by now."""
    value = getattr(episode, field)
    return value and Episode.objects.filter(show=episode.show_id, **{field: value}).exclude(pk=episode.pk).exists()
