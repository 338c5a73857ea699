"""People, clips, chapters, tags and dates that come with a feed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import (
    Chapter,
    Clip,
    Credit,
    Episode,
    Person,
    Role,
    SpeakerName,
    Status,
    Tag,
)
from tests.factories import make_clip, make_person, make_show
from tests.importers.feed_plan.loading import bite, load, mark, person
from tests.importers.feeds import item

pytestmark = pytest.mark.django_db


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
