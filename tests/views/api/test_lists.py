"""Lists: what narrows them, and how they go on."""

from datetime import UTC, datetime, timedelta

import pytest

from episodes.models import Clip, Episode, Highlight, Quote, Status
from episodes.queries.api import lists
from episodes.text.cursors import write_cursor
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

pytestmark = pytest.mark.django_db


def titles(client, url):
    return [item.get("title") or item.get("text") or item["name"] for item in client.get(url).json()["items"]]


def walk(client, url, between=lambda: None):
    """The ids of all parts of a list; ``between`` is called after each."""
    found = []
    while url:
        response = client.get(url.removeprefix("http://127.0.0.1:8000"))
        answer = response.json()
        found += [item["id"] for item in answer["items"]]
        url = answer["next"]
        assert (f'<{url}>; rel="next"' in response.get("Link", "")) == bool(url)
        between()
    return found


@pytest.fixture
def many(db):
    """Nine episodes at three moments, each with three highlights, each of these with a quote and a clip."""
    show, speaker = make_show(slug="many"), make_person(slug="somebody")
    for number in range(9):
        at = datetime(2024, 1, 1 + number // 3, tzinfo=UTC)
        episode = make_episode(show, tags=[f"tag {number}", "all"], published_at=at, guest=speaker)
        for place in range(3):
            clip = make_clip(episode, place + 1, speaker=speaker)
            highlight = make_highlight(
                episode, position=place // 2, body=f"Claim [{place + 1}].", tags=["all", f"tag {number}"]
            )
            make_quote(highlight, clip=clip, speaker=speaker)
            make_person(name=f"Guest {number} {place}").quotes.add(make_quote(highlight))
        episode.cues.bulk_create(
            episode.cues.model(episode=episode, start_ms=line // 2 * 1000, end_ms=line * 1000 + 1, text="Word")
            for line in range(9)
        )


def test_a_list_is_told_in_parts_each_thing_once(client, many):
    for name in ("episodes", "highlights", "quotes", "clips", "people", "tags"):
        whole = walk(client, f"/api/{name}?limit=100")
        assert len(whole) == len(set(whole)) > 8
        for limit in (3, len(whole)):
            assert walk(client, f"/api/{name}?limit={limit}") == whole, name


def test_newest_first_as_on_the_pages(client, many):
    for name, model in {"episodes": Episode, "highlights": Highlight, "quotes": Quote}.items():
        wanted = list(model.objects.newest_first().values_list("pk", flat=True))
        assert walk(client, f"/api/{name}?limit=7") == wanted, name


def test_what_is_added_or_withdrawn_meanwhile_moves_nothing(client, many):
    before = walk(client, "/api/highlights?limit=100")

    def more():
        make_highlight(make_episode(published_at=datetime(2024, 6, 1, tzinfo=UTC)))
        Episode.objects.filter(pk=Episode.objects.newest_first().first().pk).update(title="Changed")

    assert walk(client, "/api/highlights?limit=4", more) == before


def test_the_lines_of_a_transcript_go_on_as_well(client, many):
    episode = Episode.objects.first()
    lines = [cue.pk for cue in episode.cues.order_by("start_ms", "pk")]
    assert walk(client, f"/api/episodes/{episode.pk}/transcript?limit=2") == lines
    assert walk(client, f"/api/episodes/{episode.pk}/transcript?from_ms=3001&to_ms=4000") == lines[4:8]
    episode.cues.update(start_ms=None, end_ms=None)
    assert walk(client, f"/api/episodes/{episode.pk}/transcript?limit=2") == [cue.pk for cue in episode.cues.all()]
    assert client.get(f"/api/episodes/{episode.pk}/transcript").json()["is_timed"] is False


def test_without_a_transcript_there_is_none(client):
    assert client.get(f"/api/episodes/{make_episode().pk}/transcript").status_code == 404


def test_filters_narrow_and_go_together(client, site):
    make_highlight(make_episode(make_show(slug="elsewhere")), title="Elsewhere", tags=["Moon"])
    assert titles(client, "/api/highlights?tag=moon") == ["Elsewhere", "Moon"]
    assert titles(client, "/api/highlights?tag=moon&tag=tides") == ["Moon"]
    assert titles(client, "/api/highlights?tag=moon&without=tides") == ["Elsewhere"]
    assert titles(client, "/api/highlights?tag=moon&show=signal-path") == ["Moon"]
    assert titles(client, "/api/highlights?person=ada") == ["Moon"]
    assert titles(client, f"/api/highlights?episode={site['episode'].pk}") == ["Moon"]
    assert titles(client, "/api/episodes?person=ada&tag=sea") == ["Slow tides"]
    assert titles(client, "/api/episodes?without=sea") == [Episode.objects.get(show__slug="elsewhere").title]
    assert titles(client, "/api/quotes?person=ada&tag=tides") == ["The tide is slow."]
    assert titles(client, "/api/clips?person=ada") == ["Clip 1"]
    assert titles(client, "/api/clips?show=elsewhere") == []
    assert titles(client, "/api/clips?featured=true") == []
    assert len(titles(client, f"/api/clips?episode={site['episode'].pk}")) == 2
    assert titles(client, "/api/people?tag=tides") == titles(client, "/api/people?show=signal-path") == ["Ada"]
    assert titles(client, "/api/people?show=elsewhere") == []
    assert titles(client, "/api/tags?person=ada") == ["Moon", "Sea", "Tides"]
    assert titles(client, "/api/tags?show=elsewhere") == ["Moon"]


def test_a_time_narrows(client, many):
    all_of_them = titles(client, "/api/episodes")
    assert titles(client, "/api/episodes?since=2024-01-02") == all_of_them[:6]
    assert titles(client, "/api/episodes?since=2024-01-02&until=2024-01-03T00:00:00Z") == all_of_them[3:6]
    assert titles(client, "/api/episodes?until=2024-01-02T01:00:00%2B01:00") == all_of_them[6:]
    assert titles(client, "/api/episodes?until=2024-01-02T01:00:00+01:00") == all_of_them[6:]


def test_names_are_those_of_addresses_also_old_ones_and_aliases(client, site):
    for name, slug in (("show", "waves"), ("person", "ada-l"), ("episode", "slow"), ("tag", "tide")):
        site[name].slug = slug
        site[name].save()
    for slug in ("signal-path", "waves"):
        assert titles(client, f"/api/shows?slug={slug}") == ["Signal path"]
        assert titles(client, f"/api/episodes?show={slug}&slug=slow-tides") == ["Slow tides"]
        assert titles(client, f"/api/highlights?show={slug}&tag=ebb") == titles(client, "/api/highlights?tag=tides")
    assert titles(client, "/api/people?slug=ada") == ["Ada"]
    assert titles(client, "/api/tags?slug=ebb") == titles(client, "/api/tags?slug=tides") == ["Tides"]
    assert titles(client, "/api/shows?slug=nothing") == titles(client, "/api/people?slug=nothing") == []


UNREADABLE = [
    ("episodes?limit=0", "limit"),
    ("episodes?limit=101", "limit"),
    ("episodes?limit=x", "limit"),
    ("episodes?limit=" + "9" * 5000, "limit"),
    ("episodes?limit=5&limit=6", "limit"),
    ("episodes?cursor=x", "cursor"),
    ("episodes?cursor=" + "A" * 60_000, "cursor"),
    ("episodes?cursor=%00", "cursor"),
    ("episodes?cursor=" + write_cursor("newest", 1, 2, 3), "cursor"),
    ("episodes?cursor=" + write_cursor("newest", 2**62, 2, 3, 4), "cursor"),
    ("episodes?cursor=" + write_cursor("made", 1), "cursor"),
    ("tags?cursor=" + write_cursor("key", "a\0b"), "cursor"),
    ("episodes?tag=nothing", "tag"),
    ("episodes?tag=a%2Bb", "tag"),
    ("episodes?tag=%00", "tag"),
    ("episodes?tag=" + "x" * 60_000, "tag"),
    ("episodes?" + "&".join(["tag=sea"] * 11), "tag"),
    ("episodes?show=nothing", "show"),
    ("episodes?slug=slow-tides", "show"),
    ("episodes?person=%ED%A0%80", "person"),
    ("episodes?since=yesterday", "since"),
    ("episodes?since=2024-02-30", "since"),
    ("episodes?since=2024-02-01T12:00:00", "since"),
    ("episodes?until=0001-01-01", "until"),
    ("episodes?until=99999-01-01", "until"),
    ("clips?featured=yes", "featured"),
    ("clips?episode=100000000000000000000", "episode"),
    ("clips?tag=sea", "tag"),
    ("quotes?%00=1", "\0"),
    ("search?kind=poems", "kind"),
    ("search?q=", "q"),
    ("search?q=" + "x" * 401, "q"),
    ("search?q=tide&cursor=" + write_cursor("ranked", 5), "cursor"),
    ("search?q=tide&kind=quotes&cursor=" + write_cursor("ranked", -5), "cursor"),
    ("search?year=0", "year"),
]


def test_what_cannot_be_read_gets_a_sentence(client, site):
    for asked, parameter in UNREADABLE:
        response = client.get(f"/api/{asked}")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json"), asked[:60]
        assert response.json()["parameter"] == parameter
        assert response.json()["detail"].endswith(".")
        assert len(response.content) < 1000


def test_a_scheduled_episode_does_not_stand_in_a_list_before_its_time(client):
    episode = make_episode()
    commit()
    Episode.objects.filter(pk=episode.pk).update(published_at=datetime.now(UTC) + timedelta(hours=1))
    assert titles(client, "/api/episodes") == []


def test_clips_of_a_large_show_are_found_by_walking(client, many, monkeypatch):
    make_clip(make_episode(make_show(slug="elsewhere")))
    before = walk(client, "/api/clips?show=many&limit=7")
    assert len(before) == 27
    monkeypatch.setattr(lists, "LARGE_SHOW", 2)
    assert walk(client, "/api/clips?show=many&limit=7") == before


def test_a_list_of_clips_goes_on_behind_many_that_are_not_public(client, many):
    episode = make_episode()
    for number in range(1, 12):
        make_clip(episode, number)
    make_highlight(episode, body=" ".join(f"[{number}]" for number in range(1, 12)), status=Status.DRAFT)
    assert len(walk(client, "/api/clips?limit=2")) == 27


def test_clips_that_only_a_draft_cites_are_left_out(client):
    episode = make_episode()
    make_clip(episode, 1)
    make_highlight(episode, body="Secret [1].", status=Status.DRAFT)
    assert titles(client, "/api/clips") == []
    assert client.get(f"/api/clips/{Clip.objects.get().pk}").status_code == 404


def test_search_finds_all_kinds_and_says_where(client, site):
    found = client.get("/api/search?q=tide").json()
    kinds = [item["type"] for item in found["items"]]
    assert kinds == ["highlight", "highlight", "quote", "episode", "episode", "person", "tag", "line"]
    assert found["counts"]["quotes"] == 1
    assert found["next"] is None
    line = found["items"][-1]
    assert line["api_url"].endswith(f"/api/episodes/{site['episode'].pk}/transcript?from_ms=61000")
    assert {"text": "tide", "is_match": True} in line["snippet"]
    for item in found["items"]:
        assert client.get(item["api_url"].removeprefix("http://127.0.0.1:8000")).status_code == 200
        assert client.get(item["url"].removeprefix("http://127.0.0.1:8000").partition("#")[0]).status_code == 200
    narrowed = client.get("/api/search?q=tide&kind=quotes&person=ada&tag=moon").json()["items"]
    assert [item["id"] for item in narrowed] == [site["quote"].pk]
    assert client.get("/api/search?q=tide&tag=nothing").json()["items"] == []
    assert client.get("/api/search").json()["items"] == []


def test_search_goes_on_within_a_kind(client, many):
    whole = walk(client, "/api/search?q=claim&kind=highlights&limit=100")
    assert len(whole) == len(set(whole)) == 27
    assert walk(client, "/api/search?q=claim&kind=highlights&limit=10") == whole


def test_a_misspelt_word_is_put_right(client, site):
    found = client.get("/api/search?q=tydes").json()
    assert (found["items"], found["did_you_mean"]) == ([], "tides")
