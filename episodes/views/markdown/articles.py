"""An episode and what belongs to it as Markdown: highlight, clip, quote, transcript."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import Evidence
from episodes.seo.meta import absolute
from episodes.text.excerpts import excerpt
from episodes.text.section_markdown import escaped, link, quotation, section_markdown, sections_markdown
from episodes.views.markdown.parts import (
    bullets,
    cited_clip,
    day,
    facts,
    heading,
    hear,
    joined,
    length,
    link_items,
    moment_item,
    number_of,
    outside,
    part,
    pulled,
    quote_items,
    quoted,
    to,
    to_people,
    to_tags,
    typed,
)

EXCERPT = 240


def episode(page, **_context):
    found = page.episode
    people = ", ".join(f"{to(credit.person)} ({escaped(credit.get_role_display())})" for credit in page.credits)
    return joined(
        heading(1, found.title),
        quoted(found.summary),
        facts(*_of_episode(found), (_("People"), people), (_("Tags"), to_tags(page.tags)), *_heard(page, found)),
        part(2, _("Popular Clips"), bullets(moment_item(one.clip, found.audio) for one in page.popular)),
        part(2, _("Episode Highlights"), *_sections(page.sections)),
        part(2, _("Moments cited"), _moments(page, found)),
        part(2, _("Corrections"), _correction(page)),
        part(2, _("Show notes"), typed(found.show_notes), bullets(link(name, url) for name, url in found.link_list)),
        part(2, _("Related Episodes"), bullets(map(_story, page.neighbours.related))),
        part(2, _("Episodes of this show"), _beside(page.neighbours, _story)),
    )


def highlight(page, **_context):
    found = page.section.highlight
    episode = found.episode
    return joined(
        heading(1, found.title),
        facts(
            (_("A highlight of"), to(episode)),
            *_of_episode(episode),
            (_("Tags"), to_tags(page.section.tags)),
            *_heard(page, episode),
            (_("Page"), _address(found)),
        ),
        *_sections([page.section], with_title=False),
        part(2, _("Other sections on this"), link_items(page.section.links)),
        part(2, _("Moments cited"), _moments(page, episode)),
        part(2, _("Highlights of this episode"), _beside(page, to)),
    )


def clip(page, **_context):
    found, episode = page.clip, page.clip.episode
    cues = [f"{_when(cue)}{escaped(cue.text)}" for cue, _inside in page.cues]
    return joined(
        heading(1, found.title),
        facts(
            (_("A moment of"), to(episode)),
            *_of_episode(episode),
            (_("Speaker"), to_people([found.speaker])),
            (_("Moment"), hear(found, episode.audio) or escaped(_("Not placed in the audio yet."))),
            (_("Page"), _address(found)),
        ),
        quotation(pulled(page.quote, found)) if page.quote else quoted(found.excerpt),
        part(2, _("What was said"), bullets(cues)),
        part(2, _("Cited in"), bullets(_cited_in(entry, evidence) for entry, evidence in page.cited_in)),
        part(2, _("Moments of this episode"), _beside(page, lambda other: to(other, other.title))),
    )


def _cited_in(entry, evidence):
    said = f"{Evidence(evidence).label}. {excerpt(entry.excerpt, EXCERPT)}"
    return f"{to(entry.highlight)}: {escaped(said)}"


def _when(cue):
    who = f"**{escaped(cue.speaker_name)}:** " if cue.speaker_name else ""
    return f"{cue.start} {who}" if cue.start else who


def quote(page, **_context):
    found, episode = page.quote, page.quote.highlight.episode
    line = absolute(f"{episode.get_transcript_url()}#{page.line}") if page.line else ""
    title = _("%(name)s in “%(title)s”") if found.speaker else _("A quote from “%(title)s”")
    return joined(
        heading(1, title % {"name": found.speaker, "title": found.highlight.title}),
        quotation(pulled(found, found.clip)),
        facts(
            (_("Speaker"), to_people([found.speaker])),
            (_("From"), to(found.highlight)),
            (_("A highlight of"), to(episode)),
            *_of_episode(episode),
            (_("Moment"), hear(found.clip, episode.audio)),
            (_("Transcript"), link(found.get_comparison_display(), line) if line else ""),
            (_("Tags"), to_tags(page.tags)),
        ),
        part(2, _("More quotes"), quote_items(page.others)),
        part(2, _("More about %(tag)s") % {"tag": page.about or ""}, quote_items(page.same_tag)),
    )


def transcript(page, **_context):
    episode = page.episode
    return joined(
        heading(1, _("Transcript of %(title)s") % {"title": episode.title}),
        facts(
            (_("Episode"), to(episode)),
            *_of_episode(episode),
            (_("Transcript as a file"), outside((str(name), absolute(url)) for name, url in page.files)),
        ),
        [_turn(turn, episode) for turn in page.turns],
    )


def _turn(turn, episode):
    first = turn.lines[0]
    address = absolute(f"{episode.get_transcript_url()}#{first.anchor}") if first.anchor else ""
    signs = [f"**{escaped(turn.speaker)}**" if turn.speaker else "", link(first.time, address) if first.time else ""]
    said = escaped(" ".join(line.text for line in turn.lines))
    return ": ".join(words for words in (" ".join(filter(None, signs)), said) if words)


def _of_episode(episode):
    """What is said of an episode wherever something of it is shown."""
    return [
        (_("Show"), to(episode.show)),
        (_("Number"), number_of(episode)),
        (_("Published"), day(episode.published_at)),
        (_("Length"), length(episode.duration_ms)),
        (_("Language"), escaped(episode.show.language)),
    ]


def _heard(page, episode):
    has_transcript = getattr(page, "has_transcript", bool(episode.speech))
    recordings = [(_("The whole episode"), absolute(str(episode.audio)))] if episode.audio else []
    recordings += [(version["label"], absolute(version["url"])) for version in page.audio_versions]
    return [
        (_("Audio"), outside(recordings)),
        (_("Transcript"), link(_("Transcript"), absolute(episode.get_transcript_url())) if has_transcript else ""),
    ]


def _address(thing):
    address = absolute(thing.get_absolute_url())
    return link(address, address)


def _sections(sections, with_title=True):
    if not sections:
        return [""]
    clips = [cited_clip(clip) for section in sections for clip in section.clips]
    written = [
        {
            "title": section.highlight.title if with_title else "",
            "url": absolute(section.highlight.get_absolute_url()),
            "body": section.highlight.body,
            "quotes": [pulled(quote, quote.moment) for quote in section.quotes],
            "takeaway": section.highlight.takeaway,
            "source": _about(section) if with_title else "",
        }
        for section in sections
    ]
    return [sections_markdown(written, clips, level=3, takeaway_label=_("Takeaway")).strip("\n")]


def _about(section):
    tags = f"{_('Tags')}: {to_tags(section.tags)}" if section.tags else ""
    return "\n\n".join(filter(None, [tags, link_items(section.links)]))


def copied_section(section):
    """A section to be put elsewhere: with where it is from, and its citations as footnotes."""
    found, clips = section.highlight, [cited_clip(clip) for clip in section.clips]
    episode = found.episode
    source = _("A highlight of %(episode)s, %(show)s, %(day)s") % {
        "episode": to(episode),
        "show": to(episode.show, episode.show.title),
        "day": day(episode.published_at),
    }
    return section_markdown(
        title=found.title,
        url=absolute(found.get_absolute_url()),
        source=source,
        body=found.body,
        clips=clips,
        quotes=[pulled(quote, quote.moment) for quote in section.quotes],
        takeaway=found.takeaway,
        takeaway_label=_("Takeaway"),
    )


def _moments(page, episode):
    said = ngettext(
        "%(checked)d of one moment checked by the editors.",
        "%(checked)d of %(n)d moments checked by the editors.",
        len(page.moments),
    ) % {"n": len(page.moments), "checked": page.checked}
    items = bullets(moment_item(moment.clip, episode.audio, moment.evidence) for moment in page.moments)
    return f"{escaped(said)}\n\n{items}" if items else ""


def _correction(page):
    found = page.correction
    return f"{_('Corrected on')} {link(day(found.noted_at), absolute(found.get_absolute_url()))}." if found else ""


def _story(story):
    line = f"{link(story.title, absolute(story.url))} ({escaped(story.show_title)}, {day(story.published_at)})"
    return f"{line}: {escaped(story.reason)}" if story.reason else line


def _beside(around, write):
    pairs = ((_("Previous"), around.previous), (_("Next"), around.next))
    return bullets(f"{words}: {write(thing)}" for words, thing in pairs if thing)
