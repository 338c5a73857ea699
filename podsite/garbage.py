"""How memory is looked after: said once for the server and for the benchmarks that stand in for one."""

import ctypes
import gc

from django.urls import get_resolver

#: Objects that are made before the youngest are looked through, and how many such times before the older ones are. By
#: default everything is looked through every few pages, and for as long as it takes to make one.
THRESHOLDS = 10_000, 20, 50
#: Of glibc's allocator: one pool for all threads, of which Python runs one at a time, instead of one for each; and
#: what is free at the end of it goes back to the system. (Names and numbers are those of its malloc.h.)
M_TRIM_THRESHOLD, M_ARENA_MAX = -1, -8
ALLOCATOR = {M_ARENA_MAX: 1, M_TRIM_THRESHOLD: 128 * 1024}


def settle():
    """Before workers part: imports the views, so that nobody's first page pays for it, and keeps what is there now.

    It is not looked through again: the collector would touch it, and each worker would get a copy of its own.
    """
    allocator = getattr(ctypes.CDLL(None), "mallopt", None)
    for name, value in ALLOCATOR.items() if allocator else ():
        allocator(name, value)
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
