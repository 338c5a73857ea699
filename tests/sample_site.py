"""The sample site for tests: loaded once a process and then copied, since loading takes seconds."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from episodes.services.sample import load_sample

_kept = {}


def put_sample(media_root):
    """Makes the database, which can be committed to, and the uploads those of the sample site."""
    if connection.vendor != "sqlite":
        load_sample(progress=lambda line: None)
        return
    connection.ensure_connection()
    if not _kept:
        load_sample(progress=lambda line: None)
        _keep(media_root)
        return
    with sqlite3.connect(_kept["database"]) as copy:
        copy.backup(connection.connection)
    shutil.copytree(_kept["media"], media_root, dirs_exist_ok=True)
    # Its keys may be others than those before.
    ContentType.objects.clear_cache()


def _keep(media_root):
    folder = tempfile.TemporaryDirectory(prefix="podsite-sample-")
    _kept["folder"] = folder  # Removed when the process ends.
    _kept["database"], _kept["media"] = Path(folder.name) / "sample.sqlite3", Path(folder.name) / "media"
    with sqlite3.connect(_kept["database"]) as copy:
        connection.connection.backup(copy)
    shutil.copytree(media_root, _kept["media"])
