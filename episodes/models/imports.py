"""What an importer last read, so that a later import can tell its own changes from an editor's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PageImport(models.Model):
    """The page an episode was made from. ``page`` is the parsed page as the importer's plain values."""

    episode = models.OneToOneField("Episode", on_delete=models.CASCADE, related_name="page_import")
    page = models.JSONField()
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")

    def __str__(self):
        return f"{self.episode}"


class FeedImport(models.Model):
    """The feed a show was made from. ``channel`` is what it said of the show, as the importer's plain values."""

    show = models.OneToOneField("Show", on_delete=models.CASCADE, related_name="feed_import")
    address = models.CharField(_("address"), max_length=1000)
    channel = models.JSONField(default=dict)
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    class Meta:
        verbose_name = _("imported feed")
        verbose_name_plural = _("imported feeds")

    def __str__(self):
        return self.address


class FeedItem(models.Model):
    """An item of a show's feed. ``key`` is its guid or a stable stand-in, ``item`` what it said when last imported.

    ``episode`` is empty once somebody has deleted it here, so that it does not come back. ``vanished_at`` is when an
    import first missed the item.
    """

    show = models.ForeignKey("Show", on_delete=models.CASCADE, related_name="feed_items")
    episode = models.OneToOneField("Episode", on_delete=models.SET_NULL, null=True, related_name="feed_item")
    key = models.CharField(max_length=500)
    item = models.JSONField(default=dict)
    vanished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["show", "key"], name="feed_item_key")]

    def __str__(self):
        return self.key


class FeedJob(models.Model):
    """One run of the feed importer that somebody started in the admin, for its progress and its report.

    ``body`` is the compressed feed as it was uploaded or fetched; a run that only looks keeps it for the one that
    imports. ``alive_at`` is when the run last said something.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to begin")
        FETCHING = "fetching", _("Fetching the feed")
        READING = "reading", _("Reading the feed")
        FILES = "files", _("Fetching transcripts, chapters and pictures")
        PLANNING = "planning", _("Comparing with what is here")
        WRITING = "writing", _("Writing")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    source = models.CharField(max_length=1000)
    options = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(null=True)
    error = models.TextField(blank=True)
    show = models.ForeignKey("Show", on_delete=models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    alive_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("feed import")
        verbose_name_plural = _("feed imports")

    def __str__(self):
        return self.source
