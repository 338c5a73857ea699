"""The same for the desk, for scheduling, for what is brought back and for imports."""

import pytest
from django.db import connection
from django.urls import reverse

from episodes.importers.page_plan import plan_page
from episodes.models import Clip, Episode, Revision, Status
from episodes.services.revisions import recording
from tests.admin.desks import added, open_desk, press
from tests.admin.forms import shown
from tests.admin.races import FormHand, Hand, hand, race
from tests.admin.test_races import page_of, stored
from tests.factories import make_clip, make_episode, make_highlight
from tests.importers.pages import page, section

SCHEDULED_AT = "2099-01-01T10:00"
IMPORT = "/admin/episodes/episode/import-page/"
PAGE = page(section("Data", "It decides [1].", takeaway="Take a look."), section("Seeds", "Noise [2]."))


class DeskHand(Hand):
    """Types into the desk; ``type_into(values)`` gives the values with the change."""

    type_into = stored = None

    def open(self):
        self.page = open_desk(self.client, self.subject)

    def submit(self):
        response = press(self.client, self.subject, self.type_into(self.page), accept="json")
        if response.status_code == 200:
            return True
        assert response.status_code == 409, response.content.decode()[:2000]
        self.open()
        return False

    def is_stored(self):
        return self.stored(self.subject)


class StateHand(DeskHand):
    """Schedules on the desk."""

    def submit(self):
        state = {"status": "scheduled", "publish_at": SCHEDULED_AT}
        response = press(self.client, self.subject, self.page | state, "set_state", accept="json")
        assert response.status_code in (200, 409), response.content.decode()[:2000]
        if response.status_code == 409:
            self.open()
        return response.status_code == 200

    def is_stored(self):
        return Episode.objects.get(pk=self.subject.pk).is_scheduled


class RestoreHand(Hand):
    """Brings the first revision back, having looked at what it would replace."""

    @property
    def address(self):
        return reverse("admin:episodes_episode_history", args=[self.subject.pk])

    def open(self):
        self.seen = shown(self.client.get(self.address))["seen"]

    def submit(self):
        restore = reverse("admin:episodes_episode_revision_restore", args=[self.subject.pk, 1])
        page = self.client.post(restore, {"seen": self.seen}, follow=True).content.decode()
        if "Look again before you restore" not in page:
            return True
        self.open()
        return False

    def is_stored(self):
        return once_said(self.subject, title="First")


class ImportHand(Hand):
    """Imports a newer text of the page that the episode was made from."""

    text = PAGE.replace("Take a look.", "Take another look.")

    def open(self):
        self.page = shown(self.client.post(IMPORT, {"text": self.text}))

    def submit(self):
        response = self.client.post(IMPORT, {**self.page, "text": self.text, "_import": "Import"})
        if response.status_code == 302:
            return True
        self.open()
        return False

    def is_stored(self):
        return self.subject.highlights.filter(takeaway="Take another look.").exists()


def once_said(episode, **values):
    """Whether a revision says so: what somebody has seen and then replaced is not lost."""
    documents = Revision.objects.of(episode.pk).values_list("document", flat=True)
    rows = [row for document in documents for row in document["episode"].values()]
    return any(values.items() <= row.items() for row in rows)


def make_draft():
    episode = make_episode(status=Status.DRAFT, published_at=None, title="First")
    make_clip(episode, 1)
    for number in (1, 2):
        make_highlight(episode, position=number, body="Said [1].", status=Status.DRAFT)
    return episode


def make_with_history():
    with recording():
        episode = make_draft()
    with recording():
        episode.title = "Second"
        episode.save()
    return episode


def make_imported():
    return plan_page(PAGE).apply()


def on_desk(name, value, **expected):
    index = int(name.split("-")[1])
    return hand(
        DeskHand,
        type_into=lambda page: page | {name: value},
        stored=lambda episode: stored(episode.highlights.order_by("position")[index], **expected),
    )


def cites_new_clip(section, words):
    def type_into(page):
        values = added(page, "clips", number="2", start="100", end="110", excerpt=words)
        return values | {f"highlights-{section}-body": f"{words} [2]."}

    def is_stored(episode):
        clip = Clip.objects.filter(episode=episode, excerpt=words)
        return clip.count() == 1 and episode.highlights.filter(body=f"{words} [{clip.get().number}].").exists()

    return hand(DeskHand, type_into=type_into, stored=is_stored)


def summary(place=page_of, is_stored=None):
    return hand(
        FormHand,
        place=place,
        typed=lambda episode: {"summary": "Two"},
        stored=is_stored or (lambda episode: stored(episode, summary="Two")),
    )


WAYS = {
    "desk, one section": (
        make_draft,
        on_desk("highlights-0-title", "One", title="One"),
        on_desk("highlights-0-takeaway", "Two", takeaway="Two"),
    ),
    "desk, two sections": (
        make_draft,
        on_desk("highlights-0-title", "One", title="One"),
        on_desk("highlights-1-title", "Two", title="Two"),
    ),
    "desk, new clips": (make_draft, cites_new_clip(0, "One"), cites_new_clip(1, "Two")),
    "desk and form": (make_draft, on_desk("highlights-0-title", "One", title="One"), summary()),
    "scheduling and form": (make_draft, hand(StateHand), summary()),
    "scheduling and desk": (make_draft, hand(StateHand), on_desk("highlights-0-title", "One", title="One")),
    "revert and form": (
        make_with_history,
        hand(RestoreHand),
        summary(is_stored=lambda episode: once_said(episode, summary="Two")),
    ),
    "revert and desk": (
        make_with_history,
        hand(RestoreHand),
        hand(
            DeskHand,
            type_into=lambda page: page | {"highlights-0-takeaway": "Two"},
            stored=lambda episode: any(
                row["takeaway"] == "Two"
                for revision in Revision.objects.of(episode.pk)
                for row in revision.document["highlight"].values()
            ),
        ),
    ),
    "import and form": (make_imported, hand(ImportHand), summary()),
    "import and desk": (make_imported, hand(ImportHand), on_desk("highlights-0-title", "One", title="One")),
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("way", WAYS)
def test_no_update_is_lost(way):
    make, *kinds = WAYS[way]
    figures = race(make, kinds, rounds=3)
    assert figures["lost"] == 0, figures


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
def test_no_update_is_lost_in_a_hundred_races(way, capsys):
    make, *kinds = WAYS[way]
    figures = race(make, kinds, rounds=100)
    with capsys.disabled():
        print(f"\n{connection.vendor}, {way}: {dict(figures)}")
    assert figures["lost"] == 0
