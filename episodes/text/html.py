"""The one module that calls HTML safe: everything that a template prints unescaped has passed through here."""

import nh3
from django.utils.safestring import SafeString, mark_safe

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "h2", "h3", "h4", "h5", "h6", "br"}
INLINES = {"a", "em", "strong", "b", "i", "code", "s", "del", "sub", "sup"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


def sanitised(html: str) -> SafeString:
    """``html`` with only the elements, attributes and URL schemes of a text that somebody wrote.

    Images, frames, styles, classes and identifiers are dropped; links that leave the site carry ``rel``.
    """
    return mark_safe(  # noqa: S308 - this is what nh3 made
        nh3.clean(
            html,
            tags=BLOCKS | INLINES | TABLES,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="noopener nofollow ugc",
            strip_comments=True,
        )
    )


def joined(parts) -> SafeString:
    """Safe strings put together; a part that is not safe yet is escaped."""
    return mark_safe("".join(_escaped(part) for part in parts))  # noqa: S308 - each part is escaped or safe


def _escaped(part):
    from django.utils.html import conditional_escape

    return conditional_escape(part)
