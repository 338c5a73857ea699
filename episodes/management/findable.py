"""What visitors of a large site ask for, as addresses to be timed: found in the site itself, so any site will do."""

import random
import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from urllib.parse import urlencode

from django.urls import reverse

from episodes.models import (
    PERSON,
    SHOW,
    TAG,
    Episode,
    Highlight,
    Person,
    Quote,
    SearchWord,
    ShelfKind,
    ShelfTally,
    Show,
    Tag,
    TaggedHighlight,
    number_of,
    shelf_of,
)
from episodes.queries.shelves import Shelves
from episodes.queries.sitemaps import SPANS

PAGE_MS, SUGGEST_MS, THREE_TAGS_MS = 50, 20, 10
MANY = 12
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Row:
    """``paths`` are asked in turn, or functions called; ``goal`` is the p95 in ms that they may take."""

    name: str
    paths: list
    goal: int = PAGE_MS


def rows():
    """``[Row]``; empty where nothing is public."""
    if not ShelfTally.objects.exists():
        return []
    pick = random.Random(1)  # noqa: S311
    return [
        row for row in [*_searches(pick), *_suggestions(pick), *_tags(), *_pages(), *_api(), *_sitemaps()] if row.paths
    ]


def busiest():
    """``{name: path}`` of the pages that most visitors come by; empty where nothing is public."""
    if not ShelfTally.objects.exists():
        return {}
    episode = Episode.objects.published().newest_first().select_related("show").first()
    word = SearchWord.objects.order_by("-count", "word").values_list("word", flat=True).first()
    pages = {"home": reverse("home"), "episode": episode.get_absolute_url(), "search": _search(q=word)}
    tags = _top(Tag, TAG)
    return pages | ({"tag": tags[0].get_absolute_url()} if tags else {})


def _search(**question):
    return f"{reverse('search')}?{urlencode(question)}"


def _searches(pick):
    words = list(SearchWord.objects.order_by("-count", "word").values_list("word", flat=True)[:4_000])
    common, known = words[:MANY], words[200:2_000] or words
    rare = list(SearchWord.objects.filter(count__lte=3).order_by("word").values_list("word", flat=True)[:5_000])
    rare = pick.sample(rare, min(MANY, len(rare)))
    bodies = [WORD.findall(body) for body in Highlight.objects.published().values_list("body", flat=True)[:MANY]]
    tags, shows = _top(Tag, TAG), _top(Show, SHOW)
    year = Episode.objects.published().newest_first().values_list("published_at", flat=True).first().year
    some = pick.sample(known, min(MANY, len(known)))
    yield Row("search, a rare word", [_search(q=word) for word in rare])
    yield Row("search, a common word", [_search(q=word) for word in common])
    yield Row("search, two words", [_search(q=f"{pick.choice(some)} {word}") for word in some])
    yield Row("search, two common words", [_search(q=f"{one} {other}") for one, other in pairwise(common)])
    yield Row("search, a common and a rare word", [_search(q=f"{common[0]} {word}") for word in rare])
    yield Row("search, a phrase", [_search(q=f'"{" ".join(body[4:7])}"') for body in bodies])
    yield Row("search, the start of a word", [_search(q=word[:3]) for word in known[:MANY]])
    yield Row("search, without a word", [_search(q=f"{word} -{common[0]}") for word in some])
    yield Row("search, a common word in transcripts", [_search(q=word, kind="transcripts") for word in common])
    yield Row("search, its tenth page", [_search(q=word, kind="transcripts", page=10) for word in common])
    yield Row("search, newest first", [_search(q=word, kind="highlights", sort="newest") for word in common])
    yield Row("search, misspelt", [_search(q=f"{word[:-2]}{word[-1]}{word[-2]}") for word in some if len(word) > 5])
    yield Row("facets, a tag and a year", [_search(q=common[1], tag=tag.slug, year=year) for tag in tags])
    yield Row("facets, a show and audio", [_search(q=common[2], show=show.slug, audio=1) for show in shows])
    yield Row("facets, no words", [_search(tag=tag.slug) for tag in tags])


def _suggestions(pick):
    address = reverse("suggest")
    names = [tag.name for tag in _top(Tag, TAG)] + [person.name for person in _top(Person, PERSON)]
    for length in (1, 2, 3, 6):
        starts = [f"{address}?{urlencode({'q': name[:length]})}" for name in names]
        yield Row(f"suggestions, {length} letters", starts, SUGGEST_MS)


