"""Highlights as their page will show them, made of what somebody is typing: nothing is read, nothing is stored."""

from collections import defaultdict

from episodes.models import Clip, Highlight, Person, Quote
from episodes.queries.sections import TagLink, build_sections


def section_of(values):
    """The ``Section`` of one highlight and its ``clips``.

    A highlight is ``{"key", "slug", "title", "body", "takeaway", "tags", "quotes", "links", "evidence"}``. ``tags`` are
    names or ``(name, slug)``, ``links`` a list of ``SectionLink``; a quote is ``{"key", "text", "speaker",
    "speaker_slug", "clip"}``, where ``clip`` is a number; ``evidence`` is ``{number: Evidence}``. A clip is ``{"key",
    "number", "title", "start_ms", "end_ms"}``. But for a clip's number everything may be missing. A key is a primary
    key, or for a highlight that is not stored any text that no other one on the page has; what is given no key or slug
    is shown without a link.
    """
    return sections_of([values], values.get("clips", ()))[0]


def sections_of(highlights, clips):
    """The ``Section`` of each of ``highlights``, in their order on one page; ``clips`` are for all of them."""
    numbers = {clip.number: clip for clip in map(_clip, clips)}
    found, quotes, tags, evidence, links = [], defaultdict(list), {}, {}, {}
    for values in highlights:
        highlight = Highlight(
            pk=values.get("key"),
            **{name: values.get(name) or "" for name in ("slug", "title", "body", "takeaway")},
        )
        found.append(highlight)
        quotes[highlight.pk] = [_quote(quote, numbers) for quote in values.get("quotes", ())]
        tags[False, highlight.pk] = [_tag(tag) for tag in values.get("tags", ())]
        links[highlight.pk] = values.get("links", [])
        states = values.get("evidence", {})
        evidence |= {(highlight.pk, clip.pk): states[number] for number, clip in numbers.items() if number in states}
    return build_sections(found, {None: numbers}, evidence, quotes, tags, links)


def _clip(values):
    start_ms, end_ms = values.get("start_ms"), values.get("end_ms")
    placed = start_ms is not None and end_ms is not None
    return Clip(
        # Clips are told apart by their keys; no stored one is below zero.
        pk=values.get("key") or -values["number"],
        number=values["number"],
        title=values.get("title") or "",
        start_ms=start_ms if placed else None,
        end_ms=end_ms if placed else None,
    )


def _quote(values, numbers):
    clip = numbers.get(values.get("clip"))
    quote = Quote(
        pk=values.get("key"),
        text=values.get("text") or "",
        clip_id=clip.pk if clip else None,
        speaker=_speaker(values.get("speaker"), values.get("speaker_slug")),
    )
    quote.unlinked = not quote.pk
    return quote


def _speaker(name, slug):
    if not name:
        return None
    person = Person(name=name, slug=slug or "")
    person.unlinked = not slug
    return person


def _tag(tag):
    name, slug = (tag, "") if isinstance(tag, str) else tag
    return TagLink(name, slug, unlinked=not slug)
