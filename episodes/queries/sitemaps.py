"""What the sitemaps list: everything public, in files that cover a range of keys each, so that a new page changes one.

What belongs to an episode goes by the key of the episode, and changed when the episode last did.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.db import connection
from django.db.models import Case, CharField, Exists, F, IntegerField, Max, OuterRef, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat, Substr
from django.urls import reverse

from episodes.models import (
    PERSON,
    SHOW,
    TAG,
    Clip,
    Episode,
    Highlight,
    Person,
    Quote,
    ShelfEntry,
    ShelfKind,
    ShelfTally,
    Show,
    SiteSettings,
    Tag,
)
from episodes.queries.archive import archive

#: How many keys a file of each kind covers, those of episodes but for tags, people and shows: some hundreds of pages,
#: so that a file takes no longer than another page, however large the site is.
SPANS = {
    "pages": 1,
    "shows": 500,
    "episodes": 500,
    "transcripts": 500,
    "highlights": 100,
    "quotes": 100,
    "clips": 50,
    "people": 500,
    "tags": 500,
}
FINEST = 50
#: The most addresses of a file, by the protocol.
MOST = 50_000
LAST_NUMBER = 10**9
CHANGED = Coalesce("changed_at", "published_at")
#: In the place of the digest of a share card: such an address leads to the card as it is now.
PRESENT = "0" * 16
#: What an address is made of is put in their place; no name and no number is like them.
MARKS = ("mark-of-a-show", "mark-of-an-episode", "mark-of-a-highlight")
NUMBER = 10**12 + 7


@dataclass(frozen=True)
class File:
    kind: str
    number: int
    changed_at: datetime | None


@dataclass(frozen=True)
class Place:
    """A page and its pictures, as paths or whole addresses."""

    path: str
    changed_at: datetime | None
    images: tuple[str, ...] = ()


def sitemap_files():
    """``[File]`` of everything public."""
    spans = _spans()
    newest = max((changed for changed, _spoken in spans.values()), default=None)
    files = [File("pages", 0, newest)]
    quoted = Exists(Quote.objects.filter(highlight=OuterRef("pk")))
    found = {
        "episodes": spans,
        "transcripts": [span for span, (_changed, spoken) in spans.items() if spoken],
        "highlights": _spans_of(Highlight.objects.published()),
        "quotes": _spans_of(Highlight.objects.published().filter(quoted)),
        "clips": _spans_of(Clip.objects.published()),
    }
    for kind, fine in found.items():
        changed = {}
        for span in fine:
            if span in spans:
                changed.setdefault(span * FINEST // SPANS[kind], []).append(spans[span][0])
        files += [File(kind, number, max(moments)) for number, moments in sorted(changed.items())]
    for kind, letter in (("shows", SHOW), ("people", PERSON), ("tags", TAG)):
        # A range is read from the index; of what a name starts with SQLite reads every row.
        named = ShelfTally.objects.filter(shelf__gt=letter, shelf__lt=chr(ord(letter) + 1))
        number = Cast(Substr("shelf", 2), IntegerField()) / SPANS[kind]
        numbers = named.annotate(number=number).values_list("number", flat=True).distinct()
        files += [File(kind, number, None) for number in sorted(numbers)]
    return files


def sitemap_places(kind, number):
    """``[Place]`` of a file, empty where there is no such file."""
    if number > LAST_NUMBER or kind not in GATHER:
        return []
    first = number * SPANS[kind]
    return GATHER[kind](first, first + SPANS[kind])[:MOST]


def _spans():
    """``{span: (last change, whether anybody has a transcript)}`` of the public episodes, ``FINEST`` keys a span."""
    public = Episode.objects.published().order_by().annotate(span=F("pk") / FINEST)
    spoken = Max(Case(When(speech={}, then=0), default=1))
    rows = public.values("span").annotate(last=Max(CHANGED), spoken=spoken).values_list("span", "last", "spoken")
    return {span: (last, bool(spoken)) for span, last, spoken in rows}


def _spans_of(public):
    """The spans of the episodes that have any of ``public``, from each to the next one: no row between is read."""

    def following(first_key):
        rows = public.filter(episode__gte=RawSQL(first_key, ())).order_by("episode_id")  # noqa: S611 - our own numbers
        rows = rows.annotate(following=F("episode_id") / FINEST).values("following")[:1]
        return rows.query.sql_with_params()

    (first, values), (later, later_values) = following("0"), following(f"(span + 1) * {FINEST}")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE spans (span) AS (SELECT ({first}) UNION ALL"  # noqa: S608
            f" SELECT ({later}) FROM spans WHERE span IS NOT NULL) SELECT span FROM spans WHERE span IS NOT NULL",
            [*values, *later_values],
        )
        return [span for (span,) in cursor.fetchall()]


class Address:
    """Paths of one kind of page. Django works one out in the time in which this makes twenty."""

    def __init__(self, name, *marks):
        path = reverse(name, args=marks)
        for mark in marks:
            path = path.replace(str(mark), "{}")
        self.path = path

    def __call__(self, *names):
        return self.path.format(*(quote(str(name)) for name in names))


def _pages(first, _end):
    if first:
        return []
    newest = Episode.objects.published().aggregate(last=Max(CHANGED))["last"]
    places = [Place(reverse(name), newest) for name in ("home", "shows", "tags", "people", "quotes", "archive")]
    if SiteSettings.load().about:
        places.append(Place(reverse("about"), None))
    for year in archive().years:
        times = [year, *(month for month in year.months if month.count)]
        places += [Place(time.get_absolute_url(), None) for time in times]
    return places


def _shows(first, end):
    changed = Episode.objects.published().order_by().values("show").annotate(last=Max(CHANGED))
    last = dict(changed.filter(show__gte=first, show__lt=end).values_list("show", "last"))
    shows = Show.objects.filter(pk__in=last).order_by("pk")
    return [Place(show.get_absolute_url(), last[show.pk], _images(show.logo)) for show in shows]


def _episodes(first, end):
    episodes = _public(first, end).only("slug", *_pictured("artwork"), "show__slug", "changed_at", "published_at")
    address, card = Address("episode", *MARKS[:2]), _card("episode")
    return [
        Place(
            address(found.show.slug, found.slug),
            found.changed_at or found.published_at,
            (*_images(found.artwork), card(found.pk)),
        )
        for found in episodes.select_related("show")
    ]


def _transcripts(first, end):
    rows = _public(first, end).exclude(speech={}).values_list("show__slug", "slug", CHANGED)
    address = Address("transcript", *MARKS[:2])
    return [Place(address(*names), changed) for *names, changed in rows]


def _public(first, end):
    return Episode.objects.published().filter(pk__gte=first, pk__lt=end).order_by("pk")


def _within(objects, path, first, end):
    """``(objects, expression of when they changed)``: what belongs to some episodes, to which ``path`` leads."""
    changed = Coalesce(f"{path}__changed_at", f"{path}__published_at")
    within = {f"{path}__gte": first, f"{path}__lt": end}
    return objects.published().filter(**within).order_by("pk"), changed


def _highlights(first, end):
    found, changed = _within(Highlight.objects, "episode", first, end)
    rows = found.values_list("pk", changed, "episode__show__slug", "episode__slug", "slug")
    address, card = Address("highlight", *MARKS), _card("highlight")
    return [Place(address(*names), changed, (card(pk),)) for pk, changed, *names in rows]


def _quotes(first, end):
    found, changed = _within(Quote.objects, "highlight__episode", first, end)
    return _numbered("quote", found.values_list("pk", changed))


def _clips(first, end):
    found, changed = _within(Clip.objects, "episode", first, end)
    return _numbered("clip", found.values_list("pk", changed))


def _numbered(name, rows):
    address, card = Address(name, NUMBER), _card(name)
    return [Place(address(pk), changed, (card(pk),)) for pk, changed in rows]


def _card(kind):
    address = Address("card", kind, NUMBER, PRESENT)
    return lambda pk: address(kind, pk, PRESENT)


def _people(first, end):
    return _named(Person.objects.only("slug", *_pictured("photo")), PERSON, "person", first, end)


def _tags(first, end):
    return _named(Tag.objects.only("slug"), TAG, "tag", first, end)


def _named(objects, letter, name, first, end):
    """Whoever, and whatever, something public is shelved under; it changed when the newest of that came out."""
    shelf = Concat(Value(letter), Cast(OuterRef("pk"), CharField()))
    public = Exists(Episode.objects.published().filter(pk=OuterRef("episode_key")))
    entries = ShelfEntry.objects.filter(public, shelf=shelf)
    newest = {
        f"newest_{kind.name.lower()}": Subquery(entries.filter(kind=kind).values("published_at")[:1])
        for kind in ShelfKind
    }
    address, places = Address(name, MARKS[0]), []
    for found in objects.filter(pk__gte=first, pk__lt=end).order_by("pk").annotate(**newest):
        moments = [at for at in (getattr(found, field) for field in newest) if at]
        if moments:
            places.append(Place(address(found.slug), max(moments), _images(getattr(found, "photo", None))))
    return places


def _pictured(name):
    """The columns of a picture. Its size is read with it, or Django would look into the file of each."""
    return name, f"{name}_width", f"{name}_height"


def _images(file):
    return (file.url,) if file else ()


GATHER = {
    "pages": _pages,
    "shows": _shows,
    "episodes": _episodes,
    "transcripts": _transcripts,
    "highlights": _highlights,
    "quotes": _quotes,
    "clips": _clips,
    "people": _people,
    "tags": _tags,
}
