"""The piece of HTML by which another page shows a clip."""

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _

from episodes.models import address

WIDTH, HEIGHT = 640, 190


def embed_code(clip, width=WIDTH, height=HEIGHT):
    """An ``<iframe>`` with whole addresses."""
    title = _("%(clip)s, from %(episode)s") % {"clip": clip.title, "episode": clip.episode.title}
    return str(
        format_html(
            '<iframe src="{}{}" width="{}" height="{}" title="{}" loading="lazy" allow="autoplay" frameborder="0">'
            "</iframe>",
            settings.SITE_URL,
            address("clip_embed", clip.pk),
            width,
            height,
            title,
        )
    )
