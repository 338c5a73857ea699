"""A draft is invisible on every surface: nothing of it stands on any public page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import (
    Clip,
    Episode,
    Highlight,
    Person,
    Quote,
    RelatedEpisode,
    Show,
    SimilarEpisode,
    Status,
    Tag,
    TagAlias,
)
from episodes.text.twins import twin_of
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"


def urls_of_everything():
    models = (Episode, Highlight, Quote, Clip, Person, Tag)
    return [
        *["/", "/shows/", "/tags/", "/tags/?q=zan", "/people/", "/quotes/", "/about/"],
        *(thing.get_absolute_url() for model in models for thing in model.objects.all()),
        *(episode.get_transcript_url() for episode in Episode.objects.all()),
        *(episode.show.get_absolute_url() for episode in Episode.objects.select_related("show")),
        *(f"/tags/{a.slug}+{b.slug}/" for a in Tag.objects.all() for b in Tag.objects.all() if a.slug < b.slug),
        *(f"/tags/{tag.slug}/?kind={kind}" for tag in Tag.objects.all() for kind in ("episodes", "quotes")),
    ]


def public_neighbour(show):
    """A public episode that shares all it can with the hidden one."""
    person = make_person(name="Public Person")
    episode = make_episode(show, title="Public episode", tags=["shared"], guest=person)
    highlight = make_highlight(episode, title="Public highlight", body="Claim [1].", tags=["shared"], featured=True)
    make_quote(highlight, speaker=person, clip=make_clip(episode))
    return episode, person


def fill_with_secrets(episode, person, **highlight):
    clip = make_clip(episode, title=f"{SECRET} clip", excerpt=SECRET, speaker=person)
    hidden = make_highlight(
        episode,
        title=f"{SECRET} highlight",
        body=f"{SECRET} [{clip.number}]",
        tags=["shared", f"{SECRET} tag"],
        featured=True,
        **highlight,
    )
    make_quote(hidden, text=f"{SECRET} quote", speaker=person, clip=clip)
    return hidden


def urls_of_api():
    """Every list of the API, and everything by its key, public or not."""
    models = {"shows": Show, "episodes": Episode, "highlights": Highlight, "quotes": Quote, "clips": Clip,
              "people": Person, "tags": Tag}  # fmt: skip
    return [
        *["/api/", "/llms.txt", "/api/search?q=zanzibar", "/api/search?tag=shared"],
        *(f"/api/{name}?limit=100" for name in models),
        *(f"/api/{name}/{pk}" for name, model in models.items() for pk in model.objects.values_list("pk", flat=True)),
        *(f"/api/episodes/{episode.pk}/transcript" for episode in Episode.objects.all()),
    ]


def assert_nothing_leaks(client):
    pages = urls_of_everything()
    for url in [*pages, *map(twin_of, pages), *urls_of_api()]:
        response = client.get(url)
        assert response.status_code in (200, 404, 410), url
        assert SECRET.encode() not in response.content, f"{url} shows a draft"


@pytest.mark.parametrize(
    ("status", "days"),
    [(Status.DRAFT, -1), (Status.REVIEW, -1), (Status.WITHDRAWN, -1), (Status.PUBLISHED, +1)],
    ids=["draft", "review", "withdrawn", "scheduled"],
)
def test_an_episode_that_is_not_public_is_nowhere(client, status, days):
    show = make_show()
    public, person = public_neighbour(show)
    secret_person = make_person(name=f"{SECRET} Person", biography=SECRET)
    hidden = make_episode(
        show,
        title=f"{SECRET} episode",
        summary=SECRET,
        show_notes=SECRET,
        status=status,
        published_at=timezone.now() + timedelta(days=days),
        tags=["shared", f"{SECRET} tag"],
        guest=secret_person,
    )
    fill_with_secrets(hidden, person)
    hidden.cues.create(start_ms=0, end_ms=1000, text=SECRET, speaker_name=SECRET)
    RelatedEpisode.objects.create(episode=public, related=hidden, reason=SECRET)
    SimilarEpisode.objects.update_or_create(
        episode=public, other=hidden, defaults={"score": 9, "shared": {"tags": [SECRET], "people": [], "words": []}}
    )
    TagAlias.objects.create(tag=Tag.objects.get(name=f"{SECRET} tag"), name=f"{SECRET} alias")
    assert_nothing_leaks(client)
    for thing in (hidden, hidden.highlights.get(), hidden.clips.get(), secret_person):
        expected = 410 if status == Status.WITHDRAWN and thing != secret_person else 404
        assert client.get(thing.get_absolute_url()).status_code == expected
    assert client.get(public.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_a_highlight_that_is_not_public_is_nowhere(client, status):
    public, person = public_neighbour(make_show())
    fill_with_secrets(public, person, status=status)
    assert_nothing_leaks(client)
    assert SECRET not in client.get(public.get_absolute_url()).content.decode()


def test_the_old_address_of_a_draft_leads_nowhere(client):
    public, person = public_neighbour(make_show())
    hidden = fill_with_secrets(public, person, status=Status.DRAFT)
    hidden.slug = "renamed"
    hidden.save()
    assert client.get(f"{public.get_absolute_url()}highlights/zanzibar-highlight/").status_code == 404


def test_a_scheduled_episode_appears_at_its_time(client):
    episode = make_episode(published_at=timezone.now() + timedelta(seconds=30))
    assert client.get(episode.get_absolute_url()).status_code == 404
    Episode.objects.update(published_at=timezone.now() - timedelta(seconds=1))
    assert client.get(episode.get_absolute_url()).status_code == 200


def test_a_show_with_drafts_only_is_nowhere(client):
    show = make_show(title=f"{SECRET} show", description=SECRET)
    draft = make_episode(show, status=Status.DRAFT)
    assert client.get(show.get_absolute_url()).status_code == 404
    show.slug = "renamed"
    show.save()
    assert client.get("/shows/zanzibar-show/").status_code == 404
    draft.status = Status.PUBLISHED
    draft.save()
    assert client.get("/shows/zanzibar-show/").status_code == 301
    assert client.get("/shows/renamed/").status_code == 200


def test_a_tag_that_only_drafts_carry_is_no_part_of_a_choice(client):
    make_episode(tags=["seen"])
    make_episode(tags=[f"{SECRET} tag"], status=Status.DRAFT)
    for path in ("zanzibar-tag", "seen+zanzibar-tag", "zanzibar-tag+seen"):
        assert client.get(f"/tags/{path}/").status_code == 404
