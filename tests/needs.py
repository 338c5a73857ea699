"""What some tests need of the machine. Where it is missing they are skipped by name, unless REQUIRE names it."""

import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser")


def chromium():
    """The path of Debian's Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def postgresql():
    """Whether the tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))


NEEDS = {
    "chromium": (chromium, "needs Chromium on the PATH (Debian's package chromium)"),
    "postgresql": (postgresql, "needs PostgreSQL: DATABASE_URL=postgres://…"),
}


def check(item):
    """Skips a test whose marker names what is not here; fails it where REQUIRE="chromium postgresql" names that."""
    required = os.environ.get("REQUIRE", "").split()
    for name, (present, reason) in NEEDS.items():
        if item.get_closest_marker(name) and not present():
            if name in required:
                pytest.fail(f"{reason}, and REQUIRE asks for {name}", pytrace=False)
            pytest.skip(reason)
