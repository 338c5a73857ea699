"""Browsing by tag."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from episodes.queries.addresses import tag_path
from episodes.queries.entries import episode_entries, highlight_entries, with_episode, with_sources
from episodes.queries.tags import neighbours, tagged
from episodes.queries.tags import tag_index as find_tags
from episodes.text.markdown import plain_text
from episodes.views.pages import cut, moved, page_view, render_page

ON_TAG = 20
ON_INDEX = 400
BESIDE = 6
LONGEST_QUERY = 100


@page_view()
def tag_index(request):
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    index = find_tags(query, lambda tags: cut(request, tags, ON_INDEX))
    return render_page(request, "tags", index, title=_("Tags"), section="tags", query=query)


@page_view()
def tag(request, tags):
    found = tag_path(tags)
    if found is None:
        raise Http404
    if found.path != tags:
        return moved(request, reverse("tag", args=[found.path]))
    results = tagged(found.tags)
    kind = request.GET.get("kind") if request.GET.get("kind") in ("episodes", "quotes") else "highlights"
    lists = {
        "highlights": with_episode(results.highlights),
        "episodes": results.episodes.select_related("show"),
        "quotes": with_sources(results.quotes),
    }
    counts = {name: items.count() for name, items in lists.items()}
    if kind == "highlights" and not counts["highlights"]:
        kind = "episodes"
    page = cut(request, lists[kind], ON_TAG)
    shown = {name: page if name == kind else () for name in lists}
    if kind == "highlights" and page.number == 1:
        shown |= {name: lists[name][:BESIDE] for name in ("episodes", "quotes")}
    names = [tag.name for tag in found.tags]
    return render_page(
        request,
        "tag",
        page,
        title=_(" and ").join(names),
        description=plain_text(found.tags[0].description) if len(names) == 1 else "",
        section="tags",
        tags=[(tag, _without(found.tags, tag)) for tag in found.tags],
        counts=counts,
        kind=kind,
        highlights=highlight_entries(shown["highlights"]),
        episodes=episode_entries(shown["episodes"]),
        quotes=list(shown["quotes"]),
        neighbours=neighbours(results),
    )


def _without(tags, left_out):
    rest = "+".join(tag.slug for tag in tags if tag != left_out)
    return reverse("tag", args=[rest]) if rest else reverse("tags")
