"""Where uploads lie: a folder that is made once, and not put up again in the place of one that is gone."""

import errno
from pathlib import Path

from django.core.files.storage import FileSystemStorage

_seen = set()


class MediaGone(FileNotFoundError):
    """The folder of uploads was there and is not now: a disk that fell off, say."""


class BucketGone(OSError):
    """The bucket of uploads does not answer, or refuses what is asked."""


class MediaStorage(FileSystemStorage):
    """Django's, which would make the folder anew: its files would lie under the disk when that comes back."""

    def is_gone(self) -> bool:
        """Whether the folder was there while this process ran, and is not now."""
        if Path(self.location).is_dir():
            _seen.add(self.location)
            return False
        return self.location in _seen

    def _save(self, name, content):
        if self.is_gone():
            raise MediaGone(errno.ENOENT, "The folder of uploads is gone")
        saved = super()._save(name, content)
        _seen.add(self.location)
        return saved
