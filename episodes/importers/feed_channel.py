"""What a feed says of its show: RSS's channel, or Atom's feed.

Sources: RSS 2.0.11, RFC 4287, Apple's podcast requirements, the Podcasting 2.0 namespace.
"""

from django.utils.translation.trans_null import gettext_noop  # needs no settings

from episodes.importers.feed_notes import to_line, to_markdown
from episodes.importers.feed_people import author, owner, persons
from episodes.importers.feed_tags import Tags, address_of, attribute, line_of
from episodes.importers.feed_values import Channel, Funding, Trailer

NO_TITLE = gettext_noop("the feed has no title.")


def read_channel(tags: Tags) -> Channel:
    """The channel. Doubts go to ``tags.doubts``."""
    owner_name, owner_email = owner(tags)
    title = to_line(tags.text("title", "atom:title", "itunes:title"))
    if not title:
        tags.doubt(NO_TITLE)
    return Channel(
        title=tags.cut(title, 200, "title"),
        description=_description(tags),
        site_url=_site(tags),
        address=_link(tags, "self"),
        new_address=tags.url(tags.text("itunes:new-feed-url"), "itunes:new-feed-url"),
        language=_language(tags),
        author=author(tags),
        categories=_categories(tags),
        kind=tags.text("itunes:type").casefold()[:20],
        explicit=tags.flag("itunes:explicit", "googleplay:explicit"),
        copyright=tags.text("copyright", "rights", "atom:rights", "dc:rights", most=200, what="copyright"),
        license=_license(tags),
        owner_name=owner_name,
        owner_email=owner_email,
        funding=_funding(tags),
        guid=tags.text("podcast:guid", most=100, what="podcast:guid"),
        locked=tags.flag("podcast:locked"),
        block=tags.flag("itunes:block", "googleplay:block") is True,
        image=image(tags),
        persons=persons(tags),
        trailers=_trailers(tags),
    )


def image(tags: Tags) -> str:
    """The address of a picture of a channel or an item; as attribute, as text or in ``image``, white space around."""
    for element in tags.all("itunes:image", "googleplay:image", "image", "atom:logo", "logo", "media:thumbnail"):
        inside = Tags(element)
        words = attribute(element, "href", "url") or inside.text("url") or ("" if len(element) else line_of(element))
        if found := address_of(words):
            return found
    return ""


def _description(tags):
    names = ("description", "itunes:summary", "content:encoded", "atom:subtitle", "subtitle", "itunes:subtitle")
    return to_markdown(tags.raw(*names))


def _site(tags):
    """``link`` is text in RSS, and in Atom an attribute; a bare one is the page."""
    plain = next((found for element in tags.all("link") if (found := address_of(line_of(element)))), "")
    found = plain or _link(tags, "alternate")
    return found if len(found) <= 500 else ""


def _link(tags, relation):
    for element in tags.all("atom:link", "link"):
        if (attribute(element, "rel") or "alternate") == relation and (found := address_of(attribute(element, "href"))):
            return found
    return ""


def _language(tags):
    word = tags.text("language", "dc:language") or attribute(tags.element, "{http://www.w3.org/XML/1998/namespace}lang")
    parts = word.replace("_", "-").split("-")
    if not (2 <= len(parts[0]) <= 3 and all(part.isascii() and part.isalnum() for part in parts)):
        return ""
    return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])[:20]


def _categories(tags):
    """Each category with each of its subcategories; without Apple's, those of RSS."""
    found = []
    for element in tags.all("itunes:category", "googleplay:category"):
        name = attribute(element, "text") or line_of(element)
        below = [attribute(child, "text") for child in element if isinstance(child.tag, str)]
        found += [f"{name} > {other}" for other in below if name and other] or ([name] if name else [])
    found += (
        []
        if found
        else [line_of(element) or attribute(element, "term") for element in tags.all("category", "atom:category")]
    )
    return tuple(dict.fromkeys(name[:100] for name in found if name))[:20]


def _license(tags):
    element = tags.first("podcast:license", "cc:license", "creativeCommons:license")
    if element is None:
        return ""
    # An address says more than a name of one's own, and a short name of the list more than an address.
    words, address = line_of(element), attribute(element, "url")
    return (words if words and " " not in words else address or words)[:200]


def _funding(tags):
    found = {}
    for element in tags.all("podcast:funding"):
        if url := tags.url(attribute(element, "url"), "podcast:funding"):
            found.setdefault(url, Funding(url, line_of(element)[:100]))
    return tuple(found.values())


def _trailers(tags):
    found = [
        (tags.url(attribute(element, "url"), "podcast:trailer"), line_of(element))
        for element in tags.all("podcast:trailer")
    ]
    return tuple(Trailer(url, title[:300]) for url, title in found if url)
