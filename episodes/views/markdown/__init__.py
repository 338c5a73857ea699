"""The Markdown of each page, made of what its view gathered for the template of the same name."""

from episodes.views.markdown import articles, browse, lists, notices, searching

#: By the name of the page's template.
WRITERS = {
    writer.__name__: writer
    for writer in (
        articles.episode,
        articles.highlight,
        articles.clip,
        articles.quote,
        articles.transcript,
        lists.home,
        lists.about,
        browse.shows,
        browse.show,
        lists.corrections,
        lists.tags,
        lists.tag,
        browse.people,
        browse.person,
        browse.quotes,
        browse.archive,
        browse.archive_page,
        searching.search,
        notices.withdrawn,
        notices.not_found,
        notices.too_much,
        notices.api,
    )
}
