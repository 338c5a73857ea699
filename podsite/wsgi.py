"""The WSGI application. Refuses to serve on a generated key, unless ``manage.py demo`` asks for it."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from podsite.reading import ReadsOn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podsite.settings")
application = get_wsgi_application()


def keeping(application):
    """``application`` with its public pages kept, but for somebody who is at work on them."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    from podsite.kept import Kept
    from podsite.kept_keys import hosts_of
    from podsite.replica import instead
    from podsite.version import version

    if settings.DEBUG:
        return application
    until = import_string(settings.KEPT_UNTIL)
    hosts = hosts_of(settings.SITE_URL, settings.ALLOWED_HOSTS, settings.CONFIG.port)
    if not settings.METRICS_TOKEN:
        return Kept(application, version, until, hosts, instead)
    from podsite import metrics

    return metrics.asked.around(Kept(metrics.made.around(application), version, until, hosts, instead))


def refuse_generated_key():
    from django.conf import settings

    if not (settings.CONFIG.secret_key_given or settings.DEBUG or os.environ.get("PODSITE_DEMO")):
        sys.exit(
            "podsite: SECRET_KEY must be set to serve the site (python -c "
            "'import secrets; print(secrets.token_urlsafe(48))' makes one); only manage.py demo runs without."
        )


def see_uploads():
    """Before the workers part: that the folder of uploads was there is how each of them knows when it is gone."""
    from django.core.files.storage import default_storage

    getattr(default_storage, "is_gone", bool)()


refuse_generated_key()
see_uploads()
application = keeping(ReadsOn(application))
