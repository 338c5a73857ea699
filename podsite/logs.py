"""The log: lines or JSON on standard error, each with the id of its request, and nothing about persons.

No address of a machine, no e-mail address, no name of an account, no query and no cookie is in it. Where a message of
a library would bring one, ``scrubbed`` takes it out.
"""

import logging
import re

from podsite.requests import current, route_of

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
#: What is shorter is in half of all words.
SHORTEST = 4
SCRUBBED = [
    # What PostgreSQL says beside its sentence holds what was to be stored.
    (re.compile(r"^(?:DETAIL|CONTEXT|LINE \d+|HINT|PARAMETERS): .*(?:\n *\^)?", re.MULTILINE), ""),
    (re.compile(r"(?<=[^\s\"'“?])\?[^\s\"'”?=]*=[^\s\"'”>]*"), "?…"),
    (re.compile(r"(/preview/)[^\s/\"'”]+"), r"\1…"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
    (re.compile(r"(?<![\d.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), "…"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]*[0-9a-fA-F](?![\w:])"), "…"),
]


def scrubbed(text: str) -> str:
    """``text`` without what may be about a person: addresses, queries, and what a database was to store."""
    for pattern, instead in SCRUBBED:
        text = pattern.sub(instead, text)
    return text


def unsaid(text: str, request) -> str:
    """``text`` without what whoever asked has sent: an error may repeat a word that was searched for."""
    for value in sorted(_sent(request), key=len, reverse=True):
        text = text.replace(value, "…")
    return text


def _sent(request):
    """What a request says of whoever sent it, in whole and word by word; nothing is read or asked for that was not."""
    if request is None:
        return set()
    values = [value for form in (request.GET, getattr(request, "_post", {})) for value in form.values()]
    values += [*request.COOKIES.values(), request.META.get("QUERY_STRING", ""), request.META.get("REMOTE_ADDR", "")]
    values += [request.META.get("HTTP_X_FORWARDED_FOR", "")]
    user = getattr(request, "_cached_user", None)
    values += [getattr(user, name, "") for name in ("username", "email", "first_name", "last_name")]
    words = {word for value in values for word in str(value).split()}
    return {value for value in {*values, *words} if len(value) >= SHORTEST}


class OfRequest(logging.Filter):
    """Gives a record the id of the request in whose course it is written; a path becomes its route."""

    def filter(self, record):
        request = current.get()
        record.request_id = getattr(request, "id", None)
        told = getattr(record, "request", None)
        if told is not None and isinstance(record.args, tuple) and getattr(told, "path", None) in record.args:
            record.args = tuple(route_of(told) if arg == told.path else arg for arg in record.args)
        return True


class Discreet:
    """What both formatters do with an error: its message says nothing that came with the request."""

    def formatException(self, ei):
        lines = super().formatException(ei).split("\n")
        request = current.get()
        return "\n".join(line if line.startswith("  ") else unsaid(line, request) for line in lines)


class LineFormatter(Discreet, logging.Formatter):
    """For people: one line a record, and tracebacks below."""

    def __init__(self):
        super().__init__(LINE)

    def formatMessage(self, record):
        line = super().formatMessage(record)
        return f"{line} [{record.request_id}]" if getattr(record, "request_id", None) else line

    def format(self, record):
        return scrubbed(super().format(record))


FORMATTERS = {"line": "podsite.logs.LineFormatter", "json": "podsite.json_logs.ObjectFormatter"}


def configuration(log_format: str, server_level: str = "") -> dict:
    """What ``logging.config.dictConfig`` takes: for gunicorn with the level of its own entries, and then for Django."""
    server = {"gunicorn.error": {"level": server_level, "handlers": [], "propagate": True}} if server_level else {}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "podsite.logs.OfRequest"}},
        "formatters": {"chosen": {"()": FORMATTERS[log_format]}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["request"]},
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Django's own handlers would write to whoever develops it, in another form.
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            "django.server": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
            "django.request": {"level": "ERROR"},
            "axes": {"level": "WARNING"},
            **server,
            # What strangers' servers do wrong is told to whoever fetches from them.
            "requests_hardened": {"level": "ERROR"},
            "urllib3": {"level": "ERROR"},
        },
    }
