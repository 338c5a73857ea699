"""The real server, as commands start it."""

import http.client
import os
import socket
import sys

from django.conf import settings

HOST = "127.0.0.1"
ANSWERS_WITHIN = 30  # seconds
#: Headers that are gunicorn's own.
OF_SERVER = {"Server", "Date", "Connection"}


def command():
    """The program and its arguments, to be started in ``BASE_DIR``."""
    return [sys.executable, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "podsite" / "gunicorn.py")]


def environment(port):
    """The environment in which the server takes the generated key, and keeps its compiled code as servers do."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PODSITE_DEMO": "1", "PORT": str(port)}


def fetched(port, path):
    """``(headers, body)`` of a page as gzip; of the headers those of the program. Raises ``OSError``."""
    link = http.client.HTTPConnection(HOST, port, timeout=ANSWERS_WITHIN)
    try:
        link.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = link.getresponse()
        return [pair for pair in answer.getheaders() if pair[0] not in OF_SERVER], answer.read()
    finally:
        link.close()


def why_port_is_refused(port):
    """One sentence where nothing can listen on ``port``, else an empty string."""
    with socket.socket() as probe:
        # As the server does: a port whose last connections are still being closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return f"Port {port} is not for this user; set PORT to one above 1023, e.g. PORT=8000 {' '.join(_typed())}"
        except OSError:
            other = port + 1 if port < 65535 else port - 1
            return f"Port {port} is taken; set PORT to a free one, e.g. PORT={other} {' '.join(_typed())}"
    return ""


def _typed():
    """The command line that people have typed, about."""
    return [min(sys.executable, os.path.relpath(sys.executable), key=len), *sys.argv]
