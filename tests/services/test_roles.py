"""Three groups, each with exactly what its members need."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection

from episodes.services.roles import CONTRIBUTORS, EDITORS, MANAGERS, ROLES, codenames, ensure_roles

pytestmark = pytest.mark.django_db


def every(models, *actions):
    return {f"episodes.{action}_{model}" for model in models.split() for action in actions}


WRITING = every(
    "episode clip credit audioversion relatedepisode highlight highlightlink quote", "add", "change", "delete", "view"
)
EXPECTED = {
    CONTRIBUTORS: WRITING | every("citation correction show person tag tagalias", "view"),
    EDITORS: WRITING
    | {"episodes.publish_episode"}
    | every("citation", "change", "view")
    | every("correction", "add", "change", "delete", "view")
    | every("show person", "add", "view")
    | every("tag tagalias", "view"),
    MANAGERS: WRITING
    | {"episodes.publish_episode"}
    | every("citation sitesettings", "change", "view")
    | every("show", "add", "change", "view")
    | every("correction person tag tagalias", "add", "change", "delete", "view")
    | {"auth.add_user", "auth.change_user", "auth.view_user"},
}


def granted(role):
    rows = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.parametrize("role", ROLES)
def test_migrating_makes_the_groups(role):
    assert granted(role) == EXPECTED[role] == codenames(role)
    assert Group.objects.count() == len(ROLES)


def test_each_role_may_do_what_the_one_before_may():
    assert codenames(CONTRIBUTORS) < codenames(EDITORS) < codenames(MANAGERS)


def test_a_member_may_what_the_group_may():
    user = User.objects.create_user("cora", is_staff=True)
    user.groups.add(ensure_roles()[CONTRIBUTORS])
    assert user.get_all_permissions() == EXPECTED[CONTRIBUTORS]


def test_what_is_missing_comes_and_what_is_too_much_goes():
    groups = ensure_roles()
    permission = {codename: Permission.objects.get(codename=codename) for codename in ("change_episode", "delete_user")}
    for group in groups.values():
        group.permissions.remove(permission["change_episode"])
        group.permissions.add(permission["delete_user"], Permission.objects.get(codename="add_cue"))
    assert ensure_roles() == groups
    assert {role: granted(role) for role in ROLES} == EXPECTED
    assert list(groups) == list(ROLES)


def test_groups_of_others_stay_as_they_are():
    other = Group.objects.create(name="Auditors")
    other.permissions.add(Permission.objects.get(codename="delete_user"))
    ensure_roles()
    assert granted("Auditors") == {"auth.delete_user"}


def test_a_lost_group_comes_back_with_the_next_migration():
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert {role: granted(role) for role in ROLES} == EXPECTED


def test_without_tables_nothing_happens(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args, **kwargs: ["django_content_type"])
    Group.objects.all().delete()
    assert ensure_roles() == {}
    assert not Group.objects.exists()
