"""Questions that have an answer on this very site, for the page that explains the API."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _


def examples_of(found):
    """``[(words, address)]`` for what ``queries.api.lists.examples`` has found."""
    examples = [(_("The five newest episodes"), _asked("episodes", limit=5))]
    if tag := found.get("tag"):
        words = _("What is found for “%(tag)s”") % {"tag": tag.name}
        examples.append((words, _asked("search", q=tag.name)))
        words = _("Highlights about %(tag)s, with what they cite") % {"tag": tag.name}
        examples.append((words, _asked("highlights", tag=tag.slug)))
    if person := found.get("person"):
        words = _("What %(person)s said, word for word") % {"person": person.name}
        examples.append((words, _asked("quotes", person=person.slug)))
        examples.append(
            (_("What %(person)s speaks about") % {"person": person.name}, _asked("tags", person=person.slug))
        )
    if episode := found.get("episode"):
        words = _("Clips of %(episode)s") % {"episode": episode.title}
        examples.append((words, _asked("clips", episode=episode.pk)))
        if episode.speech:
            words = _("The first minute of its transcript")
            examples.append((words, f"{reverse('api_transcript', args=[episode.pk])}?to_ms=60000"))
    return examples


def _asked(name, **values):
    return f"{reverse(f'api_{name}')}?{urlencode(values)}"
