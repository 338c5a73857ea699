"""A server to fetch from, and what it is refused for."""

import time

import pytest

from episodes.importers.fetch import fetch
from episodes.importers.report import ImportRefused

MIB = 1024 * 1024


def refusal(url, **options):
    """The sentence with which fetching is refused."""
    with pytest.raises(ImportRefused) as refused:
        fetch(url, **options)
    sentence = str(refused.value)
    assert sentence.endswith(".") and "\n" not in sentence and "Errno" not in sentence and "Exception" not in sentence
    return sentence


def drip(start, piece=b"x", seconds=0.05):
    def page(_request):
        yield start
        for _turn in range(200):
            time.sleep(seconds)
            yield piece

    return page
