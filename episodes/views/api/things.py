"""The things of the API. Each shape writes what the function of its name in ``queries.api.things`` returns."""

from operator import attrgetter

from django.conf import settings
from django.utils.html import format_html

from episodes.models import Comparison as Compared
from episodes.models import EpisodeKind, Evidence, ShowKind, address
from episodes.text.html import rebased
from episodes.text.markdown import to_html, with_citations
from episodes.views.api.references import (
    CREDIT,
    EPISODE_REF,
    HIGHLIGHT_LINK,
    HIGHLIGHT_REF,
    PERSON_REF,
    SHOW_REF,
    TAG_REF,
    api_link,
    named,
    page_link,
    pk,
    titled,
    twin_link,
)
from episodes.views.api.shapes import (
    Field,
    Shape,
    absolute,
    choice,
    const,
    flag,
    link,
    many,
    maybe,
    moment,
    one,
    text,
    texts,
    whole,
)

LANGUAGE = "The language of its words, as in BCP 47."
PUBLISHED = "When its episode was published."
CHANGED = "When anything of its episode last changed; null before that was noted."


def of(name, fields):
    """``fields`` of a shape that read from the attribute ``name`` of a thing."""
    into = attrgetter(name)
    return {
        key: Field(field.schema, lambda thing, read=field.read: read(into(thing)), field.example)
        for key, field in fields.items()
    }


def markdown(name, description, example):
    """Two fields: a text as an editor typed it, and the safe HTML that the page shows."""
    return {
        name: text(f"{description} As typed, in Markdown.", example, attrgetter(name)),
        f"{name}_html": text(
            f"{description} As HTML that is safe to show.",
            f"<p>{example}</p>",
            lambda thing: rebased(to_html(getattr(thing, name)), absolute(thing.get_absolute_url())),
        ),
    }


def common(kind, path):
    """What everything has."""
    return {
        "id": whole("Stays the same for ever.", 1, pk),
        "type": const(kind),
        "url": page_link(path),
        "api_url": api_link(kind, pk),
        "markdown_url": twin_link(path),
    }


def dated(episode):
    """When and in which language; ``episode`` is the path to the episode."""
    return of(
        episode,
        {
            "language": text(LANGUAGE, "en", attrgetter("show.language")),
            "published_at": moment(PUBLISHED, attrgetter("published_at")),
            "updated_at": moment(CHANGED, attrgetter("changed_at"), nullable=True),
        },
    )


def within(episode):
    return {
        "episode": one(EPISODE_REF, "The episode that it belongs to.", attrgetter(episode)),
        "show": one(SHOW_REF, "The show that it belongs to.", attrgetter(f"{episode}.show")),
    }


IMAGE = Shape(
    "Image",
    "A picture.",
    {
        "url": link("Where it is.", "/media/logos/signal-path.png", lambda image: image.url),
        "width": whole("In pixels.", 1400, attrgetter("width")),
        "height": whole("In pixels.", 1400, attrgetter("height")),
    },
)


class Picture:
    """An image field with the size that is stored beside it, so that no file is opened."""

    def __init__(self, thing, name):
        self.url = getattr(thing, name).url
        self.width, self.height = getattr(thing, f"{name}_width"), getattr(thing, f"{name}_height")


def image(name, description):
    def picture(thing):
        found = Picture(thing, name) if getattr(thing, name) else None
        return found if found and found.width and found.height else None

    return maybe(IMAGE, description, picture)


