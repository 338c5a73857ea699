"""A feed becomes rows, twice makes no difference, and what an editor did here is never undone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.importers.feed_parse import parse
from episodes.importers.feed_plan import plan_feed
from episodes.importers.report import ImportRefused
from episodes.models import (
    Chapter,
    Clip,
    Credit,
    Cue,
    Episode,
    FeedImport,
    FeedItem,
    Person,
    Revision,
    Role,
    Show,
    SimilarEpisode,
    SpeakerName,
    Status,
    Tag,
    TaggedEpisode,
    appeared,
)
from episodes.services.importing import write_feed
from tests.factories import make_clip, make_episode, make_person, make_show
from tests.importers.feeds import item, rss

pytestmark = pytest.mark.django_db
MODELS = [Show, Person, Episode, Credit, Clip, Chapter, Cue, Tag, TaggedEpisode, FeedImport, FeedItem, SimilarEpisode]


def load(*items, channel="<title>The Show</title>", source="feed.xml", **options):
    """Imports a small feed; the report."""
    plan = plan_feed(parse(rss(*items, channel=channel)), source=source, **options)
    write_feed(plan, what="Imported")
    return plan.report


def rows():
    """Everything that an import could touch."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def titles(**values):
    return list(Episode.objects.filter(**values).order_by("published_at").values_list("title", flat=True))


def person(name, role="host"):
    return f'<podcast:person role="{role}">{name}</podcast:person>'


def bite(start=10, length=20, title="A bite"):
    return f'<podcast:soundbite startTime="{start}" duration="{length}">{title}</podcast:soundbite>'


def mark(start, title):
    return f'<psc:chapter start="{start}" title="{title}"/>'


def test_a_feed_becomes_a_show_with_episodes():
    report = load(
        item(1, "<itunes:duration>10:00</itunes:duration><itunes:season>1</itunes:season>"
             "<itunes:episode>3</itunes:episode><itunes:explicit>yes</itunes:explicit><itunes:episodeType>bonus</itunes:episodeType>"
             "<description>&lt;p&gt;One &lt;b&gt;word&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>"),
        channel="<title>The Show</title><link>https://x.example/</link><language>de</language>"
        "<itunes:category text='Arts'><itunes:category text='Design'/></itunes:category>"
        "<itunes:type>serial</itunes:type>"
        "<podcast:guid>abc</podcast:guid><podcast:locked>yes</podcast:locked><itunes:author>Ann</itunes:author>"
        "<podcast:funding url='https://x.example/give'>Give</podcast:funding>",
        source="https://x.example/feed",
    )  # fmt: skip
    show, episode = Show.objects.get(), Episode.objects.get()
    assert (show.title, show.language, show.category, show.kind) == ("The Show", "de", "Arts > Design", "serial")
    assert (show.guid, show.locked, show.author, show.feed_url) == ("abc", True, "Ann", "https://x.example/feed")
    assert show.funding == "Give https://x.example/give"
    assert (episode.title, episode.guid, episode.slug) == ("Episode 1", "guid-1", "episode-1")
    assert (episode.status, episode.published_at) == (Status.PUBLISHED, datetime(2020, 1, 2, 10, tzinfo=UTC))
    assert (episode.duration_ms, episode.season, episode.number, episode.explicit) == (600_000, 1, 3, True)
    assert (episode.kind, episode.summary, episode.show_notes) == ("bonus", "One word Two", "One **word**\n\nTwo")
    assert (episode.audio_url, episode.audio_type, episode.audio_bytes) == (
        "https://audio.example/1.mp3",
        "audio/mpeg",
        1000,
    )
    assert episode.appeared_at
    assert report.made == ["the show “The Show”", "the episode “Episode 1” of 2020-01-02"]
    assert (FeedItem.objects.get().key, FeedImport.objects.get().address) == ("guid-1", "https://x.example/feed")


def test_again_nothing_is_written():
    extra = person("Ann") + bite() + f"<psc:chapters>{mark(0, 'One')}</psc:chapters>"
    items = [item(number, extra) for number in range(1, 4)]
    load(*items)
    before = rows()
    report = load(*items)
    assert report.nothing and rows() == before


