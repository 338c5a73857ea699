"""Lists: what is typed into their rows, and what is done with those that are selected."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.admin.conflicts.forms import refusing
from episodes.admin.conflicts.holding import hold_rows
from episodes.admin.conflicts.merging import Merge, Page
from episodes.admin.conflicts.tokens import NAME, BadToken, Shown, fingerprint, sign, unsign
from episodes.admin.keys import is_key


class ListRow(forms.ModelForm):
    """Its fields say which row they are of; a column's heading is no label."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            name = _("%(field)s of “%(row)s”") % {"field": field.label, "row": self.instance}
            field.widget.attrs["aria-label"] = name


def without_empty_errors(kind):
    """A class of formsets like ``kind`` whose errors are none where no row has one."""

    def errors(self):
        found = kind.errors.fget(self)
        return found if any(found) else []

    return type(kind.__name__, (kind,), {"errors": property(errors)})


class ComparesLists:
    """For admins: compares the rows that are stored with those that the list has shown."""

    def changelist_view(self, request, extra_context=None):
        view = super().changelist_view
        if request.method != "POST":
            return self._signed_list(request, view(request, extra_context))
        with transaction.atomic():
            conflict = {}
            if "_save" in request.POST and self.list_editable and self.has_change_permission(request):
                conflict = self._list_conflict(request)
            response = self._signed_list(request, view(request, {**(extra_context or {}), **conflict}))
            if conflict:
                response.status_code = 409
            return response

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": ListRow, **kwargs})

    def get_changelist_formset(self, request, **kwargs):
        formset = super().get_changelist_formset(request, **kwargs)
        return without_empty_errors(refusing(formset)) if getattr(request, "is_refused", False) else formset

    def get_changelist_instance(self, request):
        """A post is answered with the rows that it is about, whatever filters and pages would give by now."""
        changelist = super().get_changelist_instance(request)
        if request.method == "POST" and "_save" in request.POST and changelist.list_editable:
            changelist.result_list = self._posted_rows(request)
        return changelist

    def _posted_keys(self, request):
        prefix = self.get_changelist_formset(request).get_default_prefix()
        keys = self._get_edited_object_pks(request, prefix)
        return [int(key) for key in keys if is_key(key)]

    def _posted_rows(self, request):
        keys = self._posted_keys(request)
        found = self.get_queryset(request).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def _list_conflict(self, request):
        """What the page tells if the post is refused, else nothing; puts merged values into the post."""
        keys = self._posted_keys(request)
        hold_rows(self.model, keys)
        formset = self.get_changelist_formset(request)(queryset=self.get_queryset(request).filter(pk__in=keys))
        formset.forms.sort(key=lambda form: keys.index(form.instance.pk))
        page = Page(None, [formset], {formset.prefix})
        try:
            shown = unsign(request, *self._list_place())
        except BadToken:
            shown = None
        merge = Merge(page, request.POST, request.FILES, shown and shown.sheet)
        request.POST = merge.data
        if not merge.told:
            return {}
        request.is_refused = True
        sentence = _(
            "Somebody has saved some of these rows since you opened the list, so nothing of yours is saved yet."
        )
        return {"conflict": merge.told, "conflict_sentence": sentence if shown else "", "sheet": page.sheet()}

    def response_action(self, request, queryset):
        """Does it for those of the selected rows that are as the list has shown them, and names the others."""
        keys, is_across = self._selected_keys(request), request.POST.get("select_across") == "1"
        if is_across:
            keys = list(queryset.order_by().values_list("pk", flat=True))
        hold_rows(self.model, keys)
        try:
            known = unsign(request, *self._list_place()).prints
        except BadToken:
            known = {}
            if request.POST.get(NAME):
                self.message_user(request, _("This list is too old: look again, and select again."), messages.ERROR)
                return None
        keys = [key for key in keys if str(key) in known]
        rows = self.get_queryset(request).in_bulk(keys)
        changed = [key for key in keys if key in rows and fingerprint(rows[key]) != known[str(key)]]
        self._tell_of_changed(request, [rows[key] for key in changed], len(keys) - len(rows))
        if changed and not is_across and len(changed) == len(self._selected_keys(request)):
            return None
        response = super().response_action(request, queryset.exclude(pk__in=changed))
        if isinstance(response, TemplateResponse):  # It asks first, of the rows as they are now.
            prints = {str(key): fingerprint(row) for key, row in rows.items()}
            response.context_data.setdefault("shown", sign(Shown(prints=prints), *self._list_place()))
        return response

    def _selected_keys(self, request):
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        return [int(key) for key in keys if is_key(key)]

    def _tell_of_changed(self, request, rows, gone):
        for row in rows:
            told = _("“%(row)s” has changed since you opened the list, so it is left as it is: look again.") % {
                "row": row
            }
            self.message_user(request, told, messages.ERROR)
        if gone:
            told = ngettext(
                "%(count)d of the selected rows is not there any more.",
                "%(count)d of the selected rows are not there any more.",
                gone,
            ) % {"count": gone}
            self.message_user(request, told, messages.ERROR)

    def _list_place(self):
        return self.opts.label, "list"

    def _signed_list(self, request, response):
        """Says in a list what it shows; one that is shown again with errors says what it did at first."""
        context = getattr(response, "context_data", None) or {}
        if "cl" not in context:
            return response
        changelist, sheet = context["cl"], context.get("sheet", {})
        if changelist.formset is not None and not sheet:
            if changelist.formset.is_bound:
                context["shown"] = request.POST.get(NAME, "")
                return response
            sheet = Page(None, [changelist.formset]).sheet()
        prints = {str(row.pk): fingerprint(row) for row in changelist.result_list}
        context["shown"] = sign(Shown(sheet=sheet, prints=prints), *self._list_place())
        return response
