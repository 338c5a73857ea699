"""What is public: the one place that says so. Querysets ask here; nothing else repeats the rule."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def public_episode(path=""):
    """The condition under which an episode is public; ``path`` leads to it (``"highlight__episode__"``)."""
    return Q(**{f"{path}status": Status.PUBLISHED, f"{path}published_at__lte": timezone.now()})


def public_highlight(path=""):
    """A highlight is public when it and its episode are."""
    return Q(**{f"{path}status": Status.PUBLISHED}) & public_episode(f"{path}episode__")
