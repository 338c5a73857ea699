"""The page "Import a page" of the episodes' admin: paste text, see what would be made, confirm."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from episodes.admin.roles import is_open_to, may_publish, why_closed
from episodes.importers.page import MOST_CHARACTERS
from episodes.importers.page_plan import plan_page
from episodes.importers.report import ImportRefused
from episodes.services.revisions import recording

#: An import makes and changes all of these, so whoever imports may do both.
NEEDED = [
    f"episodes.{action}_{model}" for model in ("episode", "highlight", "clip", "quote") for action in ("add", "change")
]


class PageImportForm(forms.Form):
    # The text is not stripped: the report counts its lines from the first.
    text = forms.CharField(
        label=gettext_lazy("Text of the page"),
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=AdminTextareaWidget(attrs={"rows": 20, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "From “Published …” to “Related Episodes”, as plain text. Pasted again after a change, it updates what it "
            "made, and keeps what was edited here."
        ),
        error_messages={"required": gettext_lazy("Paste the text of a page.")},
    )
    show = forms.CharField(
        label=gettext_lazy("Show"),
        required=False,
        max_length=200,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("Its title or slug. Left empty, it is the show that the page names."),
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish"),
        required=False,
        help_text=gettext_lazy("The episode and its highlights. Otherwise what is new arrives as a draft."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers_publishing = may_publish(user)
        if not self.offers_publishing:
            del self.fields["publish"]

    def clean(self):
        super().clean()
        if "publish" in self.data and not self.offers_publishing:
            self.add_error("text", _("You may not publish: import it as a draft."))


class PageImportMixin:
    """Gives the admin of episodes a page at ``import-page/`` that imports an episode page from pasted text."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_page)
        return [
            path("import-page/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_import_page"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request):
        return request.user.has_perms(NEEDED)

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def import_page(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = PageImportForm(request.POST or None, user=request.user)
        plan = self._plan(request, form) if form.is_bound and form.is_valid() else None
        if plan and "_import" in request.POST and not plan.report.nothing:
            if request.POST.get("seen") == plan.digest:
                episode = self._imported(request, form, plan)
                if episode:
                    return redirect(reverse("admin:episodes_episode_change", args=[episode.pk]))
            else:
                messages.warning(
                    request, _("The text or the site has changed since you looked. Look again before you import.")
                )
        return self._import_response(request, form, plan)

    def _plan(self, request, form):
        """The plan for a valid form, or None with an error at the field that it is about."""
        values = form.cleaned_data
        try:
            plan = plan_page(values["text"], show=values["show"], publish=values.get("publish", False))
        except ImportRefused as error:
            form.add_error("text", str(error))
            return None
        if plan.show.pk is None and not request.user.has_perm("episodes.add_show"):
            form.add_error(
                "show", _("There is no show “%(title)s”, and you may not add one.") % {"title": plan.show.title}
            )
            return None
        if not is_open_to(request.user, plan.episode):
            form.add_error("text", why_closed(plan.episode))
            return None
        return plan

    def _imported(self, request, form, plan):
        try:
            with recording(request.user, _("Imported from a page")):
                episode = plan.apply()
                # Somebody else may have published it since it was planned.
                if not is_open_to(request.user, episode):
                    raise ImportRefused(why_closed(episode))
        except ImportRefused as error:
            form.add_error("text", str(error))
            return None
        log = self.log_addition if plan.episode.pk is None else self.log_change
        log(request, episode, _("Imported from a page."))
        messages.success(
            request,
            _("The page was imported: %(made)d made, %(changed)d changed.")
            % {"made": len(plan.report.made), "changed": len(plan.report.changed)},
        )
        return episode

    def _import_response(self, request, form, plan):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a page"),
            "opts": self.opts,
            "form": form,
            "fields": [admin.helpers.AdminField(form, name, is_first=False) for name in form.fields],
            "plan": plan,
            "report": plan and plan.report,
            "groups": plan and _groups(plan.report),
        }
        return TemplateResponse(request, "admin/episodes/page_import.html", context)


def _groups(report):
    """Headings and sentences, what needs a look first."""
    return [
        (_("Doubtful"), report.doubted),
        (_("Kept as it is here"), report.kept),
        (_("Skipped"), report.skipped),
        (_("Made"), report.made),
    ]
