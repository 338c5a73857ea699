"""Who saved last, as far as anybody has noted it."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from episodes.admin.conflicts.holding import EPISODE_OF
from episodes.admin.names import name_of
from episodes.models import Revision


def told_of_save(user, obj, since):
    """One sentence: who has saved ``obj``, or what it belongs to, since then, and that ``user`` has saved nothing."""
    name, at = _last(obj, since)
    told = {"name": name, "time": at and time_format(localtime(at), "H:i"), "row": obj._meta.verbose_name}
    if not at:
        return _("Somebody has saved this %(row)s since you opened it, so nothing of yours is saved yet.") % told
    if name == name_of(user):
        return _("You saved this %(row)s at %(time)s in another window, so nothing of this one is saved yet.") % told
    if not name:
        return _("This %(row)s was saved at %(time)s, after you opened it, so nothing of yours is saved yet.") % told
    return _("%(name)s saved this %(row)s at %(time)s, after you opened it, so nothing of yours is saved yet.") % told


def _last(obj, since):
    """``(name, time)`` of the last save; the name may be empty, and the time None."""
    saves = [(entry.action_time, name_of(entry.user)) for entry in _entries(type(obj), obj.pk, since)]
    if path := EPISODE_OF.get(type(obj)):
        key = obj.highlight.episode_id if path == "highlight__episode_id" else getattr(obj, path)
        revisions = Revision.objects.of(key).filter(made_at__gte=since).select_related("made_by")
        saves += [(item.made_at, name_of(item.made_by)) for item in revisions.only("made_at", "made_by")[:1]]
    at, name = max(saves, default=(None, ""))
    return name, at


def _entries(model, key, since, **more):
    kind = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(key), action_time__gte=since, **more)
    return entries.select_related("user").order_by("-action_time")[:1]


def noted(model, key, since, **more):
    """``{"name", "time"}`` of the last entry about a row since then, like ``more``; both empty where there is none."""
    entry = next(iter(_entries(model, key, since, **more)), None)
    return {"name": entry and name_of(entry.user), "time": entry and time_format(localtime(entry.action_time), "H:i")}
