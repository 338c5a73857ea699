"""People and what they said."""

from django.utils.translation import gettext as _

from episodes.queries.addresses import present_person
from episodes.queries.citing import credits_of
from episodes.queries.people import person_index as find_people
from episodes.queries.person_page import person_page
from episodes.queries.quote_page import quote_page
from episodes.queries.quotes import quote_index as find_quotes
from episodes.queries.withdrawn import withdrawn_at_quote
from episodes.seo import graphs
from episodes.seo.cards import person_card, quote_card
from episodes.seo.citing import quote_work
from episodes.seo.feeds import feeds_of_person, feeds_of_quotes, feeds_of_show
from episodes.text.excerpts import excerpt
from episodes.text.markdown import plain_text
from episodes.views.pages import article, cut, page_view, render_page

ON_PEOPLE = 120
ON_QUOTES = 20
ON_PERSON = 20
LONGEST_QUERY = 100


@page_view()
def person_index(request):
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    page = find_people(query, request.GET.get("role"), lambda people: cut(request, people, ON_PEOPLE))
    return render_page(
        request,
        "people",
        page,
        title=_("People"),
        section="people",
        query=query,
        paged=page.page,
        kept={"role": page.part if page.part != "all" else "", "q": query},
        robots="noindex" if query else "",
    )


@page_view(present_person)
def person(request, person):
    page = person_page(person, request.GET.get("kind"), lambda items: cut(request, items, ON_PERSON))
    return render_page(
        request,
        "person",
        page,
        title=page.person.name,
        description=plain_text(page.person.biography),
        kind="profile",
        json_ld=graphs.person(page.person, [tag for tag, _count in page.tags]),
        card=person_card(page.person),
        feeds=feeds_of_person(page.person),
        paged=page.page,
        kept={"kind": page.kind if page.kind != page.usual_kind else ""},
        section="people",
    )


@page_view()
def quote_index(request):
    page = find_quotes(request.GET.dict(), lambda quotes: cut(request, quotes, ON_QUOTES))
    names = ", ".join(one.name for one, _rest in page.chosen)
    return render_page(
        request,
        "quotes",
        page,
        title=_("Quotes: %(chosen)s") % {"chosen": names} if names else _("Quotes"),
        section="quotes",
        paged=page.page,
        kept=page.slugs,
        feeds=feeds_of_quotes(page.slugs, [one.name for one, _rest in page.chosen]) if len(page.page) else (),
        # One thing chosen makes a page worth finding; more of them make a question.
        robots="noindex" if len(page.chosen) > 1 or not len(page.page) else "",
    )


@page_view(find_withdrawn=withdrawn_at_quote)
def quote(request, quote):
    page = quote_page(quote)
    speaker = page.quote.speaker
    words = excerpt(page.quote.text, 80)
    return render_page(
        request,
        "quote",
        page,
        title=f"“{words}” {speaker or ''}".strip(),
        description=page.quote.text,
        hue_class=page.quote.highlight.episode.show.hue_class,
        section="quotes",
        json_ld=graphs.quote(page.quote, page.tags),
        card=quote_card(page.quote),
        work=quote_work(page.quote, credits_of(page.quote.highlight.episode)),
        feeds=feeds_of_show(page.quote.highlight.episode.show),
        **article(page.quote.highlight.episode),
    )
