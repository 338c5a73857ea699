"""The app of the site's content."""

from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from podsite.config import misspelt


class EpisodesConfig(AppConfig):
    name = "episodes"
    verbose_name = _("Episodes")

    def ready(self):
        from episodes import signals  # noqa: F401
        from episodes.services.health import check_search
        from episodes.services.keeping import watch

        post_migrate.connect(keep_roles, sender=self, dispatch_uid="episodes.roles")
        post_migrate.connect(keep_search, sender=self, dispatch_uid="episodes.search")
        post_migrate.connect(keep_rendered, sender=self, dispatch_uid="episodes.rendered")
        connection_created.connect(watch, dispatch_uid="episodes.keeping")
        checks.register(check_search, checks.Tags.database)
        checks.register(check_settings)


def check_settings(app_configs, **kwargs):
    return [checks.Warning(sentence, id="podsite.W001") for sentence in misspelt()]


def keep_roles(using, **kwargs):
    """After each migration the groups' permissions are those that the code names."""
    from episodes.services.roles import ensure_roles

    ensure_roles(using)


def keep_search(using, **kwargs):
    """After each migration search finds what is public, also where content was there before search."""
    from episodes.services.health import ensure_search

    ensure_search(using)


def keep_rendered(using, apps=None, **kwargs):
    """After each migration, and so after each update, the HTML of bodies is what this version makes of them."""
    from episodes.services.rendering import render_bodies

    # A migration may have gone back to before there was any; a flush tells of no models, and leaves no rows.
    if apps and "rendered" in _columns(apps, "Highlight"):
        render_bodies(using)


def _columns(apps, model):
    models = apps.get_app_config("episodes").models if "episodes" in apps.app_configs else {}
    return {field.name for field in models[model.lower()]._meta.fields} if model.lower() in models else set()
