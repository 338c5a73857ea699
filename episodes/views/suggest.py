"""What is suggested while somebody types into a field of search."""

import hashlib

from django.http import JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import SearchKind
from episodes.search.find import suggest as find_suggestions
from episodes.text.questions import parse
from episodes.views.asked import cleaned
from episodes.views.pages import page_view

MOST = 8
#: A browser and whatever stands between may keep an answer so long.
KEPT_SECONDS = 60


@page_view()
def suggest(request):
    """JSON: ``said``, how many there are in words, and ``suggestions``: ``kind``, ``title``, ``alias``, ``url``."""
    found = find_suggestions(_name_in(cleaned(request.GET.get("q", ""))), MOST)
    kinds = {SearchKind.TAG: _("tag"), SearchKind.PERSON: _("person"), SearchKind.EPISODE: _("episode")}
    suggestions = [
        {"kind": kinds[one.kind], "title": one.title, "url": one.url} | ({"alias": one.alias} if one.alias else {})
        for one in found
    ]
    return _kept(request, {"said": _said(len(suggestions)), "suggestions": suggestions})


def _name_in(typed):
    """What may be a name: all that is typed, or the value of the one field in it."""
    question = parse(typed)
    if len(question.filters) == 1 and not question.terms:
        return question.filters[0].value
    return typed


def _said(count):
    if not count:
        return _("No suggestions")
    return ngettext("%(count)d suggestion", "%(count)d suggestions", count) % {"count": count}


def _kept(request, answer):
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return get_conditional_response(request, response["ETag"], None, response)
