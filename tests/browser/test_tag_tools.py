"""Tags put in order by somebody who keeps the house: near-duplicates, a merge, its undoing, a change of many."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User

from episodes.models import Tag
from episodes.services.roles import ensure_roles
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(open_page):
    """``signed_in(path, **options)``: a page of the admin, for a manager."""
    ensure_roles()
    user = User.objects.create_user("mira", password="a long pass phrase", is_staff=True)
    user.groups.add(Group.objects.get(name="Managers"))

    def open_it(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        page.get_by_label("Username").fill("mira")
        page.get_by_label("Password").fill("a long pass phrase")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{path}")
        return page

    return open_it


@pytest.fixture
def tagged():
    make_highlight(tags=["self-hosting"])
    make_episode(tags=["self-hosting"])
    return make_highlight(tags=["self hosting"], title="A section about hosting")


def barriers(page):
    # Without preloading: axe would put the style sheets that Django's import inline, which our policy blocks.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return [(violation["id"], violation["nodes"][0]["html"]) for violation in found]


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_near_duplicates_are_merged_and_the_merge_is_undone(signed_in, tagged, width, scheme):
    page = signed_in("/admin/episodes/tag/", width=width, scheme=scheme)
    page.get_by_role("link", name="Near-duplicates").click()
    assert barriers(page) == []
    page.get_by_role("button", name="Merge…").click()
    page.get_by_text("1 highlight changes").wait_for()
    assert page.get_by_role("link", name="A section about hosting").is_visible()
    assert barriers(page) == []
    page.get_by_role("radio", name="self hosting", exact=True).check()
    page.get_by_role("button", name="Show what this would do").click()
    page.get_by_role("button", name="Merge into “self hosting”").click()
    page.get_by_role("link", name="Undo it among the merges.").click()
    assert [tag.name for tag in Tag.objects.all()] == ["self hosting"]
    assert barriers(page) == []
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("“self-hosting” is a tag of its own again.").wait_for()
    assert list(tagged.tags.values_list("name", flat=True)) == ["self hosting"]
    assert Tag.objects.get(name="self-hosting").tagged_episodes.count() == 1


@pytest.mark.parametrize(("width", "scheme", "scripts"), [(375, "light", False), (1280, "dark", True)])
def test_the_tags_of_what_is_selected_change(signed_in, tagged, width, scheme, scripts):
    page = signed_in("/admin/episodes/highlight/", width=width, scheme=scheme, scripts=scripts)
    page.locator(".action-select").first.check()
    page.locator("select[name=action]").first.select_option("change_tags")
    page.get_by_role("button", name="Go").first.click()
    page.get_by_text("The tags of 1 of these change").wait_for()
    if scripts:
        assert barriers(page) == []
    page.locator("input[name=add]").fill("kubernetes")
    page.get_by_role("button", name="Change tags").click()
    page.get_by_text("The tags of 1 have changed.").wait_for()
    assert Tag.objects.get(name="kubernetes").tagged_highlights.count() == 1
