"""People of a feed: ``podcast:person``, ``itunes:author`` and its relatives, and addresses such as "a@b.c (Name)"."""

import re

from episodes.importers.feed_tags import address_of, attribute, line_of, name_of
from episodes.importers.feed_values import Person

LONGEST_NAME = 200
MOST_PERSONS = 200
BOTH = re.compile(r"(?P<one>[^()<>]+?)\s*[(<](?P<other>[^()<>]+)[)>]")
MAIL = re.compile(r"[^\s@()<>]+@[^\s@()<>]+\.[^\s@()<>]+")


def persons(tags) -> tuple[Person, ...]:
    """The ``podcast:person`` tags of a channel or an item, each name and role once."""
    found = {}
    for element in tags.all("podcast:person")[:MOST_PERSONS]:
        name = tags.cut(line_of(element) or attribute(element, "name"), LONGEST_NAME, "podcast:person")
        role, group = (attribute(element, key).casefold()[:100] for key in ("role", "group"))
        if name:
            person = Person(name, role, group, *(address_of(attribute(element, key)) for key in ("href", "img")))
            found.setdefault((name, role), person)
    return tuple(found.values())


def author(tags) -> str:
    """Whom the tags name as author, without an address."""
    for element in tags.all("itunes:author", "googleplay:author", "dc:creator", "author", "atom:author"):
        name = next((line_of(child) for child in element if isinstance(child.tag, str) and _is_name(child)), "")
        name = split_mail(name or ("" if len(element) else line_of(element)))[0]
        if name:
            return tags.cut(name, LONGEST_NAME, "itunes:author")
    return ""


def owner(tags) -> tuple[str, str]:
    """``(name, email)`` of ``itunes:owner``, or of who edits the feed."""
    name = email = ""
    for element in tags.all("itunes:owner", "googleplay:owner"):
        for child in element:
            if isinstance(child.tag, str):
                local = name_of(child).rpartition(":")[2]
                name = name or (line_of(child) if local == "name" else "")
                email = email or (line_of(child) if local == "email" else "")
    editor = split_mail(tags.text("managingEditor", "webMaster"))
    email = email if MAIL.fullmatch(email) and len(email) <= 254 else ""
    return (name or editor[0])[:LONGEST_NAME], email or editor[1]


def split_mail(text: str) -> tuple[str, str]:
    """``(name, email)`` of "a@b.c (Name)", "Name <a@b.c>", or one of the two alone."""
    if match := BOTH.fullmatch(text):
        one, other = match["one"].strip(), match["other"].strip()
        if MAIL.fullmatch(one):
            return other, one
        if MAIL.fullmatch(other):
            return one, other
    return ("", text) if MAIL.fullmatch(text) else (text, "")


def _is_name(element):
    return name_of(element).rpartition(":")[2] == "name"
