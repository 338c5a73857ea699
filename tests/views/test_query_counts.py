"""No page's query count depends on how many rows it shows: each is counted with 1 and with 30 children."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from episodes.models import Citation, Credit, Evidence, RelatedEpisode, Role
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

pytestmark = pytest.mark.django_db
MOST_FOR_AN_EPISODE = 8


def site_with(children):
    """A site in which every list has ``children`` entries; the addresses of one page of each kind."""
    show = make_show(title="Counted")
    speaker = make_person(name="Speaker")
    episode = make_episode(
        show, title="Main", tags=["main", "second"], guest=speaker, audio_url="https://a.example/x.mp3"
    )
    episode.speech = {str(speaker.pk): "M0 0h5"}
    episode.save()
    for number in range(1, children + 1):
        other = make_episode(show, tags=["main", f"other {number}"], guest=speaker, season=2)
        person = make_person(name=f"Person {number}")
        Credit.objects.create(episode=episode, person=person, role=Role.PRODUCER, position=number)
        RelatedEpisode.objects.create(episode=episode, related=other, position=number, reason="Why not")
        clip = make_clip(episode, number, speaker=speaker, featured=number % 2 == 0)
        make_clip(other, 1, speaker=speaker)
        body = f"One claim [{number}] and its second mention [{number}], [1]."
        highlight = make_highlight(
            episode, title=f"Part {number}", body=body, tags=["main", "second", f"tag {number}"], featured=True
        )
        make_highlight(other, title=f"Other part {number}", body="Claim [1].", tags=["main", "second"])
        make_quote(highlight, speaker=speaker, clip=clip)
        episode.cues.create(start_ms=number * 60_000, end_ms=number * 60_000 + 900, text="Words", speaker=speaker)
        episode.corrections.create(highlight=highlight, text="It said five.")
    Citation.objects.update(evidence=Evidence.HEARD)
    first = episode.highlights.first()
    return {
        "home": "/",
        "search for all": "/search/?q=main",
        "search, narrowed": f"/search/?q=claim&tag=main&show={show.slug}&year=2024",
        "search by name": f"/search/?q=tag:main+person:{speaker.slug}",
        "search for highlights": "/search/?q=part&kind=highlights",
        "search for quotes": "/search/?q=words&kind=quotes",
        "search for transcripts": "/search/?q=words&kind=transcripts",
        "search for tags": "/search/?q=main&kind=tags",
        "search for people": "/search/?q=speaker&kind=people",
        "search for nothing": "/search/?q=xyzzy",
        "search, nothing asked": "/search/",
        "suggestions": "/search/suggest/?q=ma",
        "shows": "/shows/",
        "show": show.get_absolute_url(),
        "corrections": show.get_corrections_url(),
        "feed": show.get_feed_url(),
        "feed of the site": "/feed.xml",
        "highlights of the site": "/atom.xml",
        "feed of a person": speaker.get_feed_url(),
        "feed of quotes": "/quotes/feed.xml",
        "sitemaps": "/sitemap.xml",
        "highlights of a show": show.get_atom_url(),
        "feed of corrections": show.get_corrections_feed_url(),
        "episode": episode.get_absolute_url(),
        "transcript": episode.get_transcript_url(),
        "highlight": first.get_absolute_url(),
        "clip": episode.clips.first().get_absolute_url(),
        "quote": first.quotes.first().get_absolute_url(),
        "quotes": "/quotes/",
        "quotes of a person": "/quotes/?person=speaker",
        "quotes by two": "/quotes/?person=speaker&tag=main",
        "quotes by three": "/quotes/?person=speaker&tag=main&show=counted",
        "quotes, as Markdown": "/quotes.md",
        "people": "/people/",
        "guests": "/people/?role=guests",
        "people by name": "/people/?q=speak",
        "person, highlights": f"{speaker.get_absolute_url()}?kind=highlights",
        "person, quotes": f"{speaker.get_absolute_url()}?kind=quotes",
        "season": f"{show.get_absolute_url()}?season=2",
        "year of a show": f"{show.get_absolute_url()}?year=2024",
        "archive": "/archive/",
        "archive of a show": "/archive/?show=counted",
        "year": "/archive/2024/",
        "month": "/archive/2024/01/",
        "month of a show": "/archive/2024/01/?show=counted",
        "person": speaker.get_absolute_url(),
        "tag": "/tags/main/",
        "two tags": "/tags/main+second/",
        "tag, episodes": "/tags/main/?kind=episodes",
        "tag, quotes": "/tags/main/?kind=quotes",
        "tags": "/tags/",
        **{f"API, {name}": f"/api/{name}" for name in ("shows", "episodes", "highlights", "quotes", "clips", "people")},
        "API, narrowed": f"/api/highlights?tag=main&tag=second&person=speaker&show={show.slug}",
        "API, episode": f"/api/episodes/{episode.pk}",
        "API, transcript": f"/api/episodes/{episode.pk}/transcript",
        "API, highlight": f"/api/highlights/{first.pk}",
        "API, clip": f"/api/clips/{episode.clips.first().pk}",
        "API, tags": "/api/tags",
        "API, index": "/api/",
        "API, search": "/api/search?q=claim",
        "for language models": "/llms.txt",
        "episode as Markdown": f"{episode.get_absolute_url()[:-1]}.md",
    }


def count(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_counts_do_not_grow_with_rows(client):
    few = {name: count(client, url) for name, url in site_with(1).items()}
    from episodes.models import Episode, Person, Show, Tag

    for model in (Episode, Show, Person, Tag):
        model.objects.all().delete()
    many = {name: count(client, url) for name, url in site_with(30).items()}
    assert many == few


def test_an_episode_page_takes_at_most_eight_queries(client):
    assert count(client, site_with(30)["episode"]) <= MOST_FOR_AN_EPISODE
