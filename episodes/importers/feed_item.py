"""What a feed says of an episode: RSS's item, or Atom's entry.

Sources: RSS 2.0.11, RFC 4287, Apple's podcast requirements, the Podcasting 2.0 namespace, Media RSS 1.5.1, Podlove
Simple Chapters 1.2.
"""

import mimetypes
import re

from django.utils.translation.trans_null import gettext_noop  # needs no settings

from episodes.importers.feed_channel import image
from episodes.importers.feed_dates import LONGEST_MS, read_date, read_length, read_time
from episodes.importers.feed_notes import MOST_CHARACTERS, to_line, to_markdown
from episodes.importers.feed_people import author, persons
from episodes.importers.feed_tags import Tags, address_of, attribute, line_of
from episodes.importers.feed_values import (
    ChapterMark,
    Enclosure,
    Item,
    Soundbite,
    TranscriptLink,
    shortened_key,
    stand_in,
)
from episodes.text.excerpts import excerpt
from episodes.text.markdown import plain_text
from episodes.text.slugs import name_key

SIMPLE_CHAPTERS = "http://podlove.org/simple-chapters"
LONGEST_SUMMARY = 300
MOST_BYTES = 2**63 - 1
MOST_CHAPTERS = 1_000
MOST_TAGS = 100
MOST_LINKS = 100
CUT_SHORT = ("…", "...", "[…]", "[...]")

NO_DATE = gettext_noop("“%(title)s” has no date.")
ODD_DATE = gettext_noop("“%(title)s”: “%(text)s” is no date that can be read.")
NO_ZONE = gettext_noop("“%(title)s”: “%(text)s” has no time zone that is known; it was taken for UTC.")
ODD_LENGTH = gettext_noop("“%(title)s”: “%(text)s” is no length of an episode.")
ODD_NUMBER = gettext_noop("“%(title)s”: “%(text)s” is no number of an episode or a season.")
ODD_SOUNDBITE = gettext_noop("“%(title)s”: a soundbite from “%(start)s” for “%(length)s” was left out.")
ODD_CHAPTERS = gettext_noop("“%(title)s”: %(number)d chapters have no time that can be read, and were left out.")
MORE_CHAPTERS = gettext_noop("“%(title)s” has several lists of chapters; the first was taken.")
LONG_NOTES = gettext_noop("“%(title)s”: only the first %(most)d characters of the show notes were taken.")
UNTITLED = gettext_noop("An item has no title; it was called “%(title)s”.")


def read_item(tags: Tags) -> Item:
    """The item. Doubts go to ``tags.doubts``."""
    enclosure, link = _enclosure(tags), _link(tags)
    title = _title(tags, enclosure.url if enclosure else link)
    guid = tags.text("guid", "id", "atom:id", "dc:identifier")
    published = _published(tags, title)
    inline, soundbites = _chapters(tags, title), _soundbites(tags, title)
    chapters_url, chapters_type = _chapters_link(tags)
    summary, notes = _texts(tags, title)
    return Item(
        key=shortened_key(guid) or stand_in(enclosure.url if enclosure else "", link, title, published),
        title=title,
        guid=shortened_key(guid),
        link=link,
        published=published,
        summary=summary,
        notes=notes,
        enclosure=enclosure,
        duration_ms=_duration(tags, title),
        number=_number(tags, title, "podcast:episode", "itunes:episode"),
        season=_number(tags, title, "podcast:season", "itunes:season"),
        kind=tags.text("itunes:episodeType").casefold()[:20],
        explicit=tags.flag("itunes:explicit", "googleplay:explicit"),
        block=tags.flag("itunes:block", "googleplay:block") is True,
        author=author(tags),
        image=image(tags),
        persons=persons(tags),
        transcripts=_transcripts(tags),
        chapters=inline,
        chapters_url=chapters_url,
        chapters_type=chapters_type,
        soundbites=soundbites,
        tags=_tags(tags),
    )


def _title(tags, address):
    """The title; of an item without one its first words, else where it leads."""
    title = to_line(tags.text("title", "atom:title")) or tags.text("itunes:title", "media:title")
    if not title:
        title = excerpt(to_line(tags.raw("description", "itunes:summary")), 80) or address or "?"
        tags.doubt(UNTITLED, title=title)
    return tags.cut(title, 300, "title")


def _enclosure(tags):
    """The first enclosure that is sound, else the first; in RSS, in Atom's links, or as Media RSS."""
    found = []
    for element in tags.all("enclosure", "atom:link", "link", "media:content"):
        if element.tag.endswith("link") and attribute(element, "rel") != "enclosure":
            continue
        if url := tags.url(attribute(element, "url", "href"), "enclosure"):
            size = attribute(element, "length", "fileSize")
            number = int(size) if re.fullmatch(r"[0-9]{1,19}", size) else 0
            kind = attribute(element, "type").lower()[:100] or mimetypes.guess_type(url.partition("?")[0])[0] or ""
            # A length of 0 only says that nobody knows.
            found.append(Enclosure(url, kind, number if 0 < number <= MOST_BYTES else None))
    for group in tags.all("media:group"):
        inside = _enclosure(Tags(group, tags.doubts, tags.line))
        found += [inside] if inside else []
    return next((one for one in found if one.type.startswith("audio/")), found[0] if found else None)


def _link(tags):
    for element in tags.all("link", "atom:link"):
        href = attribute(element, "href")
        if href and (attribute(element, "rel") or "alternate") != "alternate":
            continue
        if found := address_of(href or line_of(element)):
            return found
    return ""


