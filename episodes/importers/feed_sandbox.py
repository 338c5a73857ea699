"""``parse``: a feed is read in a process of its own, within 2 s of computing and 200 MB, which knows nothing of us.

Whatever a hostile feed does there, here it is one sentence.
"""

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from episodes.importers import feed_child
from episodes.importers.feed_values import Feed
from episodes.importers.report import ImportRefused

#: By the clock: what reading may take, and a while for Python's start before it.
SECONDS = feed_child.WAITING_SECONDS + 6
OUT_OF_TIME = {-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL}


def parse(body: bytes) -> Feed:
    """The feed. Raises ``ImportRefused``, one sentence, for what is no feed or takes too much to read."""
    code, output = _run(body)
    if code in OUT_OF_TIME:
        raise ImportRefused(
            _("This feed can't be read: it takes more than %(seconds)d seconds.") % {"seconds": feed_child.SECONDS}
        )
    if code == feed_child.TOO_MUCH_MEMORY:
        raise ImportRefused(
            _("This feed can't be read: it takes more than %(most)d MB of memory.")
            % {"most": feed_child.MOST_MEMORY // 1024**2}
        )
    try:
        answer = json.loads(output) if code == 0 else {}
        if "template" in answer:
            raise ImportRefused(_(answer["template"]) % answer["params"])
        return Feed.from_json(answer["feed"])
    except ImportRefused:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise ImportRefused(_("This feed can't be read: reading it failed.")) from None


def _run(body):
    """``(exit code, output)`` of the child. Files instead of pipes: neither end can hold up the other."""
    with tempfile.TemporaryFile() as feed, tempfile.TemporaryFile() as answer:
        feed.write(body)
        feed.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own Python, our own file
            [sys.executable, "-I", str(Path(feed_child.__file__))],
            stdin=feed,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            close_fds=True,
        )
        try:
            code = child.wait(SECONDS)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        finally:
            child.kill()
            child.wait()
        answer.seek(0)
        return code, answer.read(feed_child.MOST_OUTPUT) if code == 0 else b""
