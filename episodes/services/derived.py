"""Files in the storage that are made of what the site holds, and can be made again: share cards, small pictures."""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

logger = logging.getLogger(__name__)


def read(name: str, most: int | None = None) -> bytes | None:
    """The bytes of a file, or None where it is not there, cannot be read, or has more than ``most``."""
    try:
        with default_storage.open(name) as file:
            return None if most and file.size > most else file.read()
    except OSError:
        return None


def keep(name: str, data: bytes):
    """Stores a file. A storage that takes nothing is no reason to show none."""
    try:
        stored = default_storage.save(name, ContentFile(data))
        if stored != name:  # Another process was faster, and the storage found another name.
            default_storage.delete(stored)
    except OSError:
        logger.exception("The file %s could not be kept.", name)
