"""The way to the desk from lists and forms of episodes and highlights, and who else is there."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from episodes.admin.names import name_of
from episodes.models import Highlight
from episodes.services.presence import enter, others


def desk_of(episode_id):
    return reverse("admin:episodes_episode_desk", args=[episode_id])


def section_address(episode_id, highlight_id):
    """An episode's desk, open at a section."""
    return f"{desk_of(episode_id)}?section={highlight_id}#section-{highlight_id}"


def desk_address(obj):
    """The desk of an episode, or that of a highlight's, open at it."""
    return section_address(obj.episode_id, obj.pk) if isinstance(obj, Highlight) else desk_of(obj.pk)


class LeadsToDesk:
    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Says who else has the episode open: a hint before somebody writes, not a lock."""
        if change and obj and request.method == "GET":
            episode_id = obj.episode_id if isinstance(obj, Highlight) else obj.pk
            enter(episode_id, request.user)
            names = [name_of(presence.user) for presence in others(episode_id, request.user)]
            if names:
                told = ngettext(
                    "%(names)s has this episode open, too.", "%(names)s have this episode open, too.", len(names)
                )
                self.message_user(request, told % {"names": get_text_list(names, _("and"))}, messages.INFO)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("desk"))
    def desk_link(self, obj):
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            desk_address(obj),
            _("Write"),
            _("“%(title)s”") % {"title": obj},
        )
