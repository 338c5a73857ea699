"""What the head of a page says about it: plain values, which ``_meta.html`` writes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from episodes.seo.locales import locale_of
from episodes.text.excerpts import excerpt
from episodes.text.html import json_data

DESCRIPTION = 300
RSS = "application/rss+xml"
ATOM = "application/atom+xml"
OPENSEARCH = "application/opensearchdescription+xml"
IMAGES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


@dataclass(frozen=True)
class Meta:
    """Every address is a path below the site's, or a whole one of another site.

    ``path`` is the canonical address, with the question that makes it a page of its own; empty where there is no such
    page. A ``private`` one tells nobody where it is, and nothing about itself. ``robots`` says what search engines may
    do beside what they would: ``noindex``.

    ``image`` is ``(address, width, height, words in its place)``; ``kind`` the word of ``og:type``; ``audio``
    ``(address, media type)`` of what is heard on the page; ``feeds`` are ``(title, address, media type)``; ``markdown``
    is the address of the page as Markdown; ``json_ld`` are the nodes of its graph, as ``seo.graph`` makes them.
    ``language`` is that of the content, a BCP 47 tag. ``prev`` and ``next`` are neighbours in a list.
    """

    title: str
    description: str
    path: str
    hue_class: str = ""
    private: bool = False
    robots: str = ""
    kind: str = "website"
    language: str = ""
    image: tuple[str, int, int, str] | None = None
    audio: tuple[str, str] | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    feeds: tuple[tuple[str, str, str], ...] = ()
    markdown: str = ""
    prev: str = ""
    next: str = ""
    json_ld: tuple[dict, ...] = ()

    @property
    def canonical(self):
        return absolute(self.path)

    @property
    def is_shown(self):
        """Whether the page is there for everybody to find, and to be shown by others."""
        return bool(self.path) and not self.private

    @property
    def short_description(self):
        return excerpt(" ".join(self.description.split()), DESCRIPTION)

    @property
    def locale(self):
        return locale_of(self.language or settings.LANGUAGE_CODE)

    @property
    def image_url(self):
        return absolute(self.image[0]) if self.image else ""

    @property
    def image_type(self):
        """By the ending of its address; empty where that says nothing."""
        return IMAGES.get(PurePosixPath(urlsplit(self.image[0]).path).suffix[1:].lower(), "")

    @property
    def card(self):
        """How the page is shown where somebody links to it: under its picture, or without one."""
        return "summary_large_image" if self.image else "summary"

    @property
    def audio_url(self):
        return absolute(self.audio[0]) if self.audio else ""

    @property
    def graph(self):
        """The text of the page's one data block; empty where it has nothing to say.

        The first node is what the page is of: it is shown by the page's picture, if it has none of its own.
        """
        if not self.json_ld:
            return ""
        first, *others = self.json_ld
        if self.image:
            first = {**first, "image": first.get("image") or self.image_url}
        return json_data({"@context": "https://schema.org", "@graph": [first, *others]})


def absolute(path):
    """The whole address of a page or an upload of this site; one of another site stays as it is."""
    return path if "://" in path else f"{settings.SITE_URL}{path}"


def asked(path, kept, number=1):
    """``path`` with what makes another page of it: those of ``kept``, ``{name: value}``, with a value; a number."""
    question = {name: value for name, value in kept.items() if value}
    if number > 1:
        question["page"] = number
    return f"{path}?{urlencode(question)}" if question else path
