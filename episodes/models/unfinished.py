"""What a change has still to be followed by: written with the change, taken out when it is done."""

from django.db import models
from django.utils import timezone


class Unfinished(models.Model):
    """``keys`` is ``{noun: [primary key]}``: what has changed, so that what is derived from it is to be made anew.

    There are rows for moments only, but where a process ended between the commit and what follows it.
    """

    keys = models.JSONField()
    #: When somebody began to see to it, so that nobody else does meanwhile.
    taken_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.keys}"
