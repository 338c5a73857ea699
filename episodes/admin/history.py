"""The history of an episode: its revisions, each as the page it was, compared, and brought back; deleted episodes."""

from functools import wraps

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from episodes.admin.comparing import groups_of
from episodes.admin.corrections import may_note
from episodes.admin.keys import is_key
from episodes.admin.roles import UNPUBLISHED, episode_of, may_publish
from episodes.documents.changes import changes
from episodes.models import Episode, Highlight, Revision, SiteSettings
from episodes.queries.history import history, revisions_of
from episodes.queries.preview_page import preview_page
from episodes.seo.meta import Meta
from episodes.services.documents import read
from episodes.services.restoring import RestoreRefused, deleted_episodes, restore, write_back
from episodes.services.revisions import latest_number

ON_PAGE = 25


def page_as_it_was(request, revision, context):
    """The response with the public page that ``revision`` makes; of what is written for it nothing stays.

    Raises ``RestoreRefused`` where it can't be written.
    """
    with transaction.atomic():
        write_back(revision, keep_state=False)
        episode = Episode.objects.select_related("show").get(pk=revision.episode_key)
        meta = Meta(
            title=f"{episode.title} · {episode.show.title}",
            description=episode.summary,
            path=request.path,
            hue_class=episode.show.hue_class,
            private=True,
        )
        context = {**context, "page": preview_page(episode), "site": SiteSettings.load(), "meta": meta}
        response = render(request, "admin/episodes/history/page.html", context)
        transaction.set_rollback(True)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def of_number(view):
    """A view of one revision; what is no key of any database is found nowhere."""

    @wraps(view)
    def wrapped(self, request, key, number):
        if not (is_key(key) and is_key(number)):
            raise Http404
        episode = self.seen_episode(request, int(key))
        found = Revision.objects.select_related("made_by")
        return view(self, request, episode, get_object_or_404(found, episode_key=int(key), number=int(number)))

    return wrapped


