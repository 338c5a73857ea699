"""When Python looks for garbage: said once for the server and for the benchmarks that stand in for one."""

import gc

from django.urls import get_resolver

#: Objects that are made before the youngest are looked through, and how many such times before the older ones are. By
#: default everything is looked through every few pages, and for as long as it takes to make one.
THRESHOLDS = 10_000, 20, 50


def settle():
    """Before workers part: imports the views, so that nobody's first page pays for it, and keeps what is there now.

    It is not looked through again: the collector would touch it, and each worker would get a copy of its own.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
