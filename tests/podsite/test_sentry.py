"""What Sentry is told of an error, and that nothing about persons is in it."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import brotli
import pytest

pytest.importorskip("sentry_sdk")
ROOT = Path(__file__).resolve().parents[2]
FAIL = """
import django
django.setup()
import sys, types
from django.http import HttpResponse
from django.urls import path
from django.conf import settings
from django.test import Client
def fail(request, name):
    secret_variable = "a variable of maren-holt"
    raise ValueError(f"no {request.GET['q']} for {request.POST['mail']}")
urls = types.ModuleType("failing_urls")
urls.urlpatterns = [path("fail/<str:name>/", fail)]
urls.handler500 = "podsite.outage.failing"
sys.modules["failing_urls"] = urls
settings.ROOT_URLCONF = "failing_urls"
settings.ALLOWED_HOSTS = ["testserver"]
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="browser of maren-holt")
client.cookies["sessionid"] = "session-of-maren-holt"
assert client.post("/fail/maren-holt/?q=undertow", {"mail": "maren@holt.example"},
    headers={"X-Request-ID": "0123456789abcdef"}).status_code == 500
import sentry_sdk
sentry_sdk.flush(5)
"""


@pytest.fixture
def sentry():
    """``(address, envelopes)`` of a server that takes what it is sent."""
    envelopes = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpacked = {"gzip": gzip.decompress, "br": brotli.decompress}
            envelopes.append(unpacked.get(self.headers.get("Content-Encoding"), bytes)(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_port}", envelopes
        server.shutdown()


def test_an_error_is_told_without_anything_about_persons(sentry, tmp_path):
    address, envelopes = sentry
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "SENTRY_DSN": f"http://key@{address}/1"}
    environment["DJANGO_SETTINGS_MODULE"] = "podsite.settings"
    done = subprocess.run([sys.executable, "-c", FAIL], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert envelopes
    events = [json.loads(line) for body in envelopes for line in body.splitlines() if b'"exception"' in line]
    [event] = events
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "no … for …")
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["transaction"] == "fail/<str:name>/"
    assert event["tags"]["request_id"] == "0123456789abcdef"
    sent = b"\n".join(envelopes).decode()
    assert "session-of" not in sent
    told = json.dumps({name: value for name, value in event.items() if name != "exception"})
    for secret in ("maren", "undertow", "203.0.113.77", "browser of", "holt.example", str(tmp_path)):
        assert secret not in told
        assert secret not in error["value"]
    assert "vars" not in json.dumps(event)
