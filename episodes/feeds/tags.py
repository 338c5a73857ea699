"""What is new with some tags, and without others, as an Atom feed: highlights, and episodes that carry them."""

from django.http import Http404

from episodes.feeds.atom import ATOM_TYPE, atom_feed
from episodes.feeds.xml import feed_view
from episodes.models import Tag
from episodes.queries.addresses import tag_choice
from episodes.queries.atom import atom_entries
from episodes.queries.tag_page import shelves_of
from episodes.queries.tags import CARRIERS
from episodes.seo.feeds import feeds_of_tags


@feed_view(ATOM_TYPE, tag_choice, "get_feed_url")
def tag_feed(request, tags, without=""):
    choice = tag_choice(tags, without)
    if choice is None:
        raise Http404
    if (choice.path, choice.path_without) != (tags, without):
        raise Tag.DoesNotExist  # Under this address: there is another one.
    entries = atom_entries(shelves_of(choice), *CARRIERS)
    if choice.is_one and not entries:
        raise Http404
    [[title, feed_path, _kind]] = feeds_of_tags(choice)
    return atom_feed(
        title=title,
        subtitle=choice.tags[0].description if choice.is_one else "",
        path=choice.get_absolute_url(),
        feed_path=feed_path,
        entries=entries,
    )
