"""What every view does around its page: find what moved, cut a list, render with the site's settings."""

import hashlib
from dataclasses import fields, replace
from functools import wraps
from urllib.parse import unquote

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from episodes.models import SiteSettings
from episodes.queries.paging import nearest_page
from episodes.seo import graphs
from episodes.seo.cards import site_card
from episodes.seo.meta import Meta, absolute, asked
from episodes.text.twins import ENDING, page_of, twin_of
from episodes.views.markdown import WRITERS


def page_view(find_present=None, address="get_absolute_url", find_withdrawn=None):
    """A public page: GET and HEAD only; what is missing gives 404, what has moved a permanent redirect.

    ``find_present`` takes the view's arguments and returns the object that the address leads to now, or None;
    ``address`` names the method that makes its address. ``find_withdrawn`` takes them too and returns the
    ``Withdrawn`` that was there, or None; it gives 410. Both are asked only where the view has found nothing.
    """

    def decorate(view):
        @require_safe
        @wraps(view)
        def wrapped(request, **names):
            try:
                return view(request, **names)
            except ObjectDoesNotExist:
                present = find_present(*names.values()) if find_present else None
                if not present and find_withdrawn and (gone := find_withdrawn(*names.values())):
                    return render_page(request, "withdrawn", gone, title=_("Withdrawn"), status=410)
                url = getattr(present, address)() if present else page_path(request)
                if unquote(url) == page_path(request):
                    raise Http404 from None
                return moved(request, url)

        return wrapped

    return decorate


def moved(request, url):
    """A permanent redirect to a page, or to its Markdown where that was asked for; it keeps the question."""
    url = twin_of(url) if is_twin(request) else url
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def cut(request, items, size, parameter="page"):
    """The page of ``items`` that the address asks for: the nearest one where the number is nonsense."""
    return nearest_page(items, size, request.GET.get(parameter, "1"))


def is_twin(request):
    """Whether a page is asked for as Markdown. No name in an address has a dot in it."""
    return request.path.endswith(ENDING)


def page_path(request):
    """The path of the page that is asked for, as it is or as Markdown."""
    return page_of(request.path) if is_twin(request) else request.path


META = {field.name for field in fields(Meta)}


def render_page(
    request,
    template,
    page,
    *,
    title,
    description="",
    hue_class="",
    section="",
    status=200,
    paged=None,
    kept=(),
    card=None,
    **more,
):
    """Renders ``episodes/<template>.html`` with ``page``, the site and the head.

    ``section`` marks the menu. ``paged`` is the page of a list (``cut``) that the address asks for, and ``kept`` are
    the ``{name: value}`` of the address that make another list of it; no other question makes another page.
    ``card`` is the page's share card, by default the site's. Of ``more`` the names of ``Meta`` go to the head, all
    others to the template.
    """
    site = SiteSettings.load()
    shown = (card or site_card(site)).of_site(site.name, site.hue)
    head = {"image": shown.image} | {name: more.pop(name) for name in META & more.keys()}
    if status != 200:
        head |= {"robots": "noindex", "path": ""}
    place = _place(iri_to_uri(page_path(request)), paged, dict(kept))
    head.setdefault("json_ld", graphs.page(title, place["path"], is_list=paged is not None))
    meta = Meta(
        title=title,
        description=description or site.tagline,
        hue_class=hue_class or site.hue_class,
        **(place | head),
    )
    if meta.is_shown and template in WRITERS and not meta.markdown:
        meta = replace(meta, markdown=twin_of(meta.path))
    context = {"page": page, "site": site, "meta": meta, "section": section, **more}
    if is_twin(request):
        return _as_markdown(request, template, context, status)
    response = render(request, f"episodes/{template}.html", context, status=status)
    if meta.markdown:
        response["Link"] = f'<{absolute(meta.markdown)}>; rel="alternate"; type="text/markdown"'
    if not meta.private:
        response["Speculation-Rules"] = f'"{reverse("speculation_rules")}"'
    return response


def _as_markdown(request, template, context, status):
    """The page in Markdown; it says which page it is of, so that search engines show that one."""
    if template not in WRITERS:
        raise Http404
    text, meta = WRITERS[template](**context), context["meta"]
    response = plain_answer(request, text, "text/markdown", status)
    if meta.is_shown:
        response["Link"] = f'<{meta.canonical}>; rel="canonical"'
    return response


def plain_answer(request, text, media_type, status=200):
    """A text for everybody's programs; nobody need fetch twice what is the same."""
    body = text.encode(errors="replace")
    response = HttpResponse(body, content_type=f"{media_type}; charset=utf-8", status=status)
    response["ETag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, response["ETag"], None, response) if status == 200 else response


def article(episode):
    """What the head of a page says that tells of an episode, or of something in it."""
    return {
        "kind": "article",
        "language": episode.show.language,
        "published_at": episode.published_at,
        "modified_at": episode.changed_at,
    }


def _place(path, paged, kept):
    """Where a page is, and its neighbours in the list that it is a page of."""
    if paged is None:
        return {"path": asked(path, kept)}
    return {
        "path": asked(path, kept, paged.number),
        "prev": asked(path, kept, paged.number - 1) if paged.has_previous() else "",
        "next": asked(path, kept, paged.number + 1) if paged.has_next() else "",
    }
