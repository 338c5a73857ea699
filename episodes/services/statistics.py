"""What SQLite knows of the sizes of its tables. PostgreSQL finds that out by itself.

Without it SQLite takes ten rows for whatever an index has under one key, and may begin a join with all that is public
where it was asked for twenty things by their keys: on 10,000 episodes that took 30 ms in place of 1.
"""

from django.db import connection

from episodes.models import EVERYTHING, Episode, ShelfKind, ShelfTally

#: With fewer episodes nothing takes long.
FEWEST = 200
#: So many times as many as were known make it worth looking again.
GROWN = 2
# So many rows of each index are looked at: a look takes a tenth of a second however many there are.
LOOKED_AT = 1000


def keep_statistics():
    """Looks how large the tables are, where the site has grown since; called after what is derived was kept."""
    if connection.vendor != "sqlite":
        return
    tally = ShelfTally.objects.filter(shelf=EVERYTHING, kind=ShelfKind.EPISODE).first()
    count = tally.count if tally else 0
    if count >= FEWEST and count > GROWN * _known():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
            cursor.execute("ANALYZE")


def _known():
    """How many episodes there were when somebody looked last, about; 0 where nobody has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return 0
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [Episode._meta.db_table])
        return max((int(stat.split()[0]) for (stat,) in cursor.fetchall()), default=0)
