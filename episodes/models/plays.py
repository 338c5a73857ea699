"""What counting plays remembers of a day, and forgets after it: no address, and nothing that leads back to one."""

from django.db import models


class PlaySalt(models.Model):
    """The random key of one day's digests; deleted with the day, so that nobody can make the digests again."""

    day = models.DateField(unique=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self):
        return f"{self.day}"


class Play(models.Model):
    """That a visitor has heard a clip on a day: ``digest`` is keyed by the day's salt."""

    day = models.DateField()
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="play_once")]

    def __str__(self):
        return f"{self.day}"
