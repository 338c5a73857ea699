"""Merging in the admin of tags: near-duplicates, a page that shows what a merge would do, and merges to be undone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from episodes.admin.keys import is_key
from episodes.models import Tag, TagMerge
from episodes.queries.near_tags import alike_tags
from episodes.queries.tag_merges import merge_preview, merges, moved
from episodes.services.tags import TagRefused, merge, undo_merge

MOST_MERGED = 20  # tags at once
ON_A_PAGE = 50
#: What makes two tags near, as the page of near-duplicates says it.
HOW = {
    "case": gettext_lazy("another case"),
    "hyphen": gettext_lazy("a hyphen or space"),
    "plural": gettext_lazy("plural"),
    "letter": gettext_lazy("one letter"),
}
ours = method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
only_shown = method_decorator([require_http_methods(["GET", "HEAD"])])


class TagMergeMixin:
    """Gives the admin of tags the pages ``merge/``, ``near-duplicates/`` and ``merges/``."""

    actions = ["merge_selected"]

    def get_urls(self):
        views = {"merge": self.merge_view, "near-duplicates": self.near_view, "merges": self.merges_view}
        return [
            *(
                path(f"{name}/", self.admin_site.admin_view(view), name=f"episodes_tag_{name.replace('-', '_')}")
                for name, view in views.items()
            ),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request):
        """A merge changes one tag and deletes the other. Actions ask for it as ``permissions=["merge"]``."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def changelist_view(self, request, extra_context=None):
        may_merge = self.has_merge_permission(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_merge": may_merge})

    @admin.action(permissions=["merge"], description=gettext_lazy("Merge selected tags…"))
    def merge_selected(self, request, queryset):
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_MERGED + 1])
        if not 2 <= len(keys) <= MOST_MERGED:
            sentence = _("Select two tags or more, at most %(most)d.") % {"most": MOST_MERGED}
            self.message_user(request, sentence, messages.WARNING)
            return None
        return HttpResponseRedirect(f"{reverse('admin:episodes_tag_merge')}?{urlencode({'tag': keys}, doseq=True)}")

    # --- one merge ------------------------------------------------------------------------------------------------

    @ours
    def merge_view(self, request):
        """Shows what would be merged (GET) and merges (POST): ``tag`` several times, ``into`` one of them."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        tags = _chosen(asked)
        if len(tags) < 2:
            self.message_user(request, _why_not(tags, asked), messages.WARNING)
            return redirect("admin:episodes_tag_changelist")
        target = next((tag for tag in tags if str(tag.pk) == asked.get("into")), None)
        if request.method == "POST" and target:
            return self._merge(request, [tag for tag in tags if tag != target], target)
        return self._merge_page(request, tags, target or tags[0])

    def _merge(self, request, sources, target):
        try:
            with transaction.atomic():
                for source in sources:
                    done = merge(source, target, request.user)
                    self._log_merge(request, done)
        except TagRefused as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:episodes_tag_changelist")
        names = ", ".join(f"“{source.name}”" for source in sources)
        sentence = format_html(
            '{} <a href="{}">{}</a>',
            _("%(names)s merged into “%(target)s”.") % {"names": names, "target": target.name},
            reverse("admin:episodes_tag_merges"),
            _("Undo it among the merges."),
        )
        self.message_user(request, sentence, messages.SUCCESS)
        return redirect("admin:episodes_tag_change", target.pk)

    def _log_merge(self, request, done):
        self.log_change(request, done.target, _("Merged “%(name)s” into it.") % {"name": done.name})

    def _merge_page(self, request, tags, target):
        preview = merge_preview([tag for tag in tags if tag != target], target)
        return self._page(request, "merge", _("Merge tags"), tags=tags, preview=preview)

    # --- near-duplicates ------------------------------------------------------------------------------------------

    @only_shown
    def near_view(self, request):
        if not self.has_merge_permission(request):
            raise PermissionDenied
        groups = alike_tags()
        kinds = {"sure": [alike for alike in groups if alike.is_sure]}
        kinds["letter"] = [alike for alike in groups if not alike.is_sure]
        kind = request.GET.get("kind")
        kind = kind if kind in kinds else "sure" if kinds["sure"] else "letter"
        shown = Paginator(kinds[kind], ON_A_PAGE).get_page(request.GET.get("page"))
        for alike in shown:
            for tag in alike.tags:
                tag.difference = HOW.get(tag.how, "")
        return self._page(
            request,
            "near_duplicates",
            _("Near-duplicates"),
            kind=kind,
            kinds=[
                ("sure", _("Case, hyphens and plurals"), len(kinds["sure"])),
                ("letter", _("One letter"), len(kinds["letter"])),
            ],
            shown=shown,
        )

    # --- what was merged ------------------------------------------------------------------------------------------

    @ours
    def merges_view(self, request):
        """Lists the merges (GET) and undoes one (POST ``merge``)."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self._undo(request)
            return redirect("admin:episodes_tag_merges")
        shown = Paginator(merges(), ON_A_PAGE).get_page(request.GET.get("page"))
        for done in shown:
            done.highlight_count, done.episode_count = moved(done)
        return self._page(request, "merges", _("Merges"), shown=shown)

    def _undo(self, request):
        key = request.POST.get("merge", "")
        done = TagMerge.objects.filter(pk=key).first() if is_key(key) else None
        if done is None:
            self.message_user(request, _("That merge is no longer there."), messages.ERROR)
            return
        try:
            with transaction.atomic():
                tag = undo_merge(done)
                self.log_addition(request, tag, _("Its merge was undone."))
        except TagRefused as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        self.message_user(request, _("“%(name)s” is a tag of its own again.") % {"name": tag.name}, messages.SUCCESS)

    def _page(self, request, name, title, **context):
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/episodes/tag/{name}.html", context)


def _chosen(asked):
    """The tags that an address or a form names, the most used first; ``into`` is one of them, named or not."""
    keys = {key for key in [*asked.getlist("tag"), asked.get("into", "")] if is_key(key)}
    found = Tag.objects.counted().filter(pk__in=sorted(keys)[:MOST_MERGED])
    return sorted(found, key=lambda tag: (-tag.use_count, tag.key))


def _why_not(tags, asked):
    if tags and asked.get("into") in asked.getlist("tag"):
        return _("“%(name)s” can't be merged into itself.") % {"name": tags[0].name}
    return _("Choose two tags or more that are still there.")
