"""Rows for any table, also for one as it was before some migration, whatever columns it has."""

import itertools
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, models, transaction

from podsite.contents import Sum

BATCH = 500
LONG_AGO = datetime(2024, 1, 1, 12, tzinfo=UTC)
#: What a revision keeps, as far as migrations look into it.
DOCUMENT = {"episode": {"1": {"title": "Ebb"}}, "highlight": {"1": {"title": "Neap", "body": "Salt [1]."}}}


def fill(apps, count, known=()):
    """Puts ``count`` rows into each table of the app that is not ``known``; one into those that take no more."""
    keys = {}
    for model in _in_order(apps.get_app_config("episodes").get_models(include_auto_created=True)):
        if model._meta.db_table not in known:
            _fill(model, count, keys)


def _in_order(found):
    """Behind what they refer to."""
    left, done = list(found), set()
    while left:
        ready = [model for model in left if not {other for other in _needed(model) if other in left} - {model}]
        assert ready, left
        yield from ready
        done |= set(ready)
        left = [model for model in left if model not in done]


def _needed(model):
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation and not field.null}


def _fill(model, count, keys):
    for size in (count, 1):
        rows = (model(**_values(model, number, keys)) for number in range(1, size + 1))
        try:
            with transaction.atomic():
                while some := list(itertools.islice(rows, BATCH)):
                    model._base_manager.bulk_create(some)
            return
        except IntegrityError:
            continue  # There may be one of it.
    raise AssertionError(f"{model} takes no row")


def _values(model, number, keys):
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return {field.attname: _value(field, number, keys) for field in fields}


def _value(field, number, keys):
    if field.is_relation:
        return _reference(field, number, keys)
    if field.choices:
        return field.choices[0][0]
    match field:
        case models.JSONField():
            return DOCUMENT if field.name == "document" else {}
        case models.DateTimeField():
            return LONG_AGO + timedelta(seconds=number)
        case models.DateField():
            return LONG_AGO.date() + timedelta(days=number)
        case models.BooleanField():
            return False
        case models.BinaryField():
            return b"\0%d" % number
        case models.IntegerField():
            # A moment ends behind its beginning.
            return number + (field.name == "end_ms") if field.name != "hue" else number % 360
        case models.FloatField() | models.DecimalField():
            return number
    text = f"{field.name}-{number}"
    return text[-field.max_length :] if field.max_length else text


def _reference(field, number, keys):
    if field.null:
        return None
    other = field.related_model
    if other not in keys:
        keys[other] = list(other._base_manager.order_by("pk").values_list("pk", flat=True))
    # Two references to the same table lead to two rows.
    shift = field.name in ("other", "related")
    return keys[other][(number - 1 + shift) % len(keys[other])]


def checksums(apps, columns=None):
    """``{table: {column: Content}}`` of all that is in the app; of ``columns``, in the same shape, only."""
    found = {}
    for model in apps.get_app_config("episodes").get_models(include_auto_created=True):
        table, pk = model._meta.db_table, model._meta.pk.attname
        names = {field.column: field.attname for field in model._meta.concrete_fields}
        if columns is not None:
            names = {column: name for column, name in names.items() if column in columns.get(table, ())}
        sums = {column: Sum() for column in names}
        for key, *row in model._base_manager.order_by().values_list(pk, *names.values()).iterator(chunk_size=2000):
            for total, value in zip(sums.values(), row, strict=True):
                total.add((key, value))
        found[table] = {column: total.content for column, total in sums.items()}
    return found