def _tags():
    top = _top(Tag, TAG)
    if not top:
        return
    first = top[0]
    beside = list(
        Tag.objects.filter(pk__in=[tag.pk for tag in top[1:]])
        .filter(
            tagged_highlights__content_object__in=TaggedHighlight.objects.filter(tag=first).values("content_object")
        )
        .distinct()[:6]
    )
    path = first.get_absolute_url()
    yield Row("most used tag", [path])
    yield Row("its second page", [f"{path}?page=2"])
    yield Row("its hundredth page", [f"{path}?page=100"])
    yield Row("its quotes", [f"{path}?kind=quotes"])
    yield Row("its oldest", [f"{path}?sort=oldest"])
    yield Row("ten most used tags", [tag.get_absolute_url() for tag in top])
    yield Row("two tags", [_together([first, other]) for other in beside])
    threes = [[first, *beside[place : place + 2]] for place in range(len(beside) - 1)]
    yield Row("three tags", [_together(tags) for tags in threes])
    yield Row("three tags, found and counted", [partial(_found, tags) for tags in threes], THREE_TAGS_MS)
    yield Row("a tag without another", [f"{path}not/{other.slug}/" for other in beside])
    yield Row("feed of a tag", [f"{path}feed.xml"])
    yield Row("tag index", [reverse("tags")])
    yield Row("tag index, a later page", [f"{reverse('tags')}?page=5"])
    yield Row("tag index, filtered", [f"{reverse('tags')}?q={first.name[:2]}"])


def _together(tags):
    return reverse("tag", args=["+".join(sorted(tag.slug for tag in tags))])


def _found(tags):
    """The keys of all highlights that have all of some tags, in order."""
    return list(Shelves(tuple(shelf_of(TAG, tag.pk) for tag in tags)).keys(ShelfKind.HIGHLIGHT))


def _pages():
    people, shows = _top(Person, PERSON), _top(Show, SHOW)
    episodes = list(Episode.objects.published().newest_first().select_related("show")[:MANY])
    newest = episodes[0].published_at
    quotes = Quote.objects.published().order_by("-pk")[:MANY]
    yield Row("home", [reverse("home")])
    yield Row("home, a late page", [f"{reverse('home')}?page=500"])
    yield Row("shows", [reverse("shows")])
    yield Row("show", [show.get_absolute_url() for show in shows])
    yield Row("episode", [episode.get_absolute_url() for episode in episodes])
    yield Row("people", [reverse("people")])
    yield Row("people, a late page", [f"{reverse('people')}?page=50"])
    yield Row("person, the busiest", [people[0].get_absolute_url()] if people else [])
    yield Row("person, ten of them", [person.get_absolute_url() for person in people])
    yield Row("quotes", [reverse("quotes")])
    yield Row("quotes, a late page", [f"{reverse('quotes')}?page=500"])
    yield Row("quotes of a person", [f"{reverse('quotes')}?person={person.slug}" for person in people])
    yield Row("quote", [quote.get_absolute_url() for quote in quotes])
    yield Row("archive", [reverse("archive")])
    yield Row("archive, a year", [reverse("archive_year", args=[newest.year])])
    yield Row("archive, a month", [reverse("archive_month", args=[newest.year, newest.month])])
    yield Row("surprise me", [reverse("surprise")])
    yield Row("show, a year", [f"{show.get_absolute_url()}?year={newest.year}" for show in shows])
    yield Row("transcript", [episode.get_transcript_url() for episode in episodes])
    yield Row("feed of the site", [reverse("site_feed")])
    yield Row("feed of a show", [show.get_feed_url() for show in shows])
    yield Row("Atom feeds", [reverse(name) for name in ("site_atom", "quotes_feed")])


def _api():
    tags = _top(Tag, TAG)[:3]
    yield Row("API, highlights", ["/api/highlights", "/api/highlights?limit=50"])
    yield Row("API, three tags", [f"/api/highlights?{urlencode([('tag', tag.slug) for tag in tags])}"] if tags else [])
    words = SearchWord.objects.order_by("-count", "word").values_list("word", flat=True)[:MANY]
    yield Row("API, search of a common word", [f"/api/search?q={word}" for word in words])


def _sitemaps():
    yield Row("sitemap index", ["/sitemap.xml"])
    newest = Episode.objects.order_by("-pk").values_list("pk", flat=True).first()
    for kind in ("episodes", "highlights", "quotes", "people", "tags"):
        last = 0 if kind in ("people", "tags") else newest // SPANS[kind]
        yield Row(f"sitemap of {kind}", [reverse("sitemap", args=[kind, number]) for number in sorted({0, last // 2})])


def _top(model, letter):
    """The ten of ``model`` that have the most highlights."""
    tallies = ShelfTally.objects.filter(kind=ShelfKind.HIGHLIGHT, shelf__startswith=letter).order_by("-count", "shelf")
    pks = [number_of(shelf) for shelf in tallies.values_list("shelf", flat=True)[:10]]
    found = model.objects.in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]
