"""Where a command has a feed from: a file, or an address of the web."""

from pathlib import Path

from episodes.importers.fetch import MOST_BYTES, fetch
from episodes.importers.source import read_bytes

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


def is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def read_feed(source: str) -> bytes:
    """The bytes of a feed, at most 20 MB. Raises ``ImportRefused``."""
    if is_address(source):
        return fetch(source, accept=ACCEPT, most_bytes=MOST_BYTES).body
    return read_bytes(Path(source), most_bytes=MOST_BYTES)
