"""A WSGI program that answers everything with one answer, read from a file: what a server does at best."""

import json
import os
from pathlib import Path

_head, BODY = Path(os.environ["BARE_ANSWER"]).read_bytes().split(b"\n", 1)
HEADERS = [tuple(pair) for pair in json.loads(_head)]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
