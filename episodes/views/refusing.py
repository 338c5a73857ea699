"""What stands in for an answer where a request cannot be read."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import bad_request as plain_refusal

from episodes.views.pages import render_page

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
STATUS = 413


def bad_request(request, exception):
    """Of what is too long, a page that says so, or ``{"sentence"}`` for a script; else Django's own few words."""
    if not isinstance(exception, TOO_MUCH):
        return plain_refusal(request, exception)
    sentence = _("What was sent has more fields or files than can be read, so nothing was saved.")
    if isinstance(exception, RequestDataTooBig):
        sentence = _("What was sent is longer than %(most)d MB, so nothing of it was read and nothing was saved.")
        sentence %= {"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20}
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"sentence": sentence}, status=STATUS)
    return render_page(request, "too_much", sentence, title=_("Too much"), status=STATUS)
