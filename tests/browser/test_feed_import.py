"""A feed is uploaded, looked at and imported, by processes that outlive the requests; with and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User

from episodes.models import Episode, FeedJob
from episodes.services.roles import ensure_roles
from tests.feed_jobs import FEED, database_url

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/admin/episodes/show/import-feed/"


@pytest.fixture
def signed_in(open_page, monkeypatch):
    """``signed_in(path, **options)``: a page of the admin, for an editor; jobs find the database of the tests."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    ensure_roles()
    user = User.objects.create_user("eda", password="a long pass phrase", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))

    def open_it(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        page.get_by_label("Username").fill("eda")
        page.get_by_label("Password").fill("a long pass phrase")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{path}")
        return page

    return open_it


def wait_for_heading(page, name, scripts):
    """The page of a job follows it by itself; without JavaScript somebody presses the link."""
    heading = page.get_by_role("heading", name=name)
    for _turn in range(100):
        if scripts or heading.is_visible():
            break
        page.wait_for_timeout(200)
        page.get_by_role("link", name="Refresh").click()
    heading.wait_for()


def barriers(page):
    # Without preloading: axe would put the style sheets that Django's import inline, which our policy blocks.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return [(violation["id"], violation["nodes"][0]["html"]) for violation in found]


@pytest.mark.parametrize(("width", "scheme", "scripts"), [(1280, "light", True), (375, "dark", False)])
def test_a_feed_is_looked_at_and_imported(signed_in, width, scheme, scripts):
    page = signed_in("/admin/episodes/show/", width=width, scheme=scheme, scripts=scripts)
    page.get_by_role("link", name="Import a feed").click()
    if scripts:
        assert barriers(page) == []
    page.get_by_label("Or a file").set_input_files({"name": "rooms.xml", "mimeType": "text/xml", "buffer": FEED})
    page.get_by_label("Publish").check()
    page.get_by_label("Fetch linked files").uncheck()
    page.get_by_role("button", name="Look").click()
    wait_for_heading(page, "What the import would do", scripts)
    assert page.get_by_text("the show “Small Rooms”").is_visible()
    if scripts:
        assert barriers(page) == []
    assert not Episode.objects.exists()
    page.get_by_role("button", name="Import").click()
    wait_for_heading(page, "What the import did", scripts)
    page.goto(Episode.objects.first().show.get_absolute_url())
    assert page.get_by_role("link", name="The second room").first.is_visible()
    assert page.get_by_role("link", name="The first room").first.is_visible()


def test_the_page_of_a_job_follows_it(signed_in):
    user = User.objects.create_superuser("olga")
    job = FeedJob.objects.create(source="a.xml", state="files", done=2, total=8, made_by=user)
    page = signed_in(f"{ADDRESS}{job.pk}/")
    assert page.get_by_text("2 / 8").is_visible()
    assert barriers(page) == []
    FeedJob.objects.update(done=5)
    page.get_by_text("5 / 8").wait_for()
    assert page.locator("progress").evaluate("bar => bar.value / bar.max") == 5 / 8
    FeedJob.objects.update(state="failed", error="The feed is empty.")
    page.get_by_text("The feed is empty.").wait_for()
    assert page.get_by_role("button", name="Start again").is_visible()
