"""The page that asks before it deletes: what has changed since it asked is asked about again."""

from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten, unquote
from django.db import transaction
from django.http import QueryDict

from episodes.admin.conflicts.holding import hold_rows
from episodes.admin.conflicts.savers import told_of_save
from episodes.admin.conflicts.tokens import NAME, BadToken, Shown, fingerprint, sign, unsign


class ComparesBeforeDeleting:
    def delete_view(self, request, object_id, extra_context=None):
        view = super().delete_view
        if request.method != "POST":
            return view(request, object_id, extra_context)
        with transaction.atomic():
            conflict = self._changed_since_asked(request, object_id)
            response = view(request, object_id, {**(extra_context or {}), **conflict})
            if conflict:
                response.status_code = 409
            return response

    def _changed_since_asked(self, request, object_id):
        """What the page tells if it has to ask again, else nothing. A post without a token was never asked."""
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        found = not to_field and self.get_object(request, unquote(object_id))
        if not found:
            return {}
        hold_rows(self.model, [found.pk])
        obj = self.get_object(request, unquote(object_id))
        if not obj or NAME not in request.POST or not self.has_delete_permission(request, obj):
            return {}
        try:
            shown = unsign(request, *_place(obj))
            if shown.prints == {"": self._delete_print(request, obj)}:
                return {}
            sentence = told_of_save(request.user, obj, shown.since)
        except BadToken:
            sentence = ""
        is_popup = IS_POPUP_VAR in request.POST
        request.POST = QueryDict()  # Without an answer the page asks.
        return {"conflict_sentence": sentence, "is_asked_again": True, "is_popup": is_popup}

    def _delete_print(self, request, obj, deleted=None):
        deleted = self.get_deleted_objects([obj], request)[0] if deleted is None else deleted
        return fingerprint(obj, *sorted(map(str, flatten(deleted))))

    def render_delete_form(self, request, context):
        obj = context["object"]
        shown = Shown(prints={"": self._delete_print(request, obj, context["deleted_objects"])})
        return super().render_delete_form(request, {**context, "shown": sign(shown, *_place(obj))})


def _place(obj):
    return obj._meta.label, obj.pk, "delete"
