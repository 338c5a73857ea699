"""One episode as an item of a feed."""

import uuid
from datetime import UTC
from email.utils import format_datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from lxml import etree

from episodes.feeds.xml import add, as_html
from episodes.models import AUDIO_TYPES, EpisodeKind, Role
from episodes.seo.meta import absolute
from episodes.text.html import format_html, format_html_join, rebased
from episodes.text.markdown import to_html, with_citations
from episodes.transcripts.formats import FORMATS

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
LONGEST_TITLE = 128
#: The words of the Podcasting 2.0 taxonomy for our roles: role and group.
ROLES = {
    Role.HOST: ("host", "cast"),
    Role.GUEST: ("guest", "cast"),
    Role.PRODUCER: ("producer", "creative direction"),
    Role.EDITOR: ("editor", "writing"),
    Role.SOUND: ("sound designer", "audio post-production"),
    Role.RESEARCHER: ("researcher", "writing"),
    Role.WRITER: ("writer", "writing"),
}


def of(space, name):
    return etree.QName(space, name)


def add_item(channel, entry, *, with_show):
    episode = entry.episode
    item = add(channel, "item")
    add(item, "title", episode.title)
    add(item, "link", absolute(episode.get_absolute_url()))
    add(item, "guid", guid_of(episode, among_shows=with_show), isPermaLink="false")
    add(item, "pubDate", format_datetime(episode.published_at.astimezone(UTC).replace(microsecond=0), usegmt=True))
    if episode.summary:
        add(item, "description", as_html(episode.summary))
    if html := _content(entry):
        add(item, of(CONTENT, "encoded"), html)
    _apple(item, episode, with_show)
    _enclosure(item, entry)
    _podcasting(item, entry)


def guid_of(episode, *, among_shows=False):
    """What the episode is called in every feed for ever: what its old feed called it, else a name made of its key.

    Not its address: that changes with the slug and with the site's, and apps would show the episode again. Two shows
    may call theirs the same, so ``among_shows`` the show's own name goes into it.
    """
    if episode.guid and not among_shows:
        return episode.guid
    show = uuid.UUID(episode.show.podcast_guid(settings.SITE_URL))
    return f"urn:uuid:{uuid.uuid5(show, episode.guid or str(episode.pk))}"


def _apple(item, episode, with_show):
    if episode.duration_ms:
        add(item, of(ITUNES, "duration"), str(round(episode.duration_ms / 1000)))
    if episode.season:
        add(item, of(ITUNES, "season"), episode.season)
    if episode.number:
        add(item, of(ITUNES, "episode"), episode.number)
    add(item, of(ITUNES, "episodeType"), EpisodeKind(episode.kind).value)
    explicit = episode.show.explicit if episode.explicit is None else episode.explicit
    add(item, of(ITUNES, "explicit"), "true" if explicit else "false")
    if episode.artwork:
        add(item, of(ITUNES, "image"), href=absolute(episode.artwork.url))
    if with_show:
        add(item, of(ITUNES, "author"), episode.show.title)
        add(item, "source", episode.show.title, url=absolute(episode.show.get_feed_url()))


def _enclosure(item, entry):
    """Without audio there is none: apps leave the item out, and readers of feeds have something to read."""
    episode = entry.episode
    if episode.audio or entry.enclosure:
        url, kind, size = entry.enclosure or (absolute(episode.audio), episode.audio_type, episode.audio_bytes)
        add(item, "enclosure", url=iri_to_uri(url), length=str(size or 0), type=kind or _type_of(url))


def _type_of(url):
    return AUDIO_TYPES.get(PurePosixPath(urlsplit(url).path).suffix[1:].lower(), "audio/mpeg")


def _podcasting(item, entry):
    episode = entry.episode
    if episode.season:
        add(item, of(PODCAST, "season"), episode.season)
    if episode.number:
        add(item, of(PODCAST, "episode"), episode.number)
    for format in FORMATS.values() if episode.speech else ():
        if episode.is_timed or not format.needs_times:
            address = absolute(episode.get_transcript_file_url(format.ending))
            rel = "captions" if format.ending == "vtt" else None
            language = episode.show.language
            add(item, of(PODCAST, "transcript"), url=address, type=format.media_type, language=language, rel=rel)
    if episode.has_chapters:
        address = absolute(episode.get_chapters_file_url("json"))
        add(item, of(PODCAST, "chapters"), url=address, type="application/json+chapters")
    for clip in entry.soundbites if episode.audio or entry.enclosure else ():
        start = max(0, clip.start_ms + _offset(entry))
        length = clip.end_ms - clip.start_ms
        title = clip.title[:LONGEST_TITLE]
        add(item, of(PODCAST, "soundbite"), title, startTime=_seconds(start), duration=_seconds(length))
    for credit in entry.credits:
        role, group = ROLES[credit.role]
        person = credit.person
        image = absolute(person.photo.url) if person.photo else None
        href = absolute(person.get_absolute_url())
        add(item, of(PODCAST, "person"), person.name[:LONGEST_TITLE], role=role, group=group, href=href, img=image)
    for version in (version for version in entry.versions if version.audio):
        size = str(version.bytes) if version.bytes else None
        kind, title = _type_of_version(version), version.get_kind_display()
        other = add(item, of(PODCAST, "alternateEnclosure"), type=kind, length=size, title=title)
        add(other, of(PODCAST, "source"), uri=iri_to_uri(absolute(version.audio)))


def _offset(entry):
    """How much later a moment is heard in the recording that the feed names."""
    in_feed = next((one for one in entry.versions if entry.enclosure and one.kind == one.Kind.FEED), None)
    return in_feed.offset_ms if in_feed else entry.episode.audio_offset_ms


def _type_of_version(version):
    kind = version.type or _type_of(version.audio)
    return kind.replace("audio/", "video/") if version.kind == version.Kind.VIDEO else kind


def _seconds(ms):
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def _content(entry):
    """The page as apps show it: summary, highlights with links to what they cite, show notes."""
    episode = entry.episode
    html = content_of_episode(episode, [_titled(part, entry.clips) for part in entry.highlights])
    return str(rebased(html, absolute(episode.get_absolute_url())))


def content_of_episode(episode, highlights=()):
    """Summary, what is given of its highlights, and show notes."""
    parts = [format_html("<p>{}</p>", episode.summary)] if episode.summary else []
    parts += highlights
    if episode.show_notes:
        parts.append(format_html("<h3>{}</h3>", _("Show notes")) + to_html(episode.show_notes))
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _titled(highlight, clips):
    title = format_html('<h3><a href="{}">{}</a></h3>', absolute(highlight.get_absolute_url()), highlight.title)
    return title + content_of_highlight(highlight, clips)


def content_of_highlight(highlight, clips):
    """A section without its title; ``clips`` are ``{number: clip}`` of what it may cite."""
    body = with_citations(highlight.html, lambda number: _citation(number, clips.get(number)))
    takeaway = format_html("<p><em>{}</em></p>", highlight.takeaway) if highlight.takeaway else ""
    return body + takeaway


def _citation(number, clip):
    if clip is None:
        return format_html("[{}]", number)
    return format_html('<a href="{}">[{}]</a>', absolute(clip.get_absolute_url()), number)
