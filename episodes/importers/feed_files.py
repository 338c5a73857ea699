"""What a feed links to: transcripts, chapters and pictures. Fetched before anything is written; a failure is a doubt.

What was put in once from the same address is not fetched again, and what somebody edited here since stays.
"""

import hashlib
import json
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.importers.feed_readers import ReadingRefused, of_marks, read_chapters, read_transcript
from episodes.importers.feed_values import Item, TranscriptLink
from episodes.importers.layout import shortened
from episodes.importers.report import ImportRefused
from episodes.models import Chapter, Cue, Episode, Show

TRANSCRIPT, CHAPTERS, ARTWORK, LOGO = "transcript", "chapters", "artwork", "logo"
#: What is fetched of each at most, in bytes, and what is asked for.
MOST_BYTES = {TRANSCRIPT: 5 << 20, CHAPTERS: 1 << 20, ARTWORK: 10 << 20, LOGO: 10 << 20}
ACCEPT = {
    TRANSCRIPT: "text/vtt, application/json, application/srt, text/html, text/plain",
    CHAPTERS: "application/json+chapters, application/json, application/xml",
    ARTWORK: "image/*",
    LOGO: "image/*",
}
FOLDERS = {ARTWORK: "artwork", LOGO: "logos"}
#: Kinds of transcripts from the best to the least, by type or by the ending of the address.
KINDS = (
    ("text/vtt", ".vtt"),
    ("application/json", ".json"),
    ("application/srt", ".srt"),
    ("application/x-subrip", ".srt"),
    ("text/html", ".html"),
    ("text/plain", ".txt"),
)


@dataclass
class File:
    """Something that is to be put in. ``value`` are cues, chapters, or the ``(offset, bytes, name)`` of a picture.

    ``memory`` is what is kept of it: ``url``, ``body`` (a digest of what was read) and ``state`` (a digest of what was
    written, by which an edit is told; of a picture its name).
    """

    kind: str
    memory: dict
    value: object

    def put(self, owner):
        """Gives a show or an episode the picture, which is in the store by now."""
        setattr(owner, self.kind, self.value[2])

    def write(self, episode, writers):
        """Writes a transcript or chapters, and notes what was written."""
        if self.kind == TRANSCRIPT:
            writers.replace_transcript(episode, self.value)
        elif self.kind == CHAPTERS:
            writers.replace_chapters(episode, self.value)
        else:
            return
        self.memory["state"] = state_of(self.kind, episode)


