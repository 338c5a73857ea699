"""The way to the desk from lists of episodes and highlights."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from episodes.models import Highlight


def desk_of(episode_id):
    return reverse("admin:episodes_episode_desk", args=[episode_id])


def section_address(episode_id, highlight_id):
    """An episode's desk, open at a section."""
    return f"{desk_of(episode_id)}?section={highlight_id}#section-{highlight_id}"


def desk_address(obj):
    """The desk of an episode, or that of a highlight's, open at it."""
    return section_address(obj.episode_id, obj.pk) if isinstance(obj, Highlight) else desk_of(obj.pk)


class LeadsToDesk:
    @admin.display(description=_("desk"))
    def desk_link(self, obj):
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            desk_address(obj),
            _("Write"),
            _("“%(title)s”") % {"title": obj},
        )
