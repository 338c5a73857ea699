"""Who else has an episode open in the admin. A hint, not a lock."""

from datetime import timedelta

from django.utils import timezone

from episodes.models import Presence

#: A page says that it is there every fifteen seconds; who has missed two of them has left.
HERE = timedelta(seconds=40)
FORGOTTEN = timedelta(hours=1)


def enter(episode_id, user, place=""):
    """Says that ``user`` is at ``place`` of an episode now."""
    now = timezone.now()
    Presence.objects.update_or_create(episode_id=episode_id, user=user, defaults={"place": place[:60], "seen_at": now})
    Presence.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def leave(episode_id, user):
    Presence.objects.filter(episode=episode_id, user=user).delete()


def others(episode_id, user):
    """The ``Presence`` of everybody else who is there, with their users, the first to come first."""
    here = Presence.objects.filter(episode=episode_id, seen_at__gt=timezone.now() - HERE)
    return list(here.exclude(user=user.pk).select_related("user").order_by("pk"))
