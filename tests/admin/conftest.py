"""People who sign in to the admin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from episodes.services.roles import CONTRIBUTORS, EDITORS, MANAGERS, ensure_roles


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def member(role, name):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(ensure_roles()[role])
    return signed_in(user)


@pytest.fixture
def contributor(db):
    return member(CONTRIBUTORS, "cora")


@pytest.fixture
def editor(db):
    return member(EDITORS, "eda")


@pytest.fixture
def manager(db):
    return member(MANAGERS, "mira")


@pytest.fixture
def nobody(db):
    """Somebody who may sign in and has no permission."""
    return signed_in(User.objects.create_user("nico", is_staff=True))


@pytest.fixture
def operator(db):
    return signed_in(User.objects.create_superuser("olga"))


@pytest.fixture
def marta(db):
    """One of two who may do everything, and do it at the same time."""
    return signed_in(User.objects.create_superuser("marta", first_name="Marta", last_name="Keller"))


@pytest.fixture
def joe(db):
    return signed_in(User.objects.create_superuser("joe"))
