"""No body is longer than it may, after decompression."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest

from episodes.importers.fetch import fetch
from tests.importers.fetch.asking import MIB, refusal
from tests.importers.servers import HEAD, answer


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br", "gzip, gzip"])
def test_a_body_may_be_as_long_as_it_may_after_decompression(served, encoding):
    pack = {
        "": bytes,
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda body: brotli.compress(body, quality=1),
        "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
    }[encoding]
    for size in (3 * MIB, 3 * MIB + 1):
        body = bytes(size)
        served.pages[f"/{size}"] = answer(pack(body), f"Content-Encoding: {encoding}")
    assert len(fetch(f"{served.url}/{3 * MIB}", most_bytes=3 * MIB).body) == 3 * MIB
    assert refusal(f"{served.url}/{3 * MIB + 1}", most_bytes=3 * MIB) == "127.0.0.1 sends more than 3.0\xa0MB."


@pytest.fixture(scope="module")
def bombs():
    """200 MiB of zeros, packed: ``{encoding: bytes}``."""
    zeros = bytes(200 * MIB)
    once = gzip.compress(zeros, 1)
    return {"gzip": once, "gzip, gzip": gzip.compress(once), "br": brotli.compress(zeros, quality=1)}


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "br"])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_bomb_is_put_down_early(served, bombs, encoding, is_chunked):
    packed = bombs[encoding]
    if is_chunked:
        head = HEAD + f"Content-Encoding: {encoding}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        served.pages["/"] = head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    else:
        served.pages["/"] = answer(packed, f"Content-Encoding: {encoding}")
    tracemalloc.start()
    assert "sends more than 20.0\xa0MB" in refusal(served.url)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * MIB
