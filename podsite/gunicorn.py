"""gunicorn's settings, used by ``manage.py demo`` and by ``gunicorn -c podsite/gunicorn.py`` in the project's folder.

Every name here that is one of gunicorn's is a setting of it; ``GUNICORN_CMD_ARGS`` in the environment goes over it.
"""

import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress

from gunicorn.glogging import Logger
from gunicorn.systemd import sd_notify

from podsite.config import BASE_DIR, ConfigError, misspelt, read
from podsite.logs import configuration

try:
    _config = read()
except ConfigError as error:
    sys.exit(f"podsite: {error}")

_demo = bool(os.environ.get("PODSITE_DEMO"))

wsgi_app = "podsite.wsgi"
# Only this machine: the world comes through a web server that speaks HTTPS.
bind = f"127.0.0.1:{_config.port}"

# A page takes milliseconds of computing, so a worker a core is plenty. Threads are for those who read slowly: sound
# goes out in pieces for minutes, and four listeners must not hold up a reader.
workers = _config.web_concurrency
worker_class = "gthread"
threads = 4

# Loaded once, before the workers part: they start at once and share the memory of the code. So HUP starts workers of
# the same code again. New code comes with USR2: a second master beside the first, which ends it once a worker is there.
preload_app = True

# A worker that says nothing for this long hangs, and is replaced; one that is told to stop may finish its answers.
timeout = 30
graceful_timeout = 10
# Longer than the 60 s for which nginx keeps an idle connection, so that it is never the one closed under a request.
keepalive = 75

# The site is at no prefix, and a visitor's header must not put it at one: it would stand in every link.
forwarder_headers = ""

# Workers tell that they live through a file; in memory that never waits for a busy disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # nosec B108 # noqa: S108
# Nothing here is steered while it runs, so there is no socket to steer it by.
control_socket_disable = True

# Who asked for what is in the web server's log; errors are in ours, on standard error, and in the form of all the rest.
accesslog = None


class logger_class(Logger):
    """Gunicorn's, but it does not work out for each answer what a log of accesses would say that nobody writes."""

    access_log_enabled = False

    def access(self, *answered):
        """Says nothing."""


logconfig_dict = configuration(_config.log_format, server_level="WARNING" if _demo else "INFO")

# Each worker counts in a file of its own; in memory no full disk can end it.
_counted_in = tempfile.mkdtemp(prefix="podsite-metrics-", dir=worker_tmp_dir) if _config.metrics_token else None
if _counted_in:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counted_in


def pre_exec(server):
    """Before USR2 starts new code: where that is by now. By real paths, so that it stays with its own files."""
    folder = _config.release.resolve() if _config.release else BASE_DIR
    python = str(folder / ".venv/bin/python") if _config.release else sys.executable
    server.START_CTX.update({0: python, "cwd": str(folder), "args": [python, "-m", "gunicorn", *sys.argv[1:]]})
    server.cfg.env_orig.pop("PWD", None)
    # systemd's socket has another number by now than its rule says: it is handed over as one of gunicorn's own.
    server.systemd = False


def when_ready(server):
    from podsite.garbage import settle

    for sentence in misspelt():
        server.log.warning(sentence)
    settle()
    # After USR2 it is another process that systemd has to watch.
    sd_notify(f"MAINPID={os.getpid()}", server.log)


def on_exit(server):
    if _counted_in:
        shutil.rmtree(_counted_in, ignore_errors=True)


def child_exit(server, worker):
    if _counted_in:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def post_worker_init(worker):
    """Every worker watches the clock for scheduled episodes, so that no cron is needed."""
    from django.utils.module_loading import import_string

    # Ctrl-C reaches the workers as well as their master, who tells them to stop; told twice at once they can hang.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker.watcher = import_string("episodes.services.schedule.watch")()
    if _counted_in:
        from podsite import metrics

        metrics.watch()
    _relieve(worker)


def _relieve(worker):
    """The master that was asked for new code by USR2 ends, and lets its workers finish, now that there is a new one.

    Where the new code does not start, nobody comes here, and the old one goes on.
    """
    if old := os.environ.get("GUNICORN_PID"):
        worker.log.info("New code is ready; the server %s may end.", old)
        with suppress(ProcessLookupError):
            os.kill(int(old), signal.SIGTERM)


def worker_exit(server, worker):
    """A worker that never began has no watcher."""
    if watcher := getattr(worker, "watcher", None):
        watcher.stop()
