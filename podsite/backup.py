"""A backup of the site in one file, made while it runs, and put back.

The file is a tar of ``manifest.json``, the database (SQLite's online backup, or what ``pg_dump --format=custom`` makes)
and ``media/``; the manifest has the settings, too. It holds no key and no password of the server; accounts and drafts
are in it, so keep it to yourself.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from podsite import config

FORMAT = 1
MANIFEST, MEDIA = "manifest.json", "media"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
CHUNK = 1024 * 1024


class BackupError(Exception):
    """One sentence for whoever gave the command."""


def backup(file: Path) -> dict:
    """Writes all of the site to ``file`` and returns its manifest. Raises ``BackupError``; nothing is half-written."""
    if file.exists():
        raise BackupError(f"{file} is there already; choose another name.")
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}.")
    part = file.with_name(f"{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            database = Path(folder) / DATABASES[connection.vendor]
            DUMPS[connection.vendor](database)
            # After the database, so that no row lacks its file.
            with tarfile.open(part, "w") as tar:
                tar.add(database, database.name)
                files = _add_media(tar)
                manifest = _manifest(database, files)
                _add_text(tar, MANIFEST, json.dumps(manifest, indent=1))
        part.chmod(0o600)
        part.replace(file)
    except OSError as error:
        raise BackupError(f"{file} can't be written: {error.strerror or error}.") from None
    finally:
        part.unlink(missing_ok=True)
    return manifest


def restore(file: Path) -> dict:
    """Puts a backup in the place of the site and returns its manifest. Raises ``BackupError`` before it changes any.

    The database changes in one transaction; then the media does, by renaming folders. Into a bucket files are put
    before that, and those that are not of the backup are taken out of it afterwards.
    """
    root = Path(settings.MEDIA_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=root.parent, prefix=".restore-") as folder:
            manifest = _unpacked(file, Path(folder))
            if not _is_local():
                _put_into_bucket(Path(folder) / MEDIA, manifest["media"])
            RESTORES[connection.vendor](Path(folder) / DATABASES[connection.vendor])
            if not _is_local():
                _take_from_bucket(manifest["media"])
            else:
                new, old = Path(folder) / MEDIA, Path(folder) / "old"
                new.mkdir(exist_ok=True)
                if root.exists():
                    root.rename(old)
                new.rename(root)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{file} is no whole backup: {' '.join(str(error).split())}.") from None
    except OSError as error:
        raise BackupError(f"{file} can't be put back: {error.strerror or error}.") from None
    return manifest


def _manifest(database, files):
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "site": settings.SITE_URL,
        "settings": config.without_secrets(),
        "database": {"vendor": connection.vendor, "name": database.name, "sha256": _digest(database)},
        "media": files,
        "migrations": sorted(".".join(one) for one in MigrationRecorder(connection).applied_migrations()),
    }


def _digest(file):
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


# --- media -----------------------------------------------------------------------------------------------------------


def _is_local():
    return isinstance(default_storage, FileSystemStorage) or isinstance(
        getattr(default_storage, "_wrapped", None), FileSystemStorage
    )


def _add_media(tar):
    """``{name: bytes}`` of what was added."""
    if not _is_local():
        return _add_bucket(tar)
    found, root = {}, Path(settings.MEDIA_ROOT)
    if not root.is_dir():
        return found
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(root).as_posix()
            try:
                tar.add(path, f"{MEDIA}/{name}")
            except FileNotFoundError:  # Taken away by an editor meanwhile.
                continue
            found[name] = path.stat().st_size
    return found


def _add_bucket(tar):
    found = {}
    for name in default_storage.names():
        try:
            with default_storage.open(name) as file:
                file.seek(0)  # Fetched whole, before its name is in the tar.
                _add_file(tar, f"{MEDIA}/{name}", file, file.size)
                found[name] = file.size
        except FileNotFoundError:  # Taken away by an editor meanwhile.
            continue
    return found


def _put_into_bucket(folder, media):
    for name in media:
        with (folder / name).open("rb") as file:
            default_storage.put(name, File(file))


def _take_from_bucket(media):
    for name in list(default_storage.names()):
        if name not in media:
            default_storage.delete(name)


def _add_text(tar, name, text):
    content = text.encode()
    _add_file(tar, name, io.BytesIO(content), len(content))


def _add_file(tar, name, file, size):
    info = tarfile.TarInfo(name)
    info.size = size
    tar.addfile(info, file)


# --- what is in a file -----------------------------------------------------------------------------------------------


def _unpacked(file, folder):
    """The manifest of a backup, whose parts are in ``folder`` by now, each as it was."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    with tarfile.open(file, "r:") as tar:
        for member in tar:
            _unpack(tar, member, folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        database, media = manifest["database"], manifest["media"]
        is_known = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError(f"{file} is no whole backup: its manifest is missing or broken.") from None
    if not is_known:
        raise BackupError(f"{file} has a format that this version does not know.")
    if database["vendor"] != connection.vendor:
        raise BackupError(f"{file} is of {database['vendor']}, and DATABASE_URL is of {connection.vendor}.")
    dump = folder / DATABASES[connection.vendor]
    if not dump.is_file() or _digest(dump) != database["sha256"]:
        raise BackupError(f"{file} is no whole backup: its database is not as it was.")
    for name, size in media.items():
        path = folder / MEDIA / name
        if not path.is_file() or path.stat().st_size != size:
            raise BackupError(f"{file} is no whole backup: its file {name} is not as it was.")
    known = {".".join(one) for one in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise BackupError(f"{file} was made by a newer version, with the migration {newer[0]}; update first.")
    return manifest


def _unpack(tar, member, folder):
    """Files only, and only to where they belong: the names in a tar are anybody's."""
    name = PurePosixPath(member.name)
    is_known = member.name in {MANIFEST, *DATABASES.values()} or (name.parts[:1] == (MEDIA,) and len(name.parts) > 1)
    if not member.isfile() or not is_known or ".." in name.parts or "\\" in member.name or "\0" in member.name:
        raise BackupError(f"{Path(tar.name).name} is no backup: there is “{member.name[:100]}” in it.")
    path = folder.joinpath(*name.parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tar.extractfile(member) as source, path.open("xb") as target:
        shutil.copyfileobj(source, target, CHUNK)


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _dump_sqlite(file):
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        # In one step: readers and writers go on, and the copy is of one moment.
        connection.connection.backup(copy)
        # The copy has no journal beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    _check_sqlite(file)


def _check_sqlite(file):
    try:
        with closing(sqlite3.connect(file)) as copy:
            [answer] = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise BackupError(f"The database is damaged: {answer}.")


def _restore_sqlite(file):
    _check_sqlite(file)
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        copy.backup(connection.connection)
    connection.close()


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _dump_postgresql(file):
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={file}", connection.settings_dict["NAME"])


def _restore_postgresql(file):
    connection.close()
    options = ["--clean", "--if-exists", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(file))


def _run(program, *arguments):
    """Runs one of PostgreSQL's programs, the newest there is; they know the server by their environment."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: float(path.parts[4]))
    path = str(found[-1]) if found else shutil.which(program)
    if not path:
        raise BackupError(f"{program} is not installed; on Debian: apt-get install postgresql-client.")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    values = {name: str(connection.settings_dict[key]) for name, key in names.items() if connection.settings_dict[key]}
    done = subprocess.run([path, *arguments], env={**os.environ, **values}, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise BackupError(f"{program} has failed: {said[:300]}")


DUMPS = {"sqlite": _dump_sqlite, "postgresql": _dump_postgresql}
RESTORES = {"sqlite": _restore_sqlite, "postgresql": _restore_postgresql}
