"""Links of sections that lead nowhere are named."""

import pytest
from django.conf import settings

from episodes.models import Cue, Status, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote
from tests.services.checklist.finished import both, change, clip, section

pytestmark = pytest.mark.django_db


def target(name, episode):
    """The address of something public, of a name."""
    show = make_episode(slug="seen", tags=["prosody"], guest=make_person(name="Ada"))
    other = make_highlight(show, slug="noted", body="[1]")
    make_clip(show)
    TagAlias.objects.create(tag=show.tags.get(), name="melody")
    Cue.objects.create(episode=show, start_ms=0, end_ms=1, text="Hello.")
    base = show.get_absolute_url()
    return {
        "home": "/",
        "about": "/about/",
        "show": show.show.get_absolute_url(),
        "episode": base,
        "episode without its slash": base.rstrip("/"),
        "episode with a place": f"{base}#noted",
        "episode on this site": f"{settings.SITE_URL}{base}",
        "transcript": f"{base}transcript/#t=0:10",
        "highlight": other.get_absolute_url(),
        "clip": show.clips.get().get_absolute_url(),
        "quote": make_quote(other).get_absolute_url(),
        "tag": "/tags/prosody/",
        "alias": "/tags/melody/",
        "two tags": "/tags/prosody+melody/",
        "tag in capitals": "/tags/Prosody/",
        "person": "/people/ada/",
        "picture": "/media/any.png",
        "elsewhere": "https://elsewhere.example/shows/none/",
        "letter": "mailto:ada@podcasts.example",
        "itself": "#",
        "its own page": episode.get_absolute_url(),
        "its own section": f"{episode.get_absolute_url()}highlights/model-scaling/",
        "a place of it": "#what-was-seen",
        "a clip of it": "#clip-3",
        "a clip's own page": clip(episode, 3).get_absolute_url(),
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "about",
        "show",
        "episode",
        "episode without its slash",
        "episode with a place",
        "episode on this site",
        "transcript",
        "highlight",
        "clip",
        "quote",
        "tag",
        "alias",
        "two tags",
        "tag in capitals",
        "person",
        "picture",
        "elsewhere",
        "letter",
        "itself",
        "its own page",
        "its own section",
        "a place of it",
        "a clip of it",
        "a clip's own page",
    ],
)
def test_links_that_lead_somewhere_are_no_problem(episode, name):
    change(section(episode), body=f"[1][2] See [this]({target(name, episode)}).")
    assert both(episode) == []


@pytest.mark.parametrize(
    "address",
    [
        "/shows/none/",
        "/clips/99999/",
        "/clips/99999999999999999999999/",
        "/quotes/99999/",
        "/tags/none/",
        "/tags/none+prosody/",
        "/people/nobody/",
        "/nothing/of/the/kind/",
        "/admin/",
        "#clip-9",
        "no-such-place",
        "/shows/none/x/transcript/",
        "/shows/none/x/highlights/y/",
        "/%00/",
        "/preview/abc/",
        "/tags/%E6%97%A5%E6%9C%AC/",
    ],
)
def test_links_that_lead_nowhere_are_named(episode, address):
    change(section(episode), body=f"[1][2] See [this]({address}), [this]({address}).")
    [problem] = both(episode)
    assert str(problem) == f"Section 1 links to {address}, where nothing public is."


@pytest.mark.parametrize("what", ["episode", "highlight", "transcript", "clip", "quote"])
def test_a_draft_is_nowhere_until_it_is_public(episode, what):
    draft = make_episode(make_episode().show, status=Status.DRAFT)
    Cue.objects.create(episode=draft, start_ms=0, end_ms=1, text="Hello.")
    other = make_highlight(draft)
    address = {
        "episode": draft.get_absolute_url(),
        "transcript": draft.get_transcript_url(),
        "highlight": other.get_absolute_url(),
        "clip": make_clip(draft).get_absolute_url(),
        "quote": make_quote(other).get_absolute_url(),
    }[what]
    change(episode, show_notes=f"[x]({address})")
    assert [problem.code for problem in both(episode)] == ["link"]
    change(draft, status=Status.PUBLISHED)
    assert both(episode) == []


def test_an_old_address_goes_on_working(episode):
    other = make_episode(slug="before")
    note = make_highlight(other, slug="noted")
    addresses = [other.get_absolute_url(), note.get_absolute_url()]
    other.slug, note.slug = "after", "renoted"
    other.save()
    note.save()
    change(episode, show_notes=" ".join(f"[x]({address})" for address in addresses))
    assert both(episode) == []
