"""Pages that list things as Markdown, with the page that follows."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import address
from episodes.seo.meta import absolute
from episodes.text.section_markdown import escaped, link, quotation
from episodes.views.markdown.parts import (
    bullets,
    counted,
    day,
    episode_items,
    episodes,
    facts,
    heading,
    highlight_items,
    joined,
    pager,
    part,
    pulled,
    quote_items,
    quoted,
    show_item,
    to,
    to_tags,
    typed,
)


def home(page, site, meta, latest, entries, **_context):
    is_first = latest.number == 1
    quote = page.quote if is_first else None
    featured = [entry.highlight for entry in page.featured] if is_first else []
    tags = [tag for _letter, some in page.tags for tag in some] if is_first else []
    return joined(
        heading(1, site.name),
        quoted(site.tagline),
        part(2, _("Quote of the day"), *([quotation(pulled(quote, quote.clip)), _source(quote)] if quote else [])),
        part(2, _("Latest episodes"), episode_items(entries), pager(meta)),
        part(2, _("Featured highlights"), bullets(map(_featured, featured))),
        part(2, _("Shows"), bullets(map(show_item, page.shows)) if is_first else ""),
        part(2, _("Tags"), bullets(map(_tag, tags))),
        part(2, _("More"), _directory()) if is_first else "",
    )


def _source(quote):
    return f"{to(quote.highlight)} ({to(quote.highlight.episode)})"


def _featured(highlight):
    words = f": {escaped(highlight.takeaway)}" if highlight.takeaway.strip() else ""
    return f"{to(highlight)} ({to(highlight.episode)}){words}"


def _directory():
    names = (
        ("shows", _("All shows")),
        ("archive", _("Archive")),
        ("tags", _("All tags")),
        ("people", _("People")),
        ("quotes", _("Quotes")),
    )
    return bullets(link(words, absolute(address(name))) for name, words in names)


def about(page, site, **_context):
    return joined(heading(1, _("About %(name)s") % {"name": site.name}), typed(page.about))


def _outside(url):
    return link(url, url) if url else ""


def corrections(page, meta, corrections, **_context):
    return joined(
        heading(1, _("Corrections: %(title)s") % {"title": page.title}),
        _("What was changed after it was published, when it mattered to readers."),
        [block for correction in corrections for block in _correction(correction)],
        pager(meta),
    )


def _correction(correction):
    places = [to(correction.episode)]
    if correction.names_highlight:
        places.append(to(correction.highlight))
    return [f"**{day(correction.noted_at)}** {', '.join(places)}", typed(correction.text)]


def tags(page, meta, query, **_context):
    said = _("with “%(query)s”") % {"query": query} if query else ""
    groups = [(heading(2, letter) if letter else "", bullets(map(_tag, some))) for letter, some in page.groups]
    return joined(heading(1, _("Tags")), escaped(said), [block for group in groups for block in group], pager(meta))


def _tag(tag):
    return counted(to_tags([tag]), tag.count)


def tag(page, meta, **_context):
    choice, glance = page.choice, page.glance
    asked = [str(one) for one in (page.asked.person, page.asked.time) if one]
    first = page.page.number == 1
    return joined(
        heading(1, choice.title),
        typed(choice.tags[0].description) if choice.is_one else "",
        facts(
            (_("Only"), escaped(", ".join(asked))),
            (_("Highlights"), str(page.counts["highlights"])),
            (_("Episodes"), str(page.counts["episodes"])),
            (_("Quotes"), str(page.counts["quotes"])),
            (_("Feed"), _outside(absolute(choice.get_feed_url()))),
        ),
        *(_at_a_glance(glance) if glance else []),
        part(2, _("Highlights"), highlight_items(page.highlights)),
        pager(meta) if page.kind == "highlights" else "",
        part(2, _("Episodes"), episode_items(page.episodes)),
        part(2, _("Quotes"), quote_items(page.quotes)),
        pager(meta) if page.kind != "highlights" else "",
        part(2, _("Narrow by"), bullets(map(_narrower, page.neighbours)) if first else ""),
    )


def _at_a_glance(glance):
    speakers = bullets(counted(to(person), count) for person, count in glance.speakers)
    ends = ((_("First"), glance.first), (_("Latest"), glance.latest))
    years = (f"{period.label}: {_in_year(period)}" for period in glance.periods)
    return [
        facts(*((words, f"{to(end)} ({day(end.episode.published_at)})") for words, end in ends if end)),
        part(2, _("Who speaks about it"), speakers),
        part(2, _("Over the years"), bullets(years)),
    ]


def _in_year(year):
    highlights = ngettext("one highlight", "%(n)d highlights", year.highlights) % {"n": year.highlights}
    return f"{highlights}, {episodes(year.episodes)}"


def _narrower(neighbour):
    """A tag beside the chosen ones, with what is left with it; and the choice without it."""
    without = link(_("without"), absolute(neighbour.without.get_absolute_url()))
    return f"{counted(to(neighbour.only_with, neighbour.tag.name), neighbour.tag.count)}, {without}"
