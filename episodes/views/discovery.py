"""What browsers and search engines ask a site for by itself: robots.txt, the manifest, icons."""

import json

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_safe

from episodes.models import SiteSettings
from episodes.seo import icons
from episodes.views.pages import plain_answer

#: Where there is nothing for search engines: forms, what is for one person, endless combinations of what is elsewhere.
CLOSED = (
    "/admin/",
    "/api/",
    "/preview/",
    "/search/",
    "/surprise/",
    "/oembed/",
    "/tags/*/not/",
    "/tags/*+*+",
    "/tags/?q=",
)
#: What nobody should be sent before they ask: it is made for each who asks, or is no page. No name of a page has a dot.
UNREAD = (
    "/admin/*",
    "/api/*",
    "/cards/*",
    "/embed/*",
    "/icons/*",
    "/media/*",
    "/oembed/*",
    "/pictures/*",
    "/preview/*",
    "/search/*",
    "/static/*",
    "/surprise/*",
    "/*.*",
)
#: ``--paper`` of ``tokens.css`` in daylight.
PAPER = "#fbfcfb"
KEPT_SECONDS = 86_400
FOREVER = 31_536_000


@require_safe
def robots_txt(request):
    """As RFC 9309 has it; a star stands for anything."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    sitemap = f"{settings.SITE_URL}{reverse('sitemap_index')}"
    return plain_answer(request, f"User-agent: *\n{closed}\nSitemap: {sitemap}\n", "text/plain")


@require_safe
def speculation_rules(request):
    """Which links a browser may follow ahead, once somebody points at one: https://html.spec.whatwg.org/#speculative-loading

    Pages name it in a header, since none of them has a script in it.
    """
    links = [
        {"href_matches": "/*"},
        {"not": {"href_matches": list(UNREAD)}},
        {"not": {"selector_matches": "[download], [target], [rel~=nofollow]"}},
    ]
    said = {"prefetch": [{"where": {"and": links}, "eagerness": "moderate"}]}
    response = plain_answer(request, json.dumps(said), "application/speculationrules+json")
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


@require_safe
def manifest(request):
    """https://www.w3.org/TR/appmanifest/"""
    site = SiteSettings.load()
    hue = site.nearest_hue
    pictures = [
        {"src": reverse("icon", args=[hue, shape]), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for shape, side, purpose in (("192", 192, "any"), ("512", 512, "any"), ("maskable", 512, "maskable"))
    ]
    pictures.append({"src": reverse("icon_svg", args=[hue]), "sizes": "any", "type": "image/svg+xml"})
    said = {
        "id": "/",
        "name": site.name,
        "short_name": site.name,
        "description": site.tagline,
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": pictures,
    }
    return plain_answer(request, json.dumps(said, ensure_ascii=False), "application/manifest+json")


@require_safe
def icon(request, hue, shape):
    """The mark in a colour never changes, so its address can be kept for ever."""
    if hue not in icons.HUES:
        raise Http404
    return _kept(icons.png(hue, shape), "image/png", FOREVER, immutable=True)


@require_safe
def icon_svg(request, hue):
    if hue not in icons.HUES:
        raise Http404
    return _kept(icons.svg(hue), "image/svg+xml", FOREVER, immutable=True)


@require_safe
def favicon(request):
    """For whoever asks without having read a page."""
    return _kept(icons.ico(SiteSettings.load().nearest_hue), "image/x-icon", KEPT_SECONDS)


@require_safe
def touch_icon(request):
    """As above: telephones ask for it by its name."""
    return _kept(icons.png(SiteSettings.load().nearest_hue, "180"), "image/png", KEPT_SECONDS)


def _kept(body, media_type, seconds, **more):
    response = HttpResponse(body, content_type=media_type)
    patch_cache_control(response, public=True, max_age=seconds, **more)
    return response