def test_planning_writes_nothing():
    plan_feed(parse(rss(item(1, person("Ann")))), source="feed.xml")
    assert not any(rows().values())


def test_an_enclosure_that_moves_is_followed_and_told():
    load(item(1, audio="http://x.example/1.mp3"))
    report = load(item(1, audio="https://x.example/1.mp3"))
    assert Episode.objects.get().audio_url == "https://x.example/1.mp3"
    (change,) = report.changed
    assert (change.what, change.before, change.after) == (
        "“Episode 1”, audio address",
        "http://x.example/1.mp3",
        "https://x.example/1.mp3",
    )
    assert [revision.what for revision in Revision.objects.order_by("number")] == ["", "Imported"]


def test_an_editors_words_stay_and_the_difference_is_told():
    load(item(1, "<description>From the feed</description>"))
    Episode.objects.update(title="Ours", summary="By hand")
    report = load(item(1, "<description>New in the feed</description>", title="Theirs"))
    episode = Episode.objects.get()
    assert (episode.title, episode.summary) == ("Ours", "By hand")
    assert report.kept == [
        "“Theirs”, title: it was written here, so the feed’s “Theirs” was not taken.",
        "“Theirs”, summary: it was written here, so the feed’s “New in the feed” was not taken.",
    ]
    assert load(item(1, "<description>New in the feed</description>", title="Theirs")).nothing


def test_what_only_the_feed_changed_is_taken():
    load(item(1, "<description>Old</description>"))
    load(item(1, "<description>New</description>", title="New title"))
    episode = Episode.objects.get()
    assert (episode.title, episode.summary, episode.slug) == ("New title", "New", "episode-1")


def test_what_the_feed_no_longer_says_stays():
    load(item(1, "<itunes:duration>10</itunes:duration>"))
    load(item(1))
    assert Episode.objects.get().duration_ms == 10_000


def test_audio_that_was_uploaded_here_stays():
    load(item(1))
    Episode.objects.update(audio_url="", audio_file="audio/ours.mp3", audio_bytes=5, audio_type="audio/ogg")
    load(item(1, audio="https://x.example/moved.mp3"))
    episode = Episode.objects.get()
    assert (episode.audio_url, episode.audio_file.name, episode.audio_bytes) == ("", "audio/ours.mp3", 5)
    assert episode.audio_type == "audio/ogg"


def test_an_item_that_vanished_is_told_and_stays():
    load(item(1), item(2))
    report = load(item(1))
    assert report.kept == ["“Episode 2” is no longer in the feed, and stays here."]
    assert Episode.objects.published().count() == 2
    since = FeedItem.objects.get(key="guid-2").vanished_at
    assert since
    before = rows()
    assert load(item(1)).nothing and rows() == before
    report = load(item(1), item(2))
    assert report.doubted == ["“Episode 2” had vanished from the feed, and is in it again."]
    assert FeedItem.objects.get(key="guid-2").vanished_at is None


def test_a_feed_that_lost_items_while_it_was_read_makes_none_vanish():
    load(item(1), item(2))
    body = rss(item(1)).replace(b"</rss>", b"</rss><rss><item><title>x</title></item></rss>")
    plan = plan_feed(parse(body), source="feed.xml")
    write_feed(plan)
    assert not FeedItem.objects.exclude(vanished_at=None).exists() and not plan.report.kept


def test_an_episode_that_was_deleted_here_does_not_come_back():
    load(item(1), item(2))
    Episode.objects.get(guid="guid-1").delete()
    report = load(item(1), item(2), item(3))
    assert titles() == ["Episode 2", "Episode 3"]
    assert report.skipped == ["“Episode 1” was deleted here, and is not made again."]


