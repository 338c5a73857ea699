"""One highlight by chance."""

import secrets

from episodes.models import SHOW, TAG, Highlight, ShelfKind, shelf_of
from episodes.queries.addresses import present_show, tag_choice
from episodes.queries.shelves import Shelves


def any_highlight(tag="", show=""):
    """A public highlight with its episode and show, each as likely as any other; None while the site has none.

    ``tag`` narrows to those with a tag, or with several joined by ``+``; ``show`` to those of a show. Raises
    ``Highlight.DoesNotExist`` where none is left.
    """
    tag, show = (text.replace("\x00", "").strip() for text in (tag, show))
    shelves = []
    if tag:
        found = tag_choice(tag)
        shelves += [shelf_of(TAG, one.pk) for one in found.tags] if found else [""]
    if show:
        found = present_show(show)
        shelves.append(shelf_of(SHOW, found.pk) if found else "")
    if "" in shelves:
        raise Highlight.DoesNotExist
    on = Shelves(tuple(shelves))
    count = on.count(ShelfKind.HIGHLIGHT)
    if not count and not shelves:
        return None
    place = secrets.randbelow(count) if count else 0
    keys = list(on.keys(ShelfKind.HIGHLIGHT)[place : place + 1])
    return Highlight.objects.published().select_related("episode__show").get(pk__in=keys)
