"""Which fields of which models an export holds, and under which names others refer to their rows."""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model

from episodes.models import (
    AudioVersion,
    Chapter,
    Citation,
    Clip,
    Correction,
    Credit,
    Cue,
    Episode,
    FeedImport,
    FeedItem,
    Highlight,
    HighlightLink,
    PageImport,
    Person,
    Quote,
    RelatedEpisode,
    Revision,
    Show,
    SiteSettings,
    SpeakerName,
    Tag,
    TagAlias,
    TagMerge,
)


@dataclass(frozen=True)
class Noun:
    """``fields`` are written in this order, under their own names; ``body`` is the one below the front matter.

    ``derived`` are those that follow from others. Rows of a model with ``id`` among its fields keep their primary
    keys: addresses and histories name them.
    """

    model: type
    fields: tuple[str, ...]
    body: str = ""
    derived: tuple[str, ...] = field(default=())


PICTURE_OF_SHOW = ("logo", "logo_width", "logo_height", "logo_hue")

NOUNS = [
    Noun(
        SiteSettings,
        ("name", "tagline", "logo", "logo_width", "logo_height", "hue", "listening_links", "websub_hub", "about"),
        derived=("id",),
    ),
    Noun(Tag, ("id", "name", "slug", "description"), derived=("key", "initial")),
    Noun(TagAlias, ("name", "slug"), derived=("id", "tag", "key")),
    Noun(TagMerge, ("target", "name", "made_at", "made_by", "undone_at", "record"), derived=("id",)),
    Noun(Person, ("id", "name", "slug", "links", "photo", "photo_width", "photo_height"), "biography"),
    Noun(
        Show,
        (
            "id",
            "title",
            "slug",
            "author",
            "language",
            "category",
            "kind",
            "explicit",
            "hue",
            *PICTURE_OF_SHOW,
            "site_url",
            "feed_url",
            "copyright",
            "license",
            "owner_name",
            "owner_email",
            "funding",
            "guid",
            "locked",
            "feed_keeps_audio",
        ),
        "description",
    ),
    Noun(SpeakerName, ("name", "person"), derived=("id", "show")),
    Noun(FeedImport, ("address", "channel", "imported_at"), derived=("id", "show")),
    Noun(FeedItem, ("key", "item", "vanished_at"), derived=("id", "show", "episode")),
    Noun(
        Episode,
        (
            "id",
            "title",
            "slug",
            "number",
            "season",
            "kind",
            "explicit",
            "status",
            "published_at",
            "appeared_at",
            "withdrawn_reason",
            "summary",
            "links",
            "audio_url",
            "audio_file",
            "audio_type",
            "audio_bytes",
            "duration_ms",
            "audio_offset_ms",
            "artwork",
            "artwork_width",
            "artwork_height",
            "guid",
        ),
        "show_notes",
        derived=("show", "speech", "version", "changed_at"),
    ),
    Noun(
        AudioVersion,
        ("kind", "url", "file", "type", "bytes", "duration_ms", "offset_ms", "position"),
        derived=("id", "episode"),
    ),
    Noun(Credit, ("person", "role", "position"), derived=("id", "episode")),
    Noun(RelatedEpisode, ("related", "reason", "position"), derived=("id", "episode")),
    Noun(
        Clip,
        (
            "id",
            "number",
            "title",
            "start_ms",
            "end_ms",
            "speaker",
            "excerpt",
            "featured",
            "words",
            "recheck",
            "plays",
        ),
        derived=("episode",),
    ),
    Noun(
        Highlight,
        ("id", "title", "slug", "position", "status", "withdrawn_reason", "featured", "takeaway"),
        "body",
        derived=("episode", "rendered"),
    ),
    Noun(Quote, ("id", "text", "speaker", "clip", "position", "comparison"), derived=("highlight",)),
    Noun(HighlightLink, ("id", "other", "kind", "position"), derived=("highlight",)),
    Noun(Citation, ("clip", "evidence", "checked_by", "checked_at"), derived=("id", "highlight")),
    Noun(Chapter, ("start_ms", "end_ms", "title", "url", "image_url", "in_contents"), derived=("id", "episode")),
    Noun(Cue, ("start_ms", "end_ms", "speaker_name", "speaker", "text"), derived=("id", "episode")),
    Noun(Correction, ("id", "highlight", "noted_at", "noted_by", "text"), derived=("episode",)),
    Noun(PageImport, ("page", "imported_at"), derived=("id", "episode")),
    Noun(Revision, ("number", "title", "made_at", "made_by", "what", "document"), derived=("id", "episode_key")),
    Noun(get_user_model(), ("username", "first_name", "last_name")),
]
NOUN_OF = {noun.model: noun for noun in NOUNS}

#: Models of the app that no export holds, and why.
LEFT_OUT = {
    "AuditEntry": "of accounts and of who used them, which stay where they are",
    "FeedJob": "a run of the importer, of interest for a day",
    "PastSlug": "written with what it leads to",
    "Play": "forgotten at the end of the day",
    "PlaySalt": "forgotten at the end of the day",
    "Presence": "who has a page open just now",
    "PreviewLink": "a secret that closes by itself",
    "SearchDocument": "computed from the rest",
    "SearchState": "computed from the rest",
    "SearchWord": "computed from the rest",
    "ShelfEntry": "computed from the rest",
    "ShelfPair": "computed from the rest",
    "ShelfTally": "computed from the rest",
    "SimilarEpisode": "computed from the rest",
    "TaggedEpisode": "written as the names of tags",
    "TaggedHighlight": "written as the names of tags",
    "Unfinished": "done in a moment",
}
