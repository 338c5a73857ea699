"""Who may do what: contributors write drafts, editors publish, managers keep the house, and no more than that takes."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction

from episodes.services.audit import told_elsewhere

CONTRIBUTORS, EDITORS, MANAGERS = "Contributors", "Editors", "Managers"
ROLES = (CONTRIBUTORS, EDITORS, MANAGERS)

NONE = ()
SEE = ("view",)
GIVEN = ("change", "view")
BEGIN = ("add", "view")
NO_DELETE = ("add", "change", "view")
ALL = ("add", "change", "delete", "view")
PUBLISH = (*ALL, "publish")

#: Model, what each of ``ROLES`` may do with it, and why. What is not listed here, none of them may even see.
#: That contributors change and delete only what is not out yet is a rule of the admin, about each object.
MAY = [
    ("episodes.show", SEE, BEGIN, NO_DELETE, "deleting one takes its whole archive along"),
    ("episodes.episode", ALL, PUBLISH, PUBLISH, "the work; publishing it covers its highlights"),
    ("episodes.clip", ALL, ALL, ALL, "the moments that the work refers to"),
    ("episodes.credit", ALL, ALL, ALL, "rows in the form of an episode"),
    ("episodes.audioversion", ALL, ALL, ALL, "rows in the form of an episode"),
    ("episodes.relatedepisode", ALL, ALL, ALL, "rows in the form of an episode"),
    ("episodes.highlight", ALL, ALL, ALL, "the work"),
    ("episodes.quote", ALL, ALL, ALL, "rows in the form of a highlight, and a list of their own"),
    ("episodes.highlightlink", ALL, ALL, ALL, "rows in the form of a highlight"),
    ("episodes.citation", SEE, GIVEN, GIVEN, "made by the markers in a body; an editor only says what has been heard"),
    ("episodes.correction", SEE, ALL, ALL, "the public log of what was changed in what is out"),
    ("episodes.person", SEE, BEGIN, ALL, "guests come with episodes"),
    ("episodes.tag", SEE, SEE, ALL, "typing one makes it; putting them in order touches everybody's work"),
    ("episodes.tagalias", SEE, SEE, ALL, "rows in the form of a tag"),
    ("episodes.sitesettings", NONE, NONE, GIVEN, "one row, which is always there"),
    ("auth.user", NONE, NONE, NO_DELETE, "the members of these groups; others the admin keeps away"),
]


def ensure_roles(using="default"):
    """``{name: group}`` for each of ``ROLES``, made or brought up to date; empty before the tables exist.

    Safe to call again. What somebody gave a group by hand is taken away: another group is the place for it.
    """
    if not _has_tables(using):
        return {}
    with transaction.atomic(using=using):
        known = _permissions(using)
        return {role: _ensure(role, known, using) for role in ROLES}


def codenames(role):
    """``{"episodes.change_episode", …}``: what the members of a role may do."""
    place = 1 + ROLES.index(role)
    return {f"{app}.{action}_{model}" for row in MAY for app, model in [row[0].split(".")] for action in row[place]}


def _ensure(role, known, using):
    group, _created = Group.objects.using(using).get_or_create(name=role)
    wanted = {known[codename] for codename in codenames(role) if codename in known}
    if wanted != set(group.permissions.all()):
        with told_elsewhere():  # By the code, and nobody's act.
            group.permissions.set(wanted)
    return group


def _permissions(using):
    apps = {row[0].split(".")[0] for row in MAY}
    found = Permission.objects.using(using).filter(content_type__app_label__in=apps).select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}": permission for permission in found}


def _has_tables(using):
    needed = {model._meta.db_table for model in (Group, Permission, ContentType, Group.permissions.through)}
    return needed <= set(connections[using].introspection.table_names())
