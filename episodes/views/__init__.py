"""Views fetch, gather and render."""

from episodes.views.archive import archive, archive_month, archive_year, surprise
from episodes.views.cards import KINDS as CARD_KINDS
from episodes.views.cards import card
from episodes.views.citing import BY_ENDING as CITATION_ENDINGS
from episodes.views.citing import clip_citation, highlight_citation, quote_citation
from episodes.views.corrections import corrections
from episodes.views.discovery import favicon, icon, icon_svg, manifest, robots_txt, speculation_rules, touch_icon
from episodes.views.embeds import clip_embed, oembed
from episodes.views.files import chapters_file, transcript_file
from episodes.views.home import about, home, not_found
from episodes.views.llms import llms_txt
from episodes.views.people import person, person_index, quote, quote_index
from episodes.views.pictures import picture
from episodes.views.plays import clip_plays
from episodes.views.previews import preview
from episodes.views.refusing import bad_request
from episodes.views.search import search
from episodes.views.shows import clip, episode, highlight, show, show_index, transcript
from episodes.views.suggest import suggest
from episodes.views.tags import tag, tag_index

__all__ = [
    "CARD_KINDS",
    "CITATION_ENDINGS",
    "about",
    "archive",
    "archive_month",
    "archive_year",
    "bad_request",
    "card",
    "chapters_file",
    "clip",
    "clip_citation",
    "clip_embed",
    "clip_plays",
    "corrections",
    "episode",
    "favicon",
    "highlight",
    "highlight_citation",
    "home",
    "icon",
    "icon_svg",
    "llms_txt",
    "manifest",
    "not_found",
    "oembed",
    "person",
    "person_index",
    "picture",
    "preview",
    "quote",
    "quote_citation",
    "quote_index",
    "robots_txt",
    "search",
    "show",
    "show_index",
    "speculation_rules",
    "suggest",
    "surprise",
    "tag",
    "tag_index",
    "touch_icon",
    "transcript",
    "transcript_file",
]
