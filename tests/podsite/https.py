"""The site as it is on HTTPS: the settings that an operator's SITE_URL makes, and a visitor."""

import os
import runpy
from unittest import mock

from django.test import Client, override_settings

from podsite.config import BASE_DIR

HOST = "podcasts.example"
#: What the address of the site decides.
DECIDED = ("SECURE_", "SESSION_", "CSRF_", "CONTENT_", "PERMISSIONS_", "ALLOWED_HOSTS", "SITE_URL", "X_FRAME")


def settings(**variables):
    """A context with the settings of ``SITE_URL=https://podcasts.example``, and of more variables."""
    with mock.patch.dict(os.environ, {"SITE_URL": f"https://{HOST}", "ALLOWED_HOSTS": "", **variables}):
        found = runpy.run_path(str(BASE_DIR / "podsite/settings.py"))
    decided = {name: value for name, value in found.items() if name.startswith(DECIDED)}
    return override_settings(**{"SESSION_COOKIE_NAME": "sessionid", "CSRF_COOKIE_NAME": "csrftoken", **decided})


class Visitor(Client):
    """A client whose requests are on HTTPS."""

    def generic(self, method, path, data="", content_type="application/octet-stream", secure=True, **options):
        return super().generic(method, path, data, content_type, secure=True, **options)


def visitor(**options):
    """A ``Visitor`` at the site's own name."""
    return Visitor(SERVER_NAME=HOST, **options)
