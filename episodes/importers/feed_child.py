"""The child process of ``feed_sandbox``: a feed on standard input becomes JSON on standard output.

It gives up what it does not need before it reads a byte. Needs neither settings nor a database.
"""

import json
import resource
import signal
import sys
from pathlib import Path

SECONDS = 2  # of computing
#: By the clock. A busy machine may let it wait, but it cannot sit there for ever.
WAITING_SECONDS = 6
MOST_MEMORY = 200 * 1024 * 1024  # bytes of addresses, the program itself included
MOST_OUTPUT = 64 * 1024 * 1024  # bytes
#: Exit codes beside 0.
TOO_MUCH_MEMORY = 3


def limit():
    """From here on the system ends the process where it takes too long, and gives it no more than it may have."""
    for kind, most in {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_FSIZE: MOST_OUTPUT,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
    }.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, WAITING_SECONDS)


def main():
    # Found by this file's own place, since nothing of the environment is believed.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from episodes.importers import feed_parse
    from episodes.importers.feed_values import FeedError

    limit()
    try:
        answer = {"feed": feed_parse.parse(sys.stdin.buffer.read()).as_json()}
    except FeedError as error:
        answer = {"template": error.template, "params": error.params}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(TOO_MUCH_MEMORY)
