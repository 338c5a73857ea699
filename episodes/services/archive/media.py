"""The uploaded files of an export."""

import shutil
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from episodes.services.archive.values import ArchiveError, inside, upload_name

FOLDER = "media"


def copy_out(names, root: Path) -> list[str]:
    """Copies uploads into ``root/media`` and returns the names of those that the store does not have."""
    missing = []
    for name in sorted(names):
        target = root / FOLDER / upload_name(name)
        try:
            with default_storage.open(name) as source:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as out:
                    shutil.copyfileobj(source, out)
        except FileNotFoundError:
            missing.append(name)
    return missing


def copy_in(root: Path) -> list[str]:
    """Puts the files of ``root/media`` into the store under their names, and returns those that it put there.

    A file that is there already must be the same. Raises ``ArchiveError``, after taking back what it had put there.
    """
    put = []
    try:
        for path in sorted(inside(root, FOLDER).rglob("*")):
            if path.is_file() and not path.is_symlink():
                name = upload_name(path.relative_to(root / FOLDER).as_posix())
                if _store(path, name):
                    put.append(name)
    except BaseException:
        take_back(put)
        raise
    return put


def take_back(names):
    for name in names:
        default_storage.delete(name)


def _store(path, name):
    """Whether the file had to be put there."""
    with path.open("rb") as source:
        if default_storage.exists(name):
            with default_storage.open(name) as there:
                if not _same(source, there):
                    raise ArchiveError(_("Another file “%(name)s” is uploaded here already.") % {"name": name})
            return False
        given = default_storage.save(name, File(source))
    if given != name:
        default_storage.delete(given)
        raise ArchiveError(_("The store does not take a file under the name “%(name)s”.") % {"name": name})
    return True


def _same(one, other):
    while True:
        first, second = one.read(1 << 20), other.read(1 << 20)
        if first != second:
            return False
        if not first:
            return True
