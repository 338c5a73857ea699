"""Pieces of a page in Markdown. What somebody typed as Markdown stays as it is; every other text is escaped.

A block is a text without blank lines around it; an empty one is left out. Links lead to pages, for people.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import Evidence, address
from episodes.seo.meta import absolute
from episodes.text.excerpts import excerpt
from episodes.text.section_markdown import CitedClip, PulledQuote, escaped, held_in, link
from episodes.text.timecodes import format_timecode
from episodes.text.twins import twin_of

CLIP_EXCERPT = 220


def joined(*blocks):
    """A document of blocks, some of which may be lists of blocks."""
    flat = [part for block in blocks for part in (block if isinstance(block, list) else [block])]
    return "\n\n".join(part for part in flat if part) + "\n"


def heading(level, words):
    return f"{'#' * level} {escaped(words)}"


def quoted(text):
    """A plain text as what a page begins with."""
    return f"> {escaped(text)}" if text.strip() else ""


def typed(markdown):
    """What an editor typed, so that nothing of it reaches beyond its end."""
    return held_in(markdown).strip("\n") if markdown.strip() else ""


def bullets(items):
    return "\n".join(f"- {item}" for item in items)


def facts(*pairs):
    """``- **Label:** value`` for each pair whose value, Markdown, is not empty."""
    return bullets(f"**{label}:** {value}" for label, value in pairs if value)


def part(level, title, *blocks):
    """Blocks below a heading; nothing where all of them are empty."""
    kept = [block for block in blocks if block]
    return [heading(level, title), *kept] if kept else []


def to(thing, words=None):
    """A link to something's page."""
    return link(str(thing) if words is None else words, absolute(thing.get_absolute_url()))


def to_name(name, *words, ask=""):
    """A link with ``words`` to the page of a view."""
    return link(words[-1], absolute(address(name, *words[:-1])) + ask)


def to_tags(tags):
    return ", ".join(link(tag.name, absolute(address("tag", tag.slug))) for tag in tags)


def to_people(people):
    return ", ".join(to(person) for person in people if person)


def outside(links):
    """``[(name, url)]`` as links."""
    return ", ".join(link(name, url) for name, url in links)


def day(moment):
    return moment.date().isoformat() if moment else ""


def length(ms):
    return format_timecode(ms) if ms else ""


def number_of(episode):
    return ".".join(str(number) for number in (episode.season, episode.number) if number) if episode.number else ""


def hear(clip, audio, words=""):
    """The times of a clip as a link to the moment in the audio; nothing before it is placed."""
    if not (clip and clip.is_placed):
        return ""
    times = words or f"{clip.start}–{clip.end}"
    return link(times, absolute(audio.moment(clip.start_ms, clip.end_ms))) if audio else escaped(times)


def cited_clip(clip):
    speaker = clip.speaker.name if clip.speaker else ""
    page = absolute(clip.get_absolute_url())
    return CitedClip(clip.number, clip.title, page, clip.start_ms, clip.end_ms, speaker)


def pulled(quote, moment):
    """A quote as a section has it; ``moment`` is the clip that it lies in, or None."""
    speaker = quote.speaker.name if quote.speaker else ""
    return PulledQuote(quote.text, speaker, moment.start_ms if moment else None, absolute(quote.get_absolute_url()))


def remark(clip, evidence):
    """What readers are told of a citation, as a sentence; nothing where all is well."""
    if not clip.is_placed:
        return _("Not placed in the audio yet.")
    if evidence == Evidence.HEARD:
        return ""
    return _("Disputed.") if evidence == Evidence.DISPUTED else _("Not checked yet.")


def moment_item(clip, audio, evidence=None):
    """A clip in a list: number, title, when, who; with ``evidence`` also what is said, and what is doubtful."""
    said = excerpt(clip.excerpt, CLIP_EXCERPT) if evidence is not None else ""
    who = clip.speaker.name if clip.speaker else ""
    parts = [
        f"**{clip.number}** {to(clip, clip.title)}",
        hear(clip, audio),
        ": ".join(escaped(words) for words in (who, f"“{said}”" if said else "") if words),
    ]
    doubt = remark(clip, evidence) if evidence is not None else ""
    return ", ".join(words for words in parts if words) + (f". {escaped(doubt)}" if doubt else "")


def episode_items(entries, in_show=False):
    """``EpisodeEntry`` as a list."""
    return bullets(_episode_item(entry, in_show) for entry in entries)


def _episode_item(entry, in_show):
    episode = entry.episode
    about = [escaped(excerpt(episode.summary, 300))]
    if entry.moments:
        cited = ngettext("%(n)d moment cited", "%(n)d moments cited", entry.moments) % {"n": entry.moments}
        about.append(f"{cited}.")
    if entry.tags:
        about.append(f"{_('Tags')}: {to_tags(entry.tags)}.")
    return episode_item(episode, " ".join(words for words in about if words), in_show)


def episode_item(episode, about="", in_show=False):
    """An episode with its show and day; ``about`` is Markdown."""
    source = [] if in_show else [to(episode.show, episode.show.title)]
    line = f"{to(episode, episode.title)} ({', '.join([*source, day(episode.published_at)])})"
    return f"{line}: {about}" if about else line


def highlight_items(entries):
    """``HighlightEntry`` as a list."""
    return bullets(highlight_item(entry.highlight, entry.excerpt, entry.tags) for entry in entries)


def highlight_item(highlight, said, tags=()):
    line = f"{to(highlight, highlight.title)} ({to(highlight.episode, highlight.episode.title)}"
    line += f", {day(highlight.episode.published_at)})"
    about = [escaped(said), f"*{escaped(highlight.takeaway)}*" if highlight.takeaway.strip() else ""]
    if tags:
        about.append(f"{_('Tags')}: {to_tags(tags)}.")
    words = " ".join(part for part in about if part)
    return f"{line}: {words}" if words else line


def link_items(links):
    """``SectionLink`` as a list."""
    return bullets(map(_link_item, links))


def _link_item(linked):
    highlight, episode = linked.highlight, linked.highlight.episode
    where = f"{to(episode, episode.title)}, {day(episode.published_at)}"
    return f"{linked.says} {to(highlight, highlight.title)} ({where})"


def quote_items(quotes):
    return bullets(map(quote_item, quotes))


def quote_item(quote):
    episode = quote.highlight.episode
    signed = [
        to(quote.speaker) if quote.speaker else "",
        to(quote.highlight, quote.highlight.title),
        escaped(episode.title),
        hear(quote.clip, episode.audio) if quote.clip else "",
    ]
    return f"“{to(quote, ' '.join(quote.text.split()))}” — {', '.join(words for words in signed if words)}"


def show_item(show):
    return counted(to(show), episodes(show.episodes_out))


def episodes(n):
    return ngettext("one episode", "%(n)d episodes", n) % {"n": n}


def counted(thing_link, count):
    return f"{thing_link} ({count})"


def pager(meta):
    """The pages before and behind, as Markdown, too."""
    links = []
    for words, path in ((_("Previous page"), meta.prev), (_("Next page"), meta.next)):
        if path:
            links.append(twin_link(words, path))
    return bullets(links)


def twin_link(words, path):
    """A link to a page as Markdown; ``path`` may have a question."""
    return link(words, absolute(twin_of(path)))
