"""From a list to what is wrong, and from there to where it is put right."""

import pytest
from django.contrib.auth.models import User

from episodes.models import Status
from episodes.services.roles import ensure_roles
from tests.browser.test_editing import log_in, said_by_axe
from tests.factories import make_clip, make_episode, make_highlight

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft():
    ensure_roles()
    User.objects.create_superuser("marta", password="a long pass phrase")
    episode = make_episode(title="Tides", status=Status.DRAFT)
    make_clip(episode, start_ms=None, end_ms=None)
    make_highlight(episode, title="Ebb", body="It fell [9].", takeaway="", status=Status.DRAFT)
    return episode


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_an_editor_finds_what_is_wrong(open_page, draft, width, scheme):
    page = open_page("/admin/episodes/episode/", width=width, scheme=scheme, bypass_csp=True)
    log_in(page)
    page.get_by_role("heading", name="Select episode to change").wait_for()
    found = [("list", *said) for said in said_by_axe(page)]
    page.get_by_role("checkbox", name="Select this object for an action - Tides").check()
    page.get_by_label("Action:").select_option("Check selected")
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_role("heading", name="Tides").wait_for()
    assert "1 to fix, 5 to look at." in page.locator("#content").inner_text()
    found += [("checklist", *said) for said in said_by_axe(page)]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("listitem").filter(has_text="has no takeaway").get_by_role("link").click()
    page.wait_for_url("**/desk/?section=*")
    page.get_by_label("Takeaway").wait_for()
    assert found == []
