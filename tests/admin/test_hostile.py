"""Hostile text through every page of the admin: lists, forms, history and its differences, conflicts, tools."""

import re
from collections import Counter

import pytest
from django.urls import Resolver404, resolve
from selectolax.lexbor import LexborHTMLParser

from episodes.models import Episode, Highlight, Tag
from tests.admin.forms import shown
from tests.hostile.reading import MARKDOWN, offences, pairs
from tests.hostile.site import Furnished, furnish_site
from tests.hostile.words import WORDS

PLAIN = "Plain words of an *evening* and https://ok.example 7"
#: Out of a text, of an attribute in either quotes, of a script and of a comment, all at once.
ANYWHERE = "--></script></textarea></title>\"'><img src=x onerror=alert(1)><svg onload=alert(1)> *a* `b` " + WORDS[16]
MOST_OF_A_KIND = 1
#: What ends the session, and what is the same for everybody.
NOT_FOLLOWED = ("/admin/logout/", "/admin/jsi18n/")


def crawl(client):
    """``{address: page}`` of the admin, a few of each kind, by the links that somebody can follow."""
    left, found, kinds = ["/admin/"], {}, Counter()
    while left:
        url = left.pop(0)
        kind = kind_of(url)
        if url in found or kinds[kind] >= MOST_OF_A_KIND:
            continue
        response = client.get(url, follow=True)
        if response.status_code not in (200, 404) or not response["Content-Type"].startswith("text/html"):
            continue
        kinds[kind] += 1
        found[url] = response.content.decode()
        links = [node.attributes.get("href") or "" for node in LexborHTMLParser(found[url]).css("a[href]")]
        for link in links:
            whole = link if link.startswith("/") else f"{url.partition('?')[0]}{link}" if link.startswith("?") else ""
            whole = whole.partition("#")[0]
            if whole.startswith("/admin/") and not whole.startswith(NOT_FOLLOWED):
                left.append(whole)
    return found


def kind_of(url):
    """The name of an address: what a list is narrowed by, or sorted, makes no other page."""
    path = url.partition("?")[0]
    try:
        return resolve(path).view_name
    except Resolver404:
        return re.sub(r"\d+", "0", path)


def change(words):
    """Two revisions that differ in every text."""
    for model, field in ((Episode, "summary"), (Highlight, "body"), (Highlight, "takeaway")):
        for thing in model.objects.all():
            setattr(thing, field, f"{words[::-1]} {words}"[:400])
            thing.save()


def known_pairs(client):
    furnish_site(PLAIN)
    furnished = Furnished(PLAIN, 1000)
    furnished.preview()
    change(PLAIN)
    found = set(MARKDOWN)
    for page in crawl(client).values():
        found |= pairs(page)
    for page in conflict(client, furnished, PLAIN):
        found |= pairs(page)
    return found


def conflict(client, furnished, words):
    """The pages that two editors get who have changed the same thing: side by side, field by field."""
    for name, thing, column in (("highlight", furnished.highlight, "takeaway"), ("tag", furnished.tag, "description")):
        address = f"/admin/episodes/{name}/{thing.pk}/change/"
        values = {key: value for key, value in shown(client.get(address)).items() if value is not None}
        type(thing).objects.get(pk=thing.pk)
        client.post(address, {**values, column: f"Theirs {words}"[:400], "_save": "Save"})
        yield client.post(address, {**values, column: f"Ours {words}"[:400], "_save": "Save"}).content.decode()


@pytest.mark.django_db
def test_no_hostile_text_gets_out_of_the_admin(marta):
    known = known_pairs(marta)
    Tag.objects.filter(pk__gt=0).update(description="")
    furnish_site(ANYWHERE)
    furnished = Furnished(ANYWHERE, 1)
    furnished.preview()
    change(ANYWHERE)
    pages = crawl(marta)
    kinds = {kind_of(url) for url in pages}
    assert len(pages) > 30 and {f"admin:episodes_{name}_changelist" for name in ("episode", "tag", "clip")} <= kinds
    for url, page in pages.items():
        assert offences(page, known) == [], url
    for page in conflict(marta, furnished, ANYWHERE):
        assert "Theirs" in page and "Ours" in page
        assert offences(page, known) == []
