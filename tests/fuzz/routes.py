"""Every address of the URLconf, so that a new one is covered by being there."""

import re
from typing import NamedTuple

from django.urls import get_resolver

from episodes.views.api.endpoints import ENDPOINTS
from podsite.kept_keys import PARAMETERS
from tests.fuzz import values

LONGEST_QUERY = 200_000
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
#: What else addresses know, and what none knows.
MORE = {"url", "format", "maxwidth", "maxheight", "utm_source", "q[]", "page ", "__proto__", "", "next", "_method"}
NAMES = sorted(PARAMETERS | {parameter.name for one in ENDPOINTS for parameter in one.parameters} | MORE)


class Route(NamedTuple):
    """``template`` is ``shows/<name:show>/``; ``name`` what the URLconf calls it."""

    template: str
    name: str

    @property
    def is_of_admin(self):
        return self.template.startswith("admin/")

    def path(self, random, known) -> bytes:
        """The path with each place filled in: most with what is known, some with anything at all."""

        def fill(match):
            found = known.get(match[2])
            if found and random.random() < 0.8:
                return str(random.choice(found)).encode()
            # An address that is read as a whole has a limit of its own, see gunicorn.
            return values.value(random)[:20_000].replace(b"/", b"" if random.random() < 0.8 else b"/")

        pieces, end = [], 0
        for match in PLACE.finditer(self.template):
            pieces += [self.template[end : match.start()].encode(), fill(match)]
            end = match.end()
        return b"/" + b"".join([*pieces, self.template[end:].encode()])


def routes():
    """``[Route]`` of all that is no catch-all."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns, before):
    for pattern in patterns:
        route = before + getattr(pattern.pattern, "_route", "")
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, route)
        elif hasattr(pattern.pattern, "_route"):
            yield Route(route, pattern.name or "")


def spelt(random, path: bytes) -> bytes:
    """A path in another spelling, now and then."""
    kind = random.random()
    if kind > 0.12:
        return path
    at = random.randrange(len(path) + 1)
    return random.choice(
        [
            path + b"/",
            path.rstrip(b"/"),
            b"/" + path,
            path.upper(),
            path[:at]
            + random.choice([b"//", b"/./", b"/../", b";x=1", b"\x00", b"%2e", b"\xff", b"\\", b"\r\n"])
            + path[at:],
        ]
    )


def query(random, names=NAMES, most=4) -> str:
    """A question of up to ``most`` parameters, known and not."""
    if random.random() < 0.2:
        return ""
    pairs = []
    for _each in range(random.randint(1, most)):
        name = random.choice(names) if random.random() < 0.93 else values.escaped(random, values.value(random)[:300])
        pairs += [
            name + random.choice(["=", "=", "=", "=", "=", "", "=="]) + values.escaped(random, values.value(random))
        ]
    pairs += pairs[:1] * random.choice([0, 0, 0, 0, 1, 50])
    return random.choice(["&", "&", "&", "&", ";", "&&"]).join(pairs)[:LONGEST_QUERY]
