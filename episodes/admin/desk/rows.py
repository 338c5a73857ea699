"""What is known of each row of the desk's form beside what stands in its fields."""

from dataclasses import dataclass, field

from episodes.admin.desk.beside import Beside
from episodes.admin.desk.forms import is_going
from episodes.models import Episode


class Row:
    @property
    def is_going(self):
        """Whether it is to be deleted with the next save; the form keeps it until then."""
        return is_going(self.form)


@dataclass
class QuoteRow(Row):
    index: int
    prefix: str
    form: object
    pk: str = ""
    comparison: dict = field(default_factory=dict)
    beside: Beside | None = None


@dataclass
class LinkRow(Row):
    """``offer`` is what ``section_links.offer`` says of the other section."""

    index: int
    prefix: str
    form: object
    offer: dict
    pk: str = ""


@dataclass
class SectionRow(Row):
    """``section`` is what the public page shows of it, or None; ``meta`` are ``(kind, words)``.

    ``found`` are offers of sections for the words ``link_words``, to be linked as ``link_says``.
    """

    index: int | str
    prefix: str
    form: object
    quotes: list
    key: str = ""
    pk: str = ""
    place: int | str = ""
    section: object = None
    meta: list = field(default_factory=list)
    is_open: bool = False
    admin_url: str = ""
    links: list = field(default_factory=list)
    link_total: int = 0
    link_words: str = ""
    link_says: str = ""
    found: list = field(default_factory=list)
    doubtful: str = ""  # new tags that are nearly others, between commas

    @property
    def anchor(self):
        return f"section-{self.pk or f'new-{self.index}'}"


@dataclass
class ClipRow(Row):
    """``where`` are ``(place, title, times)`` of the sections that use it.

    ``mark`` is the ``Mark`` of its citations, or None; ``recheck`` says why to hear it again.
    """

    index: int | str
    prefix: str
    form: object
    number: int | str = ""
    pk: str = ""
    where: list = field(default_factory=list)
    recheck: str = ""
    mark: object = None

    @property
    def anchor(self):
        return f"clip-{self.number}"


@dataclass
class RelatedRow(Row):
    index: int
    prefix: str
    form: object
    episode: Episode
    pk: str = ""
