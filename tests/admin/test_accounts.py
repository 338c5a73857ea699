"""Managers keep the accounts of the three groups, and reach no others."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from episodes.services.roles import CONTRIBUTORS, EDITORS, MANAGERS, ROLES, ensure_roles
from tests.admin.forms import errors, send, shown

LIST = "/admin/auth/user/"
ADD = f"{LIST}add/"
PASSWORD = "a long pass phrase"


def address(user, page="change"):
    return f"{LIST}{user.pk}/{page}/"


def role(name):
    return str(Group.objects.get(name=name).pk)


def make_member(name, group=CONTRIBUTORS, **values):
    user = User.objects.create_user(name, is_staff=True, **values)
    user.groups.add(ensure_roles()[group])
    return user


@pytest.fixture
def strangers(manager):
    """Accounts that no manager may touch: ``{why: user}``."""
    users = {
        "superuser": User.objects.create_superuser("sue"),
        "superuser in a group": make_member("sam", is_superuser=True),
        "another group": make_member("olaf"),
        "own permission": make_member("petra"),
        "no group": User.objects.create_user("nils", is_staff=True),
    }
    users["another group"].groups.add(Group.objects.create(name="Auditors"))
    users["own permission"].user_permissions.add(Permission.objects.get(codename="view_session"))
    return users


def stored(user):
    return list(User.objects.filter(pk=user.pk).values()), set(user.groups.all()), set(user.user_permissions.all())


def test_the_list_has_members_only(manager, strangers):
    member = make_member("cora")
    assert set(manager.get(LIST).context["cl"].result_list) == {member, manager.user}
    for query in ("?q=s", "?is_superuser__exact=1", "?is_active__exact=1"):
        found = manager.get(LIST + query, follow=True).context["cl"].result_list
        assert set(found) <= {member, manager.user}


def test_the_filter_names_no_other_group(manager, strangers):
    make_member("cora")
    page = manager.get(LIST).content.decode()
    assert "Contributors" in page and "Auditors" not in page
    assert list(manager.get(f"{LIST}?role=Managers").context["cl"].result_list) == [manager.user]


def test_a_member_is_added_with_a_role_and_may_sign_in(manager, client):
    typed = {"username": "cora", "password1": PASSWORD, "password2": PASSWORD, "email": "cora@a.example"}
    assert send(manager, ADD, **typed, groups=role(CONTRIBUTORS)).status_code == 302
    user = User.objects.get(username="cora")
    assert (user.is_staff, user.is_superuser, user.email) == (True, False, "cora@a.example")
    assert [group.name for group in user.groups.all()] == [CONTRIBUTORS]
    client.post("/admin/login/", {"username": "cora", "password": PASSWORD})
    assert client.session["_auth_user_id"]
    assert client.get("/admin/episodes/episode/add/").status_code == 200


def test_a_member_has_a_role(manager):
    sentence = "Choose a role; who is to have none is deactivated."
    assert errors(send(manager, ADD, username="cora", password1=PASSWORD, password2=PASSWORD)) == [sentence]
    member = make_member("carl")
    assert errors(send(manager, address(member), groups=None)) == [sentence]


def test_a_member_without_a_password_is_not_added(manager):
    assert errors(send(manager, ADD, username="cora", groups=role(EDITORS)))
    assert errors(send(manager, ADD, username="cora", groups=role(EDITORS), password1=PASSWORD, password2="other"))
    assert not User.objects.filter(username="cora").exists()


def test_the_form_asks_for_no_more_than_a_role(manager):
    make_member("cora")
    page = manager.get(address(User.objects.get(username="cora")))
    assert set(shown(page)) & {"is_superuser", "is_staff", "user_permissions"} == set()
    assert set(page.context["adminform"].form.fields["groups"].queryset) == set(Group.objects.filter(name__in=ROLES))


def test_a_member_is_promoted_and_deactivated(manager):
    member = make_member("cora")
    assert send(manager, address(member), groups=role(EDITORS), is_active=None).status_code == 302
    member.refresh_from_db()
    assert [group.name for group in member.groups.all()] == [EDITORS]
    assert (member.is_active, member.is_staff) == (False, True)


@pytest.mark.parametrize(
    ("name", "value"), [("is_superuser", "on"), ("is_staff", "on"), ("user_permissions", "1"), ("is_superuser", "")]
)
def test_a_form_that_asks_for_more_is_refused(manager, name, value):
    member = make_member("cora")
    before = stored(member)
    typed = {"first_name": "Cora", name: value}
    assert send(manager, address(member), **typed).status_code == 403
    assert send(manager, ADD, username="mallory", groups=role(EDITORS), **typed).status_code == 403
    assert stored(member) == before
    assert not User.objects.filter(username="mallory").exists()


def test_another_group_can_not_be_given(manager):
    member, other = make_member("cora"), Group.objects.create(name="Auditors")
    [sentence] = errors(send(manager, address(member), groups=str(other.pk)))
    assert sentence.startswith("Select a valid choice")
    typed = {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD}
    assert errors(send(manager, ADD, **typed, groups=str(other.pk)))
    assert [group.name for group in member.groups.all()] == [CONTRIBUTORS]


@pytest.mark.parametrize("why", ["superuser", "superuser in a group", "another group", "own permission", "no group"])
def test_strangers_are_out_of_reach(manager, strangers, why):
    user = strangers[why]
    before = stored(user)
    values = {"username": "taken-over", "is_active": "on", "groups": role(MANAGERS), "_save": "Save"}
    for page in ("change", "history"):
        assert manager.get(address(user, page)).headers["Location"] == "/admin/"
    assert manager.post(address(user), values).status_code == 302
    assert manager.get(address(user, "password")).status_code == 404
    new = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert manager.post(address(user, "password"), new).status_code == 404
    assert manager.post(address(user, "delete"), {"post": "yes"}).status_code in (302, 403)
    manager.post(LIST, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"})
    assert stored(user) == before


def test_members_are_not_deleted(manager):
    member = make_member("cora")
    assert manager.post(address(member, "delete"), {"post": "yes"}).status_code == 403
    manager.post(LIST, {"action": "delete_selected", "_selected_action": [member.pk], "post": "yes"})
    assert User.objects.filter(pk=member.pk).exists()


def test_a_member_gets_a_new_password(manager, client):
    member = make_member("cora")
    new = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert manager.post(address(member, "password"), {**new, "set-password": "1"}).status_code == 302
    client.post("/admin/login/", {"username": "cora", "password": PASSWORD})
    assert client.session["_auth_user_id"]


def test_the_own_account_is_not_locked_out(manager):
    own = address(manager.user)
    assert errors(send(manager, own, is_active=None)) == ["You can't deactivate your own account."]
    sentence = "You can't take your own account out of the managers."
    assert errors(send(manager, own, groups=role(EDITORS))) == [sentence]
    for method in (manager.get, manager.post):
        answer = method(address(manager.user, "password"), {"usable_password": "false", "unset-password": "1"})
        assert answer.headers["Location"] == "/admin/password_change/"
    assert send(manager, own, first_name="Mira").status_code == 302
    user = User.objects.get(pk=manager.user.pk)
    assert (user.first_name, user.is_active, user.is_staff) == ("Mira", True, True)
    assert user.groups.get().name == MANAGERS


def test_another_manager_is_kept_like_every_member(manager):
    other = make_member("max", MANAGERS)
    assert send(manager, address(other), groups=role(CONTRIBUTORS)).status_code == 302
    assert other.groups.get().name == CONTRIBUTORS


def test_superusers_have_djangos_own_form(operator):
    member = make_member("cora")
    fields = set(shown(operator.get(address(member))))
    assert "is_staff" in fields
    assert 'name="is_superuser"' in operator.get(address(member)).content.decode()
    assert send(operator, address(member), is_superuser="on").status_code == 302
    member.refresh_from_db()
    assert member.is_superuser
    assert operator.get("/admin/auth/group/").status_code == 200
    assert operator.get(address(operator.user, "password")).status_code == 200


@pytest.mark.parametrize("codename", ["change_user", "change_group"])
def test_who_was_given_a_permission_by_hand_keeps_to_the_same_limits(nobody, strangers, codename):
    nobody.user.user_permissions.add(*Permission.objects.filter(codename__in=[codename, "add_user"]))
    assert nobody.get("/admin/auth/group/").status_code == 403
    superuser = strangers["superuser"]
    before = stored(superuser)
    new = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert nobody.get(address(superuser)).status_code in (302, 403)
    assert nobody.post(address(superuser, "password"), new).status_code in (403, 404)
    assert stored(superuser) == before


def test_the_list_needs_no_query_a_row(manager, count_queries):
    make_member("first")
    few = count_queries(lambda: manager.get(LIST))
    for number in range(30):
        make_member(f"member-{number}")
    assert count_queries(lambda: manager.get(LIST)) <= few
