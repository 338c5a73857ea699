"""The corrections of a show, for readers."""

from django.db.models import Exists, OuterRef

from episodes.models import Correction, Highlight, Show


def corrections_of(show):
    """The public corrections of a show, the latest first; ``names_highlight`` where the section is public, too."""
    is_public = Exists(Highlight.objects.published().filter(pk=OuterRef("highlight")))
    found = Correction.objects.published().filter(episode__show=show).annotate(names_highlight=is_public)
    return found.select_related("episode__show", "highlight__episode__show").newest_first()


def show_of_corrections(slug):
    """The public show with this slug. Raises ``Show.DoesNotExist``."""
    return Show.objects.published().get(slug=slug)
