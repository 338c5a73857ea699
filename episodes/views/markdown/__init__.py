"""The Markdown of each page, made of what its view gathered for the template of the same name."""

from episodes.views.markdown import articles, lists, notices

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
        lists.shows,
        lists.show,
        lists.corrections,
        lists.tags,
        lists.tag,
        lists.people,
        lists.person,
        lists.quotes,
        notices.withdrawn,
        notices.not_found,
        notices.api,
    )
}
