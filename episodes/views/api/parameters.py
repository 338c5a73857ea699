"""What can be asked: each parameter reads its text and describes itself in the OpenAPI document."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from episodes.text.cursors import LONGEST as LONGEST_CURSOR
from episodes.text.cursors import MOST

ON_PAGE, MOST_ON_PAGE = 20, 100
LINES, MOST_LINES = 200, 1000
MOST_TAGS = 10
LONGEST = 200  # characters of a name
CONTROL = re.compile("[\x00-\x1f\x7f]")


class BadParameter(ValueError):
    """What was asked cannot be read; the message is one sentence."""

    def __init__(self, parameter, sentence):
        super().__init__(sentence)
        self.parameter = parameter


@dataclass(frozen=True)
class Parameter:
    """``read(text)`` gives the value or raises ``ValueError`` with a sentence; ``many`` may be given several times."""

    name: str
    description: str
    schema: dict
    read: Callable
    example: object
    default: object = None
    many: bool = False

    @property
    def described(self):
        """As an OpenAPI parameter object."""
        schema, example = dict(self.schema), self.example
        if self.many:
            schema, example = {"type": "array", "items": schema, "maxItems": MOST_TAGS}, [example]
        elif self.default not in (None, ""):
            schema["default"] = self.default
        return {
            "name": self.name,
            "in": "query",
            "description": self.description,
            "schema": schema,
            "example": example,
        }

    def value_of(self, given):
        """The value of the texts that an address gives."""
        if len(given) > (MOST_TAGS if self.many else 1):
            raise ValueError(
                _("It can be given %(most)d times at most.") % {"most": MOST_TAGS} if self.many else _("Give it once.")
            )
        if self.many:
            return tuple(self.read(text) for text in given)
        return self.read(given[0]) if given else self.default


def read_all(parameters, query):
    """``{name: value}`` of ``query``, a ``QueryDict``. Raises ``BadParameter``."""
    known = {parameter.name: parameter for parameter in parameters}
    for name in query:
        if name not in known:
            names = ", ".join(known) or _("none")
            raise BadParameter(
                name[:80],
                _("There is no parameter “%(name)s” here. Known: %(names)s.") % {"name": name[:80], "names": names},
            )
    values = {}
    for name, parameter in known.items():
        try:
            values[name] = parameter.value_of(query.getlist(name))
        except ValueError as error:
            raise BadParameter(name, str(error)) from None
    return values


def name(parameter, description, example, many=False, longest=LONGEST):
    """A slug, a name, or other words."""

    def read(text):
        if not text or len(text) > longest or CONTROL.search(text):
            raise ValueError(
                _("It has 1 to %(most)d characters, none of them a control character.") % {"most": longest}
            )
        return text

    schema = {"type": "string", "minLength": 1, "maxLength": longest}
    return Parameter(parameter, description, schema, read, example, () if many else "", many)


def one_of(parameter, description, values, default=""):
    """One of some words."""

    def read(text):
        if text not in values:
            known = ", ".join(values)
            raise ValueError(_("“%(text)s” is none of: %(known)s.") % {"text": text[:40], "known": known})
        return text

    return Parameter(parameter, description, {"type": "string", "enum": values}, read, values[0], default)


def number(parameter, description, example, least=0, most=MOST, default=None):
    """A whole number."""

    def read(text):
        if not re.fullmatch("[0-9]{1,19}", text) or not least <= int(text) <= most:
            raise ValueError(
                _("“%(text)s” is not a whole number from %(least)d to %(most)d.")
                % {"text": text[:40], "least": least, "most": most}
            )
        return int(text)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(parameter, description, schema, read, example, default)


def _moment(text):
    try:
        moment = parse_datetime(text.replace(" ", "+")) if "T" in text or "t" in text else None
        day = parse_date(text) if not moment else None
    except ValueError:
        moment = day = None
    if day:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if not moment or moment.tzinfo is None or not 1 < moment.year < 9999:
        raise ValueError(
            _("“%(text)s” is no time. Write it like 2024-05-01 or 2024-05-01T12:00:00Z.") % {"text": text[:40]}
        )
    return moment.astimezone(UTC)


def time(parameter, description):
    """A time as in RFC 3339, or a day: its beginning in UTC."""
    schema = {"type": "string", "examples": ["2024-05-01", "2024-05-01T12:00:00Z"]}
    return Parameter(parameter, description, schema, _moment, "2024-05-01")


def yes_or_no(parameter, description):
    def read(text):
        if text not in ("true", "false"):
            raise ValueError(_("“%(text)s” is neither true nor false.") % {"text": text[:40]})
        return text == "true"

    return Parameter(parameter, description, {"type": "boolean"}, read, True)


CURSOR = Parameter(
    "cursor",
    "Where the list goes on: from the “next” address of the answer before.",
    {"type": "string", "maxLength": LONGEST_CURSOR},
    str,
    "WyJtYWRlIiwyMF0",
    "",
)
LIMIT = number("limit", "How many to give at most.", ON_PAGE, 1, MOST_ON_PAGE, ON_PAGE)
LINE_LIMIT = number("limit", "How many lines to give at most.", LINES, 1, MOST_LINES, LINES)
SHOW = name("show", "Of this show: its slug, as in the address of its page.", "signal-path")
SPEAKER = name("person", "Of this person: the slug.", "ada")
TAG = name("tag", "With this tag: a slug or an alias. Given several times: with all of them.", "tides", many=True)
WITHOUT = name("without", "Without this tag. Given several times: with none of them.", "gpu", many=True)
EPISODE = number("episode", "Of the episode with this id.", 1)
SINCE = time("since", "Published then or later.")
UNTIL = time("until", "Published before then.")