def _published(tags, title):
    text = tags.text("pubDate", "pubdate", "atom:published", "published", "dc:date", "atom:updated", "updated")
    moment, is_sure = read_date(text)
    if moment is None:
        tags.doubt(ODD_DATE, title=title, text=text[:60]) if text else tags.doubt(NO_DATE, title=title)
        return ""
    if not is_sure:
        tags.doubt(NO_ZONE, title=title, text=text[:60])
    return moment.isoformat()


def _duration(tags, title):
    text = tags.text("itunes:duration", "duration")
    if not text:
        media = next((attribute(element, "duration") for element in tags.all("media:content")), "")
        return read_length(media)
    found = read_length(text)
    if found is None:
        tags.doubt(ODD_LENGTH, title=title, text=text[:40])
    return found


def _number(tags, title, *names):
    for text in (tags.text(name) for name in names):
        if not text:
            continue
        if (match := re.fullmatch(r"0*([0-9]{1,9})(?:\.0+)?", text)) or text == "0":
            return int(match[1]) or None
        tags.doubt(ODD_NUMBER, title=title, text=text[:40])
    return None


def _texts(tags, title):
    """``(summary, notes)``: a plain line, and Markdown where the feed says more than that line."""
    long = tags.raw("content:encoded", "atom:content", "content")
    short = tags.raw("description", "itunes:summary", "atom:summary", "summary", "media:description")
    raw = long or short
    if len(raw) > MOST_CHARACTERS:
        tags.doubt(LONG_NOTES, title=title, most=MOST_CHARACTERS)
    notes = to_markdown(raw)
    subtitle = to_line(tags.raw("itunes:subtitle", "googleplay:description"))
    if not subtitle or subtitle.endswith(CUT_SHORT) or subtitle == title or len(subtitle) > LONGEST_SUMMARY:
        subtitle = excerpt(to_line(short or raw), LONGEST_SUMMARY)
    return subtitle, "" if _says_no_more(notes, subtitle) else notes


def _says_no_more(notes, summary):
    """Whether the notes are one paragraph with the words of the summary, and lead nowhere."""
    short = len(notes) <= 2 * LONGEST_SUMMARY and not any(sign in notes for sign in ("\n", "](", "<http"))
    return short and plain_text(notes) == summary


def _transcripts(tags):
    """Transcript links, each address once, in the order of the feed."""
    found = {}
    for element in tags.all("podcast:transcript")[:MOST_LINKS]:
        if url := tags.url(attribute(element, "url") or line_of(element), "podcast:transcript"):
            kind = attribute(element, "type").lower().partition(";")[0].strip()[:100]
            found.setdefault(url, TranscriptLink(url, kind, attribute(element, "language")[:20]))
    return tuple(found.values())


def _chapters_link(tags):
    for element in tags.all("podcast:chapters"):
        if url := tags.url(attribute(element, "url"), "podcast:chapters"):
            return url, attribute(element, "type").lower()[:100]
    for element in tags.all("atom:link", "link"):
        if attribute(element, "rel").rstrip("/") == SIMPLE_CHAPTERS and (url := address_of(attribute(element, "href"))):
            return url, attribute(element, "type").lower()[:100] or "application/psc+xml"
    return "", ""


def _chapters(tags, title):
    """The first list of simple chapters that stands in the item, in the order of their times."""
    lists = tags.all("psc:chapters")
    if len(lists) > 1:
        tags.doubt(MORE_CHAPTERS, title=title)
    marks, odd = read_marks(lists[0]) if lists else ((), 0)
    if odd:
        tags.doubt(ODD_CHAPTERS, title=title, number=odd)
    return marks


def read_marks(element) -> tuple[tuple[ChapterMark, ...], int]:
    """The chapters of a ``psc:chapters`` element in the order of their times, and how many have no time."""
    marks, odd = [], 0
    for child in Tags(element).all("psc:chapter", "chapter")[:MOST_CHAPTERS]:
        start = read_time(attribute(child, "start"))
        if start is None:
            odd += 1
            continue
        url, picture = (address_of(attribute(child, name)) for name in ("href", "image"))
        marks.append(ChapterMark(start, attribute(child, "title")[:500], url, picture))
    return tuple(sorted(marks, key=lambda mark: mark.start_ms)), odd


def _soundbites(tags, title):
    found = {}
    for element in tags.all("podcast:soundbite")[:MOST_LINKS]:
        start, length = attribute(element, "startTime"), attribute(element, "duration")
        at, long = read_time(start), read_time(length)
        if at is None or not long or at + long > LONGEST_MS:
            tags.doubt(ODD_SOUNDBITE, title=title, start=start[:20], length=length[:20])
            continue
        words = tags.cut(line_of(element), 300, "podcast:soundbite")
        found.setdefault((at, long), Soundbite(at, long, words))
    return tuple(found.values())


def _tags(tags):
    """The names of ``category`` and ``itunes:keywords``, each once whatever its case."""
    names = [
        line_of(element) or attribute(element, "label", "term") for element in tags.all("category", "atom:category")
    ]
    names += [word for element in tags.all("itunes:keywords", "media:keywords") for word in line_of(element).split(",")]
    found = {}
    for name in names:
        name = " ".join(name.replace(",", " ").split())
        if name and max(len(name), len(name_key(name))) <= 100:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST_TAGS]
