"""The models, one file a noun. Other layers import them from here."""

from episodes.models.addresses import address
from episodes.models.audio import AUDIO_ENDINGS, AUDIO_TYPES, AudioVersion, Sound
from episodes.models.audit import Act, AuditEntry, How
from episodes.models.chapter import Chapter
from episodes.models.citation import Citation, Evidence, derived_once
from episodes.models.clip import Clip, Recheck
from episodes.models.correction import Correction
from episodes.models.cue import Cue
from episodes.models.episode import Episode, EpisodeKind
from episodes.models.fields import TagsFormField, split_names
from episodes.models.highlight import Highlight
from episodes.models.highlight_link import HighlightLink, HighlightLinkKind
from episodes.models.imports import FeedImport, FeedItem, FeedJob, PageImport
from episodes.models.person import Credit, Person, Role
from episodes.models.plays import Play, PlaySalt
from episodes.models.presence import Presence
from episodes.models.preview import PreviewLink
from episodes.models.quote import Comparison, Quote
from episodes.models.related import RelatedEpisode, SimilarEpisode
from episodes.models.revision import Revision
from episodes.models.search import SearchDocument, SearchKind, SearchState, SearchWord
from episodes.models.shelf import (
    CREW,
    EVERYTHING,
    FEATURED,
    GUEST,
    HOST,
    MONTH,
    PAIRED,
    PERSON,
    SEASON,
    SHOW,
    TAG,
    YEAR,
    ShelfEntry,
    ShelfKind,
    ShelfPair,
    ShelfTally,
    month_of,
    number_of,
    shelf_of,
    shelf_of_season,
)
from episodes.models.show import Show, ShowKind, accent_class, direction, podcast_name
from episodes.models.site import SiteSettings
from episodes.models.slugged import PastSlug
from episodes.models.speaker import SpeakerName
from episodes.models.tag import Tag, TagAlias, TaggedEpisode, TaggedHighlight
from episodes.models.tag_merge import TagMerge
from episodes.models.unfinished import Unfinished
from episodes.models.visibility import (
    Status,
    appeared,
    public_episode,
    public_highlight,
    public_in_episode,
    rewritten,
    withdrawn_episode,
    withdrawn_highlight,
)

__all__ = [
    "AUDIO_ENDINGS",
    "AUDIO_TYPES",
    "CREW",
    "EVERYTHING",
    "FEATURED",
    "GUEST",
    "HOST",
    "MONTH",
    "PAIRED",
    "PERSON",
    "SEASON",
    "SHOW",
    "TAG",
    "YEAR",
    "Act",
    "AudioVersion",
    "AuditEntry",
    "Chapter",
    "Citation",
    "Clip",
    "Comparison",
    "Correction",
    "Credit",
    "Cue",
    "Episode",
    "EpisodeKind",
    "Evidence",
    "FeedImport",
    "FeedItem",
    "FeedJob",
    "Highlight",
    "HighlightLink",
    "HighlightLinkKind",
    "How",
    "PageImport",
    "PastSlug",
    "Person",
    "Play",
    "PlaySalt",
    "Presence",
    "PreviewLink",
    "Quote",
    "Recheck",
    "RelatedEpisode",
    "Revision",
    "Role",
    "SearchDocument",
    "SearchKind",
    "SearchState",
    "SearchWord",
    "ShelfEntry",
    "ShelfKind",
    "ShelfPair",
    "ShelfTally",
    "Show",
    "ShowKind",
    "SimilarEpisode",
    "SiteSettings",
    "Sound",
    "SpeakerName",
    "Status",
    "Tag",
    "TagAlias",
    "TagMerge",
    "TaggedEpisode",
    "TaggedHighlight",
    "TagsFormField",
    "Unfinished",
    "accent_class",
    "address",
    "appeared",
    "derived_once",
    "direction",
    "month_of",
    "number_of",
    "podcast_name",
    "public_episode",
    "public_highlight",
    "public_in_episode",
    "rewritten",
    "shelf_of",
    "shelf_of_season",
    "split_names",
    "withdrawn_episode",
    "withdrawn_highlight",
]
