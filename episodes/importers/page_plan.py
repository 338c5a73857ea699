"""Plans what an episode page would make of the site, and does it: all or nothing, and nothing twice.

The plan reads only. What the last import said is kept in ``PageImport``, so that a field that somebody edited on the
site stays, and a field that changed in the file alone is updated.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from episodes.importers.layout import PageError, at_line, shortened
from episodes.importers.page import Page, parse
from episodes.importers.page_match import Memory, find_target, memory_of
from episodes.importers.page_merge import merge_date, merge_status, merge_text, save, start_of
from episodes.importers.page_sections import Draft, plan_sections
from episodes.importers.report import Report
from episodes.models import Citation, Clip, Episode, Highlight, PageImport, RelatedEpisode, Show, Status
from episodes.text.slugs import name_key

IMPORT_LOCK = 7_063_217  # Any number that no other advisory lock of the database has.


@dataclass
class Plan:
    """What an import would do. ``report`` says it to people; ``show`` and ``episode`` may not be saved yet."""

    text: str
    show_name: str
    publish: bool
    page: Page
    show: Show
    episode: Episode
    memory: Memory | None
    report: Report = field(default_factory=Report)
    fields: set[str] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)
    clips: list[Clip] = field(default_factory=list)
    related: list[tuple[int, Episode]] = field(default_factory=list)
    related_titles: list[str] = field(default_factory=list)

    @property
    def nothing(self):
        """True where applying the plan would change no row, not even what is remembered of the file."""
        return self.report.nothing and self.memory == self.remembered()

    @property
    def digest(self):
        """Equal for two plans that would do the same to the same episode."""
        said = repr((self.episode.pk, self.show.pk, self.page, self.publish, self.report))
        return hashlib.sha256(said.encode()).hexdigest()

    def remembered(self) -> Memory:
        """What ``PageImport`` is to keep of this import."""
        page = self.page
        return Memory(
            show=page.show,
            published=page.published.isoformat() if page.published else None,
            title=page.title,
            summary=page.summary,
            sections=[draft.remembered() for draft in self.drafts],
            related=self.related_titles,
        )

    def apply(self) -> Episode:
        """Writes the plan in one transaction and returns the episode.

        Raises ``PageError`` where the site has changed since the plan was made, so that it would do something else.
        """
        with transaction.atomic():
            self._lock()
            fresh = plan_page(self.text, show=self.show_name, publish=self.publish)
            if fresh.digest != self.digest:
                raise PageError(_("The site has changed since this was looked at: look again."))
            if not fresh.nothing:
                fresh._write()
        return fresh.episode

    def _lock(self):
        """Holds what the plan rests on until it is written.

        A first import has no row to hold, so imports wait for each other; on SQLite every transaction does. Others hold
        an episode before they refer to its show, which these locks let them do.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        for model, pk in ((Show, self.show.pk), (Episode, self.episode.pk)):
            list(model.objects.select_for_update(no_key=True).filter(pk=pk))
        list(Highlight.objects.select_for_update(no_key=True).filter(episode=self.episode.pk))

    def _write(self):
        save(self.show, set())
        self.episode.show = self.show
        save(self.episode, self.fields)
        for clip in self.clips:
            clip.episode = self.episode
            clip.save()
        for draft in self.drafts:
            draft.write(self.episode)
        Citation.objects.derive(episode_id=self.episode.pk)
        for position, related in self.related:
            RelatedEpisode.objects.create(episode=self.episode, related=related, position=position)
        PageImport.objects.update_or_create(episode=self.episode, defaults={"page": asdict(self.remembered())})


def plan_page(text: str, *, show: str = "", publish: bool = False) -> Plan:
    """What importing a page would do; nothing is written. ``show`` overrules the name of the show in the page.

    Raises ``PageError`` where the text is no page or does not say what it belongs to.
    """
    page = parse(text)
    found_show, found, name = find_target(page, show or "")
    plan = Plan(
        text=text,
        show_name=show or "",
        publish=publish,
        page=page,
        show=found_show or Show(title=name),
        episode=found or _new_episode(page, publish),
        memory=memory_of(found) if found else None,
    )
    plan.report.doubted += [at_line(line, sentence) for line, sentence in page.doubts]
    if found_show is None:
        plan.report.made.append(_("the show “%(title)s”") % {"title": name})
    _plan_episode(plan)
    plan.drafts = plan_sections(page, plan.episode, plan.memory, publish, plan.report)
    _plan_clips(plan)
    _plan_related(plan)
    return plan


