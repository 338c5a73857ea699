"""A site whose every text is one that somebody chose: whatever text a model has or will have is filled with it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from episodes.models import (
    AudioVersion,
    Chapter,
    Clip,
    Correction,
    Credit,
    Cue,
    Episode,
    FeedImport,
    FeedItem,
    FeedJob,
    Highlight,
    HighlightLink,
    Person,
    Quote,
    RelatedEpisode,
    Revision,
    Role,
    Show,
    SiteSettings,
    SpeakerName,
    Status,
    Tag,
    TagAlias,
    TagMerge,
)
from episodes.services.previews import open_preview
from episodes.services.related import related_refresh_paused
from episodes.services.revisions import keep
from episodes.text.twins import twin_of

#: Columns that the site fills itself: names in addresses, keys to compare by, places of lists.
MADE = {"slug", "key", "initial", "language", "place"}
#: Rows that are made of others, and of numbers.
DERIVED = {"SearchDocument", "SearchWord", "ShelfEntry", "ShelfTally", "ShelfPair", "PastSlug", "Presence"}
PUBLISHED = datetime(2024, 1, 15, 12, tzinfo=UTC)
LISTS = {"links", "funding", "listening_links"}


def text_fields(model):
    """The columns of a model into which somebody's words get."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in MADE
        and model.__name__ not in DERIVED
    ]


def models_with_texts():
    return [model for model in apps.get_app_config("episodes").get_models() if text_fields(model)]


def texts(model, words, number):
    """``{column: words}``, as much of them as the column takes; other words for each ``number`` where they must be."""
    values = {}
    for field in text_fields(model):
        if isinstance(field, models.URLField):
            text = f"https://evil.example/{words}"
        elif field.name in LISTS:
            text = f"{' '.join(words.split())} https://evil.example/x"
        else:
            text = words
        ending = f" {number}" if field.unique or field.name == "guid" else ""
        values[field.name] = text[: (field.max_length or 100_000) - len(ending)] + ending
    return values


