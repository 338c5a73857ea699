"""A transcript or chapters from bytes that somebody has sent: which text that is, and what a report says of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from episodes.importers.report import ImportRefused, Report
from episodes.transcripts import chapters, formats
from episodes.transcripts.cues import Transcript, TranscriptError

FORMAT_NAMES = {
    "vtt": "WebVTT",
    "srt": "SubRip",
    "json": "Podcasting 2.0 JSON",
    "html": "HTML",
    "text": gettext_noop("text with speakers"),
}
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True)
class Text:
    """``doubt`` is one sentence where the encoding had to be guessed, else empty."""

    text: str
    doubt: str = ""


def decoded(body: bytes, charset: str = "") -> Text:
    """The text of ``body``: UTF-8 or UTF-16 as its first bytes say, else ``charset``, UTF-8 or Windows-1252."""
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return Text(body[len(mark) :].decode(encoding, "replace"))
    for encoding in filter(None, (charset, "utf-8")):
        try:
            return Text(body.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    return Text(
        body.decode("cp1252", "replace"), _("The text is not UTF-8; it was read as Windows-1252. Look at its accents.")
    )


def read_transcript(text: str, name: str = "", content_type: str = "") -> Transcript:
    """What ``formats.read`` finds. Raises ``ImportRefused``, with the line in the language of the reader."""
    try:
        return formats.read(text, name, content_type)
    except TranscriptError as error:
        raise _refused(error) from None


def read_chapters(text: str) -> list[chapters.Chapter]:
    """The chapters of a JSON or WebVTT file. Raises ``ImportRefused``."""
    try:
        return chapters.read(text)
    except TranscriptError as error:
        raise _refused(error) from None


def _refused(error):
    return ImportRefused(_(error.template) % error.params)


def report_on(transcript: Transcript, *, before: int, people: dict[str, str], outcome=None, doubt: str = "") -> Report:
    """What importing ``transcript`` would do to an episode that has ``before`` lines now.

    ``people`` are the names of those whom its speakers mean, ``outcome`` is a ``services.transcripts.Outcome``.
    """
    report, lines = Report(), len(transcript.cues)
    report.made.append(
        ngettext("%(count)d line, read as %(format)s", "%(count)d lines, read as %(format)s", lines)
        % {"count": lines, "format": _(FORMAT_NAMES[transcript.format])}
    )
    if before:
        report.made[0] += " " + ngettext("(in place of %(count)d line)", "(in place of %(count)d lines)", before) % {
            "count": before
        }
    for name, count in transcript.speakers.items():
        said = {"name": name, "count": count, "person": people.get(name)}
        if people.get(name):
            words = ngettext("%(name)s: one line of %(person)s", "%(name)s: %(count)d lines of %(person)s", count)
            report.made.append(words % said)
        else:
            words = ngettext(
                "%(name)s: one line of nobody with a page here",
                "%(name)s: %(count)d lines of nobody with a page here",
                count,
            )
            report.doubted.append(words % said)
    report.doubted += filter(None, [doubt, *_doubts(transcript)])
    if outcome:
        report.doubted += list(_of_outcome(outcome))
    return report


def _doubts(transcript):
    if not transcript.is_timed:
        yield _("No line has a time: lines can be read and quoted, and nothing can be heard from them.")
    if transcript.estimated:
        yield ngettext(
            "%(count)d line has no time of its own; it is placed between those that have, by its length.",
            "%(count)d lines have no time of their own; they are placed between those that have, by their length.",
            transcript.estimated,
        ) % {"count": transcript.estimated}
    if transcript.joined:
        yield _("%(count)d single words were put together to lines.") % {"count": transcript.joined}
    nameless = sum(not cue.speaker for cue in transcript.cues)
    if 0 < nameless < len(transcript.cues):
        said = ngettext("%(count)d line has no speaker.", "%(count)d lines have no speaker.", nameless)
        yield said % {"count": nameless}


def _of_outcome(outcome):
    for move in outcome.moved:
        yield _("Clip %(move)s moves with its words, and is to be rechecked.") % {"move": move}
    for number in outcome.lost:
        yield _("The words of clip %(number)d are not in it; the clip stays, and is to be rechecked.") % {
            "number": number
        }
    for quote in outcome.quotes_lost:
        yield _("The quote “%(quote)s” is not found in it.") % {"quote": quote}
