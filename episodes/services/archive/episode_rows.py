"""Reads the files of one episode of an export into rows."""

from episodes.models import (
    AudioVersion,
    Chapter,
    Citation,
    Clip,
    Correction,
    Credit,
    Cue,
    Episode,
    FeedItem,
    Highlight,
    PageImport,
    Person,
    Quote,
    Tag,
    TaggedEpisode,
    TaggedHighlight,
)
from episodes.services.archive.values import ArchiveError
from episodes.services.transcripts import speech_of
from episodes.transcripts import webvtt
from episodes.transcripts.cues import TranscriptError

#: What stands in the front matter beside the episode's own fields.
LISTS = ("tags", "credits", "related", "audio_versions", "speakers")


class EpisodeRows:
    """``into`` is the restore, ``folder`` where the episode's files are."""

    def __init__(self, into, show, folder):
        self.into, self.show, self.folder = into, show, folder

    def write(self):
        where = f"{self.folder}/episode.md"
        values, body = self.into.markdown(where)
        lists = {name: values.pop(name) for name in LISTS if name in values}
        episode = self.into.instance(Episode, values | {"show_notes": body}, where, show_id=self.show.pk)
        self.into.know(Episode, f"{self.show.slug}/{episode.slug}", episode.pk)
        lines = self._transcript(episode, lists.get("speakers", {}), where)
        episode.speech = speech_of((line.speaker_id, line.start_ms, line.end_ms) for line in lines)
        self.into.add(Episode, [episode])
        self.into.add(Cue, lines)
        self._tag(TaggedEpisode, episode, lists.get("tags", []), where)
        for name, model in (("credits", Credit), ("audio_versions", AudioVersion)):
            rows = lists.get(name, [])
            self.into.add(model, [self.into.instance(model, row, where, episode_id=episode.pk) for row in rows])
        for row in lists.get("related", []):
            self.into.relate(row, where, episode)
        self._parts(episode)

    def _parts(self, episode):
        clips = self._rows("clips", Clip, episode)
        for clip in clips:
            self.into.know(Clip, clip.number, clip.pk)
        self.into.add(Clip, clips)
        self._highlights(episode)
        for name, model in (("chapters", Chapter), ("corrections", Correction), ("page_import", PageImport)):
            self.into.add(model, self._rows(name, model, episode))
        self.into.add(FeedItem, self._rows("feed_item", FeedItem, episode, show_id=self.show.pk))
        # Numbers and sections are an episode's own: the next one begins anew.
        self.into.forget(Clip, Highlight)

    def _rows(self, name, model, episode, **more):
        return self.into.rows(f"{self.folder}/{name}.yaml", model, episode_id=episode.pk, **more)

    def _highlights(self, episode):
        for path in sorted((self.into.root / self.folder / "highlights").glob("*.md")):
            where = f"{self.folder}/highlights/{path.name}"
            values, body = self.into.markdown(where)
            lists = {name: values.pop(name, []) for name in ("tags", "quotes", "evidence", "links")}
            highlight = self.into.instance(Highlight, values | {"body": body}, where, episode_id=episode.pk)
            self.into.know(Highlight, highlight.slug, highlight.pk)
            self.into.add(Highlight, [highlight])
            self._tag(TaggedHighlight, highlight, lists["tags"], where)
            quotes = [self.into.instance(Quote, row, where, highlight_id=highlight.pk) for row in lists["quotes"]]
            self.into.add(Quote, quotes)
            self._evidence(highlight, lists["evidence"], where)
            self.into.know_section(f"{self.show.slug}/{episode.slug}/{highlight.slug}", highlight.pk)
            for row in lists["links"]:
                self.into.link(row, where, highlight)

    def _evidence(self, highlight, rows, where):
        Citation.objects.derive(highlights=[highlight])
        self.into.models.add(Citation)
        for row in rows:
            said = self.into.instance(Citation, row, where)
            stored = Citation.objects.filter(highlight=highlight, clip=said.clip_id)
            if not stored.update(evidence=said.evidence, checked_by_id=said.checked_by_id, checked_at=said.checked_at):
                raise ArchiveError(f"{where}: evidence: clip {row.get('clip')} is not cited in the body.")

    def _tag(self, through, owner, names, where):
        tags = [self.into.find(Tag, name, where, "tags") for name in names]
        self.into.add(through, [through(content_object=owner, tag_id=tag) for tag in tags])

    def _transcript(self, episode, speakers, where):
        vtt = f"{self.folder}/transcript.vtt"
        if not (self.into.root / vtt).is_file():
            return self._rows("transcript", Cue, episode)
        people = {name: self.into.find(Person, slug, where, "speakers") for name, slug in speakers.items()}
        try:
            cues = webvtt.parse(self.into.text(vtt))
        except TranscriptError as error:
            raise ArchiveError(f"{vtt}: {error}") from None
        return [
            Cue(
                episode_id=episode.pk,
                start_ms=cue.start_ms,
                end_ms=cue.end_ms,
                speaker_name=cue.speaker,
                speaker_id=people.get(cue.speaker),
                text=cue.text,
            )
            for cue in cues
        ]
