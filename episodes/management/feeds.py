"""Where a command has a feed from: a file or an address, read and parsed."""

from pathlib import Path

from django.utils.translation import gettext as _

from episodes.importers import feed_parse
from episodes.importers.feed_values import Feed, FeedError
from episodes.importers.report import ImportRefused
from episodes.importers.source import read_bytes

MOST_BYTES = 20 * 1024 * 1024


def is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def read_feed(source: str) -> bytes:
    """The bytes of a feed. Raises ``ImportRefused``."""
    if is_address(source):
        return fetch(source, most_bytes=MOST_BYTES).body
    return read_bytes(Path(source), most_bytes=MOST_BYTES)


def parse(body: bytes) -> Feed:
    """The feed. Raises ``ImportRefused``."""
    try:
        return feed_parse.parse(body)
    except FeedError as error:
        raise ImportRefused(_(error.template) % error.params) from None


def fetch(url, **options):
    raise ImportRefused(_("Feeds are read from files only."))
