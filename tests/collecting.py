"""Static files as they are served: minified, hashed, compressed."""

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

# Written before the tests put plain names in its place.
STORAGE = settings.STORAGES["staticfiles"]["BACKEND"]


def collect(folder, **options):
    """collectstatic with the storage of the settings, into ``folder``."""
    with override_settings(**collected_in(folder)):
        call_command("collectstatic", interactive=False, verbosity=0, **options)


def collected_in(folder):
    """The settings under which pages name the files that are collected in ``folder``."""
    return {"STATIC_ROOT": folder, "STORAGES": {**settings.STORAGES, "staticfiles": {"BACKEND": STORAGE}}}
