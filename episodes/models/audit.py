"""AuditEntry: who did what and when, of what an operator may be asked about later."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    SIGNED_IN = "signed in", _("Signed in")
    SIGNED_OUT = "signed out", _("Signed out")
    SIGN_IN_FAILED = "sign-in failed", _("Sign-in failed")
    PASSWORD = "password", _("Password changed")
    PERMISSIONS = "permissions", _("Permissions changed")
    ACCOUNT = "account", _("Account made")
    PUBLISHED = "published", _("Published")
    SCHEDULED = "scheduled", _("Scheduled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNPUBLISHED = "unpublished", _("Taken back to draft")
    DELETED = "deleted", _("Deleted")
    MERGED = "merged", _("Merged")
    UNMERGED = "unmerged", _("Merge undone")
    RESTORED = "restored", _("Site restored")


class How(models.TextChoices):
    SITE = "site", _("On the site")
    COMMAND = "command", _("By a command")
    CLOCK = "clock", _("By the clock")


class AuditEntry(models.Model):
    """Names are kept beside keys, so that it can be read when an account or an episode is gone.

    ``kind`` is the model that ``key`` belongs to, such as ``episode``; both are empty where an act is about the site.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    act = models.CharField(_("what"), max_length=20, choices=Act)
    how = models.CharField(_("how"), max_length=10, choices=How)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("account")
    )
    actor_name = models.CharField(_("who"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=50, blank=True)
    key = models.PositiveBigIntegerField(_("number"), null=True)
    subject = models.CharField(_("of what"), max_length=200, blank=True)
    detail = models.CharField(_("more"), max_length=300, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["act", "-at"], name="audit_act")]
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")

    def __str__(self):
        return " ".join(filter(None, [self.get_act_display(), self.subject]))
