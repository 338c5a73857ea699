"""A preview is the true page of a draft, for whoever has the link and for nobody else."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.models import Credit, Episode, PreviewLink, RelatedEpisode, Role, Status
from episodes.models.preview import LONGEST
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"
CLOSED = "This preview is closed"


def make_link(episode, days=7):
    return PreviewLink.objects.create(episode=episode, expires_at=timezone.now() + timedelta(days=days))


def fill(episode, count=1, *, tags=("seen",), speaker=None, **clip):
    """Highlights, clips, quotes, a transcript and more, all of which has pages where the episode is public."""
    for _ in range(count):
        cited = make_clip(episode, speaker=speaker, **clip)
        part = make_highlight(episode, body=f"A claim [{cited.number}], again [{cited.number}].", tags=tags)
        make_quote(part, speaker=speaker, clip=cited)
    make_clip(episode, featured=True, title="Picked")
    episode.cues.create(start_ms=0, end_ms=900, text="A line", speaker=speaker)
    episode.speech = {str(speaker.pk): "M0 0h5"} if speaker else {}
    episode.save()
    return episode


@pytest.fixture
def draft():
    """A draft among drafts and public episodes, with people and tags that are public and such that are not."""
    show = make_show(title="Harbour Talk")
    known, unknown = make_person(name="Known Person"), make_person(name="Unknown Person")
    public = make_episode(show, title="Public episode", tags=["seen"], guest=known)
    drafts = [
        make_episode(show, title=f"{SECRET} {status}", summary=SECRET, status=status, tags=["seen", "unseen"])
        for status in (Status.DRAFT, Status.REVIEW, Status.WITHDRAWN)
    ]
    drafts.append(make_episode(show, title=f"{SECRET} to come", published_at=timezone.now() + timedelta(days=1)))
    episode = make_episode(
        show,
        title="Tides",
        status=Status.DRAFT,
        published_at=None,
        tags=["seen", "unseen"],
        guest=known,
        audio_url="https://a.example/tides.mp3",
        show_notes="[Public](https://other.example/)",
    )
    Credit.objects.create(episode=episode, person=unknown, role=Role.HOST, position=2)
    for position, other in enumerate([*drafts, public]):
        RelatedEpisode.objects.create(episode=episode, related=other, position=position, reason="Why not")
    fill(episode, 2, tags=["seen", "unseen too"], speaker=unknown)
    make_highlight(episode, title="In review", status=Status.REVIEW)
    make_highlight(episode, title="Taken back", status=Status.WITHDRAWN)
    return episode


@pytest.fixture
def path(draft):
    return make_link(draft).get_absolute_url()


def test_it_shows_what_the_page_will_show(client, draft, path):
    page = read(client.get(path))
    text = page.one("main").text
    for words in (
        "Tides",
        draft.summary,
        "Known Person",
        "Unknown Person",
        "seen",
        "unseen too",
        "In review",
        "Picked",
    ):
        assert words in text
    assert "Taken back" not in text
    for highlight in draft.highlights.exclude(status=Status.WITHDRAWN):
        assert highlight.title in text
        assert highlight.takeaway in text
    assert page.one("h1").text == "Tides"
    until = PreviewLink.objects.get().expires_at
    banner = page.one("aside", "preview").text
    assert banner.startswith("Preview of a draft, until ")
    assert f"{until:%H:%M} UTC" in banner
    assert banner.endswith("Not published.")


def test_once_published_the_page_is_the_same(client, draft, path):
    """But for the banner, the head and the links to what then has a page."""

    def parts(response):
        main = read(response).one("main")
        words = main.text.replace("Permalink", "").replace("Link to this quote", "").replace("Transcript", "")
        return words.split()

    draft.highlights.exclude(status=Status.WITHDRAWN).update(status=Status.PUBLISHED)
    draft.published_at = timezone.now() - timedelta(minutes=5)
    draft.save()
    before = parts(client.get(path))
    draft.status = Status.PUBLISHED
    draft.save()
    assert parts(client.get(draft.get_absolute_url())) == before


def test_no_link_leads_to_a_draft_or_to_nothing(client, draft, path):
    page = read(client.get(path))
    assert SECRET not in page.text
    ids = {element.attrs["id"] for element in page.walk() if "id" in element.attrs}
    links = {element.attrs[name] for element in page.walk() for name in ("href", "src") if name in element.attrs}
    followed = 0
    for link in links:
        if link.startswith("#"):
            assert link[1:] in ids, link
        elif link.startswith("/") and not link.startswith("/static/"):
            response = client.get(link, follow=link == "/surprise/")
            assert response.status_code == 200, link
            # An icon is no text.
            answer = response.content.decode(errors="replace")
            assert SECRET not in answer
            assert "Tides" not in answer, link
            followed += 1
        else:
            assert link.startswith(("/static/", "https://a.example/", "https://other.example/")), link
    assert followed >= 7
    assert {
        "/tags/seen/",
        "/people/known-person/",
        "/shows/harbour-talk/",
        "/shows/harbour-talk/public-episode/",
    } <= links
    assert not any("unseen" in link or "unknown" in link or "/preview/" in link for link in links)
    assert draft.get_absolute_url() not in client.get(path).content.decode()


def test_a_show_with_nothing_public_is_named_without_a_link(client):
    draft = make_episode(make_show(title="Not Begun"), status=Status.DRAFT, published_at=None)
    page = read(client.get(make_link(draft).get_absolute_url()))
    assert "Not Begun" in page.one("div", "episode-head__show").text
    assert not any("not-begun" in link.attrs["href"] for link in page.all("a"))


def test_its_head_tells_nobody(client, draft, path):
    response = client.get(path)
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "default-src 'none'" in response["Content-Security-Policy"]
    head = read(response).one("head")
    assert head.one("meta", name="robots").attrs["content"] == "noindex, nofollow, noarchive"
    assert head.one("meta", name="referrer").attrs["content"] == "no-referrer"
    assert head.all("link", rel="canonical") == []
    assert client.head(path)["X-Robots-Tag"] == response["X-Robots-Tag"]
    assert client.post(path).status_code == 405


def test_uploaded_audio_can_be_played(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = make_episode(status=Status.DRAFT, audio_file=ContentFile(b"sound" * 100, "tides.mp3"))
    page = read(client.get(make_link(draft).get_absolute_url()))
    audio = page.one("audio").attrs["src"]
    response = client.get(audio, headers={"Range": "bytes=0-4"})
    assert (response.status_code, response.getvalue()) == (206, b"sound")


def test_closed_links_all_look_the_same(client, draft, path):
    expired, revoked, deleted = make_link(draft, days=-1), make_link(draft), make_link(draft)
    revoked.revoked_at = timezone.now()
    revoked.save()
    gone = deleted.get_absolute_url()
    deleted.delete()
    other_salt = signing.TimestampSigner(salt="other").sign_object(PreviewLink.objects.first().pk)
    tokens = ["x", "a:b:c", path.split("/")[2][:-1] + "x", other_salt, "%00", "é", "x" * 5000]
    addresses = [
        expired.get_absolute_url(),
        revoked.get_absolute_url(),
        gone,
        *(f"/preview/{token}/" for token in tokens),
    ]
    seen = set()
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 404, address
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"].startswith("noindex")
        page = read(response, status=404)
        assert CLOSED in page.text
        seen.add(page.one("main").text)
    assert len(seen) == 1
    assert "Tides" not in seen.pop()
    assert client.get(path).status_code == 200


def test_the_signature_closes_it_after_seven_days_whatever_the_row_says(client, draft):
    link = make_link(draft, days=400)
    PreviewLink.objects.update(made_at=timezone.now() - LONGEST + timedelta(minutes=1))
    link.refresh_from_db()
    assert client.get(link.get_absolute_url()).status_code == 200
    PreviewLink.objects.update(made_at=timezone.now() - LONGEST - timedelta(minutes=1))
    link.refresh_from_db()
    assert client.get(link.get_absolute_url()).status_code == 404


def test_the_address_of_a_link_is_always_the_same(draft):
    link = make_link(draft)
    assert PreviewLink.objects.get().get_absolute_url() == link.get_absolute_url()
    assert PreviewLink.objects.behind(link.get_absolute_url().split("/")[2]) == link


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
def test_once_published_or_withdrawn_it_leads_to_the_address(client, draft, path, status):
    draft.status = status
    draft.save()
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, draft.get_absolute_url())
    assert response["Cache-Control"] == "no-store, private"
    assert client.get(draft.get_absolute_url()).status_code == (200 if status == Status.PUBLISHED else 410)


def test_a_scheduled_episode_can_be_looked_at_before_its_time(client, draft, path):
    draft.status, draft.published_at = Status.PUBLISHED, timezone.now() + timedelta(days=1)
    draft.save()
    assert client.get(path).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 404
    Episode.objects.filter(pk=draft.pk).update(published_at=timezone.now())
    assert client.get(path).status_code == 302


def test_a_deleted_episode_closes_its_links(client, draft, path):
    draft.delete()
    assert CLOSED in client.get(path).content.decode()


def test_queries_do_not_grow_with_what_is_shown(client):
    def count(parts):
        draft = fill(make_episode(status=Status.DRAFT), parts, speaker=make_person())
        path = make_link(draft).get_absolute_url()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    assert count(1) == count(30)
