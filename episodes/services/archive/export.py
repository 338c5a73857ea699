"""Writes the whole site as readable files."""

import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from episodes.models import (
    Clip,
    Episode,
    FeedImport,
    FeedItem,
    Highlight,
    PastSlug,
    Person,
    Revision,
    Show,
    SiteSettings,
    SpeakerName,
    Tag,
    TagAlias,
    TagMerge,
)
from episodes.services.archive import media
from episodes.services.archive.episode_files import EpisodeFiles
from episodes.services.archive.values import row_of
from episodes.text import front_matter

FORMAT = {"format": "podsite", "version": 1}
#: A file's name has at most 255 bytes, and a slug of 80 signs may take 320.
LONGEST_NAME = 180


@contextmanager
def one_moment():
    """All that is read inside is of one moment, and nobody who writes has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django would begin a transaction that keeps writers out, so this one is begun by hand.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def export_site(root: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> list[str]:
    """Writes the site into the empty folder ``root``; returns the names of uploads that are missing in the store.

    ``progress(done, total)`` is called after each episode.
    """
    with one_moment():
        return _Export(root, progress).write()


class Names:
    """What rows are called in a file: ``names(model, pk)``. Rows are asked for once, all of a model together."""

    def __init__(self):
        self.known = {}

    def __call__(self, model, pk):
        if model not in self.known:
            self.known[model] = dict(self._rows(model))
        return self.known[model].get(pk)

    def _rows(self, model):
        if model is Episode:
            for pk, show, slug in Episode.objects.values_list("pk", "show__slug", "slug").iterator():
                yield pk, f"{show}/{slug}"
        else:
            name = {Person: "slug", Show: "slug", Tag: "name", Clip: "number", Highlight: "slug"}.get(model, "username")
            yield from model.objects.values_list("pk", name).iterator()


class _Export:
    def __init__(self, root, progress):
        self.root, self.progress = root, progress
        self.names, self.uploads, self.users = Names(), set(), set()
        self.past = _past_slugs()

    def write(self):
        self._yaml("podsite.yaml", FORMAT)
        if site := SiteSettings.objects.filter(pk=1).first():
            self._yaml("site.yaml", self.row(site))
        self._yaml("tags.yaml", self._tags())
        self._yaml("tag_merges.yaml", [self.row(merge) for merge in TagMerge.objects.order_by("pk")])
        for person in Person.objects.order_by("pk").iterator():
            self.markdown(f"people/{file_name(person)}.md", self.row(person), person.biography)
        done, total = 0, Episode.objects.count()
        for show in Show.objects.order_by("pk"):
            self._show(show)
            for episode in Episode.objects.filter(show=show).order_by("pk").iterator():
                EpisodeFiles(self, f"{self._folder(show)}/{file_name(episode)}", episode).write()
                self.progress(done := done + 1, total)
        self._history()
        self._users()
        return media.copy_out(self.uploads, self.root)

    def row(self, instance):
        """The row for a file, with the slugs that it once had; what it refers to is noted."""
        row = row_of(instance, self._name)
        for field in instance._meta.concrete_fields:
            if field.name in row and hasattr(field, "upload_to"):
                self.uploads.add(row[field.name])
        if past := self.past.get((type(instance), instance.pk)):
            scope = instance._scope()
            row["past_slugs"] = [slug if of == scope else {"slug": slug, "scope": of} for of, slug in past]
        return row

    def _name(self, model, pk):
        name = self.names(model, pk)
        if model is get_user_model():
            self.users.add(pk)
        return name

    def _tags(self):
        aliases = defaultdict(list)
        for alias in TagAlias.objects.order_by("pk"):
            aliases[alias.tag_id].append(self.row(alias))
        rows = []
        for tag in Tag.objects.order_by("pk"):
            own = aliases.get(tag.pk)
            rows.append(self.row(tag) | ({"aliases": own} if own else {}))
        return rows

    def _folder(self, show):
        return f"shows/{file_name(show)}"

    def _show(self, show):
        self.markdown(f"{self._folder(show)}/show.md", self.row(show), show.description)
        self._some(f"{self._folder(show)}/speaker_names.yaml", SpeakerName.objects.filter(show=show).order_by("pk"))
        if feed := FeedImport.objects.filter(show=show).first():
            self._yaml(f"{self._folder(show)}/feed.yaml", self.row(feed))
        # Those of episodes stand with them; these are of episodes that somebody has deleted.
        deleted = FeedItem.objects.filter(show=show, episode=None).order_by("pk")
        self._some(f"{self._folder(show)}/deleted_items.yaml", deleted)

    def _history(self):
        """One line a revision. Who checked a citation is told by name: numbers of users mean nothing elsewhere."""
        keys = Revision.objects.order_by("episode_key").values_list("episode_key", flat=True).distinct()
        for key in list(keys):
            rows = Revision.objects.filter(episode_key=key).order_by("number").iterator(chunk_size=50)
            lines = (json.dumps(self._revision(row), ensure_ascii=False, sort_keys=True) for row in rows)
            self._text(f"history/{key}.jsonl", "".join(f"{line}\n" for line in lines))

    def _revision(self, revision):
        row = self.row(revision)
        document = row["document"]
        for name in ("audio_file", "artwork"):
            old = (episode.get(name) for episode in document.get("episode", {}).values())
            self.uploads |= {name for name in old if name}
        for citation in document.get("citation", {}).values():
            by = citation.pop("checked_by_id", None)
            citation["checked_by"] = by and self._name(get_user_model(), by)
        return row

    def _users(self):
        users = get_user_model().objects.filter(pk__in=self.users).order_by("username")
        self._yaml("users.yaml", [self.row(user) for user in users])

    def _some(self, path, rows):
        if rows := [self.row(row) for row in rows]:
            self._yaml(path, rows)

    def markdown(self, path, values, body):
        self._text(path, front_matter.write(values, body))

    def _yaml(self, path, values):
        self._text(path, front_matter.dump(values))

    yaml = _yaml

    def _text(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())

    text = _text


def file_name(thing):
    """The slug of something as the name of a file or folder."""
    slug = thing.slug.encode()
    return thing.slug if len(slug) <= LONGEST_NAME else f"{slug[:LONGEST_NAME].decode(errors='ignore')}-{thing.pk}"


def _past_slugs():
    """``{(model, pk): [(scope, slug)]}``"""
    past = defaultdict(list)
    kinds = {kind.pk: kind.model_class() for kind in ContentType.objects.filter(app_label="episodes")}
    rows = PastSlug.objects.order_by("pk").values_list("content_type_id", "object_id", "scope", "slug")
    for kind, pk, scope, slug in rows:
        past[kinds.get(kind), pk].append((scope, slug))
    return past
