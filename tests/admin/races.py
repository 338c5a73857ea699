"""Two hands that write to the same thing at the same moment, each as somebody at a browser does.

A hand opens its page, submits it, and says whether it was told that its change is saved. A change that was told to be
saved and is not stored is a lost update.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.models import User
from django.db import connections

from tests.admin.conftest import signed_in
from tests.admin.forms import shown

# So often somebody looks again who was refused, before it counts as never being let in.
MOST_TRIES = 4


class Hand:
    """One side of a race. ``subject`` is what ``make`` of the way has made.

    Subclasses have ``open()``, ``submit()``, which returns whether the change was taken and looks again where it was
    not, and ``is_stored()``.
    """

    def __init__(self, client, subject):
        self.client, self.subject = client, subject
        self.open()


class FormHand(Hand):
    """Types into a form of the admin. ``place`` and ``typed`` are functions of the subject."""

    place = typed = stored = None

    def open(self):
        self.page = shown(self.client.get(self.place(self.subject)))

    def submit(self):
        values = {**self.page, **self.typed(self.subject), "_save": "Save"}
        response = self.client.post(self.place(self.subject), values)
        if response.status_code == 302:
            return True
        assert response.status_code == 409, (response, response.content.decode()[:2000])
        self.page = shown(response)
        self.typed = lambda subject: {}  # It is in the page that came back.
        return False

    def is_stored(self):
        return self.stored(self.subject)


class AddHand(FormHand):
    """Adds what is new, which nobody can have changed."""

    def submit(self):
        assert super().submit(), "what is new was refused"
        return True


class ActionHand(Hand):
    """Selects ``rows(subject)`` in the list at ``place(subject)`` and does ``action`` with them."""

    place = rows = stored = None
    action = ""

    def open(self):
        self.page = shown(self.client.get(self.place(self.subject)))

    def submit(self):
        chosen = {"action": self.action, "_selected_action": [row.pk for row in self.rows(self.subject)], "index": "0"}
        response = self.client.post(self.place(self.subject), {**self.page, **chosen}, follow=True)
        assert response.status_code == 200
        if "has changed since you opened the list" not in response.content.decode():
            return True
        self.open()
        return False

    def is_stored(self):
        return self.stored(self.subject)


def hand(kind, **functions):
    """A class of hands like ``kind`` with these functions."""
    return type(kind.__name__, (kind,), {name: _own(value) for name, value in functions.items()})


def _own(value):
    return staticmethod(value) if callable(value) else value


def race(make, kinds, rounds):
    """Runs two hands of ``kinds`` against each other; returns a ``Counter`` of what happened.

    ``lost`` counts changes that were told to be saved and are not there, at once or once both are through;
    ``refused`` those that had to look again; ``both`` the rounds in which both were let in at once.
    """
    clients = [signed_in(User.objects.create_superuser(name)) for name in ("anna", "otto")]
    figures = Counter(rounds=rounds, lost=0, refused=0, both=0)
    for _round in range(rounds):
        subject = make()
        hands = [kind(client, subject) for kind, client in zip(kinds, clients, strict=True)]
        taken = at_once([hand.submit for hand in hands])
        figures["both"] += all(taken)
        figures["refused"] += taken.count(False)
        figures["lost"] += sum(told and not hand.is_stored() for told, hand in zip(taken, hands, strict=True))
        for told, hand_ in zip(taken, hands, strict=True):
            assert told or any(hand_.submit() for _try in range(MOST_TRIES)), "somebody is never let in"
        figures["lost"] += sum(not hand.is_stored() for hand in hands)
        assert any(taken), "two that refuse each other"
    return figures


def at_once(calls):
    """The results of ``calls``, made at the same moment, each in a thread with a connection of its own."""
    barrier = threading.Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=20)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