def test_without_guids_nothing_is_doubled_also_where_audio_moves():
    load(item(1, guid="", audio="http://x.example/1.mp3?a=1"), item(2, guid=""))
    assert load(item(1, guid="", audio="https://x.example/1.mp3?b=2"), item(2, guid="")).changed
    load(item(1, guid="", audio="https://other.example/new.mp3"), item(2, guid=""))
    assert titles() == ["Episode 1", "Episode 2"]
    assert FeedItem.objects.filter(key="other.example/new.mp3", vanished_at=None).exists()
    assert FeedItem.objects.count() == 2


@pytest.mark.parametrize("values", [{"guid": "guid-1"}, {"published_at": datetime(2020, 1, 2, tzinfo=UTC)}])
def test_an_episode_made_by_hand_is_adopted(values):
    show = make_show(title="the show")
    made = make_episode(show, **{"title": "Episode 1", "summary": "", "duration_ms": None, **values})
    report = load(item(1, "<description>Words</description>"))
    episode = Episode.objects.get()
    assert (episode.pk, episode.guid, episode.summary) == (made.pk, "guid-1", "Words")
    assert report.doubted == ["“Episode 1” was here before, and was taken for the item of the feed."]
    assert load(item(1, "<description>Words</description>")).nothing


def test_one_with_the_same_title_of_another_day_is_another():
    make_episode(make_show(title="The Show"), title="Episode 1", published_at=datetime(2019, 1, 2, tzinfo=UTC))
    load(item(1))
    assert Episode.objects.count() == 2


def test_a_show_is_found_by_guid_then_address_then_title():
    by_title = make_show(title="The Show")
    by_guid = make_show(title="Another", guid="ABC")
    load(item(1), channel="<title>The Show</title><podcast:guid>abc</podcast:guid>", source="https://x.example/feed")
    assert Episode.objects.get(guid="guid-1").show == by_guid
    load(item(2), channel="<title>Renamed</title>", source="http://x.example/feed/")
    assert Episode.objects.get(guid="guid-2").show == by_guid
    load(item(3))
    assert Episode.objects.get(guid="guid-3").show == by_title
    load(item(4), show="another")
    assert Episode.objects.get(guid="guid-4").show == by_guid


def test_a_feed_without_a_title_needs_a_name():
    with pytest.raises(ImportRefused, match="give the name of the show"):
        load(item(1), channel="")
    load(item(1), channel="", show="Named")
    assert Show.objects.get().title == "Named"


def test_two_shows_of_one_name_are_no_choice():
    make_show(title="The Show")
    make_show(title="the show")
    with pytest.raises(ImportRefused, match="2 shows are called"):
        load(item(1))


def test_what_was_changed_of_the_show_here_stays():
    load(item(1), channel="<title>The Show</title><description>One</description><itunes:author>Ann</itunes:author>")
    Show.objects.update(description="Ours")
    load(item(1), channel="<title>The Show</title><description>Two</description><itunes:author>Bo</itunes:author>")
    show = Show.objects.get()
    assert (show.description, show.author) == ("Ours", "Bo")


def test_drafts_scheduled_and_undated_episodes():
    load(item(1), publish=False)
    soon = f"{timezone.now() + timedelta(days=9):%d %b %Y %H:%M:%S} GMT"
    report = load(item(1), f"<title>Soon</title><guid>2</guid><pubDate>{soon}</pubDate>", "<title>Some day</title>")
    draft, scheduled, undated = (Episode.objects.get(title=title) for title in ("Episode 1", "Soon", "Some day"))
    assert (draft.status, undated.status) == (Status.DRAFT, Status.DRAFT)
    assert scheduled.is_scheduled and scheduled.appeared_at is None
    assert "the episode “Some day”, a draft, as it has no date" in report.made
    assert not Episode.objects.published().exists()


