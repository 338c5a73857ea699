"""The page "Preview links" of an episode: make one, copy it, revoke it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from episodes.admin.keys import is_key
from episodes.models import Episode, PreviewLink, Status
from episodes.services.previews import DAYS, PreviewRefused, close_preview, open_preview


class PreviewForm(forms.Form):
    days = forms.TypedChoiceField(
        label=gettext_lazy("Open for"),
        coerce=int,
        choices=[(days, ngettext_lazy("%d day", "%d days", days) % days) for days in DAYS],
        initial=max(DAYS),
        help_text=gettext_lazy("Whoever has the address can look at the draft until then, or until you revoke it."),
        error_messages={
            "required": gettext_lazy("Say for how long."),
            "invalid_choice": gettext_lazy("Say for how long."),
        },
    )


class PreviewsMixin:
    """Gives the admin of episodes a page at ``<key>/previews/`` for the links to an episode's preview."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.previews)
        return [path("<int:key>/previews/", view, name="episodes_episode_previews"), *super().get_urls()]

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def previews(self, request, key):
        if not self.has_change_permission(request):
            raise PermissionDenied
        episode = self.get_object(request, str(key))
        if episode is None:
            raise Http404
        if not self.has_change_permission(request, episode):
            raise PermissionDenied
        form = PreviewForm()
        if "revoke" in request.POST:
            self._revoke_preview(request, episode)
            return redirect(request.path)
        if request.method == "POST":
            form = PreviewForm(request.POST)
            if form.is_valid() and self._make_preview(request, episode, form):
                return redirect(request.path)
        return self._previews_response(request, episode, form)

    def _make_preview(self, request, episode, form):
        try:
            open_preview(episode, request.user, form.cleaned_data["days"])
        except PreviewRefused as error:
            form.add_error(None, str(error))
            return False
        self.log_change(request, episode, _("Made a preview link."))
        messages.success(request, _("The link is open. Copy its address and send it."))
        return True

    def _revoke_preview(self, request, episode):
        key = request.POST["revoke"]
        if is_key(key) and close_preview(episode, key):
            self.log_change(request, episode, _("Revoked a preview link."))
            messages.success(request, _("The link is revoked and leads nowhere now."))
        else:
            messages.warning(request, _("That link was closed already."))

    def _previews_response(self, request, episode, form):
        links = PreviewLink.objects.open().filter(episode=episode).select_related("made_by")
        is_public = Episode.objects.published().filter(pk=episode.pk).exists()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview links"),
            "subtitle": str(episode),
            "opts": self.opts,
            "original": episode,
            "form": form,
            "is_public": is_public,
            "is_withdrawn": episode.status == Status.WITHDRAWN,
            "links": [(link, settings.SITE_URL + link.get_absolute_url()) for link in links],
        }
        return TemplateResponse(request, "admin/episodes/previews.html", context)
