"""The group of editors has exactly what editing needs."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection

from episodes.services.roles import EDITORS, codenames, ensure_roles

EXPECTED = {
    *("add_show", "change_show", "view_show"),
    *("change_citation", "view_citation", "change_sitesettings", "view_sitesettings"),
    *(
        f"{action}_{model}"
        for action in ("add", "change", "delete", "view")
        for model in (
            *("episode", "clip", "credit", "relatedepisode", "highlight", "quote", "person", "tag", "tagalias"),
        )
    ),
}


def granted():
    return set(Group.objects.get(name=EDITORS).permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_migrating_makes_the_group():
    assert granted() == EXPECTED == codenames()
    assert set(Group.objects.get().permissions.values_list("content_type__app_label", flat=True)) == {"episodes"}


@pytest.mark.django_db
def test_what_is_missing_comes_and_what_is_too_much_goes(django_assert_max_num_queries):
    group = ensure_roles()
    group.permissions.remove(Permission.objects.get(codename="change_episode"))
    group.permissions.add(Permission.objects.get(codename="delete_user"), Permission.objects.get(codename="add_cue"))
    ensure_roles()
    assert granted() == EXPECTED
    assert ensure_roles() == group
    assert Group.objects.count() == 1


@pytest.mark.django_db
def test_a_lost_group_comes_back_with_the_next_migration():
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert granted() == EXPECTED


@pytest.mark.django_db
def test_without_tables_nothing_happens(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args, **kwargs: ["django_content_type"])
    Group.objects.all().delete()
    assert ensure_roles() is None
    assert not Group.objects.exists()
