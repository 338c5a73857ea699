"""Addresses of pages. A page has dozens, and working one out takes as long as drawing it."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4096)
def address(name, *args):
    """The path of the page ``name`` (a name of ``episodes.urls``) for its arguments."""
    return reverse(name, args=args)
