"""Uploads in a bucket that speaks S3, for several machines.

Pages go on naming files by the site's own addresses, ``/media/…``, which lead to the bucket: kept pages, feeds and
exports name nothing that runs out, and a site may move into a bucket and out of it again.
"""

import errno
import threading
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urljoin

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3File, S3Storage
from storages.utils import clean_name

from podsite.media import MAX_AGE, SHOWN
from podsite.media_storage import BucketGone

#: For so many seconds a signed address is good. An answer that leads to it is kept for a fraction of that.
SIGNED_FOR = 86_400
#: So many bytes of a file that is read are in memory; the rest is on the disk.
IN_MEMORY = 8 * 1024 * 1024
#: Whoever waits for an upload waits in a worker: not for as long as boto3 would.
CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 20, 3
_connecting = threading.RLock()


class Facts(NamedTuple):
    """What the bucket says of a file: bytes, type, entity tag with its quotation marks, when it was put there."""

    size: int
    kind: str
    etag: str
    modified: object


@contextmanager
def os_errors(name):
    """What goes wrong with a bucket as what goes wrong with a disk: ``FileNotFoundError`` or another ``OSError``."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "no")
        if code in ("404", "NoSuchKey"):
            raise FileNotFoundError(errno.ENOENT, "There is no such file in the bucket", name) from error
        raise BucketGone(errno.EREMOTEIO, f"The bucket says {code}", name) from error
    except (BotoCoreError, Boto3Error) as error:
        raise BucketGone(errno.EREMOTEIO, f"The bucket can't be reached ({type(error).__name__})", name) from error


class BucketFile(S3File):
    """A file of the bucket, which is fetched when it is first read."""

    def _get_file(self):
        with os_errors(self.name):
            return super()._get_file()

    file = property(_get_file, S3File._set_file)


@lru_cache(maxsize=1)
def _session(access_key, secret_key, token):
    """What is read once in a process: the descriptions of the service take a second."""
    return boto3.Session(access_key, secret_key, token)


class Bucket(S3Storage):
    """``public_url`` is where everybody may read the bucket, or empty: then addresses are signed.

    ``origin`` is the scheme and host that browsers are sent to; the page's security policy names it.
    """

    def __init__(self, *, public_url, origin, addressing_style, **options):
        self.public_url, self.origin = public_url, origin
        config = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            # Checksums in trailers are Amazon's own; other servers refuse them.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, file_overwrite=False, max_memory_size=IN_MEMORY, **options)

    @property
    def connection(self):
        # Each thread has one of its own; making it is nothing for two at once.
        with _connecting:
            return super().connection

    def _create_session(self):
        return _session(self.access_key, self.secret_key, self.security_token)

    @property
    def bucket(self):
        return self.connection.Bucket(self.bucket_name)

    def get_object_parameters(self, name):
        """How the bucket sends a file: only pictures and sound are shown, as ``podsite.media`` has it."""
        kind = SHOWN.get(PurePosixPath(name).suffix[1:].lower())
        own = {"ContentType": kind or "application/octet-stream", "CacheControl": f"public, max-age={MAX_AGE}"}
        return own if kind else own | {"ContentDisposition": "attachment"}

    def url(self, name):
        """The site's own address of a file."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    def address(self, name) -> tuple[str, bool]:
        """``(where the bucket has a file, whether that is for everybody and for ever)``; it need not be there."""
        if self.public_url:
            return f"{self.public_url}/{filepath_to_uri(name)}", True
        with os_errors(name):
            return super().url(name, expire=SIGNED_FOR), False

    def facts(self, name) -> Facts:
        with os_errors(name):
            found = self.connection.meta.client.head_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
        return Facts(found["ContentLength"], found["ContentType"], found["ETag"], found["LastModified"])

    def names(self, prefix=""):
        """The names of all files, in order."""
        with os_errors(prefix):
            pages = self.connection.meta.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=prefix
            )
            for page in pages:
                yield from (entry["Key"] for entry in page.get("Contents", ()) if not entry["Key"].endswith("/"))

    def put(self, name, content):
        """Stores a file under this name and no other, in the place of one that is there."""
        self._save(name, content)

    def _open(self, name, mode="rb"):
        with os_errors(name):
            return BucketFile(self._normalize_name(clean_name(name)), mode, self)

    def _save(self, name, content):
        with os_errors(name):
            return super()._save(name, content)

    def delete(self, name):
        with os_errors(name):
            super().delete(name)

    def exists(self, name):
        with os_errors(name):
            return super().exists(name)

    def listdir(self, name):
        with os_errors(name):
            return super().listdir(name)

    def size(self, name):
        with os_errors(name):
            return super().size(name)
