"""Which addresses of this site lead to nothing public: one or two queries a kind of page, however many there are."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import Resolver404, resolve

from episodes.models import Clip, Cue, Episode, Highlight, PastSlug, Person, Quote, Show, Tag, TagAlias
from episodes.text.slugs import name_key

#: Pages that stand or fall with what they show; all others are there as soon as they have an address.
KINDS = ("show", "episode", "transcript", "highlight", "clip", "quote", "tag", "person")
#: Pages for those who were given the address, for a few days.
NOT_FOR_ALL = {"preview"}
#: No key is longer, and no database takes one that is.
LONGEST_KEY = 18


def dead_paths(paths: Iterable[str]) -> set[str]:
    """Those of ``paths`` (``/tags/speech/``, not percent-encoded) at which nobody finds a page.

    A past slug and an alias redirect, so they are not dead; uploaded and static files are not looked at.
    """
    dead, asked = set(), defaultdict(dict)
    for path in set(paths):
        if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
            continue
        match = _match(path)
        # The only part of the site with a name of its own is the admin, which is not public.
        if match is None or match.app_names or match.url_name in NOT_FOR_ALL:
            dead.add(path)
        elif match.url_name in KINDS:
            asked[match.url_name][path] = match.kwargs
    found = _Found(asked)
    for kind, names in asked.items():
        dead |= {path for path, kwargs in names.items() if not getattr(found, kind)(**kwargs)}
    return dead


def _match(path):
    for tried in (path, f"{path}/"):  # A forgotten slash at the end is redirected.
        try:
            return resolve(tried)
        except Resolver404:
            continue
    return None


class _Found:
    """What is public of the things that ``asked`` (``{kind: {path: names}}``) is about; a method a kind of page."""

    def __init__(self, asked):
        below = [names for kind in ("episode", "transcript", "highlight") for names in asked[kind].values()]
        shows = {(0, names["show"]) for names in [*asked["show"].values(), *below]}
        self.shows = _present(Show.objects.published(), shows)
        self.episodes = _present(
            Episode.objects.published(),
            {(self.shows.get((0, names["show"])), names["episode"]) for names in below},
            "show_id",
        )
        self.highlights = _present(
            Highlight.objects.published(),
            {(self.episode(**names), names["highlight"]) for names in asked["highlight"].values()},
            "episode_id",
        )
        self.transcripts = self._with_transcript(asked["transcript"].values())
        self.clips = _keys(Clip, (names["clip"] for names in asked["clip"].values()))
        self.quotes = _keys(Quote, (names["quote"] for names in asked["quote"].values()))
        self.people = _present(Person.objects.published(), {(0, names["person"]) for names in asked["person"].values()})
        self.tags = _tags({slug for names in asked["tag"].values() for slug in names["tags"].split("+")})

    def _with_transcript(self, asked):
        episodes = {self.episode(**names) for names in asked} - {None}
        if not episodes:
            return set()
        lines = Exists(Cue.objects.filter(episode=OuterRef("pk")))
        return set(Episode.objects.filter(lines, pk__in=episodes).values_list("pk", flat=True))

    def show(self, show):
        return self.shows.get((0, show))

    def episode(self, show, episode, **_below):
        return self.episodes.get((self.show(show), episode))

    def transcript(self, show, episode):
        return self.episode(show, episode) in self.transcripts

    def highlight(self, show, episode, highlight):
        return self.highlights.get((self.episode(show, episode), highlight))

    def clip(self, clip):
        return clip in self.clips

    def quote(self, quote):
        return quote in self.quotes

    def person(self, person):
        return self.people.get((0, person))

    def tag(self, tags):
        return self.tags.issuperset(tags.split("+"))


def _present(queryset, wanted, scope=None):
    """``{(scope, slug): pk}`` of those of ``wanted`` that something has, or once had. ``scope`` names a field, or is 0.

    What is wanted in the scope None, which is one that was not found, is not found either.
    """
    wanted = {(place, slug) for place, slug in wanted if place is not None}
    if not wanted:
        return {}
    slugs = {slug for _place, slug in wanted}
    inside = {f"{scope}__in": {place for place, _slug in wanted}} if scope else {}
    rows = queryset.filter(slug__in=slugs, **inside).values_list(*([scope] if scope else []), "slug", "pk")
    found = {(row[0] if scope else 0, row[-2]): row[-1] for row in rows}
    if missing := wanted - found.keys():
        found |= _moved(queryset, missing)
    return {key: found[key] for key in wanted if key in found}


def _moved(queryset, missing):
    past = PastSlug.objects.filter(
        content_type=ContentType.objects.get_for_model(queryset.model),
        scope__in={place for place, _slug in missing},
        slug__in={slug for _place, slug in missing},
    )
    moved = {(place, slug): pk for place, slug, pk in past.values_list("scope", "slug", "object_id")}
    public = set(queryset.filter(pk__in=moved.values()).values_list("pk", flat=True)) if moved else set()
    return {key: pk for key, pk in moved.items() if pk in public}


def _keys(model, asked):
    keys = {key for key in asked if len(str(key)) <= LONGEST_KEY}
    return set(model.objects.published().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _tags(slugs):
    """Those of ``slugs`` that a public tag has, once had or has as another name."""
    public = Tag.objects.published()
    found = {slug for _scope, slug in _present(public, {(0, slug) for slug in slugs})}
    if missing := slugs - found:
        found |= set(TagAlias.objects.filter(slug__in=missing, tag__in=public).values_list("slug", flat=True))
        keys = set(public.filter(key__in={name_key(slug) for slug in missing}).values_list("key", flat=True))
        found |= {slug for slug in missing if name_key(slug) in keys}
    return found
