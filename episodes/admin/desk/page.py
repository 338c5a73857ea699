"""The desk's page: what is stored or typed of an episode, as its templates show it."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.admin.corrections import may_note
from episodes.admin.desk.beside import beside, times_of, told
from episodes.admin.desk.evidence import marks_of
from episodes.admin.desk.forms import DeskForms, QuoteForm, SectionForm, empty_forms
from episodes.admin.desk.linked import found_sections, link_rows
from episodes.admin.desk.presence import who_is_here
from episodes.admin.desk.preview import typed_sections
from episodes.admin.desk.rows import ClipRow, QuoteRow, RelatedRow, SectionRow
from episodes.admin.names import name_of
from episodes.admin.roles import may_change, may_publish
from episodes.documents import acts
from episodes.documents.merge import ordered
from episodes.models import Comparison, Episode, HighlightLinkKind, Status
from episodes.queries.history import history, revisions_of
from episodes.queries.transcript_lines import transcript_turns
from episodes.services.checklist import check, document_facts, summary, with_dead_links
from episodes.services.checks import recheck_sentence
from episodes.services.comparisons import transcript_of
from episodes.services.suggesting import suggest_related
from episodes.text.markdown import citation_numbers, missing_numbers

REVISIONS_SHOWN = 5
#: The results of comparing a quote with the transcript that say where it is.
BESIDE = (Comparison.EXACT, Comparison.TRIMMED, Comparison.DIFFERS)


class Desk:
    """One episode's desk for one user, at a revision, with the forms of what is stored or of what was typed."""

    def __init__(self, episode, user, version, document, forms=None, keys=None, transcript=None):
        self.episode, self.user, self.version, self.document = episode, user, version, document
        self.forms = forms or DeskForms.of_document(document, document["names"]["person"])
        self.keys = keys or {}
        self.transcript = transcript or transcript_of(episode.pk)
        self.conflict = None
        self.sentence = ""
        self.open_key = None
        self.extra_quote = None
        self.link_words = self.link_says = ""
        self.doubtful = {}
        self.show_checklist = False

    @cached_property
    def may_change(self):
        return may_change(self.user, self.episode)

    @cached_property
    def may_publish(self):
        return may_publish(self.user)

    @property
    def state(self):
        if self.episode.is_scheduled:
            return {"name": "scheduled", "label": _("Scheduled")}
        return {"name": self.episode.status, "label": self.episode.get_status_display()}

    @property
    def is_new(self):
        """Whether nothing was written yet."""
        return not self.document["highlight"]

    @property
    def zone(self):
        return timezone.get_current_timezone_name()

    @property
    def audio(self):
        return self.episode.audio

    @property
    def duration_ms(self):
        return self.episode.duration_ms

    # What was typed, and what is wrong with it

    def key_of(self, form):
        """The key in the document of the row that a form is about; "" for one that is empty."""
        return self.keys.get(form.prefix) or form["id"].value() or ""

    def pk_of(self, form):
        key = self.key_of(form)
        return key if key.isdecimal() else ""

    @cached_property
    def facts(self):
        [facts] = with_dead_links([document_facts(self.document, self.transcript)])
        return facts

    @cached_property
    def found(self):
        return check(self.facts)

    @property
    def checks(self):
        return summary(self.found)

    @property
    def problems(self):
        """``[(level, address on the page, name, words)]``"""
        return [(problem.level, self._address(problem), problem.name, problem.sentence) for problem in self.found]

    def _address(self, problem):
        if problem.clip_id is not None:
            row = self.document["clip"].get(str(problem.clip_id))
            return f"#clip-{row['number']}" if row else "#clips"
        key = str(problem.highlight_id) if problem.highlight_id is not None else None
        row = next((row for row in self.sections if row.key == key), None)
        if row is None:
            return "#write"
        return f"#{row.prefix}-{problem.field}" if problem.field in row.form.fields else f"#{row.anchor}"

    # Rows

    @cached_property
    def sections(self):
        places = {key: place for place, key in enumerate(ordered(self.document["highlight"]), 1)}
        shown = typed_sections(self.document)
        links = link_rows(self.forms.links, self.pk_of)
        rows = []
        for index, (form, quotes) in enumerate(self.forms.sections):
            key = self.key_of(form)
            rows.append(
                SectionRow(
                    index=index,
                    prefix=form.prefix,
                    form=form,
                    quotes=self._quote_rows(form, key, quotes),
                    key=key,
                    pk=self.pk_of(form),
                    place=places.get(key, len(rows) + 1),
                    section=shown.get(key),
                    meta=self.meta(key),
                    links=links.get(form.prefix, []),
                    link_total=len(self.forms.links.get(form.prefix, ())),
                    doubtful=", ".join(self.doubtful.get(form.prefix, ())),
                    admin_url=reverse("admin:episodes_highlight_change", args=[key]) if key.isdecimal() else "",
                )
            )
        rows.sort(key=lambda row: row.place)
        if not rows and not self.forms.is_bound:
            form = SectionForm(prefix="highlights-0")
            self.forms.sections.append((form, []))
            rows.append(SectionRow(0, form.prefix, form, [], place=1))
        self._open(rows)
        return rows

    def _open(self, rows):
        wanted = [row for row in rows if self.open_key and self.open_key in (row.key, row.pk)]
        for row in (wanted or rows)[:1]:
            row.is_open = True
            if self.link_words.strip():
                row.link_words, row.link_says = self.link_words, self.link_says
                row.found = found_sections(self.link_words, row.pk)

    def _quote_rows(self, section, key, forms):
        if key and key == self.extra_quote:
            forms.append(QuoteForm(prefix=f"{section.prefix}-quotes-{len(forms)}"))
        return [self._quote_row(index, form) for index, form in enumerate(forms)]

    def _quote_row(self, index, form):
        key = self.key_of(form)
        return QuoteRow(index, form.prefix, form, self.pk_of(form), self.comparison(key), self.beside(key))

    def comparison(self, key):
        """``{"name", "words"}``: how a quote compares with the transcript."""
        found = {str(quote.key): quote.comparison for quote in self.facts.quotes}.get(key, "")
        return {"name": str(found), "words": str(Comparison(found).label) if found else ""}

    def beside(self, key):
        """The ``Beside`` of a quote for which the transcript has something to tell, or None."""
        if self.comparison(key)["name"] not in BESIDE:
            return None
        clip = self.document["clip"].get(str(self.document["quote"][key]["clip_id"]))
        found = told(beside(self.document, key, self.transcript), times_of(clip))
        return found if found.is_telling else None

    def meta(self, key):
        """``[(kind, words)]`` of a section: what it holds, and what it lacks."""
        row = self.document["highlight"].get(key)
        if row is None:
            return []
        cited = len(citation_numbers(row["body"]))
        quoted = sum(str(quote["highlight_id"]) == key for quote in self.document["quote"].values())
        linked = sum(str(link["highlight_id"]) == key for link in self.document["link"].values())
        counts = [
            cited and ngettext("%(n)d citation", "%(n)d citations", cited) % {"n": cited},
            quoted and ngettext("%(n)d quote", "%(n)d quotes", quoted) % {"n": quoted},
            linked and ngettext("%(n)d link", "%(n)d links", linked) % {"n": linked},
            len(row["tags"]) and ngettext("%(n)d tag", "%(n)d tags", len(row["tags"])) % {"n": len(row["tags"])},
        ]
        lost = missing_numbers(row["body"], [clip["number"] for clip in self.document["clip"].values()])
        lacks = [not row["takeaway"] and _("no takeaway"), not row["tags"] and _("no tags")]
        state = "" if row["status"] == Status.PUBLISHED else Status(row["status"]).label
        return [
            *[("", words) for words in counts if words],
            *[("bad", _("[%(number)d] has no clip") % {"number": number}) for number in lost],
            *[("warn", words) for words in lacks if words],
            *([("", state)] if state else []),
        ]

    @cached_property
    def _marks(self):
        return marks_of(self.document)

    @cached_property
    def clips(self):
        rows = []
        for index, form in enumerate(self.forms.clips):
            key = self.key_of(form)
            row = self.document["clip"].get(key)
            number = row["number"] if row else form["number"].value() or ""
            where, mark = self.where(key), self._marks.get(key)
            rows.append(ClipRow(index, form.prefix, form, number, self.pk_of(form), where, self.recheck(key), mark))
        return rows

    def recheck(self, key):
        """Why somebody should hear a clip again, as a sentence; "" where nobody need."""
        found = {str(clip.key): clip.recheck for clip in self.facts.clips}.get(key, "")
        return capfirst(recheck_sentence(found)) if found else ""

    def where(self, key):
        """``[(place, title, times)]``: the sections that cite or quote a clip."""
        if key not in self.document["clip"]:
            return []
        used = self._uses[key]
        sections = ordered(self.document["highlight"])
        return [
            (place, self.document["highlight"][section]["title"], used.count(section))
            for place, section in enumerate(sections, 1)
            if section in used
        ]

    @cached_property
    def _uses(self):
        return acts.uses(self.document)

    @property
    def empty_section(self):
        form = empty_forms()[0]
        return SectionRow("__prefix__", form.prefix, form, [])

    @property
    def empty_quote(self):
        form = empty_forms()[1]
        return QuoteRow("__q__", form.prefix, form)

    @property
    def empty_link(self):
        return {"form": empty_forms()[4]}

    @property
    def link_kinds(self):
        """``[(value, words)]``: what a section says of another."""
        return HighlightLinkKind.choices

    @property
    def empty_clip(self):
        form = empty_forms()[2]
        return ClipRow("__prefix__", form.prefix, form)

    @property
    def empty_related(self):
        return {"form": empty_forms()[3], "index": "__prefix__"}

    def show_errors(self, errors):
        """Puts the sentences that the forms do not know themselves at their fields."""
        for form in self.forms.all:
            for name in form.fields:
                for sentence in errors.get(form.add_prefix(name), ()):
                    if sentence not in map(str, form.errors.get(name, ())):
                        form.add_error(name, sentence)

    # Beside the form

    @cached_property
    def related(self):
        forms = self.forms.related
        there = Episode.objects.in_bulk(
            [int(key) for form in forms if (key := str(form["related"].value())).isdecimal()]
        )
        return [
            RelatedRow(index, form.prefix, form, there[int(form["related"].value())], self.pk_of(form))
            for index, form in enumerate(self.forms.related)
            if (value := str(form["related"].value())).isdecimal() and int(value) in there
        ]

    @cached_property
    def suggested(self):
        """``[{"pk", "title", "shared"}]``"""
        found = suggest_related(self.episode.pk, self.document)
        return [{"pk": other.pk, "title": other.title, "shared": shared} for other, shared in found]

    @cached_property
    def turns(self):
        placed = (row for row in self.document["clip"].values() if isinstance(row["start_ms"], int))
        clips = [(row["number"], row["start_ms"], row["end_ms"]) for row in placed if isinstance(row["end_ms"], int)]
        return transcript_turns(self.episode.pk, clips)

    @cached_property
    def people(self):
        """The names that are offered for a speaker."""
        return sorted({*self.document["names"]["person"].values(), *(turn.person for turn in self.turns)} - {""})

    @property
    def outgoing(self):
        """``[(prefix, place, title)]`` of the sections that publishing would bring out."""
        return [
            (row.prefix, row.place, self.document["highlight"][row.key]["title"])
            for row in self.sections
            if row.key in self.document["highlight"]
            and self.document["highlight"][row.key]["status"] in (Status.DRAFT, Status.REVIEW)
        ]

    @cached_property
    def history(self):
        latest = list(revisions_of(self.episode.pk)[:REVISIONS_SHOWN])
        return [self._history_row(entry) for entry in history(latest)]

    def _history_row(self, entry):
        revision = entry.revision
        args = [self.episode.pk, revision.number]
        return {
            "when": revision.made_at,
            "who": name_of(revision.made_by),
            "words": entry.words,
            "see_url": reverse("admin:episodes_episode_revision", args=args),
            "compare_url": reverse("admin:episodes_episode_revision_compare", args=args),
        }

    @property
    def may_note(self):
        return may_note(self.user, self.episode)

    @property
    def history_url(self):
        return reverse("admin:episodes_episode_history", args=[self.episode.pk])

    @property
    def preview_url(self):
        return reverse("admin:episodes_episode_previews", args=[self.episode.pk])

    @property
    def presence_words(self):
        return who_is_here(self.episode.pk, self.user)["words"]


def fresh(episode_id):
    """The stored episode, with its show."""
    return Episode.objects.select_related("show").get(pk=episode_id)
