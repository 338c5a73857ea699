"""A condition on rows that is compiled once: to build a long one takes far longer than to answer it."""

import re
from functools import lru_cache

from django.db import connections
from django.db.models import BooleanField, Func
from django.utils import timezone

#: The names that Django gives the tables of subqueries. Another prefix keeps them apart from those around them.
ALIAS = re.compile(r"\b([S-Z]{1,2}\d+)\b")


class Prepared(Func):
    """``condition()`` on rows of ``model``, asked of the row with the primary key ``pk``: ``Prepared("pk", Clip, …)``.

    The only value in it that may differ from one time to the next is ``timezone.now()``.
    """

    output_field = BooleanField()

    def __init__(self, pk, model, condition):
        super().__init__(pk)
        self.model, self.condition = model, condition

    def as_sql(self, compiler, connection, **extra):
        pk, _params = compiler.compile(self.source_expressions[0])
        row = pk.rpartition(".")[0]
        pieces, params = _compiled(self.model, self.condition, connection.alias)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        return f"({f'{row}.'.join(pieces)})", [now if value is None else value for value in params]


@lru_cache
def _compiled(model, condition, using):
    """The SQL, parted where the row is named, and its parameters, None where the time is asked for."""
    connection = connections[using]
    first = connection.ops.adapt_datetimefield_value(timezone.now())
    query = model._base_manager.using(using).filter(condition()).order_by().query
    last = connection.ops.adapt_datetimefield_value(timezone.now())
    compiler = query.get_compiler(using)
    compiler.setup_query()
    sql, params = compiler.compile(query.where)
    if connection.vendor == "postgresql":
        # Row by row. PostgreSQL would rather read a whole table, to know of any row that may come; this it leaves be.
        sql = sql.replace(" LIMIT 1)", " LIMIT 1 OFFSET 0)")
    pieces = ALIAS.sub(rf"{model._meta.model_name}_\1", sql).split(
        f"{connection.ops.quote_name(model._meta.db_table)}."
    )
    return pieces, [None if isinstance(value, type(first)) and first <= value <= last else value for value in params]
