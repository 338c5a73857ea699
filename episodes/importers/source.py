"""Reads a text file that somebody names, and refuses with a sentence what is none."""

from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from episodes.importers.report import ImportRefused

MOST_BYTES = 2 * 1024 * 1024


def read_text(path: str | Path, *, most_bytes: int = MOST_BYTES) -> str:
    """The text of a UTF-8 file, line ends as they are. Never reads more than ``most_bytes``.

    Raises ``ImportRefused`` where the file is missing, no file, too big, empty, binary or not UTF-8.
    """
    return _decoded(path, read_bytes(path, most_bytes=most_bytes))


def read_bytes(path: str | Path, *, most_bytes: int = MOST_BYTES) -> bytes:
    """The content of a file. Raises ``ImportRefused`` where it is missing, no file or too big."""
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            raise ImportRefused(_("%(path)s is not a file.") % {"path": path})
        _check_size(path, path.stat().st_size, most_bytes)
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise ImportRefused(
            _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror or error}
        ) from None
    except ValueError as error:  # A path with a NUL in it.
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused(_("This is not the name of a file.")) from None
    _check_size(path, len(data), most_bytes)
    return data


def _check_size(path, size, most_bytes):
    if size > most_bytes:
        raise ImportRefused(
            _("%(path)s has %(size)s; at most %(most)s are read.")
            % {"path": path, "size": filesizeformat(size), "most": filesizeformat(most_bytes)}
        )


def _decoded(path, data):
    if (at := data.find(b"\0")) >= 0:
        raise ImportRefused(
            _("%(path)s is a binary file, not a text: there is a NUL on line %(line)d.")
            % {"path": path, "line": data.count(b"\n", 0, at) + 1}
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ImportRefused(
            _("%(path)s is not UTF-8: line %(line)d has a byte that is none.")
            % {"path": path, "line": data.count(b"\n", 0, error.start) + 1}
        ) from None
    if not text.strip("\ufeff \t\r\n"):
        raise ImportRefused(_("%(path)s is empty.") % {"path": path})
    return text
