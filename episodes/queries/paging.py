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


class Counted:
    """A queryset whose length is known already, for a paginator."""

    ordered = True

    def __init__(self, items, length):
        self.items, self.length = items, length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return list(self.items[index])
