"""What is in the tables of the site, in the one shape that it has whichever database it comes from, and its hashes."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models

#: Rows that are read at once. Revisions may be of 100 KB each.
BATCH = 300
MODULUS = 1 << 128


class Content(NamedTuple):
    """How many rows a table has, and a hash of them that does not depend on their order or the kind of database."""

    rows: int
    digest: str


def tables() -> list[type[models.Model]]:
    """The models of all tables that hold rows of the site."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy and not model._meta.swapped]


def fields_of(model):
    return [field for field in model._meta.concrete_fields if not field.generated]


def rows_of(model, using):
    names = [field.attname for field in fields_of(model)]
    return model._base_manager.using(using).order_by("pk").values_list(*names).iterator(chunk_size=BATCH)


def content_of(model, using=DEFAULT_DB_ALIAS) -> Content:
    """The ``Content`` of a model's table."""
    seen = Sum()
    for row in rows_of(model, using):
        seen.add(row)
    return seen.content


class Sum:
    """Adds up the digests of rows."""

    def __init__(self):
        self.rows = self.sum = 0

    def add(self, row):
        digest = hashlib.blake2b(repr([_plain(value) for value in row]).encode(), digest_size=16).digest()
        self.rows, self.sum = self.rows + 1, (self.sum + int.from_bytes(digest)) % MODULUS

    @property
    def content(self):
        return Content(self.rows, f"{self.sum:032x}")


def _plain(value):
    """A value in the one shape that it has whichever database it comes from."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case Decimal():
            return str(value.normalize())
        case memoryview() | bytes():
            return bytes(value)
        case dict() | list():
            # PostgreSQL puts names in another order, and writes 1e22 in full.
            same = json.loads(json.dumps(value), parse_float=_number)
            return json.dumps(same, sort_keys=True)
    return value


def _number(text):
    number = float(text)
    return int(number) if number.is_integer() else number
