"""Things as schema.org describes them, for search engines and whoever else reads JSON-LD: objects in, dicts out.

Nothing is asked of the database: objects come with what is said of them. Sources: https://schema.org/docs/full.html,
https://developers.google.com/search/docs/appearance/structured-data.
"""

from datetime import UTC

from django.utils.encoding import iri_to_uri

from episodes.models import Role
from episodes.seo.meta import absolute
from episodes.text.excerpts import excerpt
from episodes.text.markdown import plain_text
from episodes.text.timecodes import iso_duration

DESCRIPTION = 300
HEADLINE = 110
#: The property that says what somebody does in an episode.
PARTS = {
    Role.HOST: "actor",
    Role.GUEST: "actor",
    Role.PRODUCER: "producer",
    Role.EDITOR: "editor",
    Role.WRITER: "author",
    Role.SOUND: "contributor",
    Role.RESEARCHER: "contributor",
}


def node(kind, path="", **properties):
    """A thing of a ``kind`` (``"Person"``), known by the address of its page; empty properties are left out."""
    known = {"@type": kind}
    if path:
        known |= {"@id": absolute(path), "url": absolute(path)}
    return known | {name: value for name, value in properties.items() if value not in (None, "", [], ())}


def person(found):
    """Somebody as another thing names them."""
    return node("Person", found.get_absolute_url(), name=found.name)


def show(found):
    """A show as another thing names it."""
    return node("PodcastSeries", found.get_absolute_url(), name=found.title)


def episode(found):
    """An episode as another thing names it."""
    return node("PodcastEpisode", found.get_absolute_url(), name=found.title, partOfSeries=show(found.show))


def tag(found):
    """A tag as another thing names it; anything with a name and a page."""
    return node("DefinedTerm", found.get_absolute_url(), name=found.name)


def publisher(found):
    """Who answers for a show's pages."""
    return node("Organization", name=found.author or found.title, url=absolute(found.get_absolute_url()))


def clip(found):
    """A moment: where it lies in the episode's recording, in seconds."""
    offset = found.episode.audio_offset_ms
    return node(
        "Clip",
        found.get_absolute_url(),
        name=found.title,
        startOffset=_seconds(found.start_ms, offset),
        endOffset=_seconds(found.end_ms, offset),
    )


def quotation(found):
    """A quote and whose words it is."""
    speaker = person(found.speaker) if found.speaker else None
    return node("Quotation", found.get_absolute_url(), text=found.text, spokenByCharacter=speaker, creator=speaker)


def recording(found, fragment=""):
    """The audio of an episode, or the moment of it that a media fragment says; None where it has none."""
    if not found.audio:
        return None
    size = f"{found.audio_bytes}" if found.audio_bytes and not fragment else ""
    length = found.duration_ms if not fragment else None
    return node(
        "AudioObject",
        contentUrl=iri_to_uri(absolute(found.audio)) + fragment,
        encodingFormat=found.audio_type,
        contentSize=size,
        duration=iso_duration(length) if length else "",
    )


def crumbs(*steps):
    """A ``BreadcrumbList`` of ``(name, path)``, from the home page to the page itself."""
    return node(
        "BreadcrumbList",
        itemListElement=[
            {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
            for number, (name, path) in enumerate(steps, 1)
        ],
    )


def dates(found):
    """When an episode, and what is in it, came out and last changed; to be added to a node."""
    return {
        "datePublished": moment(found.published_at),
        **({"dateModified": moment(found.changed_at)} if found.changed_at else {}),
    }


def parts(credits):
    """``{property: [person]}`` of the credits of an episode."""
    found = {}
    for credit in credits:
        found.setdefault(PARTS[credit.role], {})[credit.person_id] = person(credit.person)
    return {name: list(people.values()) for name, people in found.items()}


def moment(at):
    return at.astimezone(UTC).isoformat(timespec="seconds")


def short(markdown):
    """A description of some sentences, without its Markdown."""
    return excerpt(" ".join(plain_text(markdown).split()), DESCRIPTION)


def _seconds(ms, offset):
    if ms is None:
        return None
    seconds = max(0, ms + offset) / 1000
    return int(seconds) if seconds.is_integer() else seconds
