"""What was typed into the form of an object that somebody has deleted meanwhile: shown, so that it can be copied."""

import re

from django.contrib.admin.models import DELETION
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, TextField
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from taggit.managers import TaggableManager

from episodes.admin.conflicts.savers import noted

_ROW = re.compile(r"(.+)-(\d{1,5})-(.+)")


def gone_page(model_admin, request, object_id, shown):
    """The page, with status 409. ``shown`` is the ``Shown`` that the form had brought along."""
    opts = model_admin.opts
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("This %(row)s is not there any more") % {"row": opts.verbose_name},
        "opts": opts,
        "saved": noted(opts.model, object_id, shown.since, action_flag=DELETION),
        "typed": list(_typed(model_admin, request, shown.sheet)),
    }
    return TemplateResponse(request, "admin/conflict/gone.html", context, status=409)


def _typed(model_admin, request, sheet):
    """``[(label, text)]`` of all texts that are not as they were read."""
    models = {"": model_admin.model}
    for formset, inline in model_admin.get_formsets_with_inlines(request):
        models[formset.get_default_prefix()] = inline.model
    for html_name, texts in request.POST.lists():
        row = _ROW.fullmatch(html_name)
        prefix, name = (row[1], row[3]) if row else ("", html_name)
        if prefix not in sheet or prefix not in models:
            continue
        key = request.POST.get(f"{prefix}-{row[2]}-{models[prefix]._meta.pk.name}", "") if row else ""
        text = texts[-1].replace("\r\n", "\n")
        before = sheet[prefix].get(key, {}).get(name, "")
        before = ", ".join(before) if isinstance(before, list) else before
        if text.strip() and text != before and _is_text(models[prefix], name):
            yield capfirst(models[prefix]._meta.get_field(name).verbose_name), text


def _is_text(model, name):
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(field, (CharField, TextField, TaggableManager)) and not getattr(field, "choices", None)
