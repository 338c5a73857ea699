"""The home page, the about page, and what stands in for a page that is not there."""

from django.utils import timezone
from django.utils.translation import gettext as _

from episodes.models import SiteSettings
from episodes.queries.entries import episode_entries, latest_episodes
from episodes.queries.home_page import home_page
from episodes.seo import graphs
from episodes.seo.feeds import feeds_of_site
from episodes.text.markdown import plain_text
from episodes.views.pages import cut, page_view, render_page

ON_HOME = 6


@page_view()
def home(request):
    latest = cut(request, latest_episodes(), ON_HOME)
    return render_page(
        request,
        "home",
        home_page(timezone.now().date()),
        title="",
        section="episodes",
        latest=latest,
        paged=latest,
        entries=episode_entries(latest),
        feeds=feeds_of_site(),
        json_ld=graphs.home(SiteSettings.load()),
    )


@page_view()
def about(request):
    site = SiteSettings.load()
    if not site.about:
        raise SiteSettings.DoesNotExist
    return render_page(request, "about", site, title=_("About"), description=plain_text(site.about), section="about")


def not_found(request, exception):
    return render_page(request, "not_found", None, title=_("There is no such page"), status=404)
