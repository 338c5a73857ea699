"""Locks, taken before anything is read that is going to be written."""

from django.contrib.contenttypes.models import ContentType

from episodes.models import Citation, Clip, Episode, Highlight, Quote
from episodes.services.revisions import hold

#: Where the episode is that a row belongs to.
EPISODE_OF = {
    Episode: "pk",
    Highlight: "episode_id",
    Clip: "episode_id",
    Quote: "highlight__episode_id",
    Citation: "highlight__episode_id",
}


def hold_rows(model, keys, *, episode=""):
    """Locks the rows of ``model`` with these keys, by their episodes where they belong to one.

    ``episode`` is the key of the one that a form names, to which a row may be about to move.
    """
    if model in EPISODE_OF:
        rows = model._base_manager.filter(pk__in=keys).order_by()
        named = _keys(episode)
        _hold_episodes(lambda: named.union(rows.values_list(EPISODE_OF[model], flat=True)))
    elif not model._base_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"):
        hold_kind(model)


def _hold_episodes(read):
    """Again, where a row has moved to another episode before its own was locked."""
    held = set()
    while more := read() - held:
        hold(more)
        held |= more


def hold_kind(model):
    """Lets those wait for each other who make the first row; nothing that refers to the kind waits."""
    kind = ContentType.objects.get_for_model(model)
    list(ContentType.objects.select_for_update(no_key=True).filter(pk=kind.pk).values_list("pk"))


def hold_new(model, episode=""):
    """Before a row is added: locks the episode that a form names, or the kind of what belongs to none."""
    if model in EPISODE_OF and model is not Episode:
        hold(_keys(episode))
    else:
        hold_kind(model)


def _keys(typed):
    return {int(typed)} if typed.isascii() and typed.isdecimal() and len(typed) < 19 else set()
