"""Who may change which episode: what is out, or about to be, is left to those who may publish.

An episode is open to everybody who may change episodes while it is a draft or in review. Its highlights, clips, quotes
and everything else of it follow it.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from episodes.models import AudioVersion, Clip, Credit, Episode, Highlight, HighlightLink, Quote, RelatedEpisode, Status

PUBLISH = "episodes.publish_episode"
UNPUBLISHED = (Status.DRAFT, Status.REVIEW)
#: What only those set who may publish.
KEPT_FIELDS = ("published_at", "withdrawn_reason")


def may_publish(user):
    """Whether ``user`` may publish, schedule and withdraw."""
    return user.has_perm(PUBLISH)


def may_change(user, episode=None):
    """Whether ``user`` may change ``episode`` as it is stored, and what belongs to it; None is one to be added."""
    return user.has_perm("episodes.change_episode") and is_open_to(user, episode)


def may_delete(user, obj):
    """Whether the state of ``obj``, an episode or a part of one, lets ``user`` delete it: what was out stays."""
    return may_publish(user) or (is_open_to(user, obj) and getattr(obj, "status", Status.DRAFT) in UNPUBLISHED)


def is_open_to(user, obj):
    """Whether the state of the episode that ``obj`` is or belongs to lets ``user`` write; true for what has none."""
    episode = episode_of(obj)
    return episode is None or episode.status in UNPUBLISHED or may_publish(user)


def episode_of(obj):
    """The episode that ``obj`` is or belongs to; None for what belongs to none, or to none yet."""
    if isinstance(obj, (Quote, HighlightLink)):
        obj = obj.highlight if obj.highlight_id else None
    if isinstance(obj, (AudioVersion, Highlight, Clip, Credit, RelatedEpisode)):
        return obj.episode if obj.episode_id else None
    return obj if isinstance(obj, Episode) else None


def statuses_for(user, obj=None):
    """The ``Status`` members that ``user`` may give an episode or a highlight; None is one to be added.

    Who may not publish also may leave a status as it is stored: a section that waits for its episode.
    """
    stored = obj.status if obj is not None and obj.pk else None
    return [status for status in Status if status in UNPUBLISHED or status == stored or may_publish(user)]


def why_closed(obj):
    """One sentence about an episode that is not open to somebody, or about a part of it."""
    episode = episode_of(obj)
    sentence = (
        _("“%(title)s” was withdrawn: only those who may publish can change it.")
        if episode.status == Status.WITHDRAWN
        else _("“%(title)s” is scheduled: only those who may publish can change it.")
        if episode.is_scheduled
        else _("“%(title)s” is published: only those who may publish can change it.")
    )
    return sentence % {"title": episode.title}


def limit_statuses(field, user, obj=None):
    """Leaves the form field of a status the choices of ``statuses_for``; any other is refused with a sentence."""
    field.choices = [(status.value, status.label) for status in statuses_for(user, obj)]
    if not may_publish(user):
        field.error_messages["invalid_choice"] = _("You may not publish or withdraw: choose Draft or In review.")


class RoleAdmin:
    """For admins: each object as open as its episode. Django asks these for pages, rows, actions and deletions."""

    def has_publish_permission(self, request):
        """What an action names that needs ``permissions=["publish"]``."""
        return may_publish(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and is_open_to(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_delete(request.user, obj)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if may_publish(request.user):
            return fields
        return [*fields, *(field.name for field in self.opts.fields if field.name in KEPT_FIELDS)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Nothing moves into an episode that is closed."""
        limits = db_field.name == "episode" and not may_publish(request.user)
        if limits:
            kwargs["queryset"] = Episode.objects.filter(status__in=UNPUBLISHED)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if limits:
            field.error_messages["invalid_choice"] = _("Choose an episode that is a draft or in review.")
        return field

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if status := form.base_fields.get("status"):
            limit_statuses(status, request.user, obj)
        return form

    def get_changelist_form(self, request, **kwargs):
        form = super().get_changelist_form(request, **kwargs)
        return type(form)(form.__name__, (RoleRow, form), {"user": request.user})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Says why there is nothing to type, to somebody who may type elsewhere."""
        if change and super().has_change_permission(request) and not is_open_to(request.user, obj):
            self.message_user(request, why_closed(obj), messages.WARNING)
        return super().render_change_form(request, context, add, change, form_url, obj)


class RoleRow:
    """A row of a list that can be edited there: closed with its episode, and with the statuses of its user."""

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_closed = not is_open_to(self.user, self.instance)
        for name, field in self.fields.items():
            # What is sent is read all the same, and refused below.
            field.disabled = (not self.is_bound and is_closed) or (name in KEPT_FIELDS and not may_publish(self.user))
            if name == "status":
                limit_statuses(field, self.user, self.instance)

    def clean(self):
        if self.has_changed() and not is_open_to(self.user, self.instance):
            raise ValidationError(why_closed(self.instance))
        return super().clean()


class RoleInline:
    """For inlines: rows that are as open as the episode that the form is about."""

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and is_open_to(request.user, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and is_open_to(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and is_open_to(request.user, obj)
