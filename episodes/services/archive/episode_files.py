"""The files of one episode in an export."""

from episodes.models import (
    AudioVersion,
    Chapter,
    Citation,
    Clip,
    Correction,
    Credit,
    Cue,
    Episode,
    Evidence,
    FeedItem,
    Highlight,
    HighlightLink,
    PageImport,
    Quote,
    RelatedEpisode,
    TaggedEpisode,
    TaggedHighlight,
)
from episodes.transcripts import cues as plain
from episodes.transcripts import webvtt


class EpisodeFiles:
    """``out`` is the export, ``folder`` where the episode's files go."""

    def __init__(self, out, folder, episode):
        self.out, self.folder, self.episode = out, folder, episode

    def write(self):
        episode = self.episode
        speakers = self._transcript()
        row = self.out.row(episode) | _tags(TaggedEpisode, episode)
        for name, rows in (
            ("credits", Credit.objects.filter(episode=episode).order_by("position", "pk")),
            ("related", RelatedEpisode.objects.filter(episode=episode).order_by("position", "pk")),
            ("audio_versions", AudioVersion.objects.filter(episode=episode).order_by("position", "pk")),
        ):
            if rows := [self.out.row(each) for each in rows]:
                row[name] = rows
        if speakers:
            row["speakers"] = speakers
        self.out.markdown(f"{self.folder}/episode.md", row, episode.show_notes)
        self._some("clips", Clip.objects.filter(episode=episode).order_by("number"))
        self._some("chapters", Chapter.objects.filter(episode=episode).order_by("start_ms", "pk"))
        self._some("corrections", Correction.objects.filter(episode=episode).order_by("pk"))
        self._some("page_import", PageImport.objects.filter(episode=episode))
        self._some("feed_item", FeedItem.objects.filter(episode=episode))
        self._highlights()

    def _some(self, name, rows):
        if rows := [self.out.row(row) for row in rows]:
            self.out.yaml(f"{self.folder}/{name}.yaml", rows)

    def _highlights(self):
        highlights = Highlight.objects.filter(episode=self.episode).order_by("position", "pk")
        for place, highlight in enumerate(highlights, 1):
            row = self.out.row(highlight) | _tags(TaggedHighlight, highlight)
            quotes = Quote.objects.filter(highlight=highlight).order_by("position", "pk")
            evidence = Citation.objects.filter(highlight=highlight).exclude(evidence=Evidence.UNCHECKED)
            for name, rows in (("quotes", quotes), ("evidence", evidence.order_by("clip__number"))):
                if rows := [self.out.row(each) for each in rows]:
                    row[name] = rows
            if links := self._links(highlight):
                row["links"] = links
            # The place keeps the order in a folder; which highlight it is stands inside.
            self.out.markdown(f"{self.folder}/highlights/{place:03}.md", row, highlight.body)

    def _links(self, highlight):
        """Slugs of sections are an episode's own, so what a link leads to is named in full."""
        links = HighlightLink.objects.filter(highlight=highlight).order_by("position", "pk")
        links = links.select_related("other")
        return [
            self.out.row(link) | {"other": f"{self.out.names(Episode, link.other.episode_id)}/{link.other.slug}"}
            for link in links
        ]

    def _transcript(self):
        """Writes the lines as WebVTT where that says all of them, else as rows. Returns its ``{name: person}``."""
        lines = list(Cue.objects.filter(episode=self.episode).order_by("start_ms", "pk"))
        if not lines:
            return {}
        people = {line.speaker_name: line.speaker_id for line in lines}
        if all(line.start_ms is not None and people[line.speaker_name] == line.speaker_id for line in lines):
            cues = [plain.Cue(line.start_ms, line.end_ms, line.text, line.speaker_name) for line in lines]
            text = webvtt.write(cues)
            if people.get("") is None and webvtt.parse(text) == cues:
                self.out.text(f"{self.folder}/transcript.vtt", text)
                known = {name: self.out.names(Cue.speaker.field.related_model, pk) for name, pk in people.items() if pk}
                return dict(sorted(known.items()))
        self.out.yaml(f"{self.folder}/transcript.yaml", [self.out.row(line) for line in lines])
        return {}


def _tags(through, owner):
    names = through.objects.filter(content_object=owner).order_by("pk").values_list("tag__name", flat=True)
    return {"tags": list(names)} if names else {}