def test_people_are_credited_by_their_exact_name():
    here, other = make_person(name="Ann Lee"), make_person(name="Boris")
    show = make_show(title="The Show")
    SpeakerName.objects.create(show=show, name="Bo", person=other)
    SpeakerName.objects.create(show=show, name="Announcer", person=None)
    people = [("Ann Lee", "host"), ("Bo", "guest"), ("Announcer", "host"), ("New One", "cover art designer")]
    load(
        item(1, "".join(person(*one) for one in people)), item(2), channel="<title>The Show</title>" + person("Ann Lee")
    )
    first, second = (Episode.objects.get(guid=f"guid-{number}") for number in (1, 2))
    credits = [(credit.person.name, credit.role) for credit in first.credits.select_related("person")]
    assert credits == [("Ann Lee", Role.HOST), ("Boris", Role.GUEST), ("New One", Role.GUEST)]
    assert [credit.person for credit in second.credits.all()] == [here]
    assert Person.objects.count() == 3


def test_an_author_of_its_own_is_credited_where_the_feed_names_no_people():
    author = "<itunes:author>{}</itunes:author>".format
    load(item(1, author("Ann")), item(2, author("The House")), channel="<title>S</title>" + author("The House"))
    assert [(credit.episode.title, credit.person.name) for credit in Credit.objects.all()] == [("Episode 1", "Ann")]


def test_credits_follow_the_feed_and_the_editor():
    load(item(1, person("Ann") + person("Bo") + person("Cy")))
    episode = Episode.objects.get()
    episode.credits.get(person__name="Ann").delete()
    Credit.objects.create(episode=episode, person=make_person(name="Di"))
    report = load(item(1, person("Ann") + person("Bo") + person("Ed")))
    assert set(episode.credits.values_list("person__name", flat=True)) == {"Bo", "Di", "Ed"}
    assert [change.what for change in report.changed] == ["“Episode 1”, people"]
    assert load(item(1, person("Ann") + person("Bo") + person("Ed"))).nothing


def test_soundbites_become_clips_once():
    load(item(1, bite() + bite(60, 5, "")))
    clips = list(Clip.objects.order_by("number").values_list("number", "title", "start_ms", "end_ms"))
    assert clips == [(1, "A bite", 10_000, 30_000), (2, "From 1:00", 60_000, 65_000)]
    make_clip(Episode.objects.get(), 7)
    Clip.objects.filter(number=2).delete()
    load(item(1, bite(title="Better") + bite(60, 5, "") + bite(90, 5, "New")))
    assert list(Clip.objects.order_by("number").values_list("number", "title")) == [
        (1, "Better"),
        (7, "Clip 7"),
        (8, "New"),
    ]
    Clip.objects.filter(number=1).update(title="Ours")
    load(item(1, bite(title="Best")))
    assert Clip.objects.get(number=1).title == "Ours"


def test_chapters_in_the_feed_follow_it_until_they_are_edited():
    def chapters():
        return list(Chapter.objects.values_list("start_ms", "title"))

    load(item(1, f"<psc:chapters>{mark('0', 'One')}{mark('1:00', 'Two')}</psc:chapters>"))
    assert chapters() == [(0, "One"), (60_000, "Two")]
    report = load(item(1, f"<psc:chapters>{mark('0', 'First')}</psc:chapters>"))
    assert chapters() == [(0, "First")] and not report.nothing
    Chapter.objects.update(title="Ours")
    again = item(1, f"<psc:chapters>{mark('0', 'Third')}</psc:chapters>")
    assert load(again).kept == ["“Episode 1”: the list of chapters is here already, so the feed’s was not taken."]
    assert chapters() == [(0, "Ours")]
    assert load(again).nothing


def test_tags_only_where_they_are_asked_for():
    items = [item(1, "<category>Art</category><itunes:keywords>art, Two words</itunes:keywords>"), item(2)]
    load(*items)
    assert not Tag.objects.exists()
    Tag.objects.create(name="ART")
    load(*items, tags=True)
    tags = Episode.objects.get(guid="guid-1").tags
    assert set(tags.names()) == {"ART", "Two words"}
    tags.remove("ART")
    assert load(*items, tags=True).nothing
    assert set(tags.names()) == {"Two words"}


def test_addresses_are_unique_also_among_past_ones():
    show = make_show(title="The Show")
    old = make_episode(show, title="Same", slug="same")
    old.slug = "other"
    old.save()
    load(*(item(number, title="Same") for number in (1, 2, 3)))
    assert sorted(Episode.objects.exclude(pk=old.pk).values_list("slug", flat=True)) == ["same-2", "same-3", "same-4"]


