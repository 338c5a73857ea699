"""Which sections an editor may link to: those of all shows, by words of their titles."""

from django.db.models import Q

from episodes.models import Highlight, Status

#: Titles are found by so many words of what was typed.
MOST_WORDS = 8
LONGEST_TYPED = 200


def linkable(typed, but=None):
    """Highlights, the newest first, with every word of ``typed`` in their title or that of their episode or show.

    Drafts are among them, what was withdrawn is not; nor is the one with the key ``but``.
    """
    found = Highlight.objects.exclude(Q(status=Status.WITHDRAWN) | Q(episode__status=Status.WITHDRAWN))
    for word in typed[:LONGEST_TYPED].replace("\x00", "").split()[:MOST_WORDS]:
        found = found.filter(
            Q(title__icontains=word) | Q(episode__title__icontains=word) | Q(episode__show__title__icontains=word)
        )
    return with_places(found.exclude(pk=but) if but else found).newest_first()


def with_places(highlights):
    """Highlights with what ``admin.section_links`` calls them by."""
    names = ("title", "status", "position", "episode__title", "episode__status", "episode__published_at")
    keys = ("episode", "episode__show", "episode__show__title", "episode__show__language")
    return highlights.select_related("episode__show").only(*names, *keys)