class EpisodeHistory:
    """For the admin of episodes. What is deleted keeps its addresses here."""

    def get_urls(self):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        views = [
            ("deleted/", self.deleted_view, "deleted"),
            ("<str:key>/history/<str:number>/", self.revision_view, "revision"),
            ("<str:key>/history/<str:number>/compare/", self.compare_view, "revision_compare"),
            ("<str:key>/history/<str:number>/restore/", self.restore_view, "revision_restore"),
        ]
        own = [path(route, self.admin_site.admin_view(view), name=f"{prefix}_{name}") for route, view, name in views]
        return [*own, *super().get_urls()]

    def has_recover_permission(self, request):
        """Who brings a deleted episode back makes one, which may be public at once."""
        return self.has_add_permission(request) and may_publish(request.user)

    def seen_episode(self, request, key):
        """The episode, None where it is deleted. Raises ``PermissionDenied`` for whoever may not look at it."""
        episode = Episode.objects.select_related("show").filter(pk=key).first()
        if not self.has_view_permission(request, episode):
            raise PermissionDenied
        return episode

    def may_restore(self, request, episode):
        return self.has_change_permission(request, episode) if episode else self.has_recover_permission(request)

    def changelist_view(self, request, extra_context=None):
        may_recover = self.has_recover_permission(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_recover": may_recover})

    @method_decorator(require_safe)
    def history_view(self, request, object_id, extra_context=None):
        key = int(object_id) if is_key(object_id) else 0
        episode = self.seen_episode(request, key)
        shown = Paginator(revisions_of(key), ON_PAGE).get_page(request.GET.get("page"))
        if episode is None and not shown.paginator.count:
            raise Http404
        context = {
            "title": _("History of “%(title)s”") % {"title": episode or shown.object_list[0].title},
            "entries": history(shown.object_list),
            "shown": shown,
            **(extra_context or {}),
        }
        return self._history_page(request, "list", episode, key, context)

    @method_decorator(require_safe)
    @of_number
    def revision_view(self, request, episode, revision):
        key = revision.episode_key
        context = {
            "revision": revision,
            "seen": latest_number(key),
            "may_restore": self.may_restore(request, episode),
        }
        try:
            return page_as_it_was(request, revision, context)
        except RestoreRefused as error:
            messages.error(request, str(error))
            return redirect("admin:episodes_episode_history", key)

    @method_decorator(require_safe)
    @of_number
    def compare_view(self, request, episode, revision):
        key, asked = revision.episode_key, request.GET.get("with", "")
        if asked:
            found = Revision.objects.select_related("made_by")
            other = get_object_or_404(found, episode_key=key, number=int(asked) if is_key(asked) else 0)
            old, new = sorted([revision, other], key=lambda one: one.number)
            document = new.document
        else:
            old, new, document = revision, None, read(key)
        context = {
            "title": _("What changed in “%(title)s”") % {"title": episode or old.title},
            "old": old,
            "new": new,
            "groups": groups_of(changes(old.document, document)),
        }
        return self._history_page(request, "compare", episode, key, context)

    @method_decorator([require_POST, csrf_protect])
    @of_number
    def restore_view(self, request, episode, revision):
        if not self.may_restore(request, episode):
            raise PermissionDenied
        key, seen = revision.episode_key, request.POST.get("seen", "")
        seen = int(seen) if is_key(seen) else -1
        try:
            self._refuse_publishing(request, revision)
            restored = restore(revision, user=request.user, seen=seen)
        except RestoreRefused as error:
            messages.error(request, str(error))
            return redirect("admin:episodes_episode_history", key)
        names = {"title": restored.title, "number": revision.number}
        if latest_number(key) == seen:
            messages.info(request, _("Nothing was restored: “%(title)s” is what it was at that revision.") % names)
            return redirect("admin:episodes_episode_history", key)
        self.log_change(request, restored, _("Restored revision %(number)d.") % names)
        told = _("“%(title)s” is again what it was at revision %(number)d.") if episode else _("“%(title)s” is back.")
        messages.success(request, told % names)
        return redirect("admin:episodes_episode_history", key)

    def _refuse_publishing(self, request, revision):
        """Sections that are there keep their state; one that was deleted comes back with the state that it had.

        One that the revision does not know goes, and what is published goes by who may publish.
        """
        if may_publish(request.user):
            return
        sections = revision.document.get("highlight", {})
        out = Highlight.objects.filter(episode=revision.episode_key).exclude(status__in=UNPUBLISHED)
        if going := out.exclude(pk__in=sections).first():
            raise RestoreRefused(
                _("“%(title)s” would go, which is published: only those who may publish can restore this revision.")
                % {"title": going.title}
            )
        back = [pk for pk, row in sections.items() if row["status"] not in UNPUBLISHED]
        if len(back) > Highlight.objects.filter(pk__in=back).count():
            raise RestoreRefused(
                _("A section that was published would come back: only those who may publish can restore this revision.")
            )

    @method_decorator(require_safe)
    def deleted_view(self, request):
        if not self.has_recover_permission(request):
            raise PermissionDenied
        graves = deleted_episodes().select_related("made_by").defer("document")
        shown = Paginator(graves, ON_PAGE).get_page(request.GET.get("page"))
        rows = [{"grave": grave, "kept": grave.number - 1} for grave in shown.object_list]
        return self._history_page(
            request, "deleted", None, 0, {"title": _("Deleted episodes"), "rows": rows, "shown": shown}
        )

    def _history_page(self, request, name, episode, key, context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "episode": episode,
            "key": key,
            "seen": latest_number(key) if key else 0,
            "may_restore": self.may_restore(request, episode),
            "may_note": episode and may_note(request.user, episode),
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/episodes/history/{name}.html", context)


class InEpisodeHistory:
    """For admins of what belongs to an episode: its history is a part of the episode's."""

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        return redirect(reverse("admin:episodes_episode_history", args=[episode_of(obj).pk]))
