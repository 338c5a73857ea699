"""The clip player inside a page of another site, in the browser, with the sample's sound."""

import pytest
from django.core.cache import cache

from episodes.models import Clip
from tests.browser.test_editing import said_by_axe
from tests.importers.servers import answer, serving

AUDIO = "document.querySelector('audio')"
STOPPED = f"() => {AUDIO}.paused && {AUDIO}.currentTime"


@pytest.fixture
def clip(sample):
    cache.clear()
    return Clip.objects.filter(episode__audio_file__gt="").order_by("pk").first()


def test_it_plays_in_another_page_and_stops_at_the_end(live_server, open_page, clip):
    with serving() as other:
        frame = f'<iframe src="{live_server.url}/embed/clips/{clip.pk}/" width="640" height="190"></iframe>'
        own = f'<iframe id="own" src="{live_server.url}{clip.get_absolute_url()}"></iframe>'
        other.pages["/"] = answer(f"<!doctype html><h1>Elsewhere</h1>{frame}{own}".encode(), "Content-Type: text/html")
        page = open_page(f"{other.url}/", quiet=True)
        inside = page.frame_locator("iframe").first
        with page.expect_request("**/plays/") as told:
            media = page.frames[1]
            media.evaluate(f"{AUDIO}.addEventListener('playing', () => (window.from = {AUDIO}.currentTime))")
            inside.get_by_role("button", name="Play this moment").click()
        assert told.value.method == "POST"
        assert abs(media.evaluate("from") - clip.start_ms / 1000) < 0.3
        media.evaluate(f"end => {{ {AUDIO}.currentTime = end }}", clip.end_ms / 1000 - 1)
        stopped = media.wait_for_function(STOPPED).json_value()
        assert abs(stopped - clip.end_ms / 1000) < 0.3
        assert page.context.cookies() == []
        assert "refused" in page.frames[2].content().lower() or page.frames[2].url.startswith("chrome-error")


@pytest.mark.parametrize("size", [(320, 160), (700, 220)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_everybody_can_use_it(open_page, clip, size, scheme):
    page = open_page(f"/embed/clips/{clip.pk}/", bypass_csp=True)
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [*size]
    assert said_by_axe(page) == []
