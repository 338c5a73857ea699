"""A link to a draft, made and copied by an editor and opened by somebody who has no account."""

import pytest
from django.contrib.auth.models import User

from episodes.models import PreviewLink, Status
from episodes.services.roles import CONTRIBUTORS, ensure_roles
from tests.browser.test_editing import log_in, said_by_axe
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft():
    user = User.objects.create_user("marta", password="a long pass phrase", is_staff=True)
    user.groups.add(ensure_roles()[CONTRIBUTORS])
    person = make_person(name="Mina Orso")
    episode = make_episode(
        title="Tides",
        status=Status.DRAFT,
        published_at=None,
        guest=person,
        tags=["tides"],
        audio_url="https://a.example/t.mp3",
    )
    clip = make_clip(episode, speaker=person)
    part = make_highlight(episode, title="Ebb", body="It fell [1].", tags=["tides"], status=Status.DRAFT)
    make_quote(part, speaker=person, clip=clip)
    return episode


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_a_link_is_made_copied_opened_and_revoked(open_page, draft, live_server, settings, width, scheme):
    settings.SITE_URL = live_server.url
    page = open_page("/admin/episodes/episode/", width=width, scheme=scheme, bypass_csp=True)
    log_in(page)
    page.get_by_role("link", name="Tides", exact=True).click()
    page.get_by_role("link", name="Preview links").click()
    page.get_by_label("Open for:").select_option("3 days")
    page.get_by_role("button", name="Make a link").click()
    field = page.get_by_label("Address of link 1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == field.input_value()
    found = [("links", *said) for said in said_by_axe(page)]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    outside = open_page(field.input_value(), width=width, scheme=scheme, bypass_csp=True, quiet=True)
    assert outside.get_by_role("heading", level=1).inner_text() == "Tides"
    assert outside.get_by_text("Preview of a draft, until").is_visible()
    assert outside.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert outside.context.cookies() == []
    found += [("preview", *said) for said in said_by_axe(outside)]

    page.get_by_role("button", name="Revoke link 1").click()
    page.get_by_text("None is open.").wait_for()
    assert not PreviewLink.objects.open().exists()
    outside.reload()
    assert outside.get_by_role("heading", level=1).inner_text() == "This preview is closed"
    found += [("closed", *said) for said in said_by_axe(outside)]
    draft.status, draft.withdrawn_reason = Status.WITHDRAWN, "It was not ours to tell."
    draft.save()
    outside.goto(draft.get_absolute_url())
    assert outside.get_by_text("It was not ours to tell.").is_visible()
    found += [("withdrawn", *said) for said in said_by_axe(outside)]
    assert found == []


def test_a_preview_keeps_to_the_policy(open_page, draft):
    """Without the bypass that the other test needs: the console would complain."""
    link = PreviewLink.objects.create(episode=draft, expires_at="2099-01-01T00:00:00Z")
    page = open_page(link.get_absolute_url())
    assert page.get_by_role("heading", name="Ebb").is_visible()
