"""Clips on other people's pages: the player in a frame, and what programs ask to put it there (oEmbed 1.0)."""

from urllib.parse import unquote, urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from episodes.models import SiteSettings
from episodes.queries.embeds import clip_of_quote, embedded_clip
from episodes.queries.withdrawn import withdrawn_at_clip
from episodes.seo.embed import HEIGHT, WIDTH, embed_code
from episodes.views.pages import page_view

FINDERS = {"clip": ("clip", embedded_clip), "quote": ("quote", clip_of_quote)}
SMALLEST = 200
KEPT = 86_400  # seconds


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@page_view(find_withdrawn=withdrawn_at_clip)
def clip_embed(request, clip):
    found = embedded_clip(clip)
    context = {"clip": found, "episode": found.episode, "site": SiteSettings.load(), "site_url": settings.SITE_URL}
    return render(request, "episodes/embed.html", context)


@require_safe
def oembed(request):
    if request.GET.get("format", "json") != "json":
        return _open(HttpResponse(_("Only JSON is answered."), status=501, content_type="text/plain; charset=utf-8"))
    clip = _clip_at(request.GET.get("url", ""))
    width = _at_most(request.GET.get("maxwidth", ""), WIDTH)
    height = _at_most(request.GET.get("maxheight", ""), HEIGHT)
    show, site = clip.episode.show, SiteSettings.load()
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": clip.title,
        "author_name": clip.speaker.name if clip.speaker else show.title,
        "author_url": settings.SITE_URL + (clip.speaker or show).get_absolute_url(),
        "provider_name": site.name,
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": KEPT,
        "html": embed_code(clip, width, height),
        "width": width,
        "height": height,
    }
    if show.logo:
        address = show.logo.url if "://" in show.logo.url else settings.SITE_URL + show.logo.url
        answer |= {
            "thumbnail_url": address,
            "thumbnail_width": show.logo_width,
            "thumbnail_height": show.logo_height,
        }
    return _open(JsonResponse(answer))


def _clip_at(url):
    """The clip that the page at ``url`` is of. Raises ``Http404`` for every other address."""
    try:
        parts, ours = urlsplit(url), urlsplit(settings.SITE_URL)
        if parts.netloc != ours.netloc or parts.scheme not in ("http", "https"):
            raise Http404
        match = resolve(unquote(parts.path))
        name, find = FINDERS[match.url_name]
        return find(match.kwargs[name])
    except (ObjectDoesNotExist, Resolver404, KeyError, ValueError, OverflowError):
        raise Http404 from None


def _at_most(text, usual):
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else usual
    return min(usual, max(asked, SMALLEST if usual == WIDTH else 0) or usual)


def _open(response):
    response["Access-Control-Allow-Origin"] = "*"
    return response