def test_neighbours_are_computed_and_an_interruption_is_made_good(monkeypatch):
    items = [item(number, person("Ann", "guest")) for number in (1, 2)]
    with monkeypatch.context() as patch:
        patch.setattr("episodes.services.importing.refresh_similar", lambda episodes: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(*items)
    assert not SimilarEpisode.objects.exists()
    assert load(*items).nothing
    assert SimilarEpisode.objects.count() == 2
    with monkeypatch.context() as patch:
        patch.setattr("episodes.services.importing.refresh_all", lambda: 1 / 0)
        load(*items)


def test_a_site_that_changed_since_is_looked_at_again():
    plan = plan_feed(parse(rss(item(1))), source="feed.xml")
    make_show(title="The Show")
    with pytest.raises(ImportRefused, match="look again"):
        write_feed(plan)
    assert not Episode.objects.exists()


def count(function):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        function()
    return len(queries)


def test_queries_do_not_grow_with_the_items():
    def feed(number, extra=""):
        return [item(at, person("Ann") + bite() + extra) for at in range(number)]

    first = count(lambda: load(*feed(1), channel="<title>One</title>"))
    assert count(lambda: load(*feed(40), channel="<title>Two</title>")) <= first + 12
    again = count(lambda: load(*feed(1), channel="<title>One</title>"))
    assert count(lambda: load(*feed(40), channel="<title>Two</title>")) == again


@pytest.mark.parametrize("at", [1, 3, 6, 9, 12, 15, 18, 22])
def test_whatever_fails_nothing_is_half_written(at):
    """Fails at one query of writing after the other."""
    load(item(1, person("Ann")))
    changed = [item(1, person("Ann") + person("Bo") + bite(), title="New"), item(2, person("Bo"))]
    before, seen = rows(), []

    def fail(execute, sql, params, many, context):
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(sql)
            if len(seen) == at:
                raise RuntimeError("pulled")
        return execute(sql, params, many, context)

    plan = plan_feed(parse(rss(*changed)), source="feed.xml")
    try:
        with connection.execute_wrapper(fail):
            write_feed(plan)
    except RuntimeError:
        without = [name for name in before if name not in ("SimilarEpisode", "FeedImport")]
        now = rows()
        assert [now[name] for name in without] == [before[name] for name in without] or Episode.objects.count() == 2
    load(*changed)
    assert titles() == ["New", "Episode 2"]
    assert set(Credit.objects.values_list("person__name", flat=True)) == {"Ann", "Bo"}
    assert load(*changed).nothing


def test_what_came_out_since_appears_and_a_back_catalogue_does_not(monkeypatch):
    heard = []

    def hear(episode, **kwargs):
        heard.append(episode.title)

    appeared.connect(hear)
    try:
        load(*(item(number) for number in range(1, 25)))
        assert heard == []
        load(*(item(number) for number in range(1, 27)))
        assert heard == ["Episode 25", "Episode 26"]
    finally:
        appeared.disconnect(hear)


HOSTILE = """<p>Words <script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">one</a>
<a href="https://x.example/&quot; onclick=&quot;alert(1)">two</a><iframe src="https://x.example"></iframe></p>
<style>p{display:none}</style>&lt;script&gt;alert(1)&lt;/script&gt;
[three](javascript:alert(1)) <b onclick=x>four</b>"""


def test_hostile_show_notes_are_harmless_on_the_page(client):
    extra = f"<itunes:subtitle>&lt;script&gt;s()&lt;/script&gt;</itunes:subtitle><content:encoded><![CDATA[{HOSTILE}]]>"
    load(
        item(1, extra + "</content:encoded>" + person("&lt;script&gt;p()&lt;/script&gt;"), title="&lt;script&gt;t()"),
        channel="<title>S</title><description>&lt;script&gt;d()&lt;/script&gt;&lt;b&gt;x&lt;/b&gt;</description>",
    )
    episode = Episode.objects.get()
    for url in (episode.get_absolute_url(), episode.show.get_absolute_url(), "/"):
        html = client.get(url).content.decode()
        for script in ("alert(1)</script>", "<script>", 'javascript:alert(1)"', "<iframe", "onerror=a", "<style>p"):
            assert script not in html.replace("&#x27;", "'"), (url, script)
    html = client.get(episode.get_absolute_url()).content.decode()
    notes = html.partition('id="notes_title"')[2]
    assert "<strong>four</strong>" in notes and "Words" in notes


def test_what_was_left_alone_is_filled_later():
    load(item(1))
    load(item(1, "<itunes:episodeType>trailer</itunes:episodeType>"), channel="<title>The Show</title>"
         "<language>de</language><itunes:explicit>yes</itunes:explicit><itunes:type>serial</itunes:type>")  # fmt: skip
    show = Show.objects.get()
    assert (show.language, show.explicit, show.kind, Episode.objects.get().kind) == ("de", True, "serial", "trailer")
    Show.objects.update(language="fr")
    load(item(1), channel="<title>The Show</title><language>nl</language>")
    assert Show.objects.get().language == "fr"


def test_a_guid_that_another_episode_has_is_left_out():
    load(item(1))
    Episode.objects.update(guid="guid-2")
    report = load(item(1), item(2))
    assert titles() == ["Episode 1", "Episode 2"]
    assert Episode.objects.get(title="Episode 2").guid == ""
    assert "“Episode 2”: another episode here has its guid." in report.doubted
    assert load(item(1), item(2)).nothing


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_one_show():
    body = rss(item(1, person("Ann")), item(2))

    def run(_number):
        try:
            write_feed(plan_feed(parse(body), source="feed.xml"))
        except ImportRefused as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(run, range(2)))
    assert set(said) <= {"", "The site has changed since this was looked at: look again."}
    assert (Show.objects.count(), Episode.objects.count(), Person.objects.count()) == (1, 2, 1)