def _new_episode(page, publish):
    return Episode(
        title=page.title,
        summary=page.summary,
        published_at=start_of(page.published),
        status=Status.PUBLISHED if publish else Status.DRAFT,
    )


def _plan_episode(plan):
    page, episode, report = plan.page, plan.episode, plan.report
    if episode.pk is None:
        values = {"title": page.title, "date": page.published, "status": episode.get_status_display().lower()}
        report.made.append(
            _("the episode “%(title)s” of %(date)s, %(status)s") % values
            if page.published
            else _("the episode “%(title)s”, %(status)s") % values
        )
        return
    before = plan.memory
    for name in ("title", "summary"):
        said = getattr(before, name) if before else None
        if merge_text(episode, name, said, getattr(page, name), _label(name), report):
            plan.fields.add(name)
    said = date.fromisoformat(before.published) if before and before.published else None
    if plan.publish and episode.published_at is None:
        said = None  # Nobody has given a date, so the file's counts again.
    if merge_date(episode, said, page.published, _label("published_at"), report):
        plan.fields.add("published_at")
    if plan.publish and merge_status(episode, _label("status"), report):
        plan.fields.add("status")


def _label(name):
    return _("episode, %(field)s") % {"field": Episode._meta.get_field(name).verbose_name}


def _plan_clips(plan):
    """Clips for numbers that are cited for the first time; those that are there keep their titles and times."""
    there = {clip.number: clip for clip in plan.episode.clips.all()} if plan.episode.pk else {}
    known = plan.memory.cites if plan.memory else set()
    cites = {number for draft in plan.drafts for number in draft.section.cites}
    wanted = {number: draft for draft in reversed(plan.drafts) if draft.takes_body for number in draft.section.cites}
    for number, draft in sorted(wanted.items()):
        if number not in there:
            clip = Clip(number=number, title=plan.page.clips[number])
            plan.clips.append(clip)
            plan.report.made.append(
                _("clip %(number)d, not placed in time: “%(title)s”") % {"number": number, "title": clip.title}
            )
        elif number not in known:
            plan.report.doubted.append(
                at_line(
                    draft.section.line,
                    _("“%(title)s” cites clip %(number)d, which was here before: “%(clip)s”.")
                    % {"title": draft.section.title, "number": number, "clip": shortened(there[number].title)},
                )
            )
    plan.report.kept += [
        _("clip %(number)d, “%(title)s”, is no longer cited in the file, and stays here.")
        % {"number": number, "title": shortened(there[number].title)}
        for number in sorted((known - cites) & there.keys())
    ]


def _plan_related(plan):
    """Related episodes by title, of the same show first; a title that no episode has is doubted."""
    if not plan.page.related:
        return
    chosen = set(plan.episode.related_choices.values_list("related", flat=True)) if plan.episode.pk else set()
    by_title = {}
    for pk, show, title in Episode.objects.order_by("-pk").values_list("pk", "show", "title"):
        if name_key(title) not in by_title or show == plan.show.pk:
            by_title[name_key(title)] = pk
    remembered = {name_key(title) for title in plan.memory.related} if plan.memory else set()
    for line, title in plan.page.related:
        pk = by_title.get(name_key(title))
        if pk is None:
            said = _("“%(title)s” is no episode here, so it was not related.") % {"title": shortened(title)}
            plan.report.doubted.append(at_line(line, said))
            continue
        plan.related_titles.append(title)
        if pk in chosen or pk == plan.episode.pk or name_key(title) in remembered:
            continue
        chosen.add(pk)
        plan.related.append((len(plan.related_titles), Episode(pk=pk)))
        plan.report.made.append(_("the related episode “%(title)s”") % {"title": title})
