"""The highlights of the site and of a show, newest first, as Atom feeds."""

from django.urls import reverse
from django.utils.translation import gettext as _

from episodes.feeds.atom import ATOM_TYPE, atom_feed
from episodes.feeds.xml import feed_view
from episodes.models import SHOW, ShelfKind, Show, SiteSettings, shelf_of
from episodes.queries.addresses import present_show
from episodes.queries.atom import atom_entries
from episodes.queries.shelves import Shelves


@feed_view(ATOM_TYPE)
def site_atom(request):
    site = SiteSettings.load()
    return atom_feed(
        title=site.name,
        subtitle=site.tagline,
        path=reverse("home"),
        feed_path=reverse("site_atom"),
        entries=atom_entries(Shelves(), ShelfKind.HIGHLIGHT),
        icon=site.logo.url if site.logo else "",
    )


@feed_view(ATOM_TYPE, present_show, "get_atom_url")
def show_atom(request, show):
    found = Show.objects.published().get(slug=show)
    return atom_feed(
        title=_("Highlights of %(show)s") % {"show": found.title},
        subtitle=found.description,
        path=found.get_absolute_url(),
        feed_path=found.get_atom_url(),
        entries=atom_entries(Shelves((shelf_of(SHOW, found.pk),)), ShelfKind.HIGHLIGHT),
        language=found.language,
        icon=found.logo.url if found.logo else "",
    )
