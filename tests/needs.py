"""What some tests need of the machine. Where it is missing they are skipped by name, unless REQUIRE names it."""

import importlib.util
import os
import shutil

import pytest

from tests import servers

BROWSERS = ("chromium", "chromium-browser")


def chromium():
    """The path of Debian's Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def postgresql():
    """Whether the tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))


def redis():
    """The path of Debian's redis-server, or None."""
    return shutil.which("redis-server")


def s3():
    """Whether a server that speaks S3 can be started."""
    return all(importlib.util.find_spec(module) for module in ("moto", "flask", "storages"))


def replica():
    """The folder of the programs that make a PostgreSQL and a replica of it, or None."""
    return servers.programs()


NEEDS = {
    "chromium": (chromium, "needs Chromium on the PATH (Debian's package chromium)"),
    "postgresql": (postgresql, "needs PostgreSQL: DATABASE_URL=postgres://…"),
    "redis": (redis, "needs redis-server on the PATH (Debian's package redis-server)"),
    "replica": (replica, "needs PostgreSQL's programs (Debian's package postgresql)"),
    "s3": (s3, "needs moto, flask and django-storages, which the extra test installs"),
}


def check(item):
    """Skips a test whose marker names what is not here; fails it where REQUIRE="chromium postgresql" names that."""
    required = os.environ.get("REQUIRE", "").split()
    for name, (present, reason) in NEEDS.items():
        if item.get_closest_marker(name) and not present():
            if name in required:
                pytest.fail(f"{reason}, and REQUIRE asks for {name}", pytrace=False)
            pytest.skip(reason)
