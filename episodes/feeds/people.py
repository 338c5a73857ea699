"""What is new of somebody, and new quotes, of everybody or narrowed as on the page of quotes; as Atom feeds."""

from django.http import Http404
from django.urls import reverse

from episodes.feeds.atom import ATOM_TYPE, atom_feed
from episodes.feeds.xml import feed_view
from episodes.models import PERSON, Person, ShelfKind, shelf_of
from episodes.queries.addresses import present_person
from episodes.queries.atom import atom_entries
from episodes.queries.quotes import chosen_by
from episodes.queries.shelves import Shelves
from episodes.seo.feeds import feeds_of_person, feeds_of_quotes
from episodes.seo.meta import asked


@feed_view(ATOM_TYPE, present_person, "get_feed_url")
def person_feed(request, person):
    """Episodes that somebody is part of, and what is quoted of them."""
    found = Person.objects.published().get(slug=person)
    [[title, feed_path, _type]] = feeds_of_person(found)
    return atom_feed(
        title=title,
        subtitle=found.biography,
        path=found.get_absolute_url(),
        feed_path=feed_path,
        entries=atom_entries(Shelves((shelf_of(PERSON, found.pk),)), ShelfKind.EPISODE, ShelfKind.QUOTE),
        icon=found.photo.url if found.photo else "",
    )


@feed_view(ATOM_TYPE)
def quotes_feed(request):
    chosen = chosen_by(request.GET.dict())
    if not all(one.thing for one in chosen):
        raise Http404
    slugs = {one.facet: one.slug for one in chosen}
    [[title, feed_path, _type]] = feeds_of_quotes(slugs, [one.name for one in chosen])
    return atom_feed(
        title=title,
        path=asked(reverse("quotes"), slugs),
        feed_path=feed_path,
        entries=atom_entries(Shelves(tuple(one.shelf for one in chosen)), ShelfKind.QUOTE),
    )
