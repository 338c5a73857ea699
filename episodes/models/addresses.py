"""Addresses of pages. A page has dozens, a feed thousands, and Django works one out as long as it draws a line."""

import re
from functools import lru_cache
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

#: What every converter of slugs takes: of these only what is not ASCII is quoted in a path.
WORD = re.compile(r"(?:[^\W_]|-)+")
#: Stand for arguments while the shape of an address is found; no address has them in it.
WORDS, NUMBERS = [f"a7b{n}c9d" for n in range(5)], [7_919_000_117 + n for n in range(5)]


def address(name, *args):
    """The path of the page ``name`` (a name of ``episodes.urls``) for its arguments."""
    kinds = tuple(map(type, args))
    if shape := _shape(name, kinds) or (kinds[-1:] == (str,) and _shape(name, kinds[:-1], args[-1])):
        filled = [_filled(arg) for arg in args]
        if None not in filled:
            return shape.format(*filled)
    return reverse(name, args=args)


def _filled(arg):
    """An argument as it stands in a path; None where it takes Django to tell."""
    if type(arg) is int:
        return arg if arg >= 0 else None
    return (arg if arg.isascii() else quote(arg)) if WORD.fullmatch(arg) else None


@lru_cache(maxsize=256)
def _shape(name, kinds, *last):
    """The path with ``{}`` in the place of each argument; None where it depends on more than their kinds.

    ``last`` is one more argument as it is: the ending of a file is one of a few.
    """
    if not set(kinds) <= {int, str}:
        return None
    examples = [(NUMBERS if kind is int else WORDS)[index] for index, kind in enumerate(kinds)]
    try:
        path = reverse(name, args=[*examples, *last])
    except NoReverseMatch:
        return None
    for example in map(str, examples):
        path = path.replace(example, "{}")
    return path if path.count("{}") == len(kinds) else None
