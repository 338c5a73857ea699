"""An editor looks back: the list of revisions, the page as it was, what changed, and everything brought back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse

from episodes.models import Episode, Highlight
from episodes.services.revisions import recording
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db(transaction=True)

BODY = """Before anybody trained anything, they looked at what was in the data [1]. Nearly a third of it was duplicated,
and what was left had to be read by people who know the language [2].

It took *months*, and it was worth every day."""


@pytest.fixture
def operator():
    return User.objects.create_superuser("marta", password="a long pass phrase", first_name="Marta", last_name="Blum")


@pytest.fixture
def episode(operator):
    """Three revisions, in which nearly everything changes that can."""
    with recording():
        speaker = make_person(name="Johanna Weatherby")
        episode = make_episode(title="How small models are trained", tags=["speech"], guest=speaker)
        for number in (1, 2, 3):
            make_clip(episode, number, speaker=speaker, title=f"On the data, part {number}")
        section = make_highlight(episode, title="Start from the data", body=BODY, tags=["data"], position=1)
        make_quote(section, text="Read it before you train on it.", speaker=speaker)
        make_highlight(episode, title="Then measure", body="Measure [3].", position=2)
    with recording(operator):
        section.body = BODY.replace("Nearly a third", "About a quarter").replace("*months*", "a year")
        section.title, section.takeaway = "Begin with the data", "Read what you train on."
        section.save()
        section.tags.add("evaluation")
    with recording(operator):
        make_highlight(episode, title="What nobody asks", body="Who pays for it?", position=0, status="draft")
        episode.clips.filter(number=3).first().save()
        Highlight.objects.get(title="Then measure").delete()
        clip = episode.clips.get(number=3)
        clip.number, clip.start_ms = 7, 3_000
        clip.save()
        episode.related_choices.create(related=make_episode(title="Large models"), reason="Both count tokens.")
        episode.summary = "How much data, and which."
        episode.save()
    return episode


def log_in(page):
    page.get_by_label("Username").fill("marta")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Log in").click()


def test_restore_what_was_there_without_scripts(open_page, episode):
    page = open_page("/admin/", scripts=False)
    log_in(page)
    page.goto(reverse("admin:episodes_highlight_change", args=[Highlight.objects.get(title="Begin with the data").pk]))
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="See 1", exact=True).click()
    assert page.get_by_role("heading", name="Start from the data").is_visible()
    assert "Marta" not in page.locator("aside.revision").inner_text()
    page.get_by_role("link", name="Back to the history").click()
    page.get_by_role("link", name="Compare with previous 2").click()
    body = page.locator(".comparison .long").first
    assert body.locator("del").all_inner_texts() == ["Nearly", "third", "*months*"]
    assert body.locator("ins").all_inner_texts() == ["About", "quarter", "a year"]
    page.get_by_role("button", name="Restore revision 1").click()
    assert "is again what it was at revision 1" in page.locator(".messagelist").inner_text()
    assert [section.title for section in episode.highlights.all()] == ["Start from the data", "Then measure"]


def test_a_deleted_episode_is_brought_back_from_its_page(open_page, episode):
    page = open_page("/admin/")
    log_in(page)
    page.goto(reverse("admin:episodes_episode_delete", args=[episode.pk]))
    page.get_by_role("button", name="Yes, I’m sure").click()
    page.get_by_role("link", name="Deleted").click()
    page.get_by_role("link", name="See How small models are trained").click()
    page.get_by_role("button", name="Restore").click()
    assert "is back" in page.locator(".messagelist").inner_text()
    assert Episode.objects.get(pk=episode.pk).highlights.count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_accessibility_and_room(open_page, episode, width, scheme):
    page = open_page("/admin/", width=width, scheme=scheme, bypass_csp=True)
    log_in(page)
    make_episode(title="Gone").delete()
    compare = reverse("admin:episodes_episode_revision_compare", args=[episode.pk, 1])
    for address in (
        reverse("admin:episodes_episode_history", args=[episode.pk]),
        reverse("admin:episodes_episode_revision", args=[episode.pk, 1]),
        compare,
        f"{compare}?with=2",
        reverse("admin:episodes_episode_deleted"),
    ):
        page.goto(address)
        found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
        said = [(address, v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found]
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