def test_the_feed_that_the_site_publishes_is_read_and_doubles_nothing(client):
    load(
        item(1, person("Ann") + bite() + "<itunes:duration>90</itunes:duration><itunes:season>2</itunes:season>"),
        item(2, "<content:encoded><![CDATA[<p>One</p><ul><li><a href='https://x.example/'>two</a></li></ul>]]></content:encoded>"),
        channel="<title>The Show</title><description>About it</description><podcast:funding url='https://x.example/'/>",
    )  # fmt: skip
    make_episode(Show.objects.get(), title="By hand", published_at=datetime(2021, 1, 1, tzinfo=UTC))
    url = Show.objects.get().get_feed_url()
    feed = parse(client.get(url).content)
    assert feed.complete and [found.title for found in feed.items] == ["By hand", "Episode 2", "Episode 1"]
    assert feed.items[1].notes.endswith("One\n\n- [two](<https://x.example/>)")
    assert (feed.items[2].guid, feed.items[2].duration_ms, feed.items[2].season) == ("guid-1", 90_000, 2)
    assert [one.name for one in feed.items[2].persons] == ["Ann"]
    assert len(feed.items[2].soundbites) == 1
    plan = plan_feed(feed, source=f"https://example.com{url}")
    assert not [made for made in plan.report.made if "episode" in made or "person" in made or "clip" in made]


def test_another_guid_is_another_episode_also_with_the_same_audio():
    load(item(1))
    load(item(1, guid="other"))
    assert Episode.objects.count() == 2


def test_an_editors_address_of_the_audio_keeps_its_type_and_size():
    load(item(1))
    Episode.objects.update(audio_url="https://ours.example/1.ogg")
    moved = item(1, audio="https://x.example/1.mp3").replace('length="1000"', 'length="2000"')
    report = load(moved)
    episode = Episode.objects.get()
    assert (episode.audio_url, episode.audio_bytes) == ("https://ours.example/1.ogg", 1000)
    assert [sentence.partition(":")[0] for sentence in report.kept] == ["“Episode 1”, audio address"]
