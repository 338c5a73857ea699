"""Opens and closes links to the preview of an episode."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from episodes.models import Episode, PreviewLink, Status

#: For how many days a link may be open.
DAYS = (1, 3, 7)


class PreviewRefused(ValueError):
    """One sentence: why there is nothing to look at beforehand."""


def open_preview(episode, user, days):
    """The new ``PreviewLink`` of ``user`` to an episode, open for one of ``DAYS``. Raises ``PreviewRefused``."""
    if days not in DAYS:
        raise PreviewRefused(_("A preview is open for 1, 3 or 7 days."))
    if episode.status == Status.WITHDRAWN:
        raise PreviewRefused(_("A withdrawn episode has no preview; make it a draft first."))
    if Episode.objects.published().filter(pk=episode.pk).exists():
        raise PreviewRefused(_("This episode is public: its page needs no preview."))
    expires_at = timezone.now() + timedelta(days=days)
    return PreviewLink.objects.create(episode=episode, made_by=user, expires_at=expires_at)


def close_preview(episode, key):
    """Revokes the open link of an episode with this primary key; false where there is none."""
    links = PreviewLink.objects.open().filter(episode=episode, pk=key)
    return bool(links.update(revoked_at=timezone.now()))
