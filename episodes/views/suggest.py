"""What is suggested while somebody types into a field of search."""

import hashlib

from django.http import JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import SearchKind
from episodes.search.find import suggest as find_suggestions
from episodes.seo.meta import absolute
from episodes.text.questions import parse
from episodes.views.asked import cleaned
from episodes.views.pages import page_view

MOST = 8
#: A browser and whatever stands between may keep an answer so long.
KEPT_SECONDS = 60


@page_view()
def suggest(request):
    """JSON: ``said``, how many there are in words, and ``suggestions``: ``kind``, ``title``, ``alias``, ``url``.

    With ``format=opensearch`` as browsers read it (OpenSearch Suggestions 1.1): what was typed, names, what they are,
    and where they lead.
    """
    typed = cleaned(request.GET.get("q", ""))
    found = find_suggestions(_name_in(typed), MOST)
    kinds = {SearchKind.TAG: _("tag"), SearchKind.PERSON: _("person"), SearchKind.EPISODE: _("episode")}
    suggestions = [
        {"kind": kinds[one.kind], "title": one.title, "url": one.url} | ({"alias": one.alias} if one.alias else {})
        for one in found
    ]
    if request.GET.get("format") == "opensearch":
        return _kept(request, _for_browsers(typed, suggestions), "application/x-suggestions+json")
    return _kept(request, {"said": _said(len(suggestions)), "suggestions": suggestions})


def _for_browsers(typed, suggestions):
    titles, kinds, urls = ([one[name] for one in suggestions] for name in ("title", "kind", "url"))
    return [typed, titles, kinds, [absolute(url) for url in urls]]


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


def _kept(request, answer, media_type="application/json"):
    options = {"json_dumps_params": {"ensure_ascii": False, "separators": (",", ":")}, "content_type": media_type}
    response = JsonResponse(answer, safe=False, **options)
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return get_conditional_response(request, response["ETag"], None, response)
