"""Browsing by tag."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from episodes.queries.addresses import tag_path
from episodes.queries.tags import tag_index as find_tags
from episodes.queries.tags import tag_page
from episodes.seo import graphs
from episodes.text.markdown import plain_text
from episodes.views.pages import cut, moved, page_view, render_page

ON_TAG = 20
ON_INDEX = 400
LONGEST_QUERY = 100


@page_view()
def tag_index(request):
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    index = find_tags(query, lambda tags: cut(request, tags, ON_INDEX))
    robots = "noindex" if query else ""
    return render_page(
        request,
        "tags",
        index,
        title=_("Tags"),
        section="tags",
        query=query,
        paged=index.page,
        kept={"q": query},
        robots=robots,
    )


@page_view()
def tag(request, tags):
    found = tag_path(tags)
    if found is None:
        raise Http404
    if found.path != tags:
        return moved(request, reverse("tag", args=[found.path]))
    page = tag_page(found.tags, request.GET.get("kind"), lambda items: cut(request, items, ON_TAG))
    names = [tag.name for tag in page.tags]
    usual = "highlights" if page.counts["highlights"] else "episodes"
    return render_page(
        request,
        "tag",
        page,
        title=_(" and ").join(names),
        description=plain_text(page.tags[0].description) if len(names) == 1 else "",
        section="tags",
        tags=[(tag, _without(page.tags, tag)) for tag in page.tags],
        paged=page.page,
        kept={"kind": page.kind if page.kind != usual else ""},
        json_ld=graphs.tagged(page.tags, request.path, _(" and ").join(names)),
    )


def _without(tags, left_out):
    rest = "+".join(tag.slug for tag in tags if tag != left_out)
    return reverse("tag", args=[rest]) if rest else reverse("tags")
