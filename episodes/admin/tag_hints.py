"""What the field of tags asks while somebody writes: which tags would fit, and whether a new one is a slip."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from episodes.admin.keys import is_key
from episodes.admin.tag_complete import LONGEST_CHOSEN, LONGEST_KEY, MAY_TAG
from episodes.models import split_names
from episodes.queries.near_tags import near_tags
from episodes.queries.tag_suggestions import suggested_tags


def counted(uses):
    return ngettext("%(count)d use", "%(count)d uses", uses) % {"count": uses}


def question(typed, found):
    """The sentence that asks about a new name and the ``NearTag`` that it is near."""
    return _("“%(typed)s” is new. Did you mean “%(name)s” (%(counted)s)?") % {
        "typed": typed,
        "name": found.name,
        "counted": counted(found.uses),
    }


def _refuse_who_may_not_tag(request):
    if not any(request.user.has_perm(permission) for permission in MAY_TAG):
        raise PermissionDenied


@require_GET
def tag_near(request):
    """``{"name", "counted", "question"}`` of the tag that the new ``name`` was probably meant to be; else all empty."""
    _refuse_who_may_not_tag(request)
    typed = " ".join(request.GET.get("name", "")[:LONGEST_KEY].replace("\x00", "").split())
    found = near_tags([typed]).get(typed)
    if found is None:
        return JsonResponse({"name": "", "counted": "", "question": ""})
    return JsonResponse({"name": found.name, "counted": counted(found.uses), "question": question(typed, found)})


@csrf_protect
@require_POST
def tag_suggest(request):
    """``{"results": [{"name", "uses", "counted", "why"}]}`` for ``text``; ``chosen`` are names between commas.

    ``episode`` is the key of the episode that the text belongs to, or missing.
    """
    _refuse_who_may_not_tag(request)
    chosen = split_names(request.POST.get("chosen", "")[:LONGEST_CHOSEN].replace("\x00", ""))
    episode = request.POST.get("episode", "")
    found = suggested_tags(request.POST.get("text", ""), chosen, int(episode) if is_key(episode) else None)
    return JsonResponse({"results": [_suggestion(each) for each in found]})


def _suggestion(found):
    if found.word:
        why = _("“%(word)s” is in the text") % {"word": found.word}
    else:
        why = _("also on “%(section)s”") % {"section": found.section}
    return {"name": found.name, "uses": found.uses, "counted": counted(found.uses), "why": why}
