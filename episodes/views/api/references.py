"""How things name each other: enough to show a link and to ask for the whole."""

from episodes.models import HighlightLinkKind, Role, address
from episodes.text.twins import twin_of
from episodes.views.api.shapes import Shape, choice, const, flag, link, one, text, whole


def api_link(kind, pk_of, example=1):
    """The address of a thing of ``kind`` in the API."""
    return link("Its address here.", f"/api/{kind}s/{example}", lambda thing: address(f"api_{kind}", pk_of(thing)))


def pk(thing):
    return thing.pk


def page_link(path, of=lambda thing: thing):
    return link("Its page, for people.", path, lambda thing: of(thing).get_absolute_url())


def twin_link(path, of=lambda thing: thing):
    """The same page as Markdown."""
    twin = twin_of(path)
    return link("The same page as Markdown.", twin, lambda thing: twin_of(of(thing).get_absolute_url()))


def reference(kind, path, **fields):
    """The shape by which others name a thing of ``kind`` whose page is at ``path``."""
    own = {
        "id": whole("Stays the same for ever.", 1, pk),
        "type": const(kind),
        **fields,
        "url": page_link(path),
        "api_url": api_link(kind, pk),
    }
    return Shape(f"{kind.title()}Reference", f"A {kind} as others name it.", own)


def titled(example):
    return {
        "title": text("Its title.", example, lambda thing: thing.title),
        "slug": text(
            "Its name in addresses; it may change.", example.lower().replace(" ", "-"), lambda thing: thing.slug
        ),
    }


def named(example):
    return {
        "name": text("Its name.", example, lambda thing: thing.name),
        "slug": text(
            "Its name in addresses; it may change.", example.lower().replace(" ", "-"), lambda thing: thing.slug
        ),
    }


SHOW_REF = reference("show", "/shows/signal-path/", **titled("Signal path"))
EPISODE_REF = reference("episode", "/shows/signal-path/slow-tides/", **titled("Slow tides"))
HIGHLIGHT_REF = reference("highlight", "/shows/signal-path/slow-tides/highlights/moon/", **titled("Moon"))
PERSON_REF = reference("person", "/people/ada/", **named("Ada"))
# A ``TagRef`` has no page of its own to ask for.
TAG_REF = Shape(
    "TagReference",
    "A tag as others name it.",
    {
        "id": whole("Stays the same for ever.", 1, pk),
        "type": const("tag"),
        **named("Tides"),
        "url": link("Its page, for people.", "/tags/tides/", lambda tag: address("tag", tag.slug)),
        "api_url": api_link("tag", pk),
    },
)
CREDIT = Shape(
    "Credit",
    "Who takes part in an episode, and as what.",
    {
        "role": choice("What they do in it.", Role.values, lambda credit: credit.role),
        "person": one(PERSON_REF, "Who it is.", lambda credit: credit.person),
    },
)
HIGHLIGHT_LINK = Shape(
    "HighlightLink",
    "That an editor sees two highlights stand together.",
    {
        "kind": choice("What one says of the other.", HighlightLinkKind.values, lambda linked: linked[0]),
        "is_incoming": flag("Whether the other highlight says it of this one.", lambda linked: linked[1]),
        "highlight": one(HIGHLIGHT_REF, "The other highlight.", lambda linked: linked[2]),
    },
)
