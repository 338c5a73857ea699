"""Guessing passwords: who guesses waits ever longer, and nobody else does."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from podsite.sign_in.origins import client_address
from tests.pages import read
from tests.podsite.sign_in.people import is_in, log_in, make_editor

pytestmark = pytest.mark.django_db
THERE, HERE = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def editor():
    return make_editor()


@pytest.fixture
def later(monkeypatch):
    """``later(minutes=…)``: so much later than now, for whoever counts attempts."""
    real, ahead = timezone.now, timedelta()

    def go(**time):
        nonlocal ahead
        ahead += timedelta(**time)

    monkeypatch.setattr("axes.handlers.proxy.now", lambda: real() + ahead)
    return go


def guess(times, name="marta", **environ):
    return [log_in(Client(), f"guess {number}", name, **environ).status_code for number in range(times)]


def waits(answer):
    return answer.status_code, int(answer["Retry-After"])


def test_after_five_wrong_passwords_even_the_right_one_is_not_looked_at():
    assert guess(5, **THERE) == [200] * 4 + [429]
    client = Client()
    assert log_in(client, **THERE).status_code == 429
    assert not is_in(client)


def test_the_victim_signs_in_from_elsewhere_all_the_while():
    guess(7, **THERE)
    client = Client()
    assert log_in(client, **HERE).status_code == 302
    assert is_in(client)
    assert log_in(Client(), **THERE).status_code == 429


def test_others_at_the_same_place_sign_in():
    guess(6, **THERE)
    make_editor("jo")
    assert log_in(Client(), name="jo", **THERE).status_code == 302


def test_one_place_that_tries_many_names_waits_for_all_of_them():
    statuses = [guess(1, f"name{number}", **THERE)[0] for number in range(20)]
    assert statuses == [200] * 19 + [429]
    assert log_in(Client(), **THERE).status_code == 429
    assert log_in(Client(), **HERE).status_code == 302


def test_each_wrong_password_doubles_the_wait_up_to_an_hour(later):
    guess(4, **THERE)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        status, seconds = waits(log_in(Client(), "wrong", **THERE))
        assert status == 429 and minutes * 60 - 5 <= seconds <= minutes * 60
        # Trying in the meantime makes it no longer.
        later(seconds=minutes * 60 - 20)
        assert waits(log_in(Client(), "wrong", **THERE))[1] <= 20
        later(seconds=25)
    assert log_in(Client(), **THERE).status_code == 302


def test_a_right_password_wipes_the_slate_of_its_own_name_only(later):
    guess(4, **THERE)
    guess(5, "jo", **THERE)
    assert log_in(Client(), **THERE).status_code == 302
    assert guess(4, **THERE) == [200] * 4
    assert log_in(Client(), name="jo", **THERE).status_code == 429


def test_a_day_later_all_is_forgotten(later):
    guess(4, **THERE)
    later(days=1, minutes=1)
    assert guess(4, **THERE) == [200] * 4


def test_the_page_says_how_long_and_that_the_account_is_not_locked():
    guess(4, **THERE)
    answer = log_in(Client(), "wrong", **THERE)
    page = read(answer, 429)
    assert page.one("h1").text == "Too many wrong passwords"
    assert "no more passwords are looked at for 1 minute." in page.text
    assert "The account itself is not locked" in page.text
    assert page.all("a", href=reverse("admin:login"))
    assert "no-store" in answer["Cache-Control"]


def test_it_is_the_same_whether_the_account_exists():
    known = [log_in(Client(), f"guess {number}", **THERE) for number in range(6)]
    unknown = [log_in(Client(), f"guess {number}", "nobody", **HERE) for number in range(6)]
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    [words, *_hidden], [same, *_hidden] = (read(answers[0]).all("p", "errornote") for answers in (known, unknown))
    assert words.text == same.text


def test_passwords_are_not_kept():
    from axes.models import AccessAttempt

    log_in(Client(), "secret words", **THERE)
    attempt = AccessAttempt.objects.get()
    assert "secret words" not in str(vars(attempt))


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({"REMOTE_ADDR": "198.51.100.7"}, "198.51.100.7"),
        # A visitor who comes straight says what he likes.
        ({"REMOTE_ADDR": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "198.51.100.7"),
        # A proxy on this machine is believed in the last place only.
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "::1", "HTTP_X_FORWARDED_FOR": "10.1.1.1, 203.0.113.9"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "nonsense"}, "127.0.0.1"),
        ({"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        # Of an IPv6 line all 2**64 addresses are one place.
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "2001:db8:1:2:ffff::9"}, "2001:db8:1:2::"),
        ({"REMOTE_ADDR": "::ffff:198.51.100.7"}, "198.51.100.7"),
        ({"REMOTE_ADDR": ""}, None),
    ],
)
def test_where_a_visitor_comes_from(environ, address):
    request = RequestFactory().get("/")
    request.META.pop("REMOTE_ADDR")
    request.META.update(environ)
    assert client_address(request) == address


def test_forged_places_make_no_new_guesses():
    """Behind nginx, which writes what it saw itself behind what the visitor said."""
    for number in range(5):
        forged = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"10.0.0.{number}, 198.51.100.7"}
        answer = log_in(Client(), "wrong", **forged)
    assert answer.status_code == 429
