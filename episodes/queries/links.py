"""What a section says of others, and others of it: they come with the rows that a page asks for, or in one query."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, TruncDate
from django.utils.translation import gettext_lazy

from episodes.models import Episode, Highlight, HighlightLink, HighlightLinkKind, Show, Status, public_highlight
from episodes.queries.audio import JSONArray

#: The columns that ``with_links`` adds, by the direction in which a link is read.
TO, FROM = "links_to_others", "links_from_others"
_ENDS = ((TO, "highlight", "other"), (FROM, "other", "highlight"))

#: What is told of the other end, by its column.
_FAR = {
    "slug": "__slug",
    "title": "__title",
    "date": "__episode__published_at",
    "episode": "__episode__slug",
    "episode_title": "__episode__title",
    "show": "__episode__show__slug",
    "language": "__episode__show__language",
}

#: What stands before the other section, by what is said and whether it is said there.
LINKED = {
    (HighlightLinkKind.AGREES, False): gettext_lazy("Agrees with"),
    (HighlightLinkKind.AGREES, True): gettext_lazy("Agreed with by"),
    (HighlightLinkKind.DISAGREES, False): gettext_lazy("Disagrees with"),
    (HighlightLinkKind.DISAGREES, True): gettext_lazy("Is disagreed with in"),
    (HighlightLinkKind.ANSWERS, False): gettext_lazy("Answers"),
    (HighlightLinkKind.ANSWERS, True): gettext_lazy("Answered in"),
}


@dataclass(frozen=True)
class SectionLink:
    """``highlight``, with its episode and show, is the other end; where ``is_back`` it is the one that says so.

    ``is_here`` says that it stands on the same page.
    """

    kind: str
    is_back: bool
    highlight: Highlight
    is_here: bool = False

    @property
    def says(self):
        """What stands before the other section."""
        return LINKED[self.kind, self.is_back]


def with_links(highlights, drafts_of=None):
    """Highlights of a queryset with what ``read_links`` wants; whoever calls it has chosen which are shown.

    Of the other ends only public ones are told, and with ``drafts_of`` those of that episode that are to come.
    """
    return highlights.annotate(**{name: _rows(near, far, drafts_of) for name, near, far in _ENDS})


def _rows(near, far, drafts_of):
    shown = public_highlight(f"{far}__")
    if drafts_of is not None:
        shown |= Q(**{f"{far}__episode": drafts_of}) & ~Q(**{f"{far}__status": Status.WITHDRAWN})
    columns = {name: f"{far}{column}" for name, column in _FAR.items()}
    columns["date"] = TruncDate(columns["date"], tzinfo=UTC)
    row = JSONObject(pk="pk", kind="kind", place="position", far=far, **columns)
    links = HighlightLink.objects.filter(shown, **{near: OuterRef("pk")}).order_by().values(near)
    return Subquery(links.annotate(all=JSONArray(row)).values("all"), output_field=JSONField())


def read_links(highlights):
    """``{pk: [SectionLink]}`` of ``with_links`` rows that stand on one page.

    What a section says comes first, in its order, then what is said of it, the latest first.
    """
    here = {highlight.pk for highlight in highlights}
    return {highlight.pk: _links(getattr(highlight, TO), getattr(highlight, FROM), here) for highlight in highlights}


def links_of(pks):
    """``{pk: [SectionLink]}`` of public highlights in a list of several episodes; one query."""
    pks, told, heard = set(pks), defaultdict(list), defaultdict(list)
    links = HighlightLink.objects.published().filter(Q(highlight__in=pks) | Q(other__in=pks)).order_by()
    columns = [f"{far}{column}" for _name, _near, far in _ENDS for column in ("_id", *_FAR.values())]
    for pk, kind, place, *ends in links.values_list("pk", "kind", "position", *columns) if pks else ():
        row, half = {"pk": pk, "kind": kind, "place": place}, len(ends) // 2
        other, highlight = (dict(zip(("far", *_FAR), end, strict=True)) for end in (ends[:half], ends[half:]))
        told[highlight["far"]].append(row | other)
        heard[other["far"]].append(row | highlight)
    return defaultdict(list, {pk: _links(told[pk], heard[pk], ()) for pk in pks})


def typed_links(rows, sections):
    """``{key of a section: [SectionLink]}`` of an episode as somebody types it, in two queries.

    ``rows`` are its links in their order, as documents have them; ``sections`` are its ``Highlight``s by their keys,
    as texts. Of sections elsewhere public ones are told.
    """
    stored = [int(key) for key in sections if key.isdecimal()]
    elsewhere = HighlightLink.objects.filter(public_highlight("highlight__"), other__in=stored)
    elsewhere = elsewhere.exclude(highlight__in=stored)
    told = {row["other_id"] for row in rows if str(row["other_id"]) not in sections}
    others = Highlight.objects.published().filter(pk__in=told).select_related("episode__show").in_bulk() if told else {}
    found = defaultdict(list)
    for row in rows:
        near, far = (str(row[end]) for end in ("highlight_id", "other_id"))
        if far in sections or row["other_id"] in others:
            other = others.get(row["other_id"]) or sections[far]
            found[near].append(SectionLink(row["kind"], False, other, far in sections))
    for row in rows:
        near, far = (str(row[end]) for end in ("highlight_id", "other_id"))
        if near in sections and far in sections:
            found[far].append(SectionLink(row["kind"], True, sections[near], True))
    for link in elsewhere.select_related("highlight__episode__show") if stored else ():
        found[str(link.other_id)].append(SectionLink(link.kind, True, link.highlight))
    return found


def _links(told, heard, here):
    told = sorted(told or (), key=lambda row: (row["place"], row["pk"]))
    heard = sorted(heard or (), key=lambda row: (str(row["date"] or ""), row["pk"]), reverse=True)
    return [_link(row, is_back, here) for is_back, rows in ((False, told), (True, heard)) for row in rows]


def _link(row, is_back, here):
    date = row["date"]
    if isinstance(date, str):
        date = datetime.fromisoformat(date).replace(tzinfo=UTC)
    show = Show(slug=row["show"], language=row["language"])
    episode = Episode(show=show, slug=row["episode"], title=row["episode_title"], published_at=date)
    highlight = Highlight(pk=row["far"], episode=episode, slug=row["slug"], title=row["title"])
    return SectionLink(row["kind"], is_back, highlight, row["far"] in here)
