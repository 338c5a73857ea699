"""Sessions begin anew with who signs in, and end everywhere with the password that began them."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.podsite.sign_in.people import WORDS, is_in, log_in, make_editor, recovery_codes, set_up_app

pytestmark = pytest.mark.django_db
NEW = "quite another pass phrase"


@pytest.fixture(autouse=True)
def editor():
    return make_editor()


def key(client):
    return client.cookies["sessionid"].value


def change_password(client):
    fields = {"old_password": WORDS, "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("admin:password_change"), fields).status_code == 302


def test_a_session_that_somebody_planted_is_not_the_one_after_signing_in():
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted, token = session.session_key, client.get(reverse("admin:login")).cookies["csrftoken"].value
    log_in(client)
    assert key(client) != planted
    assert client.cookies["csrftoken"].value != token
    other = Client()
    other.cookies["sessionid"] = planted
    assert not is_in(other)


def test_the_session_turns_with_the_second_factor_too():
    client = Client()
    log_in(client)
    set_up_app(client)
    [code, *_more] = recovery_codes(client)
    client = Client()
    log_in(client)
    before = key(client)
    assert not is_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert key(client) != before
    assert is_in(client)
    other = Client()
    other.cookies["sessionid"] = before
    assert not is_in(other)


def test_a_new_password_ends_every_other_session():
    here, there, third = Client(), Client(), Client()
    for client in (here, there, third):
        log_in(client)
    before = key(here)
    change_password(here)
    assert is_in(here) and key(here) != before
    assert not is_in(there) and not is_in(third)
    assert log_in(Client()).status_code == 200
    assert log_in(Client(), NEW).status_code == 302


def test_a_password_that_an_administrator_sets_ends_the_sessions_of_that_account(editor):
    boss = Client()
    boss.force_login(make_editor("boss"))
    client = Client()
    log_in(client)
    address = reverse("admin:auth_user_password_change", args=[editor.pk])
    fields = {"password1": NEW, "password2": NEW, "usable_password": "true", "set-password": "1"}
    assert boss.post(address, fields).status_code == 302
    assert not is_in(client)
    assert is_in(boss)


def test_whoever_signs_out_leaves_nothing_behind():
    client = Client()
    log_in(client)
    before = key(client)
    client.post(reverse("admin:logout"))
    other = Client()
    other.cookies["sessionid"] = before
    assert not is_in(other)
