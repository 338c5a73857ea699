"""Addresses without asking Django for each: the same as it gives."""

import pytest
from django.urls import NoReverseMatch, reverse

from episodes.models.addresses import address


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("home", ()),
        ("clip", (5,)),
        ("clip", (0,)),
        ("quote", (7_919_000_117,)),
        ("person", ("ada-lovelace",)),
        ("person", ("é日本語",)),
        ("person", ("a7b0c9d",)),
        ("tag", ("a+b",)),
        ("tag", ("100%",)),
        ("tag", ("c™",)),
        ("episode", ("show", "गुरु-1")),
        ("highlight", ("{}", "b", "c")),
        ("transcript_file", ("a", "b", "vtt")),
        ("tag", (3,)),
    ],
)
def test_an_address_is_the_one_of_django(name, args):
    try:
        wanted = reverse(name, args=args)
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address(name, *args)
    else:
        assert address(name, *args) == wanted


@pytest.mark.parametrize("args", [(None,), ("",), ("a b",), ("a_b",), (-1,), ("a/b",), (True,)])
@pytest.mark.parametrize("name", ["clip", "person"])
def test_what_has_no_address_is_told_as_django_tells_it(name, args):
    test_an_address_is_the_one_of_django(name, args)
