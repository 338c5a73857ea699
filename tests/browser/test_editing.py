"""An editor logs in, writes and tags a highlight, and sees it on the page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse

from episodes.models import AuditEntry, Citation, Highlight, Quote, SiteSettings
from episodes.services.roles import ensure_roles
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

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


@pytest.fixture
def operator():
    return User.objects.create_superuser("marta", password="a long pass phrase")


def addresses():
    """The pages of every model that there is a row of, and those that are no model's."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        assert row, f"no {model.__name__} to look at"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_change", args=[row.pk])
        yield reverse(f"{name}_history", args=[row.pk])
        if model not in (AuditEntry, SiteSettings, Citation):
            yield reverse(f"{name}_delete", args=[row.pk])
        if model not in (AuditEntry, SiteSettings, Quote, Citation):
            yield reverse(f"{name}_add")
    yield from map(reverse, ["admin:index", "admin:password_change", "admin:episodes_episode_import_page"])
    yield reverse("admin:app_list", args=["episodes"])


@pytest.mark.parametrize(("width", "scheme"), [pytest.param(375, "light", marks=pytest.mark.long), (1280, "dark")])
def test_accessibility_of_the_desk(open_page, operator, episode, width, scheme):
    ensure_roles()
    make_quote(episode.highlights.get(), speaker=make_person())
    episode.corrections.create(text="It said five.")
    SiteSettings.load().save()
    page = open_page("/admin/", width=width, scheme=scheme, bypass_csp=True)
    found = [("login", *said) for said in said_by_axe(page)]
    log_in(page)
    for url in addresses():
        page.goto(url)
        found += [(url, *said) for said in said_by_axe(page)]
    assert found == []


def said_by_axe(page):
    violations = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in violations]


@pytest.mark.parametrize("name", ["episode", "highlight", "clip", "quote", "tag", "show", "person"])
def test_a_list_shows_all_its_columns_on_a_laptop(open_page, operator, episode, name):
    speaker = make_person(name="Johanna Weatherby")
    make_quote(episode.highlights.get(), speaker=speaker, clip=make_clip(episode, speaker=speaker))
    page = open_page(reverse(f"admin:episodes_{name}_changelist"))
    log_in(page)
    results = page.locator("#changelist-form .results")
    assert results.evaluate("box => box.scrollWidth - box.clientWidth") == 0
