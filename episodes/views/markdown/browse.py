"""Shows, people, quotes and the archive as Markdown, with the page that follows."""

from django.utils.translation import gettext as _

from episodes.models import address
from episodes.seo.meta import absolute
from episodes.text.section_markdown import escaped, link
from episodes.views.markdown.parts import (
    bullets,
    counted,
    episode_item,
    episode_items,
    episodes,
    facts,
    heading,
    highlight_items,
    joined,
    outside,
    pager,
    part,
    quote_items,
    show_item,
    to,
    typed,
)


def shows(page, meta, shows, **_context):
    return joined(heading(1, _("Shows")), bullets(map(show_item, shows)), pager(meta))


def show(page, meta, entries, **_context):
    found = page.show
    question = [_("Season %(n)d") % {"n": page.season}] if page.season is not None else []
    question += [str(page.year)] if page.year is not None else []
    return joined(
        heading(1, found.title),
        typed(found.description),
        facts(
            (_("Episodes"), str(page.counts["e"])),
            (_("Highlights"), str(page.counts["h"] or "")),
            (_("By"), escaped(found.author)),
            (_("Category"), escaped(found.category)),
            (_("Language"), escaped(found.language)),
            (_("The show's own site"), _itself(found.site_url)),
            (_("Feed for podcast apps"), _itself(absolute(found.get_feed_url()))),
            (_("Corrections"), link(_("Corrections"), absolute(found.get_corrections_url()))),
            (_("Hosts"), _counts(page.hosts)),
            (_("Frequent guests"), _counts(page.guests)),
            (_("Most used tags"), _counts(page.tags)),
            (_("Only"), ", ".join(question)),
        ),
        part(2, _("Episodes"), episode_items(entries, in_show=True), pager(meta)),
        part(2, _("Seasons"), _parts(page.seasons, found, "season")),
        part(2, _("Years"), _parts(page.years, found, "year")),
    )


def _itself(url):
    return link(url, url) if url else ""


def _counts(things):
    """Names with numbers, one after another."""
    return ", ".join(counted(to(thing), count) for thing, count in things)


def _parts(parts, show, name):
    path = absolute(show.get_absolute_url())
    return bullets(counted(link(str(one.number), f"{path}?{name}={one.number}"), one.count) for one in parts)


def people(page, meta, **_context):
    groups = [(heading(2, letter), bullets(map(_somebody, some))) for letter, some in page.groups]
    return joined(heading(1, _("People")), [block for group in groups for block in group], pager(meta))


def _somebody(one):
    return counted(to(one.person), episodes(one.count)) if one.count else to(one.person)


def person(page, meta, **_context):
    found = page.person
    appearances = [episode_item(episode, escaped(", ".join(roles))) for episode, roles in page.appearances]
    return joined(
        heading(1, found.name),
        typed(found.biography),
        facts(
            (_("Parts"), escaped(page.said_of_parts)),
            (_("Links"), outside(found.link_list)),
            (_("Hosts"), _counts(page.shows)),
            (_("Speaks about"), _counts(page.tags)),
            (_("Together with"), _counts(page.together)),
        ),
        part(2, _("Quotes"), quote_items(page.quotes)),
        part(2, _("Heard in"), highlight_items(page.highlights)),
        part(2, _("Episodes"), bullets(appearances)),
        pager(meta),
    )


def quotes(page, meta, **_context):
    chosen = ", ".join(one.name for one, _rest in page.chosen)
    count = str(page.page.paginator.count)
    return joined(
        heading(1, _("Quotes")),
        facts((_("Only"), escaped(chosen)), (_("Quotes"), count)),
        quote_items(page.page),
        pager(meta),
    )


def archive(page, **_context):
    return joined(
        heading(1, _("Archive")),
        facts((_("Only"), to(page.show) if page.show else ""), (_("Episodes"), str(page.count))),
        [block for year in page.years for block in _year(year, page.question)],
    )


def _year(year, question):
    months = bullets(_time(month, question) for month in year.months if month.count)
    return part(2, str(year), _time(year, question), months)


def _time(time, question):
    return counted(link(str(time), absolute(time.get_absolute_url() + question)), episodes(time.count))


def archive_page(page, meta, entries, **_context):
    whole = page.archive
    around = ((_("Earlier"), page.previous), (_("Later"), page.next))
    return joined(
        heading(1, str(page.month or page.year)),
        facts(
            (_("Only"), to(whole.show) if whole.show else ""),
            (_("Archive"), link(_("Archive"), absolute(address("archive") + whole.question))),
            (_("Episodes"), str(page.page.paginator.count)),
            *((words, _time(time, whole.question)) for words, time in around if time),
        ),
        part(2, _("Episodes"), episode_items(entries, in_show=bool(whole.show)), pager(meta)),
    )
