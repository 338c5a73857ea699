"""The environment of the tests, set before Django reads it: a data folder of their own, and no settings of yours."""

import os
import tempfile
from pathlib import Path

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
    "LOG_FORMAT",
    "LOG_REQUESTS",
    "METRICS_TOKEN",
    "SENTRY_DSN",
    "AUDIT_DAYS",
):
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="podsite-tests-")
Path(os.environ["DATA_DIR"], "static").mkdir()  # Where collectstatic would have put files: WhiteNoise looks there.
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # The browser driver runs an event loop in the tests' thread.
