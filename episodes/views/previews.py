"""A draft as the page that it will be, for whoever was sent a link."""

from functools import wraps

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from episodes.models import Episode, PreviewLink, Status
from episodes.queries.preview_page import preview_page
from episodes.views.pages import render_page

HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


def left_nowhere(view):
    """No answer of ``view`` is kept, found or told of by anybody else."""

    @wraps(view)
    def wrapped(*args, **kwargs):
        response = view(*args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return wrapped


@left_nowhere
@require_safe
def preview(request, token):
    try:
        link = PreviewLink.objects.select_related("episode__show").behind(token)
    except PreviewLink.DoesNotExist:
        return render_page(request, "preview_closed", None, title=_("This preview is closed"), private=True, status=404)
    episode = link.episode
    # Its own address says by now what there is to see, or that it was withdrawn.
    if episode.status == Status.WITHDRAWN or Episode.objects.published().filter(pk=episode.pk).exists():
        return redirect(episode)
    return render_page(
        request,
        "preview",
        preview_page(episode),
        title=f"{episode.title} · {episode.show.title}",
        description=episode.summary,
        hue_class=episode.show.hue_class,
        private=True,
        until=link.expires_at,
    )
