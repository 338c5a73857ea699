"""Citations as files, for programs that keep bibliographies."""

from dataclasses import replace
from functools import wraps

from episodes.models import SiteSettings
from episodes.queries.addresses import present_highlight
from episodes.queries.citing import clip_to_cite, highlight_to_cite, quote_to_cite
from episodes.seo.citing import clip_work, highlight_work, quote_work
from episodes.text.citing import FORMATS
from episodes.views.files import file_view, named_file
from episodes.views.pages import page_view

BY_ENDING = {format.ending: format for format in FORMATS if format.ending}


def citation_view(view):
    """The view returns the ``Work``; the answer is a file in the format of its ending, to be saved."""

    @wraps(view)
    def wrapped(request, *, ending, **names):
        work = replace(view(request, **names), publisher=SiteSettings.load().name)
        format = BY_ENDING[ending]
        return format.write(work), format.media_type, f"{work.key}.{ending}"

    return file_view(wrapped)


def present_citation(show, episode, highlight, ending):
    """What a moved highlight's citation leads to now; for ``page_view``."""
    present = present_highlight(show, episode, highlight)
    return present and named_file(f"{present.get_absolute_url()}cite.{ending}")


@page_view()
@citation_view
def clip_citation(request, clip):
    return clip_work(*clip_to_cite(clip))


@page_view()
@citation_view
def quote_citation(request, quote):
    return quote_work(*quote_to_cite(quote))


@page_view(present_citation)
@citation_view
def highlight_citation(request, show, episode, highlight):
    return highlight_work(*highlight_to_cite(show, episode, highlight))
