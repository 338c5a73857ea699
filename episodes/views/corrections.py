"""What a show has corrected."""

from django.utils.translation import gettext as _

from episodes.queries.addresses import present_show
from episodes.queries.corrections import corrections_of, show_of_corrections
from episodes.seo.meta import ATOM
from episodes.views.pages import cut, page_view, render_page

ON_CORRECTIONS = 30


@page_view(present_show, "get_corrections_url")
def corrections(request, show):
    found = show_of_corrections(show)
    listed = cut(request, corrections_of(found), ON_CORRECTIONS)
    return render_page(
        request,
        "corrections",
        found,
        title=_("Corrections: %(title)s") % {"title": found.title},
        description=_("What was changed in the highlights of %(title)s after they were published.")
        % {"title": found.title},
        hue_class=found.hue_class,
        section="episodes",
        corrections=listed,
        paged=listed,
        feeds=[(_("Corrections: %(title)s") % {"title": found.title}, found.get_corrections_feed_url(), ATOM)],
    )
