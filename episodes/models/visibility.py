"""What is public: the one place that says so. Querysets ask here; nothing else repeats the rule."""

from django.db import models
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def public_episode(path=""):
    """The condition under which an episode is public; ``path`` leads to it (``"highlight__episode__"``)."""
    return Q(**{f"{path}status": Status.PUBLISHED, f"{path}published_at__lte": timezone.now()})


def public_in_episode(path=""):
    """The condition under which a highlight of an episode that is public is so, too."""
    return Q(**{f"{path}status": Status.PUBLISHED})


def public_highlight(path=""):
    """A highlight is public when it and its episode are."""
    return public_in_episode(path) & public_episode(f"{path}episode__")


def withdrawn_episode(path=""):
    """An episode that was taken back, and whose address says so."""
    return Q(**{f"{path}status": Status.WITHDRAWN})


def withdrawn_highlight(path=""):
    """A highlight that was taken back by itself, or with its episode; one of a draft was never to be seen."""
    episode = f"{path}episode__"
    with_its_episode = Q(**{f"{path}status": Status.PUBLISHED}) & withdrawn_episode(episode)
    by_itself = withdrawn_episode(path) & (public_episode(episode) | withdrawn_episode(episode))
    return with_its_episode | by_itself


#: Sent once when an episode becomes public, with ``episode``: by the save that publishes it, inside its transaction,
#: or when the time of a scheduled one has come. What reaches the world outside waits for ``on_commit``.
appeared = Signal()

#: Sent with ``episodes``, ``tags`` or ``people``, primary keys, where rows of them were written past the signals of
#: their models, as by ``bulk_create`` or ``update``: what is derived from them follows after the commit.
rewritten = Signal()
