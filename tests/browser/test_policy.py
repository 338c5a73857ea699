"""The policy in the browser: a whole editing flow, from signing in to a published page, breaks it nowhere."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from episodes.admin import feed_import, transcript_import
from episodes.models import Tag
from tests.browser.desks import address, make_desk_episode
from tests.browser.test_desk_counted import Hands, publish_now, published, tag

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "a long pass phrase"
WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
  violated(`${event.documentURI}: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"""


@pytest.fixture
def watched(open_page):
    """``(page, violations)``: a page that tells of each violation, whichever page of the site it is on."""
    page, violations = open_page("/", quiet=True), []
    page.context.expose_function("violated", lambda words: violations.append(words))
    page.context.add_init_script(WATCH)
    return page, violations


def test_the_watch_sees_a_violation(watched):
    page, violations = watched
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_timeout(100)
    assert len(violations) == 1 and "style-src" in violations[0]


def log_in(page):
    page.goto(reverse("admin:login"))
    page.get_by_label("Username").fill("marta")
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


def write_section(page, episode):
    page.goto(address(episode))
    page.locator("html.scripted").wait_for()
    hands = Hands(page)
    page.locator(".section .title").first.wait_for()
    hands.write("Data first")
    hands.press("Control+Enter")
    hands.write("Data decides.")
    hands.drag(1, "I start", "data")
    hands.press("c")
    hands.drag(4, "Smaller", "noisier")
    hands.press("q")
    hands.press("Control+Enter")
    hands.write("Clean first.")
    hands.press("Control+Enter")
    tag(page, hands, "da", "data")
    hands.click(page.locator("#publish"))
    publish_now(page)
    hands.click(page.locator("#publish-now"))
    published(page)


def every_page(episode):
    """Addresses of the admin that an editor comes by: each list and form, and each tool."""
    key = [episode.pk]
    yield from (reverse(name) for name in ("admin:index", "admin:password_change"))
    for model in admin.site._registry:
        kind = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{kind}_changelist")
        yield reverse(f"{kind}_add")
        for row in model._default_manager.all()[:1]:
            yield reverse(f"{kind}_change", args=[row.pk])
            yield reverse(f"{kind}_history", args=[row.pk])
            yield reverse(f"{kind}_delete", args=[row.pk])
    yield reverse("admin:episodes_episode_import_page")
    yield from (reverse(f"admin:episodes_tag_{name}") for name in ("near_duplicates", "merges"))
    yield from (reverse(f"admin:{name}", args=key) for name in ("episodes_episode_previews", transcript_import.NAME))
    yield reverse("admin:episodes_episode_revision", args=[episode.pk, 1])
    yield reverse("admin:episodes_episode_deleted")
    yield reverse(f"admin:{feed_import.NAME}")
    yield reverse("admin:episodes_episode_desk", args=key)


def test_an_editing_flow_breaks_the_policy_nowhere(watched, capsys):
    page, violations = watched
    User.objects.create_superuser("marta", password=WORDS)
    episode = make_desk_episode(audio_url="https://a.example/x.mp3")
    episode.highlights.all().delete()
    episode.clips.all().delete()
    Tag.objects.get_or_create(key="data", defaults={"name": "data"})
    log_in(page)
    write_section(page, episode)
    addresses = list(every_page(episode))
    addresses += [episode.get_absolute_url(), episode.highlights.get().get_absolute_url(), "/", "/search/?q=data"]
    for path in addresses:
        answer = page.goto(path)
        assert answer.status in (200, 403), path  # Of what nobody adds there is no form.
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        page.wait_for_load_state()
    page.goto(reverse("admin:index"))
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("Logged out").wait_for()
    with capsys.disabled():
        print(f"\nAn editing flow and {len(addresses)} pages after it: {len(violations)} violations of the policy")
    assert violations == []
