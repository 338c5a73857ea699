"""An editor logs in, writes and tags a highlight, and sees it on the page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.urls import reverse

from episodes.models import Highlight
from episodes.services.roles import ensure_roles
from tests.factories import make_clip, make_episode, make_highlight, make_show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor():
    ensure_roles()
    user = User.objects.create_user("marta", password="a long pass phrase", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def episode():
    episode = make_episode(make_show(title="Harbour Talk"), title="Tides", tags=["tides", "software engineering"])
    make_clip(episode)
    make_clip(episode)
    make_highlight(episode, title="Earlier part", body="One [1].", tags=["software engineering"])
    return episode


def log_in(page):
    page.get_by_label("Username").fill("marta")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Log in").click()


def test_write_and_tag_a_highlight_and_see_it(open_page, editor, episode):
    page = open_page("/admin/")
    log_in(page)
    page.goto(reverse("admin:episodes_highlight_add") + f"?episode={episode.pk}")
    page.get_by_label("Title").fill("What the bell says")
    page.get_by_label("Body").fill("The bell carries [2], and so does the *water* [1].")
    page.get_by_label("Takeaway").fill("Sound travels.")
    page.locator("select[name=status]").select_option("published")
    tags = page.locator("input[name=tags]")
    tags.click()
    tags.press_sequentially("softw")
    page.get_by_role("option").first.wait_for()
    tags.press("Enter")
    tags.press_sequentially(" bells,")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()
    made = Highlight.objects.get(title="What the bell says")
    assert sorted(tag.name for tag in made.tags.all()) == ["bells", "software engineering"]
    page.goto(episode.get_absolute_url())
    section = page.locator("#what-the-bell-says")
    assert section.locator("a.cite").all_inner_texts() == ["2", "1"]
    assert section.locator(".tags a").all_inner_texts() == ["software engineering", "bells"]
    assert section.locator(".takeaway").inner_text().endswith("Sound travels.")


def test_a_marker_without_a_clip_is_refused_at_the_field(open_page, editor, episode):
    page = open_page("/admin/")
    log_in(page)
    page.goto(reverse("admin:episodes_highlight_add") + f"?episode={episode.pk}")
    page.get_by_label("Title").fill("Too far")
    page.get_by_label("Body").fill("A claim [9].")
    page.get_by_role("button", name="Save", exact=True).click()
    error = page.locator(".field-body .errorlist").inner_text()
    assert error == "[9] refers to clip 9, and this episode has clips 1 to 2"
    assert page.get_by_label("Body").input_value() == "A claim [9]."


def test_accessibility_of_the_desk(open_page, editor, episode):
    page = open_page("/admin/", bypass_csp=True)
    log_in(page)
    urls = [
        "/admin/",
        reverse("admin:episodes_episode_changelist"),
        reverse("admin:episodes_episode_change", args=[episode.pk]),
        reverse("admin:episodes_highlight_change", args=[episode.highlights.get().pk]),
        reverse("admin:episodes_tag_changelist"),
        reverse("admin:episodes_episode_import_page"),
    ]
    found = []
    for url in urls:
        page.goto(url)
        violations = Axe().run(page).response["violations"]
        found += [(url, v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in violations]
    assert found == []
