"""Addresses are nouns. One that was published keeps working: views redirect what has moved."""

from django.urls import path, register_converter

from episodes import views
from episodes.feeds.corrections import corrections_feed
from episodes.feeds.highlights import show_atom, site_atom
from episodes.feeds.opensearch import opensearch
from episodes.feeds.people import person_feed, quotes_feed
from episodes.feeds.podcasts import show_feed, site_feed
from episodes.feeds.sitemaps import sitemap, sitemap_index
from episodes.feeds.tags import tag_feed
from episodes.seo.icons import SHAPES
from episodes.text.slugs import SLUG_PATTERN
from episodes.text.twins import twin_of
from episodes.views.api import views as api


class NameConverter:
    """A slug: letters, their marks and digits of any script, and hyphens."""

    regex = SLUG_PATTERN

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class NamesConverter(NameConverter):
    """Slugs with a plus sign between each two."""

    regex = rf"{SLUG_PATTERN}(?:\+{SLUG_PATTERN})*"


class YearConverter:
    """A year as people write it."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class MonthConverter(YearConverter):
    """``03`` for March; ``3`` leads there."""

    regex = "0?[1-9]|1[0-2]"

    def to_url(self, value):
        return f"{int(value):02}"


class TranscriptEnding(NameConverter):
    regex = "vtt|srt|json|txt"


class IconShape(NameConverter):
    regex = "|".join(SHAPES)


class ChaptersEnding(NameConverter):
    regex = "json|vtt"


class CardKind(NameConverter):
    regex = "|".join(views.CARD_KINDS)


class CardDigest(NameConverter):
    regex = "[0-9a-f]{16}"


class CiteEnding(NameConverter):
    regex = "|".join(views.CITATION_ENDINGS)


register_converter(NameConverter, "name")
register_converter(TranscriptEnding, "transcript_ending")
register_converter(ChaptersEnding, "chapters_ending")
register_converter(IconShape, "icon_shape")
register_converter(NamesConverter, "names")
register_converter(CiteEnding, "cite_ending")
register_converter(CardKind, "card_kind")
register_converter(CardDigest, "card_digest")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("llms.txt", views.llms_txt, name="llms_txt"),
    path("shows/", views.show_index, name="shows"),
    path("shows/<name:show>/", views.show, name="show"),
    path("feed.xml", site_feed, name="site_feed"),
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    path("sitemaps/<name:kind>-<number:number>.xml", sitemap, name="sitemap"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("speculation-rules.json", views.speculation_rules, name="speculation_rules"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("apple-touch-icon.png", views.touch_icon, name="touch_icon"),
    path("icons/<number:hue>-<icon_shape:shape>.png", views.icon, name="icon"),
    path("icons/<number:hue>.svg", views.icon_svg, name="icon_svg"),
    path("atom.xml", site_atom, name="site_atom"),
    path("shows/<name:show>/atom.xml", show_atom, name="show_atom"),
    path("shows/<name:show>/feed.xml", show_feed, name="show_feed"),
    path("shows/<name:show>/corrections/", views.corrections, name="corrections"),
    path("shows/<name:show>/corrections/feed.xml", corrections_feed, name="corrections_feed"),
    path("shows/<name:show>/<name:episode>/", views.episode, name="episode"),
    path("shows/<name:show>/<name:episode>/transcript/", views.transcript, name="transcript"),
    path(
        "shows/<name:show>/<name:episode>/transcript.<transcript_ending:ending>",
        views.transcript_file,
        name="transcript_file",
    ),
    path(
        "shows/<name:show>/<name:episode>/chapters.<chapters_ending:ending>", views.chapters_file, name="chapters_file"
    ),
    path("shows/<name:show>/<name:episode>/highlights/<name:highlight>/", views.highlight, name="highlight"),
    path(
        "shows/<name:show>/<name:episode>/highlights/<name:highlight>/cite.<cite_ending:ending>",
        views.highlight_citation,
        name="highlight_citation",
    ),
    path("cards/<card_kind:kind>/<number:pk>-<card_digest:digest>.png", views.card, name="card"),
    path("pictures/<path:name>/<number:width>.webp", views.picture, name="picture"),
    path("clips/<number:clip>/", views.clip, name="clip"),
    path("clips/<number:clip>/cite.<cite_ending:ending>", views.clip_citation, name="clip_citation"),
    path("clips/<number:clip>/plays/", views.clip_plays, name="clip_plays"),
    path("embed/clips/<number:clip>/", views.clip_embed, name="clip_embed"),
    path("oembed/", views.oembed, name="oembed"),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("archive/", views.archive, name="archive"),
    path("archive/<year:year>/", views.archive_year, name="archive_year"),
    path("archive/<year:year>/<month:month>/", views.archive_month, name="archive_month"),
    path("surprise/", views.surprise, name="surprise"),
    path("quotes/", views.quote_index, name="quotes"),
    path("quotes/feed.xml", quotes_feed, name="quotes_feed"),
    path("quotes/<number:quote>/", views.quote, name="quote"),
    path("quotes/<number:quote>/cite.<cite_ending:ending>", views.quote_citation, name="quote_citation"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("tags/", views.tag_index, name="tags"),
    path("tags/<names:tags>/", views.tag, name="tag"),
    path("tags/<names:tags>/feed.xml", tag_feed, name="tag_feed"),
    path("tags/<names:tags>/not/<names:without>/", views.tag, name="tag_without"),
    path("tags/<names:tags>/not/<names:without>/feed.xml", tag_feed, name="tag_without_feed"),
    path("people/", views.person_index, name="people"),
    path("people/<name:person>/feed.xml", person_feed, name="person_feed"),
    path("people/<name:person>/", views.person, name="person"),
    *api.urlpatterns,
]

#: What ends in a slash and is no page to read.
WITHOUT_MARKDOWN = {"clip_plays", "clip_embed", "oembed", "preview", "suggest", "surprise"}


def is_page(pattern):
    """Whether a pattern is the address of a page; each is there as Markdown, too."""
    route = pattern.pattern._route
    return pattern.name not in WITHOUT_MARKDOWN and (not route or route.endswith("/"))


urlpatterns += [
    path(twin_of(f"/{page.pattern._route}")[1:], page.callback, name=f"{page.name}_markdown")
    for page in urlpatterns
    if is_page(page)
]
