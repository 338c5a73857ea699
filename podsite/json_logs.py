"""The log as JSON. Loaded only where ``LOG_FORMAT`` says so."""

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from podsite.logs import Discreet, scrubbed

#: What Django adds to records for handlers of its own.
UNTOLD = {"request", "status_code", "server_time"}


class ObjectFormatter(Discreet, JsonFormatter):
    """For programs: one JSON object a line, its time in UTC; tracebacks in ``exc_info``."""

    def __init__(self):
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            reserved_attrs=[*RESERVED_ATTRS, *UNTOLD],
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data):
        return {
            name: scrubbed(value) if isinstance(value, str) else value
            for name, value in log_data.items()
            if value is not None
        }
