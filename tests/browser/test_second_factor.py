"""Second factors in the browser: an app's picture, a passkey that the browser makes, pages that everybody can use."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse

from tests.browser.test_policy import watched  # noqa: F401 - a fixture
from tests.podsite.sign_in.people import WORDS, code_of, make_editor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def editor():
    cache.clear()
    return make_editor()


def log_in(page):
    page.goto(reverse("admin:login"))
    page.get_by_label("Username").fill("marta")
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Log in", exact=True).click()


def log_out(page):
    page.goto(reverse("admin:index"))
    page.get_by_role("button", name="Log out").click()
    page.get_by_text("Logged out").wait_for()


def with_a_key(page):
    """The browser gets a device that keeps passkeys and is opened by a finger."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_used_and_logs_in_alone(watched):  # noqa: F811
    page, violations = watched
    with_a_key(page)
    log_in(page)
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("This laptop")
    page.get_by_label("Log in with it alone").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.locator(".codes li").count() == 10
    log_out(page)
    log_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/")
    log_out(page)
    page.goto(f"{reverse('admin:login')}?next=/admin/episodes/tag/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda address: address.endswith("/admin/episodes/tag/") and "next" not in address)
    page.goto(reverse("mfa_index"))
    page.get_by_role("link", name="Rename This laptop").click()
    page.get_by_role("heading", name="Is it you?").wait_for()  # No password was typed this time.
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("The old one")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove The old one").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("With a second factor, who has learnt").wait_for()
    assert violations == []


def test_an_app_is_set_up_and_its_codes_log_in(watched, settings):  # noqa: F811
    page, violations = watched
    settings.MFA_TOTP_TOLERANCE = 2  # A slow machine is no worse a clock.
    log_in(page)
    page.goto(reverse("mfa_activate_totp"))
    picture = page.get_by_role("img", name="The key as a code")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    key = page.locator(".steps code").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(key))
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    log_out(page)
    log_in(page)
    page.get_by_label("Code").fill(code_of(key, 1))
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/admin/")
    assert violations == []


def test_what_goes_wrong_with_a_passkey_is_said(watched):  # noqa: F811
    page, _violations = watched
    page.goto(reverse("admin:login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('stopped')); }")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("That did not work, or was stopped.").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(open_page, scheme):
    page = open_page(reverse("admin:login"), width=375, scheme=scheme, bypass_csp=True)
    found = [("login", one["id"]) for one in violated(page)]
    log_in(page)
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"):
        page.goto(reverse(name))
        found += [(name, one["id"], one["nodes"][0]["html"]) for one in violated(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if name == "mfa_activate_totp":
            page.get_by_label("Authenticator code").fill(code_of(page.locator(".steps code").inner_text()))
            page.get_by_role("button", name="Set it up").click()
            page.get_by_role("heading", name="Recovery codes").wait_for()
            found += [("codes", one["id"], one["nodes"][0]["html"]) for one in violated(page)]
            page.goto(reverse("mfa_index"))
            found += [("index", one["id"], one["nodes"][0]["html"]) for one in violated(page)]
    log_out(page)
    log_in(page)
    page.get_by_label("Code").wait_for()
    found += [("code", one["id"], one["nodes"][0]["html"]) for one in violated(page)]
    assert found == []


def violated(page):
    return Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
