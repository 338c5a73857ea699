"""Which feeds a page names in its head: ``(title, address, media type)``, the podcast before its highlights."""

from django.urls import reverse
from django.utils.translation import gettext as _

from episodes.seo.meta import ATOM, RSS, asked


def feeds_of_site():
    return (_("All episodes"), reverse("site_feed"), RSS), (_("All highlights"), reverse("site_atom"), ATOM)


def feeds_of_show(show):
    return (
        (show.title, show.get_feed_url(), RSS),
        (_("Highlights of %(show)s") % {"show": show.title}, show.get_atom_url(), ATOM),
    )


def feeds_of_tags(choice):
    """What carries a choice of tags, which has a ``title`` and the address of its feed."""
    return ((_("Tagged %(tags)s") % {"tags": choice.title}, choice.get_feed_url(), ATOM),)


def feeds_of_person(person):
    return ((person.name, person.get_feed_url(), ATOM),)


def feeds_of_quotes(slugs, names):
    """New quotes, narrowed by ``{facet: slug}`` of what has these ``names``."""
    title = _("Quotes: %(chosen)s") % {"chosen": ", ".join(names)} if names else _("Quotes")
    return ((title, asked(reverse("quotes_feed"), slugs), ATOM),)
