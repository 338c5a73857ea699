"""What the audit log hears of by itself: sign-ins, accounts and what they may do, and what becomes public or goes.

It hears of rows as they are stored, whoever stores them: a form, a service, a command. Acts that write in bulk record
themselves.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from episodes.models import Act, Episode, Highlight, Person, Show, Status, Tag
from episodes.services.audit import record, record_failed_sign_in

User = get_user_model()
#: What the public state of a thing is stored in; the last of an episode says that it has been seen to be public.
STATE = {Episode: ("status", "published_at", "appeared_at"), Highlight: ("status",)}
RIGHTS = ("is_active", "is_staff", "is_superuser")
OUT = (Status.PUBLISHED, Status.WITHDRAWN)


@receiver(user_logged_in)
def signed_in(sender, user, **kwargs):
    record(Act.SIGNED_IN, user, actor=user)


@receiver(user_logged_out)
def signed_out(sender, user, **kwargs):
    if user is not None:
        record(Act.SIGNED_OUT, user, actor=user)


@receiver(user_login_failed)
def sign_in_failed(sender, credentials, **kwargs):
    name = credentials.get(User.USERNAME_FIELD)
    record_failed_sign_in(User.objects.filter(**{User.USERNAME_FIELD: name}).first() if name else None)


def _stored(sender, instance, fields):
    known = instance.pk and not instance._state.adding
    return sender._base_manager.filter(pk=instance.pk).values(*fields).first() if known else None


@receiver(pre_save, sender=Episode)
@receiver(pre_save, sender=Highlight)
def state_changing(sender, instance, raw=False, update_fields=None, **kwargs):
    is_state = not raw and (update_fields is None or set(STATE[sender]) & set(update_fields))
    instance._audited = (_stored(sender, instance, STATE[sender]) or {}) if is_state else None


@receiver(post_save, sender=Episode)
@receiver(post_save, sender=Highlight)
def state_changed(sender, instance, **kwargs):
    before, instance._audited = instance._audited, None
    if before is None:
        return
    if act := _act(instance, before):
        record(act, instance, detail=_detail(act, instance))


def _act(instance, before):
    """What has been done to the state of an episode or a highlight; None for nothing that matters here."""
    was, now = before.get("status"), instance.status
    if now == Status.PUBLISHED and getattr(instance, "is_scheduled", False):
        return Act.SCHEDULED if was != now or before["published_at"] != instance.published_at else None
    if now == Status.PUBLISHED:
        # What was scheduled may be put out before its time, or be saved before the clock has seen that it came.
        comes_out = isinstance(instance, Episode) and before.get("appeared_at") is None and instance.appeared_at
        return Act.PUBLISHED if was != now or comes_out else None
    if was == now:
        return None
    if now == Status.WITHDRAWN:
        return Act.WITHDRAWN
    return Act.UNPUBLISHED if was in OUT else None


def _detail(act, instance):
    if act == Act.SCHEDULED:
        return instance.published_at.isoformat(timespec="minutes")
    return instance.withdrawn_reason if act == Act.WITHDRAWN else ""


def deleted(sender, instance, origin=None, **kwargs):
    """What goes along with something else goes with that."""
    asked = origin.model if isinstance(origin, QuerySet) else type(origin)
    if origin is None or asked is sender:
        record(Act.DELETED, instance)


for model in (Show, Episode, Highlight, Person, Tag, User, Group):
    post_delete.connect(deleted, sender=model)


@receiver(pre_save, sender=User)
def account_changing(sender, instance, raw=False, update_fields=None, **kwargs):
    told = {"password", *RIGHTS} if update_fields is None else {"password", *RIGHTS} & set(update_fields)
    # A sign-in may store the same password in a newer form.
    if update_fields is not None and told == {"password"} and instance._password is None:
        told = set()
    instance._audited = (_stored(sender, instance, sorted(told)) or {}) if told and not raw else None


@receiver(post_save, sender=User)
def account_changed(sender, instance, created=False, **kwargs):
    before, instance._audited = instance._audited, None
    if before is None:
        return
    if created:
        record(Act.ACCOUNT, instance, detail=", ".join(name for name in RIGHTS[1:] if getattr(instance, name)))
        return
    if before.pop("password", instance.password) != instance.password:
        record(Act.PASSWORD, instance)
    changed = [f"{name}: {getattr(instance, name)}" for name in before if before[name] != getattr(instance, name)]
    if changed:
        record(Act.PERMISSIONS, instance, detail=", ".join(changed))


DONE = {"post_add": "given", "post_remove": "taken", "pre_clear": "all taken"}


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def rights_changed(sender, instance, action, reverse, model, pk_set, **kwargs):
    """Of a group that is given to accounts from its side, or a permission from its, each account is one act."""
    if action not in DONE or (pk_set is not None and not pk_set):
        return
    others = list(model._base_manager.filter(pk__in=pk_set)) if pk_set else []
    if reverse:
        for other in others:
            record(Act.PERMISSIONS, other, detail=f"{DONE[action]}: {instance}")
        if not others:
            record(Act.PERMISSIONS, instance, detail=DONE[action])
        return
    names = ", ".join(sorted(getattr(other, "codename", None) or str(other) for other in others))
    record(Act.PERMISSIONS, instance, detail=f"{DONE[action]}: {names}" if names else DONE[action])
