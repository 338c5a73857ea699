"""Finds what an episode page is about: the show and the episode that it belongs to, and the highlights it names."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from episodes.importers.layout import PageError
from episodes.importers.page import Page, Section
from episodes.importers.report import Likeness
from episodes.models import Episode, Highlight, PageImport, Show
from episodes.text.slugs import name_key, slug_of


@dataclass
class Memory:
    """What the last import of a page read: its values, and the rows that they went to.

    ``sections`` are ``{"title", "body", "quote", "takeaway", "cites", "highlight", "quote_id"}``; the last two are
    primary keys or None, where somebody has deleted the row since.
    """

    show: str = ""
    published: str | None = None
    title: str = ""
    summary: str = ""
    sections: list[dict] = field(default_factory=list)
    related: list[str] = field(default_factory=list)

    @property
    def cites(self):
        return {number for section in self.sections for number in section["cites"]}


def memory_of(episode: Episode) -> Memory | None:
    """What the last import into an episode read; None for one that was not imported."""
    kept = PageImport.objects.filter(episode=episode.pk).first()
    return Memory(**kept.page) if kept else None


def find_target(page: Page, name: str = "") -> tuple[Show | None, Episode | None, str]:
    """The show and the episode of a page where they exist, and the show's name. ``name`` overrules the page.

    Raises ``PageError`` where nobody names the show or two fit equally well.
    """
    wanted = " ".join(name.split()) or page.show
    if not wanted:
        raise PageError(_("The page does not name its show, as no line ends in “logo”: give the name of the show."))
    if len(wanted) > 200:
        raise PageError(_("The name of a show has at most 200 characters."))
    show = _show(wanted)
    found = _imported(page, show, bool(name.strip())) or (_called(page, show) if show else None)
    episode = Episode.objects.select_related("show").get(pk=found.pk) if found else None
    return (episode.show if episode else show), episode, wanted


def _show(name):
    """By title, then slug, then by the name that an imported page gave it."""
    shows = list(Show.objects.all())
    named = [show for show in shows if name_key(show.title) == name_key(name)]
    if len(named) > 1:
        raise PageError(
            _("%(number)d shows are called “%(name)s”: give the slug of one.") % {"number": len(named), "name": name}
        )
    slugged = [show for show in shows if show.slug == name] or [show for show in shows if show.slug == slug_of(name)]
    found = named or slugged
    if not found:
        kept = PageImport.objects.filter(page__show=name).select_related("episode__show").order_by("-pk").first()
        return kept.episode.show if kept else None
    return found[0]


def _imported(page, show, only_there):
    """The episode that a page of this title and show was imported into, wherever it is by now."""
    kept = PageImport.objects.filter(page__title=page.title, page__show=page.show).select_related("episode__show")
    episodes = [row.episode for row in kept]
    there = [episode for episode in episodes if show and episode.show_id == show.pk]
    found = there if there or only_there else episodes
    found = _of_the_day(found, page) if len(found) > 1 else found
    return found[0] if len(found) == 1 else None


def _called(page, show):
    """By title; else by the day, where at least half of the highlights have the same titles."""
    episodes = list(Episode.objects.filter(show=show).only("show", "slug", "title", "published_at"))
    named = [episode for episode in episodes if name_key(episode.title) == name_key(page.title)]
    if len(named) > 1:
        named = _of_the_day(named, page)
        if len(named) != 1:
            raise PageError(
                _("Several episodes of “%(show)s” are called “%(title)s”, and the date does not tell which is meant.")
                % {"show": show.title, "title": page.title}
            )
    if named:
        return named[0]
    that_day = {episode.pk: episode for episode in _of_the_day(episodes, page)}
    titles = {name_key(section.title) for section in page.sections}
    shared = dict.fromkeys(that_day, 0)
    for pk, title in Highlight.objects.filter(episode__in=that_day).values_list("episode", "title"):
        shared[pk] += name_key(title) in titles
    alike = [that_day[pk] for pk, number in shared.items() if 2 * number >= len(titles)]
    return alike[0] if len(alike) == 1 else None


def _of_the_day(episodes, page):
    return [episode for episode in episodes if episode.published_at and episode.published_at.date() == page.published]


@dataclass
class Match:
    """A section of the file, the highlight it belongs to, and what the last import said of it (each may be None)."""

    section: Section
    highlight: Highlight | None = None
    before: dict | None = None
    index_before: int | None = None


def match_sections(page: Page, memory: Memory | None, highlights: list[Highlight]) -> list[Match]:
    """One match a section, in order. A highlight is found by its title in the last import or now, else by its text."""
    return _Matcher(page, memory or Memory(), highlights).run()


class _Matcher:
    def __init__(self, page, memory, highlights):
        self.matches = [Match(section) for section in page.sections]
        self.before = dict(enumerate(memory.sections))
        self.free = {highlight.pk: highlight for highlight in highlights}
        self.likeness = Likeness()

    def run(self):
        for match in self.matches:
            self._by_last_title(match)
        for match in self.matches:
            if match.before is None and (found := self._titled(match.section.title)):
                self._give(match, found)
        for match in self.matches:
            if match.before is None and match.highlight is None:
                self._by_text(match)
        return self.matches

    def _by_last_title(self, match):
        key = name_key(match.section.title)
        index = next((index for index, said in self.before.items() if name_key(said["title"]) == key), None)
        if index is not None:
            said = self._remember(match, index)
            match.highlight = self.free.pop(said["highlight"], None) or self._titled_and_taken(said["title"])

    def _titled_and_taken(self, title):
        found = self._titled(title)
        return self.free.pop(found.pk) if found else None

    def _titled(self, title):
        key = name_key(title)
        return next((highlight for highlight in self.free.values() if name_key(highlight.title) == key), None)

    def _by_text(self, match):
        """A section under a new title: the text tells it, the last import's where there was one."""
        for index, said in self.before.items():
            if said["highlight"] in self.free and self.likeness.of(said["body"], match.section.body):
                match.highlight = self.free.pop(said["highlight"])
                self._remember(match, index)
                return
        for highlight in self.free.values():
            if self.likeness.of(highlight.body, match.section.body):
                self._give(match, highlight)
                return

    def _give(self, match, highlight):
        match.highlight = self.free.pop(highlight.pk)
        index = next((index for index, said in self.before.items() if said["highlight"] == highlight.pk), None)
        if index is not None:
            self._remember(match, index)

    def _remember(self, match, index):
        match.before, match.index_before = self.before.pop(index), index
        return match.before
