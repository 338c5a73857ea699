"""The page "Import a feed" of the shows' admin: name a feed, look at what it would do, import it.

Both are done by a job, see ``services.feed_jobs``; its page shows how far it is, and then its report.
"""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from episodes.admin.keys import is_key
from episodes.admin.roles import may_publish
from episodes.importers.fetch import MOST_BYTES
from episodes.importers.fetch_addresses import read_address
from episodes.importers.report import ImportRefused
from episodes.models import FeedJob
from episodes.services.feed_jobs import JobRefused, begin, look, unpacked

#: An import makes and changes all of these, so whoever imports may do both.
NEEDED = [f"episodes.{action}_{model}" for model in ("episode", "clip") for action in ("add", "change")]
NAME = "episodes_show_import_feed"


def may_import_feeds(user):
    return user.has_perms(NEEDED)


class FeedImportForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Address of the feed"),
        required=False,
        max_length=1000,
        widget=AdminTextInputWidget(attrs={"inputmode": "url", "spellcheck": "false"}),
        help_text=gettext_lazy("Where podcast apps subscribe to it: https://…"),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The feed as it was saved, RSS or Atom; at most 20 MB."),
    )
    show = forms.CharField(
        label=gettext_lazy("Show"),
        required=False,
        max_length=200,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("Its title or slug. Left empty, it is the show that the feed names."),
    )
    files = forms.BooleanField(
        label=gettext_lazy("Fetch linked files"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Transcripts, chapters and pictures. That takes a while for a long feed."),
    )
    tags = forms.BooleanField(
        label=gettext_lazy("Make tags"),
        required=False,
        help_text=gettext_lazy("Of the categories and keywords of the episodes, which some feeds have thousands of."),
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish"),
        required=False,
        help_text=gettext_lazy("New episodes appear at the dates of the feed. Otherwise they arrive as drafts."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers_publishing = may_publish(user)
        if not self.offers_publishing:
            del self.fields["publish"]

    def clean_address(self):
        address = self.cleaned_data["address"]
        try:
            return address and read_address(address, settings.FETCH_ALLOWED_HOSTS).url
        except ImportRefused as error:
            raise forms.ValidationError(str(error)) from None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s; at most %(most)s are read.")
                % {"size": filesizeformat(file.size), "most": filesizeformat(MOST_BYTES)}
            )
        return file

    def clean(self):
        values = super().clean()
        if "publish" in self.data and not self.offers_publishing:
            self.add_error("address", _("You may not publish: import it as drafts."))
        if not self.errors and bool(values["address"]) == bool(values["file"]):
            self.add_error(
                "address",
                _("Name an address or choose a file, not both.")
                if values["file"]
                else _("Name the address of a feed, or choose a file."),
            )
        return values

    def begin(self, user):
        """The job that looks at what is in the form."""
        values = self.cleaned_data
        file = values["file"]
        options = {"address": not file, "write": False, "show": values["show"]}
        options |= {"files": values["files"], "tags": values["tags"], "publish": values.get("publish", False)}
        return begin(
            source=file.name if file else values["address"], body=file and file.read(), options=options, user=user
        )


class FeedImportMixin:
    """Gives the admin of shows pages at ``import-feed/`` that import the feed of a podcast."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("import-feed/", view(self.import_feed), name=NAME),
            path("import-feed/<job>/", view(self.feed_job), name=f"{NAME}_job"),
            path("import-feed/<job>/state/", view(self.feed_job_state), name=f"{NAME}_state"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        context = {**(extra_context or {}), "may_import_feeds": may_import_feeds(request.user)}
        return super().changelist_view(request, context)

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def import_feed(self, request):
        self._check_feed_import(request)
        form = FeedImportForm(request.POST or None, request.FILES or None, user=request.user)
        if form.is_bound and form.is_valid():
            try:
                return redirect(f"admin:{NAME}_job", form.begin(request.user).pk)
            except JobRefused as error:
                form.add_error(None, str(error))
        jobs = list(FeedJob.objects.defer("body", "report").select_related("made_by"))
        for job in jobs:
            job.progress = look(job)
        context = self._feed_context(request, form=form, jobs=jobs)
        context["fields"] = [admin.helpers.AdminField(form, name, is_first=False) for name in form.fields]
        return TemplateResponse(request, "admin/episodes/feed_import.html", context)

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def feed_job(self, request, job):
        self._check_feed_import(request)
        job = _job(job)
        progress = look(job)
        if request.method == "POST" and progress.ended:
            try:
                return redirect(f"admin:{NAME}_job", self._next_job(request, job).pk)
            except JobRefused as error:
                messages.error(request, str(error))
        context = self._feed_context(request, job=job, progress=progress, state=FeedJob.State(progress.state).label)
        context |= _shown(job, request.user)
        return TemplateResponse(request, "admin/episodes/feed_job.html", context)

    @method_decorator(require_safe)
    def feed_job_state(self, request, job):
        self._check_feed_import(request)
        progress = look(_job(job))
        label = str(FeedJob.State(progress.state).label)
        return JsonResponse({"state": label, "done": progress.done, "total": progress.total, "ended": progress.ended})

    def _next_job(self, request, job):
        """The job that a button of a job's page asks for: the import of what was looked at, or the same once more."""
        options = job.options
        if options.get("publish") and not may_publish(request.user):
            raise JobRefused(_("You may not publish: look again, without publishing."))
        if "_import" in request.POST:
            if not _may_follow(job) or request.POST.get("seen") != options.get("digest"):
                raise JobRefused(_("Look at what the import would do, before you import."))
            options, body = {**options, "write": True}, unpacked(job)
        elif job.state == FeedJob.State.FAILED and options.get("write") and "_look" not in request.POST:
            body = unpacked(job)
        else:
            # To look again at an address is to fetch it again.
            options = {**options, "write": False, "digest": ""}
            body = None if options.get("address") else unpacked(job)
        return begin(source=job.source, body=body, options=options, user=request.user, show=job.show)

    def _check_feed_import(self, request):
        if not may_import_feeds(request.user):
            raise PermissionDenied

    def _feed_context(self, request, **context):
        return {
            **self.admin_site.each_context(request),
            "title": _("Import a feed"),
            "opts": self.opts,
            "list_address": reverse(f"admin:{NAME}"),
            **context,
        }


def _job(text):
    """The job of a number in an address. Raises ``Http404``."""
    job = FeedJob.objects.select_related("show", "made_by").filter(pk=text).first() if is_key(text) else None
    if job is None:
        raise Http404
    return job


def _may_follow(job):
    """Whether the job has looked, and found something to import."""
    return job.state == FeedJob.State.DONE and not job.options.get("write") and not _is_nothing(job.report)


def _is_nothing(report):
    return not (report and (report["made"] or report["changed"]))


def _shown(job, user):
    report = job.report
    return {
        "report": report and {**report, "nothing": _is_nothing(report)},
        "groups": report and _groups(report),
        "has_written": bool(job.options.get("write")),
        "may_import": _may_follow(job) and not (job.options.get("publish") and not may_publish(user)),
    }


def _groups(report):
    """Headings and sentences, what needs a look first."""
    return [
        (_("Doubtful"), report["doubted"]),
        (_("Kept as it is here"), report["kept"]),
        (_("Skipped"), report["skipped"]),
        (_("Made"), report["made"]),
    ]
