"""The page of search as Markdown: what was found, kind by kind, its matches in bold."""

from django.utils.translation import gettext as _

from episodes.models import address
from episodes.seo.meta import absolute
from episodes.text.section_markdown import escaped, link
from episodes.views.markdown.parts import bullets, day, facts, heading, hear, joined, part, to, twin_link


def search(page, asked, **_context):
    if not asked:
        return _start(page)
    title = _("Search: %(question)s") % {"question": asked.question.text or asked.typed} if asked.typed else _("Search")
    return joined(
        heading(1, title),
        facts((_("Conditions"), ", ".join(map(_condition, page.chips))), (_("Found"), _how_many(page))),
        [block for group in page.groups for block in _group(group)],
        bullets(_pager(page, asked)),
        *([] if page.count else _nothing(page)),
    )


def _condition(chip):
    words = f"{chip.label} {chip.name}".strip() if chip.label else chip.name
    return escaped(f"{_('not')} {words}" if chip.is_negated else words)


def _how_many(page):
    return f"{page.count}+" if page.is_capped else str(page.count)


def _group(group):
    count = f"{group.count}+" if group.is_capped else str(group.count)
    items = bullets(_hit(hit, group.kind) for hit in group.hits)
    rest = twin_link(_("All of this kind"), group.url) if group.is_cut else ""
    return part(2, f"{group.title} ({count})", items, rest)


def _hit(hit, kind):
    words = plain(hit.title)
    episode = hit.episode
    if kind == "transcripts":
        words = " ".join(filter(None, (episode.title, hit.moment.start)))
    elif kind == "quotes":
        words = f"“{words}”"
    about = [link(plain(pieces), absolute(url) if url else "") for url, pieces in (*hit.speakers, *hit.tags)]
    if kind in ("highlights", "quotes"):
        about.append(to(episode))
    if kind == "quotes" and hit.thing.clip:
        about.append(hear(hit.thing.clip, episode.audio))
    about.append(day(episode.published_at) if episode else "")
    about.append(str(hit.count) if hit.count else "")
    facts_of_it = ", ".join(fact for fact in about if fact)
    line = link(words, absolute(hit.url)) + (f" ({facts_of_it})" if facts_of_it else "")
    return f"{line}: {marked(hit.text)}" if hit.text else line


def plain(pieces):
    return "".join(text for text, _is_match in pieces)


def marked(pieces):
    """``[(text, is a match)]`` with what matches in bold."""
    written = ""
    for text, is_match in pieces:
        words = escaped(text)
        before, behind = (" " if text[at : at + 1 or None].isspace() else "" for at in (0, -1))
        written += f"{before}**{words}**{behind}" if is_match and words else f"{before}{words}{behind}"
    return " ".join(written.split())


def _pager(page, asked):
    pages = page.pages
    if pages and pages.has_previous():
        yield twin_link(_("Previous page"), asked.but(page=pages.previous_page_number()).url)
    if pages and pages.has_next():
        yield twin_link(_("Next page"), asked.but(page=pages.next_page_number()).url)


def _nothing(page):
    meant = twin_link(page.meant.question.words, page.meant.url) if page.meant else ""
    return [escaped(_("Nothing found.")), f"{_('Did you mean')} {meant}?" if meant else "", *_popular(page)]


def _start(page):
    examples = (f"{twin_link(question.typed, question.url)}: {escaped(words)}" for question, words in page.examples)
    return joined(
        heading(1, _("Search")),
        escaped(_("Ask for words at this address plus ?q=, such as:")),
        bullets(examples),
        _popular(page),
    )


def _popular(page):
    """Tags to begin with."""
    if not page.popular:
        return []
    tags = (f"{link(name, absolute(address('tag', slug)))} ({count})" for name, slug, count in page.popular.tags)
    return part(2, _("Most used tags"), bullets(tags))
