"""Browsing by tag."""

import re
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from episodes.queries.addresses import present_person, tag_choice
from episodes.queries.tag_page import Asked, tag_page
from episodes.queries.tags import tag_index as find_tags
from episodes.seo import graphs
from episodes.seo.cards import tag_card
from episodes.seo.feeds import feeds_of_tags
from episodes.text.markdown import plain_text
from episodes.text.slugs import SLUG_PATTERN
from episodes.views.pages import cut, moved, page_view, render_page

ON_TAG = 20
ON_INDEX = 400
LONGEST_QUERY = 100
YEAR = re.compile("[1-9][0-9]{3}")
MONTH = re.compile("([1-9][0-9]{3})-(0[1-9]|1[0-2])")


@page_view()
def tag_index(request):
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    by_use = request.GET.get("sort") == "used"
    index = find_tags(query, by_use, lambda tags: cut(request, tags, ON_INDEX))
    return render_page(
        request,
        "tags",
        index,
        title=_("Tags"),
        section="tags",
        query=query,
        paged=index.page,
        kept={"q": query},
        robots="noindex" if query else "",
    )


@page_view()
def tag(request, tags, without=""):
    choice = tag_choice(tags, without)
    if choice is None:
        raise Http404
    if (choice.path, choice.path_without) != (tags, without):
        return moved(request, choice.get_absolute_url())
    asked = _asked(request)
    page = tag_page(choice, asked, lambda items: cut(request, items, ON_TAG))
    return render_page(
        request,
        "tag",
        page,
        title=choice.title,
        description=plain_text(choice.tags[0].description) if choice.is_one else "",
        section="tags",
        paged=page.page,
        card=tag_card(choice.tags[0]) if choice.is_one else None,
        kept=_kept(page),
        feeds=feeds_of_tags(choice),
        robots="noindex" if asked.is_narrowed or asked.oldest else "",
        json_ld=graphs.tagged(choice.tags, choice.get_absolute_url(), choice.title),
    )


def _kept(page):
    """What of the address makes another page."""
    usual = "highlights" if page.counts["highlights"] else "episodes"
    asked = page.asked
    return {
        "kind": page.kind if page.kind != usual else "",
        "person": asked.person.slug if asked.person else "",
        "year": asked.year,
        "month": f"{asked.month:%Y-%m}" if asked.month else "",
        "sort": "oldest" if asked.oldest else "",
    }


def _asked(request):
    """The ``Asked`` of an address; what is no time asks for none, but a person who is not there is not found."""
    asked = request.GET
    year, slug, person = asked.get("year", ""), asked.get("person", ""), None
    if slug:
        person = present_person(slug) if re.fullmatch(SLUG_PATTERN, slug) else None
        if person is None:
            raise Http404
    month = MONTH.fullmatch(asked.get("month", ""))
    return Asked(
        kind=asked.get("kind", ""),
        person=person,
        year=int(year) if YEAR.fullmatch(year) else None,
        month=date(int(month[1]), int(month[2]), 1) if month else None,
        oldest=asked.get("sort") == "oldest",
    )
