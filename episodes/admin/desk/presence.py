"""Who else is on the page, in words."""

from django.utils.translation import gettext as _

from episodes.admin.names import name_of
from episodes.models import Highlight
from episodes.services.presence import others

SECTION = "section-"


def who_is_here(episode_id, user):
    """``{"words": "Marta in section 3", "places": {"section-12": "Marta is here"}}`` of everybody else."""
    here = [(name_of(presence.user), presence.place) for presence in others(episode_id, user)]
    places = _places(episode_id) if any(place for _who, place in here) else {}
    told = [
        _("%(name)s in section %(place)s") % {"name": name, "place": places[place]} if place in places else name
        for name, place in here
    ]
    return {
        "words": ", ".join(told),
        "places": {place: _("%(name)s is here") % {"name": name} for name, place in here if place in places},
    }


def _places(episode_id):
    keys = Highlight.objects.filter(episode=episode_id).order_by("position", "pk").values_list("pk", flat=True)
    return {f"{SECTION}{key}": place for place, key in enumerate(keys, 1)}
