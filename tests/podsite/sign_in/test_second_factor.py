"""The second factor: an app, passkeys, recovery codes; what it keeps shut, and who is asked to have one."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from podsite.sign_in import second_factor, secrets
from tests.pages import read
from tests.podsite.sign_in.people import code_of, is_in, log_in, make_editor, recovery_codes, set_up_app

pytestmark = pytest.mark.django_db
PAGES = [
    reverse_name
    for _route, _view, reverse_name in second_factor.OWN
    if reverse_name not in ("mfa_edit_webauthn", "mfa_remove_webauthn")
]


@pytest.fixture(autouse=True)
def editor():
    cache.clear()
    return make_editor()


@pytest.fixture
def client():
    client = Client()
    log_in(client)
    return client


def check(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_with_an_app_a_password_alone_opens_nothing(client):
    key = set_up_app(client)
    thief = Client()
    answer = log_in(thief)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(thief)
    for path in ("/admin/episodes/episode/", reverse("mfa_index"), reverse("mfa_view_recovery_codes")):
        assert thief.get(path).status_code == 302, path
    assert "sessionid" in thief.cookies
    assert read(check(thief, "000000")).one("ul", "errorlist").text == "Incorrect code."
    assert not is_in(thief)
    # The code of the next half minute: this one's was used when the app was set up.
    assert check(thief, code_of(key, 1))["Location"] == "/admin/episodes/tag/"
    assert is_in(thief)


def test_a_code_is_worth_nothing_the_second_time(client):
    key = set_up_app(client)
    code = code_of(key, 1)
    first, second = Client(), Client()
    log_in(first)
    log_in(second)
    assert check(first, code).status_code == 302
    assert check(second, code).status_code == 200
    assert not is_in(second)


def test_codes_cannot_be_guessed(client):
    set_up_app(client)
    thief = Client()
    log_in(thief)
    answers = [check(thief, f"{number:06}") for number in range(8)]
    assert "Too many failed login attempts" in answers[-1].content.decode()
    assert not is_in(thief)


def test_recovery_codes_open_once_each(client):
    set_up_app(client)
    codes = recovery_codes(client)
    assert len(set(codes)) == 10
    for _time, opens in ((1, True), (2, False)):
        other = Client()
        log_in(other)
        check(other, codes[0])
        assert is_in(other) == opens
    assert "9 codes are left." in read(client.get(reverse("mfa_index"))).text
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert file["Content-Disposition"].startswith("attachment") and codes[1] in file.content.decode()
    assert "no-store" in file["Cache-Control"] or "no-cache" in file["Cache-Control"]
    client.post(reverse("mfa_generate_recovery_codes"))
    assert set(recovery_codes(client)).isdisjoint(codes)


def test_the_key_is_shown_as_a_picture_to_whoever_sets_it_up_only(client):
    address = reverse("second_factor_picture")
    assert client.get(address).status_code == 404
    client.get(reverse("mfa_activate_totp"))
    answer = client.get(address)
    assert answer["Content-Type"] == "image/svg+xml" and b"<svg" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(address).status_code == 302
    set_up_app(client)
    assert client.get(address).status_code == 404


def test_the_app_is_taken_off_again(client):
    set_up_app(client)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()
    assert log_in(Client())["Location"] == "/admin/episodes/tag/"


def test_changing_it_takes_the_password_again_after_a_while(client):
    session = client.session
    for record in (records := session["account_authentication_methods"]):
        record["at"] -= 3600
    session["account_authentication_methods"] = records
    session.save()
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    page = read(client.get(answer["Location"]))
    assert page.one("h1").text == "Is it you?"
    assert client.post(answer["Location"], {"password": "wrong"}).status_code == 200
    done = client.post(answer["Location"], {"password": "a long pass phrase"})
    assert done["Location"] == reverse("mfa_activate_totp")
    assert client.get(done["Location"]).status_code == 200


def test_keys_are_sealed_in_the_database(client, settings):
    key = set_up_app(client)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert key not in kept
    sealed = secrets.seal(key)
    assert secrets.open_sealed(sealed) == key
    settings.SECRET_KEY = "another key " * 4
    # Nobody can reckon out what it is taken for then.
    assert secrets.open_sealed(sealed) != secrets.open_sealed(sealed)
    for code in (code_of(key, 1), code_of(""), code_of("", 1)):
        other = Client()
        log_in(other)
        check(other, code)
        assert not is_in(other)


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_staff_only_and_kept_nowhere(name):
    reader = User.objects.create_user("reader", password="a long pass phrase")
    stranger, visitor = Client(), Client()
    visitor.force_login(reader)
    for client in (stranger, visitor):
        answer = client.get(reverse(name))
        assert answer.status_code == 302 and answer["Location"].startswith(reverse("admin:login")), name
    client = Client()
    log_in(client)
    answer = client.get(reverse(name))
    if answer.status_code == 200:
        assert "no-store" in answer["Cache-Control"], name


@pytest.mark.parametrize("name", PAGES)
def test_pages_take_nothing_from_elsewhere(name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get())
    assert client.post(reverse(name), {"code": "1", "password": "x"}).status_code == 403


def test_somebody_elses_passkey_is_nowhere(client):
    jo, data = make_editor("jo"), {"name": "Jo's", "credential": {}}
    other = Authenticator.objects.create(user=jo, type="webauthn", data=data)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
        assert client.post(reverse(name, args=[other.pk]), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


def test_the_admin_leads_to_it_and_lists_none_of_it(client):
    page = read(client.get(reverse("admin:index")))
    assert page.one("a", href=reverse("mfa_index")).text == "Second factor"
    listed = {model.__name__ for model in admin.site._registry}
    assert listed.isdisjoint({"Authenticator", "EmailAddress", "AccessAttempt"})


def test_there_is_no_other_way_in():
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/", "/admin/second-factor/passkeys/signup/"):
        answer = Client().get(path)
        leads_to_log_in = answer.headers.get("Location", "").startswith(reverse("admin:login"))
        assert answer.status_code == 404 or leads_to_log_in, path


# Asked for by the site


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def test_where_it_is_asked_for_nothing_else_answers_without(required, client):
    for path in ("/admin/", "/admin/episodes/episode/", "/admin/password_change/", "/admin/nowhere/"):
        assert client.get(path)["Location"] == reverse("mfa_index"), path
    answer = client.post("/admin/episodes/tag/add/", {"name": "tide"})
    assert answer["Location"] == reverse("mfa_index")
    assert "This site asks for one." in read(client.get(reverse("mfa_index"))).text
    set_up_app(client)
    assert is_in(client)


def test_recovery_codes_alone_are_no_second_factor(required, client, editor):
    Authenticator.objects.create(user=editor, type="recovery_codes", data={"seed": secrets.seal("x"), "used_mask": 0})
    assert client.get("/admin/")["Location"] == reverse("mfa_index")


def test_visitors_and_the_way_out_are_not_held_up(required, client):
    assert Client().get("/").status_code == 200
    assert client.get("/").status_code == 200
    assert Client().get("/admin/login/").status_code == 200
    assert client.post("/admin/logout/").status_code == 200


def test_whoever_takes_the_last_one_off_sets_up_another(required, client):
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/admin/")["Location"] == reverse("mfa_index")


# Lost


def test_an_operator_takes_it_off(client):
    set_up_app(client)
    out = StringIO()
    call_command("remove_second_factor", "marta", stdout=out)
    assert out.getvalue() == "“marta” now signs in with the password alone.\n"
    assert log_in(Client())["Location"] == "/admin/episodes/tag/"
    with pytest.raises(CommandError, match="“marta” has no second factor"):
        call_command("remove_second_factor", "marta")
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("remove_second_factor", "nobody")