LINK = Shape(
    "Link",
    "A link that an editor gave.",
    {"name": text("Its words.", "Notes", lambda pair: pair[0]), "url": link("Where to.", "/", lambda pair: pair[1])},
)
COUNTS = Shape(
    "Counts",
    "How much of each kind is public.",
    {name: whole(f"How many {name}.", 3, attrgetter(name)) for name in ("episodes", "highlights", "quotes")},
)
AUDIO = Shape(
    "Audio",
    "The recording of an episode.",
    {
        "url": link("Where it is.", "/media/audio/slow-tides.mp3", attrgetter("audio")),
        "type": text("Its media type; empty where it is not known.", "audio/mpeg", attrgetter("audio_type")),
        "bytes": whole("How long the file is.", 57_000_000, attrgetter("audio_bytes"), nullable=True),
        "offset_ms": whole(
            "How much later than in the times given here a moment is heard in it.", 0, attrgetter("audio_offset_ms")
        ),
    },
)
MOMENT = Shape(
    "Moment",
    "A clip as what refers to it names it: a moment of the episode's audio.",
    {
        "id": whole("Stays the same for ever.", 1, pk),
        "type": const("clip"),
        "number": whole("Unique in the episode: [6] in a body refers to clip 6.", 6, attrgetter("number")),
        "title": text("Its title.", "Why tides are slow", attrgetter("title")),
        "start_ms": whole("Null until somebody has placed it.", 62_000, attrgetter("start_ms"), nullable=True),
        "end_ms": whole("Null until somebody has placed it.", 94_000, attrgetter("end_ms"), nullable=True),
        "audio": link(
            "The moment in the audio, by a media fragment; null without audio or place.",
            "/media/audio/slow-tides.mp3#t=62,94",
            lambda clip: (
                clip.episode.audio.moment(clip.start_ms, clip.end_ms) if clip.is_placed and clip.episode.audio else None
            ),
            nullable=True,
        ),
        "url": page_link("/clips/1/"),
        "api_url": api_link("clip", pk),
    },
)
CITATION = Shape(
    "Citation",
    "That a highlight rests on a moment.",
    {
        "number": whole("What the body calls it: [6].", 6, lambda cited: cited[0].number),
        "evidence": choice("Whether an editor has heard that it says so.", Evidence.values, lambda cited: cited[1]),
        "clip": one(MOMENT, "The moment.", lambda cited: cited[0]),
        "excerpt": text("The words that are heard.", "The tide is slow.", lambda cited: cited[0].excerpt),
        "speaker": maybe(PERSON_REF, "Who is heard.", lambda cited: cited[0].speaker),
    },
)
CITED_IN = Shape(
    "CitedIn",
    "A highlight that rests on a clip.",
    {
        "evidence": CITATION.fields["evidence"],
        "highlight": one(HIGHLIGHT_REF, "The highlight.", lambda cited: cited[0]),
    },
)
PULL_QUOTE = Shape(
    "PullQuote",
    "A quote as what it stands in names it.",
    {
        "id": whole("Stays the same for ever.", 1, pk),
        "type": const("quote"),
        "text": text("The words.", "The tide is slow.", attrgetter("text")),
        "speaker": maybe(PERSON_REF, "Who says it.", attrgetter("speaker")),
        "url": page_link("/quotes/1/"),
        "api_url": api_link("quote", pk),
    },
)

SHOW = Shape(
    "Show",
    "A podcast.",
    {
        **of("show", common("show", "/shows/signal-path/")),
        **of("show", titled("Signal path")),
        **of("show", markdown("description", "What it is about.", "How things *work*.")),
        **of(
            "show",
            {
                "language": text(LANGUAGE, "en", attrgetter("language")),
                "author": text("Who makes it.", "Ada", attrgetter("author")),
                "category": text("As in podcast directories.", "Technology", attrgetter("category")),
                "order": choice("Newest first, or from the first on.", ShowKind.values, attrgetter("kind")),
                "explicit": flag("Whether it is for adults only.", attrgetter("explicit")),
                "copyright": text("Whose it is.", "© Ada", attrgetter("copyright")),
                "license": text("A short name, or an address.", "cc-by-4.0", attrgetter("license")),
                "guid": text("The podcast's own name everywhere.", "917393e3-1b1e-5cef", attrgetter("guid")),
                "logo": image("logo", "Its logo."),
                "site_url": link("Its own site.", "/", attrgetter("site_url"), nullable=True),
                "feed_url": link(
                    "Its feed on this site, for podcast apps.",
                    "/shows/signal-path/feed.xml",
                    lambda show: show.get_feed_url(),
                ),
                "original_feed_url": link("The feed it comes from.", "/", attrgetter("feed_url"), nullable=True),
                "funding": many(LINK, "Where to support it.", attrgetter("funding_list")),
            },
        ),
        "counts": one(COUNTS, "How much of it is public.", attrgetter("counts")),
    },
)
EPISODE = Shape(
    "Episode",
    "An episode of a show.",
    {
        **of("episode", common("episode", "/shows/signal-path/slow-tides/")),
        **dated("episode"),
        **of("episode", titled("Slow tides")),
        **of(
            "episode",
            {
                "show": one(SHOW_REF, "The show that it belongs to.", attrgetter("show")),
                "season": whole("Its season.", 1, attrgetter("season"), nullable=True),
                "number": whole("Its number.", 12, attrgetter("number"), nullable=True),
                "kind": choice("What it is in a feed.", EpisodeKind.values, attrgetter("kind")),
                "explicit": flag("For adults only; null: as its show.", attrgetter("explicit"), nullable=True),
                "guid": text("What its old feed called it.", "abc-12", attrgetter("guid")),
                "summary": text("A few sentences.", "Why tides are slow.", attrgetter("summary")),
            },
        ),
        **of("episode", markdown("show_notes", "Notes.", "With *links*.")),
        **of(
            "episode",
            {
                "links": many(LINK, "Links.", attrgetter("link_list")),
                "duration_ms": whole("How long it is.", 3_600_000, attrgetter("duration_ms"), nullable=True),
                "audio": maybe(AUDIO, "The recording.", lambda episode: episode if episode.audio else None),
                "artwork": image("artwork", "Its own picture."),
                "transcript_url": link(
                    "Its transcript here; null where it has none.",
                    "/api/episodes/1/transcript",
                    lambda episode: address("api_transcript", episode.pk) if episode.has_transcript else None,
                    nullable=True,
                ),
            },
        ),
        "people": many(CREDIT, "Who takes part.", attrgetter("credits")),
        "tags": many(TAG_REF, "Its tags, as typed.", attrgetter("tags")),
        "highlights": many(HIGHLIGHT_REF, "Its highlights, in order.", attrgetter("highlights")),
    },
)


