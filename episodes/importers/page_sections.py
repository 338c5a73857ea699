"""Plans the highlights of an imported page, with their quotes and their order."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.importers.layout import shortened
from episodes.importers.page import Page, Section
from episodes.importers.page_match import Match, Memory, match_sections
from episodes.importers.page_merge import merge_status, merge_text, save
from episodes.importers.report import Change, Report, are_similar
from episodes.models import Episode, Highlight, Quote, Status


@dataclass
class Draft:
    """A section of the file and the highlight that it becomes; None for one that was deleted on the site.

    ``fields`` are the names that change on a saved highlight. ``quote`` is its quote from the file, to be saved where
    ``writes_quote`` says so.
    """

    section: Section
    highlight: Highlight | None
    fields: set[str] = field(default_factory=set)
    quote: Quote | None = None
    writes_quote: bool = False

    @property
    def takes_body(self):
        return self.highlight is not None and (self.highlight.pk is None or "body" in self.fields)

    def write(self, episode: Episode):
        if self.highlight is None:
            return
        self.highlight.episode = episode
        save(self.highlight, self.fields)
        if self.quote and self.writes_quote:
            self.quote.highlight = self.highlight
            self.quote.save()

    def remembered(self) -> dict:
        """The section for ``Memory.sections``."""
        section = self.section
        return {
            "title": section.title,
            "body": section.body,
            "quote": section.quote,
            "takeaway": section.takeaway,
            "cites": list(section.cites),
            "highlight": self.highlight and self.highlight.pk,
            "quote_id": self.quote and self.quote.pk,
        }


def plan_sections(page: Page, episode: Episode, memory: Memory | None, publish: bool, report: Report) -> list[Draft]:
    """One draft a section, in the order of the file; the report says what they make and change."""
    highlights = list(episode.highlights.prefetch_related("quotes")) if episode.pk else []
    matches = match_sections(page, memory, highlights)
    drafts = [_draft(index, match, publish, report) for index, match in enumerate(matches, 1)]
    _report_order(highlights, report)
    _report_missing(matches, memory, highlights, report)
    return drafts


def _draft(position, match, publish, report):
    if match.highlight is not None:
        return _merged(position, match, publish, report)
    if match.before is not None:
        report.skipped.append(
            _("the highlight “%(title)s” was deleted here, and is not made again.") % {"title": match.section.title}
        )
        return Draft(match.section, None)
    return _made(position, match.section, publish, report)


def _made(position, section, publish, report):
    highlight = Highlight(
        position=position,
        title=section.title,
        body=section.body,
        takeaway=section.takeaway,
        status=Status.PUBLISHED if publish else Status.DRAFT,
    )
    number = len(section.cites)
    parts = [ngettext("%(number)d citation", "%(number)d citations", number) % {"number": number}]
    parts += [_("a quote")] if section.quote else []
    parts += [_("a takeaway")] if section.takeaway else []
    report.made.append(
        _("the highlight “%(title)s” with %(parts)s") % {"title": section.title, "parts": ", ".join(parts)}
    )
    quote = Quote(text=section.quote, position=1) if section.quote else None
    return Draft(section, highlight, quote=quote, writes_quote=quote is not None)


def _merged(position, match, publish, report):
    section, highlight, before = match.section, match.highlight, match.before or {}
    draft = Draft(section, highlight)
    name = highlight.title
    for field_name in ("title", "body", "takeaway"):
        label = _label(name, Highlight._meta.get_field(field_name).verbose_name)
        theirs = getattr(section, field_name)
        if merge_text(highlight, field_name, before.get(field_name), theirs, label, report):
            draft.fields.add(field_name)
    if publish and merge_status(highlight, _label(name, _("status")), report):
        draft.fields.add("status")
    if match.index_before is not None and highlight.position == match.index_before + 1 != position:
        highlight.position = position
        draft.fields.add("position")
    _merge_quote(draft, name, before, report)
    return draft


def _label(title, name):
    return _("“%(title)s”, %(field)s") % {"title": title, "field": name}


def _merge_quote(draft, name, before, report):
    """Updates the quote that the last import made, or adds one where none is like it."""
    quotes = list(draft.highlight.quotes.all())
    said, theirs, label = before.get("quote"), draft.section.quote, _label(name, _("quote"))
    draft.quote = next((quote for quote in quotes if quote.pk == before.get("quote_id")), None)
    draft.quote = draft.quote or next((quote for quote in quotes if quote.text in (said, theirs) and quote.text), None)
    if said and not theirs:
        if draft.quote:
            report.kept.append(_("%(what)s: it is no longer in the file, and stays here.") % {"what": label})
    elif draft.quote:
        draft.writes_quote = merge_text(draft.quote, "text", said, theirs, label, report)
    elif said:
        report.skipped.append(_("%(what)s: it was deleted here, and is not made again.") % {"what": label})
    elif theirs and any(are_similar(quote.text, theirs) for quote in quotes):
        report.kept.append(
            _("%(what)s: one like it is here, so the file’s “%(text)s” was not added.")
            % {"what": label, "text": shortened(theirs)}
        )
    elif theirs:
        position = max((quote.position for quote in quotes), default=0) + 1
        draft.quote, draft.writes_quote = Quote(text=theirs, position=position), True
        report.made.append(_("%(what)s: “%(text)s”") % {"what": label, "text": shortened(theirs)})


def _report_order(highlights, report):
    """``highlights`` came in their old order, and carry their new positions."""
    ordered = sorted(highlights, key=lambda highlight: (highlight.position, highlight.pk))
    if ordered != highlights:
        before, after = (" · ".join(item.title for item in items) for items in (highlights, ordered))
        report.changed.append(Change(_("order of the highlights"), before, after))


def _report_missing(matches: list[Match], memory, highlights, report):
    remembered = {said["highlight"] for said in memory.sections} if memory else set()
    found = {match.highlight.pk for match in matches if match.highlight}
    report.kept += [
        _("the highlight “%(title)s” is no longer in the file, and stays here.") % {"title": highlight.title}
        for highlight in highlights
        if highlight.pk in remembered - found
    ]
