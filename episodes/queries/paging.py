"""Which page of a list an address asks for."""

from django.core.paginator import Paginator

LONGEST_NUMBER = 9


def nearest_page(items, size, asked):
    """The page of ``items`` with the number ``asked``, a text: the nearest one where that is nonsense."""
    paginator = Paginator(items, size)
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 1
    if asked.isdecimal() and len(asked) > LONGEST_NUMBER:
        number = paginator.num_pages
    return paginator.page(min(max(number, 1), paginator.num_pages))
