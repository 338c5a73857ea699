"""Pictures in the sizes of pages."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from episodes.services.sizes import kept_size

FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request, name, width):
    """A WebP; the file as it is, where that cannot be made smaller. No name is given to another file later."""
    unsent = get_conditional_response(request, '"1"', None)
    if unsent is not None:
        unsent.headers["Cache-Control"] = FOREVER
        return unsent
    try:
        found = kept_size(name, width)
    except FileNotFoundError:
        raise Http404 from None
    if found is None:
        return HttpResponseRedirect(default_storage.url(name), headers={"Cache-Control": "no-cache"})
    return HttpResponse(found, content_type="image/webp", headers={"ETag": '"1"', "Cache-Control": FOREVER})
