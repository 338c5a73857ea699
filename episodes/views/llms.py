"""/llms.txt: where a language model finds what this site says (https://llmstxt.org)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from episodes.models import SiteSettings, address
from episodes.queries.llms import directory
from episodes.seo.meta import absolute
from episodes.text.excerpts import excerpt
from episodes.text.markdown import plain_text
from episodes.text.section_markdown import escaped, link
from episodes.text.twins import twin_of
from episodes.views.markdown.parts import bullets, day, heading, joined, part, quoted
from episodes.views.pages import plain_answer

SUMMARY = 200


@require_safe
def llms_txt(request):
    site, found = SiteSettings.load(), directory()
    text = joined(
        heading(1, site.name),
        quoted(site.tagline or site.name),
        escaped(_how_many(found.counts)),
        bullets(_rules()),
        part(2, _("Shows"), bullets(map(_show, found.shows))),
        part(2, _("Latest episodes"), bullets(map(_episode, found.episodes))),
        part(2, _("Topics"), bullets(_counted(tag, count) for tag, count in found.tags)),
        part(2, _("People"), bullets(_counted(person, count) for person, count in found.people)),
        part(2, _("Everything by name"), bullets(_lists())),
        part(2, _("For programs"), bullets(_programs())),
        part(2, _("Optional"), bullets(_optional(site, found))),
    )
    return plain_answer(request, text, "text/plain")


def _how_many(counts):
    return _("%(episodes)d episodes, %(highlights)d highlights and %(quotes)d quotes are published here.") % {
        "episodes": counts.episodes,
        "highlights": counts.highlights,
        "quotes": counts.quotes,
    }


def _rules():
    """How the site is to be read."""
    sentences = (
        _("Every page is there as Markdown: at its address with .md in the place of the last slash."),
        _("A highlight is a short section in which each claim is cited: [^6] leads to the moment of audio behind it."),
        _("Quotes are the words of whoever is named, as they were said. Times are hours:minutes:seconds."),
        _("Please link to the pages themselves, without .md, when you cite something."),
    )
    return map(escaped, sentences)


def twin(words, path, about=""):
    """A link to a page as Markdown, with plain words that say what it is."""
    line = link(words, absolute(twin_of(path)))
    return f"{line}: {escaped(about)}" if about else line


def _show(item):
    show, n = item.show, item.counts.episodes
    said = excerpt(plain_text(show.description), SUMMARY)
    count = ngettext("one episode", "%(n)d episodes", n) % {"n": n}
    return twin(show.title, show.get_absolute_url(), f"{said} ({count})".strip())


def _episode(episode):
    about = f"{episode.show.title}, {day(episode.published_at)}. {excerpt(episode.summary, SUMMARY)}".strip()
    return twin(episode.title, episode.get_absolute_url(), about)


def _counted(thing, count):
    return twin(str(thing), thing.get_absolute_url(), str(count))


def _lists():
    names = (
        ("search", _("Search, with ?q= behind the address")),
        ("archive", _("Archive by year and month")),
        ("shows", _("All shows")),
        ("tags", _("All tags")),
        ("people", _("All people")),
        ("quotes", _("All quotes")),
    )
    return (twin(words, address(name)) for name, words in names)


def _programs():
    yield twin(_("API"), address("api"), _("Everything public as JSON, by tag, person, show and time."))
    others = (
        (_("OpenAPI document"), "api_openapi", _("What the API is asked and answers.")),
        (_("Feed for podcast apps"), "site_feed", _("RSS; every show has its own, at its address plus feed.xml.")),
        (_("Sitemap"), "sitemap_index", _("Every page, and when it last changed.")),
        (_("Atom feed"), "site_atom", _("What is new; every show has its own, at its address plus atom.xml.")),
    )
    for words, name, about in others:
        yield f"{link(words, absolute(address(name)))}: {escaped(about)}"


def _optional(site, found):
    if site.about:
        yield twin(_("About %(name)s") % {"name": site.name}, address("about"))
    for item in found.shows:
        yield twin(_("Corrections: %(title)s") % {"title": item.show.title}, item.show.get_corrections_url())
    for episode in found.episodes:
        if episode.has_transcript:
            words = _("Transcript of %(title)s") % {"title": episode.title}
            yield link(words, absolute(episode.get_transcript_file_url("txt")))
