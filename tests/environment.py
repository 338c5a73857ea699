"""The environment of the tests, set before Django reads it: a data folder of their own, and no settings of yours."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

for name in (
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "FETCH_ALLOWED_HOSTS",
    "SITE_URL",
    "PORT",
    "WEB_CONCURRENCY",
    "DATA_DIR",
    "PODSITE_DEMO",
    "DATABASE_REPLICA_URL",
    "RELEASE",
    *(name for name in os.environ if name.startswith("S3_")),
    "LOG_FORMAT",
    "LOG_REQUESTS",
    "METRICS_TOKEN",
    "SENTRY_DSN",
    "AUDIT_DAYS",
    "REQUIRE_SECOND_FACTOR",
):
    os.environ.pop(name, None)
# Tests at the same time empty the cache, each its own: a Redis has sixteen, by number.
if os.environ.get("CACHE_URL", "").startswith("redis"):
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 16
    os.environ["CACHE_URL"] = urlsplit(os.environ["CACHE_URL"])._replace(path=f"/{number}").geturl()
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="podsite-tests-")
Path(os.environ["DATA_DIR"], "static").mkdir()  # Where collectstatic would have put files: WhiteNoise looks there.
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # The browser driver runs an event loop in the tests' thread.
