"""What the home page shows around the latest episodes."""

from dataclasses import dataclass
from datetime import date

from episodes.models import FEATURED, Quote
from episodes.queries.entries import highlight_entries, latest_highlights, latest_quotes
from episodes.queries.quote_page import quote_strip
from episodes.queries.shows import public_shows, with_counts
from episodes.queries.tags import by_letter, most_used

MOST_FEATURED = 6
TAGS_ON_HOME = 36
SHOWS_ON_HOME = 12


@dataclass(frozen=True)
class HomePage:
    quote: Quote | None
    quote_strip: list
    featured: list
    shows: list
    tags: list


def home_page(today: date):
    """What stands around the latest episodes. The quote in front is another one every day."""
    highlights = latest_highlights(FEATURED)[:MOST_FEATURED]
    quotes = _quotes_of(highlights) or latest_quotes()[:MOST_FEATURED]
    quote = quotes[today.toordinal() % len(quotes)] if quotes else None
    return HomePage(
        quote=quote,
        quote_strip=quote_strip(quote),
        featured=highlight_entries(highlights, tags={}, links={}),
        shows=with_counts(public_shows()[:SHOWS_ON_HOME]),
        tags=by_letter(most_used(TAGS_ON_HOME)),
    )


def _quotes_of(highlights):
    by_pk = {highlight.pk: highlight for highlight in highlights}
    quotes = list(
        Quote.objects.published().filter(highlight__in=by_pk).select_related("speaker", "clip").order_by("pk")
    )
    for quote in quotes:
        quote.highlight = by_pk[quote.highlight_id]
    return quotes
