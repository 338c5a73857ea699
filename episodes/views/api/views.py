"""The API's addresses: each endpoint by the description that it is documented by."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.urls import path
from django.utils.translation import gettext as _

import episodes.views.converters  # noqa: F401 - the routes below have numbers
from episodes.models import SiteSettings
from episodes.queries.api import lists
from episodes.queries.api.filters import NoSuchName
from episodes.text.cursors import MOST, CursorError
from episodes.views.api.answers import answer, open_to_all, problem
from episodes.views.api.endpoints import ENDPOINTS, Page
from episodes.views.api.examples import examples_of
from episodes.views.api.openapi import INDEX, document
from episodes.views.api.parameters import BadParameter, read_all
from episodes.views.pages import is_twin, render_page

OPENAPI_TYPE = "application/openapi+json"


def endpoint_view(endpoint):
    """The view that answers ``endpoint``."""

    @open_to_all
    def view(request, **names):
        try:
            found = endpoint.fetch(**_checked(names), **read_all(endpoint.parameters, request.GET))
        except (BadParameter, NoSuchName) as error:
            return problem(400, error, parameter=error.parameter)
        except CursorError as error:
            return problem(400, _(error.template) % error.params, parameter="cursor")
        except ObjectDoesNotExist:
            return _nothing(endpoint, **names)
        if not endpoint.is_list:
            return answer(request, endpoint.shape.write(found), changed=endpoint.changed(found))
        page = Page(found, _next(request, getattr(found, "page", found).next))
        links = [(page.next, "next", "application/json")] if page.next else []
        return answer(request, endpoint.shape.write(page), links=links)

    return view


def _checked(names):
    """The primary key of a route, where a database can have it. Raises ``ObjectDoesNotExist``."""
    if names.get("pk", 0) > MOST:
        raise ObjectDoesNotExist
    return names


def _nothing(endpoint, pk=0):
    reason = endpoint.gone(pk) if pk <= MOST else None
    if reason is not None:
        return problem(410, reason or _("The editors have taken it back."))
    return problem(404, _("There is nothing public at this address."))


def _next(request, cursor):
    """The address of what follows: what was asked, from ``cursor`` on."""
    if not cursor:
        return None
    asked = [(name, text) for name, texts in request.GET.lists() if name != "cursor" for text in texts]
    return f"{settings.SITE_URL}{request.path}?{urlencode([*asked, ('cursor', cursor)])}"


@open_to_all
def index(request):
    """Where everything is: for a program as JSON, for a browser as a page."""
    wanted = request.get_preferred_type(["application/json", "text/html"])
    site = SiteSettings.load()
    if wanted == "text/html" or is_twin(request):
        response = render_page(
            request,
            "api",
            {"endpoints": ENDPOINTS, "examples": examples_of(lists.examples())},
            title=_("API"),
            description=_("Everything public on this site, to be read by programs."),
        )
    else:
        response = answer(request, INDEX.write({"name": site.name, "totals": lists.totals()}))
    # The one address that has two answers; all else is the same for whoever asks.
    if not is_twin(request):
        response["Vary"] = "Accept"
    return response


@open_to_all
def openapi(request):
    return answer(request, document(SiteSettings.load().name), content_type=OPENAPI_TYPE)


@open_to_all
def nothing_here(request, rest):
    return problem(
        404, _("There is no such address in this API. Begin at %(url)s.") % {"url": f"{settings.SITE_URL}/api/"}
    )


urlpatterns = [
    path("api/", index, name="api"),
    path("api/openapi.json", openapi, name="api_openapi"),
    *(path(f"api/{one.route}", endpoint_view(one), name=f"api_{one.name}") for one in ENDPOINTS),
    path("api/<path:rest>", nothing_here, name="api_nothing"),
]
