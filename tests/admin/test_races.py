"""Two who save at the same moment: no update is ever lost, whichever way each of them comes in."""

import pytest
from django.db import connection

from episodes.models import Clip, Highlight, Status
from tests.admin.races import ActionHand, AddHand, FormHand, hand, race
from tests.factories import make_clip, make_episode, make_highlight, make_quote

HIGHLIGHTS, EPISODES = "/admin/episodes/highlight/", "/admin/episodes/episode/"


def page_of(obj):
    return f"/admin/episodes/{obj._meta.model_name}/{obj.pk}/change/"


def stored(obj, **values):
    return type(obj).objects.filter(pk=obj.pk, **values).exists()


def types(values, **expected):
    """Into the form of the subject."""
    return hand(FormHand, place=page_of, typed=lambda obj: values, stored=lambda obj: stored(obj, **expected))


def make_draft():
    episode = make_episode(status=Status.DRAFT, published_at=None)
    make_highlight(episode, body="A claim.", takeaway="So it is.", tags=["a", "b"])
    return episode


def make_episode_with_clips():
    episode = make_episode()
    for _each in range(3):
        make_clip(episode)
    return episode


def make_highlight_with_quotes():
    highlight = make_highlight()
    for number in range(2):
        make_quote(highlight, position=number)
    return highlight


def in_list(name, value, **expected):
    """Into the row of the subject in the list of highlights."""
    return hand(
        FormHand,
        place=lambda obj: f"{HIGHLIGHTS}?episode__id__exact={obj.episode_id}",
        typed=lambda obj: {f"form-0-{name}": value},
        stored=lambda obj: stored(obj, **expected),
    )


def new_clip(title):
    typed = {
        "clips-TOTAL_FORMS": "4",
        "clips-3-title": title,
        "clips-3-start_ms": "10:00",
        "clips-3-end_ms": "10:20",
        "clips-3-id": "",
    }
    return hand(
        FormHand,
        place=page_of,
        typed=lambda episode: typed | {"clips-3-episode": str(episode.pk)},
        stored=lambda episode: Clip.objects.filter(episode=episode, title=title).count() == 1,
    )


def clip_in_row(index, **values):
    return hand(
        FormHand,
        place=page_of,
        typed=lambda episode: {f"clips-{index}-{name}": value for name, value in values.items()},
        stored=lambda episode: episode.clips.filter(number=index + 1, **values).exists(),
    )


def quote_in_row(index, text):
    return hand(
        FormHand,
        place=page_of,
        typed=lambda highlight: {f"quotes-{index}-text": text},
        stored=lambda highlight: highlight.quotes.filter(text=text).exists(),
    )


def alone(name, value):
    """The first quote of the subject, in a form of its own."""
    return hand(
        FormHand,
        place=lambda highlight: page_of(highlight.quotes.first()),
        typed=lambda highlight: {name: value},
        stored=lambda highlight: highlight.quotes.filter(**{name: value}).exists(),
    )


def adds(body):
    """A highlight at the end of the subject, by a title that the other gives as well."""
    return hand(
        AddHand,
        place=lambda episode: f"{HIGHLIGHTS}add/?episode={episode.pk}",
        typed=lambda episode: {"title": "Same", "body": body},
        stored=lambda episode: episode.highlights.filter(title="Same", body=body).count() == 1,
    )


def acts(action, place, **expected):
    return hand(
        ActionHand,
        place=lambda obj: place,
        rows=lambda obj: [obj],
        action=action,
        stored=lambda obj: stored(obj, **expected),
    )


#: What is made for each round, and the two who write to it.
WAYS = {
    "form": (make_highlight, types({"title": "One"}, title="One"), types({"takeaway": "Two"}, takeaway="Two")),
    "form, tags": (
        lambda: make_highlight(tags=["old"]),
        types({"tags": "old, new"}, tags__name="new"),
        types({"body": "Two"}, body="Two"),
    ),
    "form of an episode": (
        make_draft,
        types({"title": "One"}, title="One"),
        types({"summary": "Two"}, summary="Two"),
    ),
    "inlines, two rows": (
        make_episode_with_clips,
        clip_in_row(0, title="One"),
        clip_in_row(1, title="Two"),
    ),
    "inlines, one row": (
        make_episode_with_clips,
        clip_in_row(0, title="One"),
        clip_in_row(0, excerpt="Two"),
    ),
    "inlines, new rows": (make_episode_with_clips, new_clip("One"), new_clip("Two")),
    "inline and form of a row": (make_highlight_with_quotes, quote_in_row(0, "One"), alone("position", 7)),
    "adding": (make_episode, adds("One"), adds("Two")),
    "list_editable": (
        lambda: make_highlight(position=1),
        in_list("position", "7", position=7),
        in_list("featured", "on", featured=True),
    ),
    "list_editable and form": (
        lambda: make_highlight(position=1),
        in_list("position", "7", position=7),
        types({"body": "Two"}, body="Two"),
    ),
    "bulk action and form": (
        make_draft,
        acts("publish_selected", f"{EPISODES}?o=1", status=Status.PUBLISHED),
        types({"summary": "Two"}, summary="Two"),
    ),
    "bulk action and list_editable": (
        lambda: make_highlight(make_episode(), status=Status.PUBLISHED),
        acts("back_to_draft", f"{HIGHLIGHTS}?o=1", status=Status.DRAFT),
        in_list("featured", "on", featured=True),
    ),
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


class Careless(FormHand):
    """Writes without having looked."""

    place, change = staticmethod(page_of), {}

    def submit(self):
        Highlight.objects.filter(pk=self.subject.pk).update(**self.change)
        return True

    def is_stored(self):
        return stored(self.subject, **self.change)


def test_the_harness_sees_a_lost_update():
    kinds = [type(title, (Careless,), {"change": {"title": title}}) for title in ("One", "Two")]
    assert race(make_highlight, kinds, rounds=2)["lost"] >= 2
