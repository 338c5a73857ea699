"""The real browser: Debian's Chromium, driven by Playwright, against the live server."""

import pytest
from playwright.sync_api import sync_playwright

from tests import needs
from tests.sample_site import put_sample

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]


def pytest_collection_modifyitems(items):
    """All tests of this folder need Chromium; those of a file share a worker, so that one browser is started for it."""
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.chromium)
            item.add_marker(pytest.mark.xdist_group(f"chromium {item.path.name}"))


@pytest.fixture(scope="session", autouse=True)
def uploads_by_our_own_view():
    """Django's live server would serve /media/ itself, without byte ranges; a browser could not seek."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases._MediaFilesHandler", lambda application: application)
        yield


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """``open_page(path, width=…, …)``: a page, which fails the test if its console complains, unless ``quiet``."""
    contexts, complaints = [], []

    def open_it(path="/", *, width=1280, scheme="light", scripts=True, bypass_csp=False, quiet=False):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            bypass_csp=bypass_csp,  # For what a test brings into the page, such as axe, which sets styles.
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        if not quiet:
            page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def sample(transactional_db, settings, tmp_path):
    """The sample site."""
    settings.MEDIA_ROOT = tmp_path
    put_sample(tmp_path)
