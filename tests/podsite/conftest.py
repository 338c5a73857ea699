"""The site as visitors get it, with its pages kept; it says which of them Django was asked for."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from episodes.services import keeping
from podsite.kept import Kept
from podsite.version import Version


class Site:
    """The site behind ``Kept``; ``made`` are the paths that Django was asked for."""

    def __init__(self, version):
        self.made, self.django = [], WSGIHandler()
        self.kept = Kept(self._make, version, keeping.until)

    def _make(self, environ, start_response):
        self.made.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def get(self, path, method="GET", **headers):
        """``(status, headers, body)``"""
        environ = RequestFactory().generic(method, path, **headers).environ | {"wsgi.input": BytesIO()}
        told = {}

        def start_response(status, headers, exc_info=None):
            told.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

        body = self.kept(environ, start_response)
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return told["status"], told["headers"], content


@pytest.fixture
def site(tmp_path, monkeypatch):
    version = Version(tmp_path / "content-version")
    monkeypatch.setattr(keeping, "version", version)
    return Site(version)
