"""Where players say that a moment was heard."""

import re
from ipaddress import ip_address

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from episodes.services.plays import count_play

ROBOTS = re.compile(
    r"bot\b|bot[/_;-]|crawl|spider|slurp|headless|phantom|selenium|puppeteer|playwright|preview|monitor|fetch|scan"
    r"|curl|wget|python|java/|ruby|perl|php|go-http|okhttp|axios|node|httpclient|libwww|facebookexternalhit|lighthouse",
    re.IGNORECASE,
)
LONGEST_AGENT = 300


# Nobody is signed in and nothing but a count changes, so there is no token to steal; other sites are told by their
# headers, below.
@csrf_exempt
@require_POST
def clip_plays(request, clip):
    """204, whether it counted or not: whoever tries to raise a count is told nothing."""
    if is_listener(request):
        count_play(clip, f"{address_of(request)}\n{agent_of(request)}", timezone.now())
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def is_listener(request):
    """Whether the request is of a browser that plays one of our pages; robots say who they are, for the most part."""
    agent, headers = agent_of(request), request.headers
    origin = headers.get("Origin", "")
    return (
        bool(agent)
        and not ROBOTS.search(agent)
        and headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and (not origin or origin.partition("://")[2] == request.get_host())
        and "prefetch" not in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    )


def agent_of(request):
    return request.headers.get("User-Agent", "")[:LONGEST_AGENT]


def address_of(request):
    """The visitor's address. The web server in front, which is on this machine, writes it behind what others claim."""
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(forwarded)) if forwarded and ip_address(peer).is_loopback else peer
    except ValueError:
        return peer
