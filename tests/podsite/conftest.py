"""The site as visitors get it, with its pages kept; it says which of them Django was asked for."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from episodes.services import keeping
from podsite.kept import Kept
from podsite.version import Version

HOST = "testserver"


class Site:
    """The site behind ``Kept``; ``made`` are the paths that Django was asked for."""

    def __init__(self, version):
        self.made, self.django = [], WSGIHandler()
        self.kept = Kept(self._make, version, keeping.until, {HOST})

    def _make(self, environ, start_response):
        self.made.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def get(self, path, method="GET", body=b"", **headers):
        """``(status, headers, body)``"""
        headers = {"HTTP_HOST": HOST} | headers
        environ = RequestFactory().generic(method, path, **headers).environ | {"wsgi.input": BytesIO(body)}
        told = {}

        def start_response(status, headers, exc_info=None):
            told.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

        answer = self.kept(environ, start_response)
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return told["status"], told["headers"], content

    @property
    def entries(self):
        """How many pages and answers are kept."""
        return len(self.kept.pages) + len(self.kept.answers)


@pytest.fixture
def site(tmp_path, monkeypatch):
    version = Version(tmp_path / "content-version")
    monkeypatch.setattr(keeping, "version", version)
    return Site(version)