class Furnished:
    """One of each thing with ``words`` in every text; a section, a clip and so on of an episode that is public."""

    def __init__(self, words, number=1):
        self.words, self.number = words, number
        # What is like what takes long to compute, and is made of numbers.
        with related_refresh_paused():
            self._make_all()

    def _make_all(self):
        words, number = self.words, self.number
        self.show = self.make(Show)
        self.person = self.make(Person)
        self.tag = self.make(Tag)
        self.tag_beside = self.make(Tag, name=f"{words[:80]} beside {number}")
        self.make(TagAlias, tag=self.tag, name=f"{words[:80]} alias {number}")
        self.other = self.make_episode(1)
        self.other.tags.add(self.tag_beside)
        self.episode = self.make_episode(2)
        self.gone = self.make_episode(3, status=Status.WITHDRAWN, appeared_at=PUBLISHED)
        self.make(Credit, episode=self.episode, person=self.person, role=Role.GUEST)
        self.make(AudioVersion, episode=self.episode)
        self.make(Chapter, episode=self.episode, start_ms=0)
        self.make(Cue, episode=self.episode, start_ms=0, end_ms=90_000)
        self.clip = self.make(Clip, episode=self.episode, number=1, start_ms=1000, end_ms=9000, speaker=self.person)
        self.highlight = self.make_highlight(1, featured=True)
        self.quote = self.make(Quote, highlight=self.highlight, speaker=self.person, clip=self.clip)
        self.make(HighlightLink, highlight=self.highlight, other=self.make_highlight(2))
        self.make(RelatedEpisode, episode=self.episode, related=self.other)
        self.make(Correction, episode=self.episode, highlight=self.highlight)
        self.make(SpeakerName, show=self.show, person=self.person)
        nothing = {"moved": [], "shared": []}
        self.make(TagMerge, target=self.tag, record={"highlights": nothing, "episodes": nothing, "aliases": []})
        self.make(FeedImport, show=self.show)
        self.make(FeedItem, show=self.show, episode=self.episode, key=f"{words[:400]} {number}")
        report = {name: [words] for name in ("made", "changed", "kept", "doubted", "skipped")}
        self.make(FeedJob, show=self.show, state=FeedJob.State.FAILED, report=report)

    def make(self, model, **values):
        thing = model(**(texts(model, self.words, self.number) | values))
        thing.save()
        return thing

    def make_episode(self, nth, **values):
        published = PUBLISHED + timedelta(minutes=3 * self.number + nth)
        values = {"status": Status.PUBLISHED, "published_at": published, "duration_ms": 3_600_000, **values}
        guid = f"{self.words[:400]} {self.number}.{nth}"
        episode = self.make(Episode, show=self.show, guid=guid, speech={}, **values)
        episode.tags.set([self.tag])
        return episode

    def make_highlight(self, position, **values):
        values = {"status": Status.PUBLISHED, "body": f"{self.words} [1]", **values}
        highlight = self.make(Highlight, episode=self.episode, position=position, **values)
        highlight.tags.set([self.tag])
        return highlight

    def things(self):
        return [self.show, self.episode, self.highlight, self.quote, self.clip, self.person, self.tag]

    def pages(self):
        """The addresses of what is of these things alone."""
        found = [*(thing.get_absolute_url() for thing in self.things()), self.episode.get_transcript_url()]
        found += [f"{self.tag.get_absolute_url()}not/{self.tag_beside.slug}/"]
        found += [self.show.get_corrections_url(), f"/embed/clips/{self.clip.pk}/", self.gone.get_absolute_url()]
        return found

    def files(self):
        """What programs read of them."""
        own = [thing.get_absolute_url() for thing in self.things()]
        of_show, of_episode = self.show.get_absolute_url(), self.episode.get_absolute_url()
        found = [twin_of(url) for url in self.pages() if "embed" not in url and url != self.gone.get_absolute_url()]
        found += [f"{of_show}feed.xml", f"{of_show}atom.xml", f"{of_show}corrections/feed.xml"]
        found += [f"{url}feed.xml" for url in (own[5], own[6], self.pages()[8])]
        found += [f"{of_episode}transcript.{ending}" for ending in ("vtt", "srt", "json", "txt")]
        found += [f"{of_episode}chapters.{ending}" for ending in ("json", "vtt")]
        found += [f"{own[at]}cite.{ending}" for at in (2, 3, 4) for ending in ("bib", "ris", "json")]
        found += [f"/oembed/?{urlencode({'url': f'http://127.0.0.1:8000{own[4]}'})}"]
        found += [f"/api/episodes/{self.episode.pk}/transcript"]
        names = ("shows", "episodes", "highlights", "quotes", "clips", "people", "tags")
        found += [f"/api/{name}/{thing.pk}" for name, thing in zip(names, self.things(), strict=True)]
        return found

    def preview(self):
        """The address of a draft that is shown to an outsider, with its history."""
        user, _is_new = get_user_model().objects.get_or_create(
            username="previews", defaults={"first_name": self.words[:100]}
        )
        draft = self.make_episode(4, status=Status.DRAFT)
        self.make(Clip, episode=draft, number=1, start_ms=1000, end_ms=9000)
        self.make(Highlight, episode=draft, body=f"{self.words} [1]", position=1)
        keep(draft.pk)
        Revision.objects.update(what=self.words[:200])
        return open_preview(draft, user, 7).get_absolute_url()


def furnish_site(words):
    SiteSettings(**texts(SiteSettings, words, 1)).save()


LISTS_OF_PAGES = ["/", "/about/", "/shows/", "/tags/", "/people/", "/quotes/", "/archive/", "/archive/2024/"]
LISTS_OF_PAGES += ["/archive/2024/01/", "/search/", "/api/"]


def lists(words):
    """The addresses of the site's own pages, and of what ``words`` ask for."""
    asked = urlencode({"q": words})
    found = [*LISTS_OF_PAGES]
    found += [f"/search/?{asked}", f"/search/?{urlencode({'q': 'tag:' + words})}", f"/search/?kind={quote(words)}&q=a"]
    found += [f"/tags/?{asked}", f"/people/?{asked}", f"/quotes/?page={quote(words)}"]
    found += ["/api/"] if "\0" in words else ["/api/", f"/{quote(words, safe='')}/"]
    return found


def lists_for_programs(words):
    names = ("shows", "episodes", "highlights", "quotes", "clips", "people", "tags")
    found = [f"/api/{name}" for name in names] + [f"/api/episodes?{urlencode({'tag': words, 'cursor': words})}"]
    found += ["/feed.xml", "/atom.xml", "/quotes/feed.xml", "/sitemap.xml", "/opensearch.xml", "/manifest.webmanifest"]
    found += ["/llms.txt", "/robots.txt", "/speculation-rules.json", "/api/openapi.json", "/api/nothing"]
    found += ["/sitemaps/shows-1.xml", "/sitemaps/episodes-1.xml", f"/api/search?{urlencode({'q': words})}"]
    found += [twin_of(url) for url in LISTS_OF_PAGES]
    return [*found, f"/search/suggest/?{urlencode({'q': words})}", f"/oembed/?{urlencode({'url': words})}"]
