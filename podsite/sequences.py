"""The numbers that a database gives next. They go on behind those that were deleted, which revisions still name."""


def read_sequence(connection, table: str, column: str) -> int:
    """The last number that was given in a column; 0 where none was."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            return (cursor.fetchone() or [0])[0]
        name = _name(cursor, table, column)
        cursor.execute(f"SELECT last_value, is_called FROM {name}")  # noqa: S608
        last, is_given = cursor.fetchone()
        return last if is_given else 0


def set_sequence(connection, table: str, column: str, last: int) -> None:
    """Makes the next number the one behind ``last``, and behind all that are there."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX({quote(column)}) FROM {quote(table)}")  # noqa: S608
        last = max(last, cursor.fetchone()[0] or 0)
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            if last:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute(f"SELECT setval('{_name(cursor, table, column)}', %s, %s)", [last or 1, last > 0])


def _name(cursor, table, column):
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
    return cursor.fetchone()[0]
