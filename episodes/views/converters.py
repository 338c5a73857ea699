"""Numbers in addresses."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    """A number in its one spelling: with zeros in front each page would have any number of addresses."""

    regex = "0|[1-9][0-9]*"


register_converter(NumberConverter, "number")
