"""Who may do what: the group that editors belong to, and nothing beyond what editing needs."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction

EDITORS = "Editors"

ALL = ("add", "change", "delete", "view")
NO_DELETE = ("add", "change", "view")
GIVEN = ("change", "view")

#: Model, what may be done with it, and why. What is not listed here, editors may not even see.
MAY = [
    ("show", NO_DELETE, "a show is begun by an editor; deleting one takes its whole archive along"),
    ("episode", ALL, "the work"),
    ("clip", ALL, "the moments that the work refers to"),
    ("credit", ALL, "rows in the form of an episode"),
    ("relatedepisode", ALL, "rows in the form of an episode"),
    ("highlight", ALL, "the work"),
    ("quote", ALL, "rows in the form of a highlight, and a list of their own"),
    ("citation", GIVEN, "made by the markers in a body; an editor only says what has been heard"),
    ("person", ALL, "people come with episodes"),
    ("tag", ALL, "tags come with writing, and are put in order by the same people"),
    ("tagalias", ALL, "rows in the form of a tag"),
    ("sitesettings", GIVEN, "one row, which is always there"),
]


def ensure_roles(using="default"):
    """The group of editors with the permissions of ``MAY``, made or brought up to date; None before the tables exist.

    Safe to call again. What somebody gave the group by hand is taken away: another group is the place for it.
    """
    if not _has_tables(using):
        return None
    with transaction.atomic(using=using):
        group, _created = Group.objects.using(using).get_or_create(name=EDITORS)
        wanted = set(_permissions(using))
        if wanted != set(group.permissions.all()):
            group.permissions.set(wanted)
    return group


def codenames():
    """``{"change_episode", …}``: what editors may do."""
    return {f"{action}_{model}" for model, actions, _why in MAY for action in actions}


def _permissions(using):
    types = ContentType.objects.using(using).filter(app_label="episodes", model__in=[model for model, *_rest in MAY])
    return Permission.objects.using(using).filter(content_type__in=types, codename__in=codenames())


def _has_tables(using):
    needed = {model._meta.db_table for model in (Group, Permission, ContentType, Group.permissions.through)}
    return needed <= set(connections[using].introspection.table_names())
