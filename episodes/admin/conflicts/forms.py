"""The page of one object: a second save is refused, and comes back with what the first one changed."""

from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import transaction

from episodes.admin.conflicts.gone import gone_page
from episodes.admin.conflicts.holding import hold_new, hold_rows
from episodes.admin.conflicts.merging import Merge, Page
from episodes.admin.conflicts.savers import told_of_save
from episodes.admin.conflicts.tokens import NAME, BadToken, Shown, sign, unsign


def refusing(kind):
    """A class of forms or formsets like ``kind``, which is never valid; errors are shown as ever."""

    def is_valid(self):
        kind.is_valid(self)
        return False

    return type(kind.__name__, (kind,), {"is_valid": is_valid})


class ComparesForms:
    """For admins: locks before it reads, and compares what is stored with what the form has shown."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view
        if request.method != "POST":
            return view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id is None:
                hold_new(self.model, request.POST.get("episode", ""))
                return view(request, object_id, form_url, extra_context)
            obj = self._locked_object(request, object_id)
            if obj is None and (page := self._page_of_gone(request, unquote(object_id))):
                return page
            conflict = self._form_conflict(request, obj)
            response = view(request, object_id, form_url, {**(extra_context or {}), **conflict})
            if conflict:
                response.status_code = 409
            return response

    def _page_of_gone(self, request, key):
        """The page with what was typed into the form of a row that was deleted since; None where it is there."""
        try:
            shown = unsign(request, self.opts.label, key)
        except BadToken:
            return None
        is_there = self.model._base_manager.filter(pk=key).exists()
        return None if is_there else gone_page(self, request, key, shown)

    def _form_conflict(self, request, obj):
        """What the page tells if the post is refused, else nothing; puts merged values into the post."""
        if obj is None or not self.has_change_permission(request, obj):
            return {}
        page, place = self._stored_page(request, obj), (obj._meta.label, obj.pk)
        sheet = page.sheet()
        try:
            shown = unsign(request, *place)
        except BadToken:
            shown = None
        if shown and shown.sheet == sheet and not any(name.startswith("_choose-") for name in request.POST):
            return {}
        merge = Merge(page, request.POST, request.FILES, shown and shown.sheet)
        request.POST = merge.data
        if not merge.told:
            return {}
        request.is_refused = True
        sentence = told_of_save(request.user, obj, shown.since) if shown else ""
        return {"conflict": merge.told, "conflict_sentence": sentence, "shown": sign(Shown(sheet=sheet), *place)}

    def _locked_object(self, request, object_id):
        """The object as it is once nobody else can change it; None where there is none to change."""
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):
            return None
        found = self.get_object(request, unquote(object_id), to_field)
        if found is None:
            return None
        hold_rows(self.model, [found.pk], episode=request.POST.get("episode", ""))
        return self.get_object(request, unquote(object_id), to_field)

    def _stored_page(self, request, obj):
        """The forms of ``obj`` as it is, whatever was posted."""
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=True, fields=fields)(instance=obj)
        formsets, closed, count = [], set(), {}
        for kind, inline in self.get_formsets_with_inlines(request, obj):
            prefix = kind.get_default_prefix()
            count[prefix] = count.get(prefix, 0) + 1
            prefix = prefix if count[prefix] == 1 else f"{prefix}-{count[prefix]}"
            if not inline.has_change_permission(request, obj):
                continue
            given = self.get_formset_kwargs(request, obj, inline, prefix)
            posted = ("data", "files", "save_as_new")
            formsets.append(kind(**{name: value for name, value in given.items() if name not in posted}))
            if not inline.has_add_permission(request, obj):
                closed.add(prefix)
        return Page(form, formsets, closed)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return refusing(form) if getattr(request, "is_refused", False) else form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and "shown" not in context and self.has_change_permission(request, obj):
            context["shown"] = request.POST.get(NAME) or self._signed_form(context, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _signed_form(self, context, obj):
        rows = [item.formset for item in context["inline_admin_formsets"] if item.has_change_permission]
        return sign(Shown(sheet=Page(context["adminform"].form, rows).sheet()), obj._meta.label, obj.pk)
