"""Where what is written in SQL is read from: the database that the same question would go to as a queryset."""

from django.db import connections, router

from episodes.models import SearchDocument


def reader():
    """The connection to read documents and words by: that of a replica where the site has one."""
    return connections[router.db_for_read(SearchDocument)]
