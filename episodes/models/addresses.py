"""Addresses of pages. A page has dozens, a feed thousands, and Django works one out as long as it draws a line."""

import re
from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

#: What every converter of slugs takes: of these only what is not ASCII is quoted in a path.
WORD = re.compile(r"(?:[^\W_]|-)+")
#: Stand for arguments while the shape of an address is found; no address has them in it.
WORDS, NUMBERS = [f"a7b{n}c9d" for n in range(5)], [7_919_000_117 + n for n in range(5)]


def address(name, *args):
    """The path of the page ``name`` (a name of ``episodes.urls``) for its arguments."""
    if shape := _shape(name, tuple(map(type, args))):
        filled = [_filled(arg) for arg in args]
        if None not in filled:
            return shape.format(*filled)
    return _reversed(name, args)


def _filled(arg):
    """An argument as it stands in a path; None where it takes Django to tell."""
    if type(arg) is int:
        return arg if arg >= 0 else None
    return (arg if arg.isascii() else quote(arg)) if WORD.fullmatch(arg) else None


@cache
def _shape(name, kinds):
    """The path with ``{}`` in the place of each argument; None where it depends on more than their kinds."""
    if not set(kinds) <= {int, str}:
        return None
    examples = [(NUMBERS if kind is int else WORDS)[index] for index, kind in enumerate(kinds)]
    try:
        path = reverse(name, args=examples)
    except NoReverseMatch:
        return None
    for example in map(str, examples):
        path = path.replace(example, "{}")
    return path if path.count("{}") == len(kinds) else None


@lru_cache(maxsize=512)
def _reversed(name, args):
    return reverse(name, args=args)
