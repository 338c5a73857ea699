"""The archive by year and month, and a highlight by chance."""

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from episodes.models import address
from episodes.queries.archive import archive as find_archive
from episodes.queries.archive import archive_page
from episodes.queries.chance import any_highlight
from episodes.queries.entries import episode_entries
from episodes.views.pages import cut, moved, page_path, page_view, render_page

ON_PAGE = 20


@page_view()
def archive(request):
    page = find_archive(request.GET.get("show", ""))
    hue_class = page.show.hue_class if page.show else ""
    kept = {"show": page.show.slug if page.show else ""}
    return render_page(request, "archive", page, title=_("Archive"), section="archive", hue_class=hue_class, kept=kept)


@page_view()
def archive_year(request, year):
    return _render(request, year, None)


@page_view()
def archive_month(request, year, month):
    path = address("archive_month", year, month)
    if path != page_path(request):
        return moved(request, path)
    return _render(request, year, month)


def _render(request, year, month):
    page = archive_page(year, month, request.GET.get("show", ""), lambda items: cut(request, items, ON_PAGE))
    show, time = page.archive.show, str(page.month or page.year)
    return render_page(
        request,
        "archive_page",
        page,
        title=f"{time} · {show.title}" if show else _("Archive: %(time)s") % {"time": time},
        section="archive",
        hue_class=show.hue_class if show else "",
        entries=episode_entries(page.page),
        paged=page.page,
        kept={"show": show.slug if show else ""},
    )


@page_view()
def surprise(request):
    highlight = any_highlight(request.GET.get("tag", ""), request.GET.get("show", ""))
    response = HttpResponseRedirect(highlight.get_absolute_url() if highlight else address("home"))
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