@dataclass
class Files:
    """Fetches with ``fetch(url, accept=…, most_bytes=…)``; without it, only what stands in the feed itself is used.

    ``clean_picture(file)`` returns a picture as it is to be stored, with its name, or raises ``ValidationError``;
    without it pictures are left out. ``refresh`` fetches again what was fetched from the same address. Planning again
    fetches nothing.
    """

    fetch: Callable | None = None
    clean_picture: Callable | None = None
    refresh: bool = False
    results: dict = field(default_factory=dict)
    stored: list = field(default_factory=list)
    pictures: dict = field(default_factory=dict)

    def plan(self, plan, progress):
        """Puts a ``File`` into the plan and its entries wherever there is something new; doubts go to the report."""
        wanted = []
        for entry in plan.entries:
            if entry.episode:
                wanted += [(entry, kind, url) for kind, url in self._wanted(entry, plan.feed.channel)]
        logo = plan.feed.channel.image
        if self._takes_pictures and logo and self._is_new(plan.kept_files.get(LOGO), logo):
            wanted.append((plan, LOGO, logo))
        for done, (owner, kind, url) in enumerate(wanted, 1):
            self._plan_one(owner, kind, url, plan)
            progress(done, len(wanted))

    def store(self):
        """Puts the pictures of the plan into the store, and returns itself. They are named by what is in them."""
        for offset, size, name, storage in list(self.pictures.values()):
            if storage.exists(name) and storage.size(name) == size:
                continue
            self._heap.seek(offset)
            self.stored.append((storage, storage.save(name, ContentFile(self._heap.read(size)))))
        return self

    def discard(self):
        """Takes away again what was stored, as nothing was written that names it."""
        while self.stored:
            storage, name = self.stored.pop()
            storage.delete(name)

    def __post_init__(self):
        self._heap = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this object
        weakref.finalize(self, self._heap.close)

    @property
    def _takes_pictures(self):
        return self.fetch is not None and self.clean_picture is not None

    def _wanted(self, entry, channel):
        item, kept = entry.item, entry.kept_files
        if item.chapters:
            if kept.get(CHAPTERS, {}).get("body") != _digest(item.as_json()["chapters"]):
                yield CHAPTERS, ""
        elif self.fetch and item.chapters_url and self._is_new(kept.get(CHAPTERS), item.chapters_url):
            yield CHAPTERS, item.chapters_url
        if self.fetch and (link := best_transcript(item)) and self._is_new(kept.get(TRANSCRIPT), link.url):
            yield TRANSCRIPT, link.url
        if (
            self._takes_pictures
            and item.image not in ("", channel.image)
            and self._is_new(kept.get(ARTWORK), item.image)
        ):
            yield ARTWORK, item.image

    def _is_new(self, memory, url):
        return self.refresh or not memory or memory.get("url") != url

    def _plan_one(self, owner, kind, url, plan):
        is_logo = kind == LOGO
        target = plan.show if is_logo else owner.episode
        memory = owner.kept_files.get(kind)
        label = _("the logo") if is_logo else _("“%(title)s”") % {"title": shortened(owner.item.title)}
        if target.pk and self._is_edited(kind, target, memory):
            plan.report.kept.append(
                _("%(label)s: %(what)s is here already, so the feed’s was not taken.")
                % {"label": label, "what": _named(kind)}
            )
            inline = {} if url else {"body": _digest(owner.item.as_json()["chapters"])}
            owner.kept_files[kind] = {"body": "", "state": "", **(memory or {}), "url": url, **inline}
            return
        try:
            file = self._file(kind, url, owner)
        except (ImportRefused, ReadingRefused) as error:
            plan.report.doubted.append(
                _("%(label)s: %(what)s was left out. %(reason)s")
                % {"label": label, "what": _named(kind), "reason": error}
            )
            return
        if memory and memory.get("body") == file.memory["body"]:
            owner.kept_files[kind] = {**memory, "url": url}
            return
        self._tell(file, owner, label, plan.report)
        if is_logo:
            plan.logo = file
        else:
            owner.files[kind] = file

    def _is_edited(self, kind, target, memory):
        """Whether what is here is not what the last import has put there; nothing at all is no edit."""
        state = state_of(kind, target)
        return bool(state) and (not memory or memory.get("state") != state)

    def _file(self, kind, url, owner):
        if not url:
            marks = owner.item.as_json()["chapters"]
            return File(kind, {"url": "", "body": _digest(marks)}, of_marks(owner.item.chapters))
        if (kind, url) not in self.results:
            self.results[kind, url] = self._fetched(kind, url, owner)
        found = self.results[kind, url]
        if isinstance(found, Exception):
            raise found
        body, value = found
        memory = {"url": url, "body": body}
        if kind in FOLDERS:
            memory["state"] = value[2]
        return File(kind, memory, value)

    def _fetched(self, kind, url, owner):
        """``(digest of the body, value)``, or the error, which a second plan finds as well."""
        try:
            fetched = self.fetch(url, accept=ACCEPT[kind], most_bytes=MOST_BYTES[kind])
            body = hashlib.sha256(fetched.body).hexdigest()[:32]
            if kind in FOLDERS:
                return body, self._picture(kind, fetched.body)
            if kind == CHAPTERS:
                return body, read_chapters(fetched)
            return body, read_transcript(fetched, best_transcript(owner.item).type)
        except (ImportRefused, ReadingRefused) as error:
            return error

    def _picture(self, kind, body):
        try:
            picture = self.clean_picture(ContentFile(body))
        except ValidationError as error:
            raise ReadingRefused(" ".join(error.messages)) from None
        name = f"{FOLDERS[kind]}/{picture.name}"
        offset = self._heap.seek(0, 2)
        self._heap.write(picture.read())
        self.pictures[name] = (offset, picture.size, name, _storage(kind))
        return offset, picture.size, name

    def _tell(self, file, owner, label, report):
        is_new = file.kind != LOGO and owner.is_new
        values = {"label": label, "what": _named(file.kind)}
        if file.kind == LOGO:
            report.made.append(_("the logo of the show"))
        elif not is_new:
            report.made.append(_("%(what)s of %(label)s") % values)
        elif file.kind in (TRANSCRIPT, CHAPTERS):
            number = len(file.value)
            sentence = (
                ngettext(
                    "the transcript of %(label)s, %(number)d line",
                    "the transcript of %(label)s, %(number)d lines",
                    number,
                )
                if file.kind == TRANSCRIPT
                else ngettext("%(number)d chapter of %(label)s", "%(number)d chapters of %(label)s", number)
            )
            report.made.append(sentence % {**values, "number": number})


def best_transcript(item: Item) -> TranscriptLink | None:
    """The link to the transcript that says most: WebVTT before JSON, SRT, HTML and plain text."""
    return min(item.transcripts, key=_rank, default=None)


def _rank(link):
    ending = PurePosixPath(urlsplit(link.url).path).suffix.lower()
    by_type = [at for at, (kind, _ending) in enumerate(KINDS) if link.type == kind]
    by_name = [at for at, (_kind, name) in enumerate(KINDS) if ending == name]
    return (by_type or by_name or [len(KINDS)])[0]


def state_of(kind: str, owner) -> str:
    """A digest of what is stored; empty for nothing."""
    if kind in FOLDERS:
        return getattr(owner, kind).name or ""
    if kind == TRANSCRIPT:
        rows = (
            Cue.objects.filter(episode=owner).order_by("pk").values_list("start_ms", "end_ms", "speaker_name", "text")
        )
    else:
        columns = ("start_ms", "end_ms", "title", "url", "image_url", "in_contents")
        rows = Chapter.objects.filter(episode=owner).order_by("start_ms", "pk").values_list(*columns)
    rows = [list(row) for row in rows]
    return _digest(rows) if rows else ""


def _digest(value):
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:32]


def _named(kind):
    names = {TRANSCRIPT: _("the transcript"), CHAPTERS: _("the list of chapters")}
    return names.get(kind) or _("the picture")


def _storage(kind):
    return (Show if kind == LOGO else Episode)._meta.get_field(kind).storage
