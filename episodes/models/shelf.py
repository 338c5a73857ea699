"""Shelves: on each stands everything public that has a tag, a person, a show or a year in common.

They are derived, so that a page reads one index however large the archive is. ``services.shelves`` keeps them.
"""

from django.db import models


class ShelfKind(models.TextChoices):
    """What stands on a shelf."""

    HIGHLIGHT = "h"
    EPISODE = "e"
    QUOTE = "q"


#: The shelf of everything public.
EVERYTHING = "all"
#: The shelf of the highlights that editors have chosen for the home page.
FEATURED = "featured"
#: The letters that shelves of tags, people, shows and years begin with; a number follows.
TAG, PERSON, SHOW, YEAR = "t", "p", "s", "y"
#: Shelves of episodes by the part that a person has in them: host, guest, any other. The person's number follows.
HOST, GUEST, CREW = "h", "g", "c"
#: A month, as ``m202411``, and a season of a show, as ``n12.3``: season 3 of the show 12.
MONTH, SEASON = "m", "n"

#: The letters of shelves whose common content is counted.
PAIRED = {"tt", "tp", "pt", "ts", "st", "ty", "yt", "ps", "sp", "pp"}
PAIRED |= {"sy", "ys", "sm", "ms", "sn", "ns", "sh", "hs", "sg", "gs"}


def shelf_of(letter, number):
    """The name of a shelf, such as ``t34``: of the tag 34, whatever it is called."""
    return f"{letter}{number}"


def shelf_of_season(show, season):
    """``n12.3``: of season 3 of the show with the primary key 12."""
    return f"{SEASON}{show}.{season}"


def month_of(year, month):
    """The number of a month's shelf: ``202411``."""
    return year * 100 + month


def number_of(shelf):
    """``34`` of ``t34``"""
    return int(shelf[1:])


class ShelfEntry(models.Model):
    """That something public stands on a shelf; the order of the index is newest first, as on every page."""

    shelf = models.CharField(max_length=24)
    kind = models.CharField(max_length=1, choices=ShelfKind)
    object_id = models.BigIntegerField()
    # Not a foreign key: what stood on a shelf is counted down after its episode has gone.
    episode_key = models.BigIntegerField(db_index=True)
    published_at = models.DateTimeField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-published_at", "-episode_key", "position", "object_id"]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "shelf"], name="shelf_entry_once")]
        indexes = [
            models.Index(
                fields=["shelf", "kind", "-published_at", "-episode_key", "position", "object_id"],
                name="shelf_in_order",
            )
        ]

    def __str__(self):
        return f"{self.shelf} {self.kind}{self.object_id}"


class ShelfTally(models.Model):
    """How many things of a kind stand on a shelf."""

    shelf = models.CharField(max_length=24)
    kind = models.CharField(max_length=1, choices=ShelfKind)
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "kind"], name="shelf_tally_once")]
        indexes = [models.Index(fields=["kind", "-count", "shelf"], name="shelf_by_count")]

    def __str__(self):
        return f"{self.shelf} {self.kind}: {self.count}"


class ShelfPair(models.Model):
    """How many things of a kind stand on both of two shelves; stored both ways round."""

    shelf = models.CharField(max_length=24)
    kind = models.CharField(max_length=1, choices=ShelfKind)
    other = models.CharField(max_length=24)
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "kind", "other"], name="shelf_pair_once")]
        indexes = [models.Index(fields=["shelf", "kind", "-count", "other"], name="shelf_pair_by_count")]

    def __str__(self):
        return f"{self.shelf} {self.other} {self.kind}: {self.count}"
