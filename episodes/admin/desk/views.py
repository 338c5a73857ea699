"""The desk's addresses: the page and its form, what is looked at while somebody types, and who else is there."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from episodes.admin.desk.conflict import ConflictPage
from episodes.admin.desk.forms import DeskForms
from episodes.admin.desk.page import Desk, fresh
from episodes.admin.desk.presence import who_is_here
from episodes.admin.desk.saving import Refused, Saving, keep_now
from episodes.admin.desk.typed import read_typed
from episodes.admin.keys import is_key
from episodes.admin.roles import may_change, why_closed
from episodes.models import Episode
from episodes.services.editing import Conflict, EditingRefused, shown_document
from episodes.services.presence import enter


def wants_json(request):
    return request.headers.get("Accept", "").startswith("application/json")


def of_episode(view):
    """A view of one episode that exists and that the user may see."""

    @wraps(view)
    def wrapped(self, request, object_id):
        episode = Episode.objects.select_related("show").filter(pk=object_id).first() if is_key(object_id) else None
        if episode is None:
            raise Http404
        if not self.has_view_or_change_permission(request, episode):
            raise PermissionDenied
        return view(self, request, episode)

    return wrapped


class DeskMixin:
    """Gives the admin of episodes the desk of each."""

    def get_urls(self):
        views = [("desk/", self.desk_view, "desk"), ("desk/look/", self.look_view, "desk_look")]
        views.append(("desk/presence/", self.presence_view, "desk_presence"))
        own = [
            path(f"<str:object_id>/{route}", self._signed_in(view), name=f"episodes_episode_{name}")
            for route, view, name in views
        ]
        return [*own, *super().get_urls()]

    def _signed_in(self, view):
        """Scripts are told that nobody is signed in; a page would lead them to the form to do so."""
        guarded = self.admin_site.admin_view(view)

        @csrf_protect
        @wraps(view)
        def wrapped(request, object_id):
            if wants_json(request) and not self.admin_site.has_permission(request):
                return JsonResponse({"login": reverse("admin:login")}, status=401)
            return guarded(request, object_id=object_id)

        return wrapped

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    @of_episode
    def desk_view(self, request, episode):
        if request.method == "POST":
            return self._save(request, episode)
        enter(episode.pk, request.user)
        revision = keep_now(episode.pk)
        desk = Desk(episode, request.user, revision.number, revision.document)
        desk.open_key = request.GET.get("section")
        desk.extra_quote = request.GET.get("quote")
        desk.link_words, desk.link_says = request.GET.get("link", ""), request.GET.get("says", "")
        desk.show_checklist = "checklist" in request.GET
        return self._page(request, desk)

    def _save(self, request, episode):
        if not may_change(request.user, episode):
            if wants_json(request):
                return JsonResponse({"sentence": _why_not(request.user, episode)}, status=403)
            raise PermissionDenied(_why_not(request.user, episode))
        saving = Saving(request.user, episode, request.POST, asks_about_tags=not wants_json(request))
        try:
            saved = saving.save()
        except Refused as refused:
            return self._refused(request, saving, refused)
        if isinstance(saved, Conflict):
            return self._conflict(request, saving, saved)
        return self._saved(request, saving)

    def _saved(self, request, saving):
        if saving.others:
            messages.info(request, saving.others)
        if saving.message:
            messages.add_message(request, messages.ERROR if saving.is_refused else messages.SUCCESS, saving.message)
        address = self._address(saving)
        if not wants_json(request):
            return redirect(address)
        answer = saving.answer()
        if saving.needs_reload:
            answer["reload"] = address
        desk = Desk(fresh(saving.episode.pk), request.user, saving.saved.version, saving.saved.document)
        answer |= {"state": desk.state, "checks": desk.checks, "fragments": self._fragments(request, desk)}
        if saving.pressed.name == "evidence" or saving.has_other_evidence:
            answer["evidence"] = self._evidence(request, saving, desk)
        return JsonResponse(answer)

    def _evidence(self, request, saving, desk):
        """``{prefix of a clip as the page has it: html}``; what was added has another prefix in a page read anew."""
        rows = {row.pk: row for row in desk.clips}
        keys = {prefix: str(saving.saved.keys.get(("clip", key), "")) for prefix, key in saving.typed.keys.items()}
        name = "admin/episodes/desk/evidence.html"
        answer = {}
        for prefix, pk in keys.items():
            if row := rows.get(pk) if prefix.startswith("clips-") else None:
                row.index = prefix.rpartition("-")[2]
                context = {"desk": desk, "row": row, "number": row.number, "mark": row.mark}
                answer[prefix] = render_to_string(name, context, request)
        return answer

    def _address(self, saving):
        questions = {name: value for name, value in saving.questions.items() if value}
        address = reverse("admin:episodes_episode_desk", args=[saving.episode.pk])
        query = f"?{urlencode(questions)}" if questions else ""
        return f"{address}{query}{f'#{saving.anchor}' if saving.anchor else ''}"

    def _refused(self, request, saving, refused):
        if wants_json(request):
            return JsonResponse({"sentence": refused.sentence, "errors": refused.errors}, status=422)
        desk = saving.desk()
        desk.sentence = refused.sentence
        desk.show_errors(refused.errors)
        return self._page(request, desk, status=422)

    def _conflict(self, request, saving, conflict):
        page = ConflictPage(conflict)
        if wants_json(request):
            html = render_to_string("admin/episodes/desk/conflict.html", {"conflict": page}, request)
            return JsonResponse({"conflict": html}, status=409)
        desk = saving.desk()
        desk.conflict = page
        return self._page(request, desk, status=409)

    def _page(self, request, desk, status=200):
        context = {
            **self.admin_site.each_context(request),
            "title": desk.episode.title,
            "opts": self.opts,
            "desk": desk,
        }
        return TemplateResponse(request, "admin/episodes/desk/desk.html", context, status=status)

    def _fragments(self, request, desk):
        context = {"desk": desk, "problems": desk.problems, "history": desk.history}
        return {
            "checklist": render_to_string("admin/episodes/desk/problems.html", context, request),
            "history": render_to_string("admin/episodes/desk/revisions.html", context, request),
        }

    @method_decorator([require_POST, csrf_protect])
    @of_episode
    def look_view(self, request, episode):
        """What the page says of words that are not saved: preview, checklist, where clips are cited."""
        if not may_change(request.user, episode):
            raise PermissionDenied
        version = request.POST.get("version", "")
        try:
            shown = shown_document(episode.pk, int(version) if is_key(version) else 0)
        except EditingRefused as error:
            return JsonResponse({"sentence": str(error)}, status=422)
        forms = DeskForms.of_post(request.POST)
        typed = read_typed(forms, shown)
        desk = Desk(episode, request.user, version, typed.document, forms, typed.keys)
        return JsonResponse(self._look(request, desk, typed, request.POST.get("section", "")))

    def _look(self, request, desk, typed, wanted):
        def html(name, **context):
            return render_to_string(f"admin/episodes/desk/{name}.html", {"desk": desk, **context}, request).strip()

        section = next((row.section for row in desk.sections if row.prefix == wanted), None)
        quotes = [(row, quote) for row in desk.sections for quote in row.quotes]
        return {
            "preview": html("preview", section=section, audio=desk.audio) if section else "",
            "metas": {row.prefix: html("meta", meta=row.meta) for row in desk.sections},
            "where": {row.prefix: html("where", where=row.where) for row in desk.clips},
            "compare": {
                quote.prefix: quote.comparison
                | {"html": html("beside", quote=quote, owner=row.index, place=quote.index)}
                for row, quote in quotes
            },
            "fragments": {"checklist": html("problems", problems=desk.problems)},
            "checks": desk.checks,
            "errors": typed.errors,
        }

    @method_decorator([require_POST, csrf_protect])
    @of_episode
    def presence_view(self, request, episode):
        """``{"words", "places"}``: who else is on the page."""
        enter(episode.pk, request.user, request.POST.get("place", "").replace("\x00", ""))
        return JsonResponse(who_is_here(episode.pk, request.user))


def _why_not(user, episode):
    if user.has_perm("episodes.change_episode"):
        return why_closed(episode)
    return _("You may look at this episode, and not change it.")
