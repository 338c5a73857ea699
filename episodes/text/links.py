"""Links that people type one a line: ``Name https://…``."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

from episodes.text.errors import SentenceError

LONGEST = 500
NO_LINK = gettext_noop(
    "Line %(line)d must end in an address like https://podcasts.example/show, and “%(word)s” is none."
)


class LinkError(SentenceError):
    """A line that is not a link; the message is one sentence that names it."""


def parse_links(text: str) -> list[tuple[str, str]]:
    """``(name, url)`` of every line. A line that is only an address is named by its host. Raises ``LinkError``."""
    links = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        *name, url = words
        if not is_web_address(url) or len(url) > LONGEST:
            raise LinkError(NO_LINK, {"line": number, "word": url[:80]})
        links.append((" ".join(name).rstrip(":") or urlsplit(url).hostname, url))
    return links


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
