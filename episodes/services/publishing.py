"""Takes episodes and highlights through their states: draft, in review, scheduled, published, withdrawn."""

from django.utils import timezone
from django.utils.translation import gettext as _

from episodes.models import Episode, Highlight, Status
from episodes.services.checklist import problems
from episodes.services.revisions import hold, recording

UNPUBLISHED = (Status.DRAFT, Status.REVIEW)


class PublishingRefused(ValueError):
    """One sentence: why the state stays what it is."""


def set_status(obj, status, *, at=None, reason=""):
    """Gives an episode or a highlight another state and returns it as it is stored then; only its state is written.

    ``at``, an aware time, is when an episode is published: one to come schedules it, None keeps the time it has or
    takes the present. What was scheduled and is published without a time appears at once. ``reason`` is what a
    withdrawn page says. The address, and the time of the first publishing, stay for a later return.
    Raises ``PublishingRefused`` for errors of the checklist, for a missing reason, or where ``obj`` is gone.
    """
    with recording():
        fresh = _held(obj)
        if status == Status.PUBLISHED:
            refuse_errors(_episode_id(fresh), _coming_out(fresh))
        _set(fresh, status, at, reason)
    return fresh


def publish(episode, highlights, *, at=None):
    """Publishes an episode together with those ``highlights`` (primary keys) of it that are drafts or in review."""
    with recording():
        fresh = _held(episode)
        going = Highlight.objects.filter(episode=fresh, pk__in=highlights, status__in=UNPUBLISHED)
        refuse_errors(fresh.pk, _coming_out(fresh) | {highlight.pk for highlight in going})
        for highlight in going:
            _set(highlight, Status.PUBLISHED, None, "")
        if fresh.status != Status.PUBLISHED or fresh.is_scheduled or at:
            _set(fresh, Status.PUBLISHED, at, "")
    return fresh


def blocking(found, highlights):
    """The errors among the problems ``found`` of an episode that keep it, with these ``highlights``, from its readers.

    A section that stays a draft blocks nothing.
    """
    return [
        problem
        for problem in found
        if problem.level == "error" and (problem.highlight_id is None or problem.highlight_id in highlights)
    ]


def refuse_errors(episode_id, highlights):
    errors = blocking(problems([episode_id]).get(episode_id, []), highlights)
    if errors:
        first = f"{errors[0].name} {errors[0].sentence}"
        more = len(errors) - 1
        raise PublishingRefused(
            _("%(first)s And %(more)d more to fix.") % {"first": first, "more": more} if more else first
        )


def _held(obj):
    hold([_episode_id(obj)])
    try:
        return type(obj)._default_manager.get(pk=obj.pk)
    except type(obj).DoesNotExist:
        raise PublishingRefused(_("“%(title)s” was deleted meanwhile.") % {"title": obj}) from None


def _episode_id(obj):
    return obj.pk if isinstance(obj, Episode) else obj.episode_id


def _coming_out(obj):
    """The highlights that readers see once ``obj`` is published."""
    if isinstance(obj, Highlight):
        return {obj.pk}
    return set(obj.highlights.filter(status=Status.PUBLISHED).values_list("pk", flat=True))


def _set(obj, status, at, reason):
    reason = " ".join(reason.split())
    if status == Status.WITHDRAWN and not reason:
        raise PublishingRefused(
            _("Say why “%(title)s” is withdrawn: its page shows the reason in its place.") % {"title": obj}
        )
    fields = {"status", "withdrawn_reason"}
    if isinstance(obj, Episode) and status == Status.PUBLISHED:
        fields.add("published_at")
        if at:
            obj.published_at = at
        elif obj.published_at and obj.published_at > timezone.now():
            obj.published_at = timezone.now().replace(microsecond=0)
    obj.status, obj.withdrawn_reason = status, reason if status == Status.WITHDRAWN else ""
    obj.save(update_fields=fields)
