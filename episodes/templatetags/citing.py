"""“Cite this”: a work in every style and format, to be copied or saved."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django import template
from django.utils.translation import get_language

from episodes.models import direction
from episodes.text.citing import FORMATS

register = template.Library()
ON_A_LINE = 84  # letters of a field, about
MOST_ROWS = 8


@dataclass(frozen=True)
class Field:
    """A text to copy. ``url`` is that of the same as a file, or empty."""

    name: str
    text: str
    url: str = ""
    ending: str = ""

    @property
    def id(self):
        return f"citation-{self.name.split()[0].lower()}"

    @property
    def rows(self):
        return min(MOST_ROWS, sum(1 + len(line) // ON_A_LINE for line in self.text.splitlines()))


@register.inclusion_tag("episodes/_cite_this.html")
def cite_this(work, site, markdown=""):
    """The fields of a ``Work``; with ``markdown``, the text of a section, that as well."""
    work = replace(work, publisher=site.name)
    page = urlsplit(work.url).path
    fields = [
        Field(format.name, format.write(work), f"{page}cite.{format.ending}" if format.ending else "", format.ending)
        for format in FORMATS
    ]
    return {
        "fields": fields,
        "markdown": Field("Markdown", markdown) if markdown else None,
        "language": get_language(),
        "direction": direction(get_language()),
    }
