"""What is wrong with an episode, asked of plain values: those that are stored, and those that somebody is typing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import Comparison, Recheck, Status
from episodes.text.markdown import citation_numbers, missing_numbers
from episodes.text.timecodes import format_timecode

ERROR, WARNING = "error", "warning"
#: A duration is often rounded to the second, so that a clip may end this much behind it.
ROUNDED_MS = 1000
#: Longer addresses are cut in sentences.
LONGEST_ADDRESS = 80

#: The primary key of what is stored; any text for what is not yet.
Key = int | str


@dataclass(frozen=True)
class SectionFacts:
    key: Key
    title: str
    body: str
    takeaway: str
    has_tags: bool
    slug: str = ""
    status: str = Status.DRAFT


@dataclass(frozen=True)
class ClipFacts:
    """``unreadable`` names those of ``start_ms`` and ``end_ms`` in which something stands that is no time.

    ``recheck`` is a ``Recheck``: why somebody should hear it again.
    """

    key: Key
    number: int | None
    start_ms: int | None
    end_ms: int | None
    featured: bool = False
    unreadable: tuple[str, ...] = ()
    recheck: str = ""


@dataclass(frozen=True)
class QuoteFacts:
    """``section`` and ``clip`` are keys."""

    key: Key
    section: Key
    clip: Key | None
    comparison: str = ""


@dataclass(frozen=True)
class LinkFacts:
    """A link of ``section`` to the section ``other``, which is called ``title`` and may be of any episode."""

    key: Key
    section: Key
    other: Key
    title: str
    is_public: bool


@dataclass(frozen=True)
class Facts:
    """An episode: ``sections`` in their order, also those that are withdrawn, so that the others keep their numbers.

    ``path`` is its address on the site; ``dead_links`` are those link targets of its texts that lead nowhere.
    """

    episode_id: int | None
    sections: tuple[SectionFacts, ...]
    clips: tuple[ClipFacts, ...]
    quotes: tuple[QuoteFacts, ...]
    duration_ms: int | None
    has_audio: bool
    show_notes: str = ""
    path: str = ""
    dead_links: tuple[tuple[Key | None, str], ...] = ()
    links: tuple[LinkFacts, ...] = ()

    @property
    def present(self):
        """The sections that count: those not withdrawn."""
        return [section for section in self.sections if section.status != Status.WITHDRAWN]

    @property
    def quotes_present(self):
        keys = {section.key for section in self.present}
        return [quote for quote in self.quotes if quote.section in keys]

    @property
    def cited(self):
        """The numbers that bodies cite."""
        return {number for section in self.present for number in citation_numbers(section.body)}


@dataclass(frozen=True)
class Problem:
    """``name`` and ``sentence`` make one sentence: "Section 3" "cites [9], and there is no clip 9.".

    ``level`` is ``error``, which blocks publishing, or ``warning``. The keys and ``field`` say where it is put right;
    a problem without any is the episode's.
    """

    level: str
    code: str
    name: str
    sentence: str
    episode_id: int | None = None
    highlight_id: Key | None = None
    clip_id: Key | None = None
    clip_number: int | None = None
    quote_id: Key | None = None
    field: str = ""

    def __str__(self):
        return f"{self.name} {self.sentence}"

    @property
    def blocks(self):
        return self.level == ERROR


def check(facts: Facts) -> list[Problem]:
    """The problems of an episode, errors first, in the order of its page: sections, clips, the rest."""
    found = []
    for place, section in enumerate(facts.sections, 1):
        if section.status != Status.WITHDRAWN:
            where = {"name": _("Section %(number)d") % {"number": place}, "highlight_id": section.key}
            found += _section_problems(facts, section, where)
    used = _used(facts)
    for clip in facts.clips:
        name = _("New clip") if clip.number is None else _("Clip %(number)d") % {"number": clip.number}
        found += _clip_problems(facts, clip, used, {"name": name, "clip_id": clip.key, "clip_number": clip.number})
    found += _episode_problems(facts)
    problems = [Problem(**{"episode_id": facts.episode_id, **values}) for values in found]
    return sorted(problems, key=lambda problem: not problem.blocks)


def summary(problems: Iterable[Problem]) -> dict:
    """``{"errors": 1, "warnings": 4, "words": "1 to fix, 4 to look at"}``."""
    levels = [problem.level for problem in problems]
    errors, warnings = levels.count(ERROR), levels.count(WARNING)
    parts = []
    if errors:
        parts.append(ngettext("%(n)d to fix", "%(n)d to fix", errors) % {"n": errors})
    if warnings:
        parts.append(ngettext("%(n)d to look at", "%(n)d to look at", warnings) % {"n": warnings})
    return {"errors": errors, "warnings": warnings, "words": ", ".join(parts) or _("Ready to publish")}


def _problem(level, code, where, sentence, field="", **more):
    return {"level": level, "code": code, "sentence": sentence, "field": field, **where, **more}


def _section_problems(facts, section, where):
    if not section.title.strip():
        yield _problem(ERROR, "title", where, _("has no title."), "title")
    if not section.body.strip():
        yield _problem(ERROR, "body", where, _("has no text."), "body")
    for number in missing_numbers(section.body, [clip.number for clip in facts.clips]):
        sentence = _("cites [%(number)d], and there is no clip %(number)d.") % {"number": number}
        yield _problem(ERROR, "marker", where, sentence, "body")
    for quote in facts.quotes:
        if quote.section == section.key and (sentence := _quote_sentence(quote)):
            yield _problem(WARNING, f"quote {quote.comparison}", where, sentence, "text", quote_id=quote.key)
    yield from _link_problems(facts, section.key, where, "body")
    for link in facts.links:
        if link.section == section.key and not _is_seen(facts, section, link):
            sentence = _("is linked with “%(title)s”, which readers do not see yet.") % {"title": link.title}
            yield _problem(WARNING, "linked section", where, sentence)
    if not section.takeaway.strip():
        yield _problem(WARNING, "takeaway", where, _("has no takeaway."), "takeaway")
    if not section.has_tags:
        yield _problem(WARNING, "tags", where, _("has no tags."), "tags")


def _is_seen(facts, section, link):
    """Whether readers see the other end of a link; sections of one episode may come out together."""
    other = next((other for other in facts.sections if other.key == link.other), None)
    if other is None:
        return link.is_public
    together = Status.PUBLISHED not in (section.status, other.status) and other.status != Status.WITHDRAWN
    return other.status == Status.PUBLISHED or together


def _quote_sentence(quote):
    if quote.comparison == Comparison.DIFFERS:
        return _("has a quote that differs from the transcript.")
    if quote.comparison == Comparison.NOT_FOUND:
        return _("has a quote that is not found in the transcript.")
    return ""


def _link_problems(facts, key, where, field):
    for owner, target in facts.dead_links:
        if owner == key:
            cut = target if len(target) <= LONGEST_ADDRESS else f"{target[:LONGEST_ADDRESS]}…"
            sentence = _("links to %(address)s, where nothing public is.") % {"address": cut}
            yield _problem(WARNING, "link", where, sentence, field)


def _used(facts):
    """The keys of clips that a section cites or quotes."""
    cited = facts.cited
    return {clip.key for clip in facts.clips if clip.number in cited} | {quote.clip for quote in facts.quotes_present}


def _clip_problems(facts, clip, used, where):
    yield from _time_problems(clip, facts.duration_ms, where)
    if clip.start_ms is None and clip.end_ms is None and not clip.unreadable:
        yield _problem(WARNING, "unplaced", where, _("has no time yet."), "start_ms")
    if clip.key not in used and not clip.featured:
        yield _problem(WARNING, "unused", where, _("is never cited."))
    if clip.recheck:
        yield _problem(WARNING, f"recheck {clip.recheck}", where, recheck_sentence(clip.recheck), "start_ms")


def recheck_sentence(recheck: str) -> str:
    """Why a clip should be heard again, as what follows its name."""
    return {
        Recheck.MOVED: _("was moved to where its words are in the new transcript: hear whether it is right."),
        Recheck.LOST: _("has words that are not found in the new transcript: hear whether it is still right."),
        Recheck.AUDIO: _("was placed before the audio was replaced: hear whether it is still right."),
    }[recheck]


def _time_problems(clip, duration_ms, where):
    if clip.unreadable:
        for field in clip.unreadable:
            sentence = (
                _("has a start that can’t be read.") if field == "start_ms" else _("has an end that can’t be read.")
            )
            yield _problem(ERROR, "unreadable", where, sentence, field)
    elif clip.start_ms is None and clip.end_ms is not None:
        yield _problem(ERROR, "start", where, _("has an end and no start."), "start_ms")
    elif clip.end_ms is None and clip.start_ms is not None:
        yield _problem(ERROR, "end", where, _("has a start and no end."), "end_ms")
    elif clip.start_ms is not None and clip.end_ms <= clip.start_ms:
        yield _problem(ERROR, "order", where, _("does not end after its start."), "end_ms")
    yield from _beyond(clip, duration_ms, where)


def _beyond(clip, duration_ms, where):
    """One sentence a clip: what starts beyond the audio ends there as well."""
    for field, words in (
        ("start_ms", _("starts at %(time)s, and the audio ends at %(end)s.")),
        ("end_ms", _("ends at %(time)s, and the audio ends at %(end)s.")),
    ):
        ms = getattr(clip, field)
        if duration_ms and ms is not None and ms >= duration_ms + ROUNDED_MS:
            times = {"time": format_timecode(ms), "end": format_timecode(duration_ms)}
            yield _problem(ERROR, "beyond", where, words % times, field)
            return


def _episode_problems(facts):
    where = {"name": _("The episode")}
    if not facts.present:
        yield _problem(WARNING, "sections", where, _("has no sections yet."))
    if not facts.has_audio:
        yield _problem(WARNING, "audio", where, _("has no audio."), "audio_url")
    yield from _link_problems(facts, None, where, "show_notes")
