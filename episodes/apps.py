"""The app of the site's content."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EpisodesConfig(AppConfig):
    name = "episodes"
    verbose_name = _("Episodes")

    def ready(self):
        from episodes import signals  # noqa: F401

        post_migrate.connect(keep_roles, sender=self, dispatch_uid="episodes.roles")


def keep_roles(using, **kwargs):
    """After each migration the groups' permissions are those that the code names."""
    from episodes.services.roles import ensure_roles

    ensure_roles(using)