def _cited_body(item):
    """The body with a link to each clip in the place of its marker, for a page elsewhere."""
    numbers = {clip.number: clip for clip, _evidence in item.citations}
    cited = with_citations(item.highlight.html, lambda number: _citation(number, numbers.get(number)))
    return rebased(cited, absolute(item.highlight.get_absolute_url()))


def _citation(number, clip):
    if clip is None:
        return format_html("[{}]", number)
    return format_html('<a href="{}">[{}]</a>', clip.get_absolute_url(), number)


HIGHLIGHT = Shape(
    "Highlight",
    "A short section of an episode in which each claim is cited.",
    {
        **of("highlight", common("highlight", "/shows/signal-path/slow-tides/highlights/moon/")),
        **dated("highlight.episode"),
        **of("highlight", titled("Moon")),
        **within("highlight.episode"),
        "position": whole("Its place among the highlights of the episode.", 1, attrgetter("highlight.position")),
        "body": text("As typed, in Markdown. [6] cites clip 6.", "Tides are slow [6].", attrgetter("highlight.body")),
        "body_html": text(
            "As HTML that is safe to show, with a link to each cited clip.",
            '<p>Tides are slow <a href="https://podcasts.example/clips/1/">[6]</a>.</p>',
            _cited_body,
        ),
        "takeaway": text("In one line.", "Wait for the tide.", attrgetter("highlight.takeaway")),
        "tags": many(TAG_REF, "Its tags, as typed.", attrgetter("tags")),
        "citations": many(CITATION, "What the body cites, by number.", attrgetter("citations")),
        "quotes": many(PULL_QUOTE, "Its pull quotes.", attrgetter("quotes")),
        "links": many(HIGHLIGHT_LINK, "Other highlights that it agrees with, or doesn't.", attrgetter("links")),
    },
)
QUOTE = Shape(
    "Quote",
    "A pull quote of a highlight.",
    {
        **of("quote", common("quote", "/quotes/1/")),
        **dated("quote.highlight.episode"),
        "text": text("The words.", "The tide is slow.", attrgetter("quote.text")),
        "speaker": maybe(PERSON_REF, "Who says it.", attrgetter("quote.speaker")),
        "comparison": choice(
            "How it compares with the transcript; empty where that was not found out.",
            Compared.values,
            attrgetter("quote.comparison"),
        ),
        "clip": maybe(MOMENT, "The moment in which it is said.", attrgetter("quote.clip")),
        "highlight": one(HIGHLIGHT_REF, "The highlight that it stands in.", attrgetter("quote.highlight")),
        **within("quote.highlight.episode"),
        "tags": many(TAG_REF, "The tags of the highlight.", attrgetter("tags")),
    },
)
CLIP = Shape(
    "Clip",
    "A moment of an episode.",
    {
        **of("clip", MOMENT.fields),
        "markdown_url": of("clip", common("clip", "/clips/1/"))["markdown_url"],
        **dated("clip.episode"),
        "excerpt": text("The words that are heard.", "The tide is slow.", attrgetter("clip.excerpt")),
        "speaker": maybe(PERSON_REF, "Who is heard.", attrgetter("clip.speaker")),
        "featured": flag("Whether it is one of the editors' picks.", attrgetter("clip.featured")),
        "embed_url": link(
            "A player of it for a frame; null before it is placed.",
            "/embed/clips/1/",
            lambda item: address("clip_embed", item.clip.pk) if item.clip.is_placed else None,
            nullable=True,
        ),
        **within("clip.episode"),
        "cited_in": many(CITED_IN, "What rests on it.", attrgetter("cited_in")),
        "quotes": many(PULL_QUOTE, "The quotes that are heard in it.", attrgetter("quotes")),
    },
)
PERSON = Shape(
    "Person",
    "Somebody heard or named.",
    {
        **of("person", common("person", "/people/ada/")),
        "language": text(LANGUAGE, "en", lambda item: settings.LANGUAGE_CODE),
        **of("person", named("Ada")),
        **of("person", markdown("biography", "Who it is.", "Watches *tides*.")),
        **of("person", {"photo": image("photo", "A photo."), "links": many(LINK, "Links.", attrgetter("link_list"))}),
        "counts": one(COUNTS, "In how much public they take part or speak.", attrgetter("counts")),
    },
)
TAG = Shape(
    "Tag",
    "What highlights and episodes are about.",
    {
        **of("tag", common("tag", "/tags/tides/")),
        "language": text(LANGUAGE, "en", lambda item: settings.LANGUAGE_CODE),
        **of("tag", named("Tides")),
        **of("tag", markdown("description", "What it means.", "The sea, *twice a day*.")),
        "aliases": texts("Other names of it.", "ebb", attrgetter("aliases")),
        "counts": one(COUNTS, "How much public carries it.", attrgetter("counts")),
    },
)
