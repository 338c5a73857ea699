"""Every hostile text through every column and every address, read back as a browser reads it: nothing gets out."""

import io

import pytest
from django.urls import Resolver404, resolve
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from episodes.urls import urlpatterns
from tests.hostile.reading import MARKDOWN, graph_texts, offences, pairs, wrong_in
from tests.hostile.site import Furnished, furnish_site, lists, lists_for_programs, models_with_texts
from tests.hostile.words import WORDS

pytestmark = pytest.mark.django_db
PLAIN = "Plain words of an *evening* and https://ok.example 7"
#: Pictures of the site's own making, what is typed into them is read by nobody's parser; and what only sends on.
OTHERS = {"icon", "icon_svg", "favicon", "touch_icon", "picture", "clip_plays", "surprise", "card"}
LONGER = "".join(WORDS[:3]) + '"><svg onload=alert(1)>' + "'--><img src=x onerror=alert(1)>"


def name_of(url):
    try:
        return resolve(url.partition("?")[0]).view_name
    except Resolver404:
        return "not found"


def known_pairs(client):
    """``{(element, attribute)}`` of all pages where the words are plain."""
    # Some flags of a ruler stand at its end.
    found = MARKDOWN | {("text", "text-anchor")}
    furnish_site(PLAIN)
    for furnished in [Furnished(PLAIN, number) for number in (1001, 1002, 1003)]:
        for url in [*furnished.pages(), furnished.preview(), *lists(PLAIN)]:
            found |= pairs(client.get(url).content.decode())
    return found


def test_every_text_is_filled(db):
    furnish_site(PLAIN)
    Furnished(PLAIN).preview()
    assert [model.__name__ for model in models_with_texts() if not model.objects.exists()] == []


def test_every_address_is_read(client, db):
    furnished = Furnished(PLAIN)
    read = [*furnished.pages(), *furnished.files(), furnished.preview(), *lists(PLAIN), *lists_for_programs(PLAIN)]
    read += ["/sitemaps/episodes-1.xml"]
    ours = {pattern.name for pattern in urlpatterns}
    assert ours - {name_of(url) for url in read} - OTHERS == set()


def test_no_hostile_text_gets_out_of_a_page(client):
    known = known_pairs(client)
    all_furnished = [Furnished(words, number) for number, words in enumerate(WORDS, 1)]
    assert len(WORDS) >= 40
    for furnished in all_furnished:
        # Each text on each page takes minutes, and is what the collections do.
        for url in furnished.pages()[furnished.number % 4 :: 4]:
            response = client.get(url)
            assert response.status_code in (200, 410), url
            assert wrong_in(response, known) == [], (furnished.words, url)
        if furnished.number % 4:
            continue
        title = furnished.episode.title
        page = client.get(furnished.episode.get_absolute_url()).content.decode()
        if title.isprintable():
            assert title.strip() in graph_texts(page)
        assert "".join(LexborHTMLParser(page).css_first("h1").text().split()) == "".join(title.split()).replace(
            "\0", ""
        )
    for words in [*WORDS[::16], LONGER]:
        furnish_site(words)
        for url in lists(words):
            assert wrong_in(client.get(url, follow=True), known) == [], (words, url)


def test_no_hostile_text_gets_out_of_what_programs_read(client):
    for number, words in enumerate([WORDS[8], WORDS[40], LONGER], 1):
        furnish_site(words)
        furnished = Furnished(words, number)
        sitemaps = [f"/sitemaps/{kind}-1.xml" for kind in ("shows", "episodes", "people", "tags")]
        for url in [*furnished.files(), *lists_for_programs(words), *sitemaps]:
            assert wrong_in(client.get(url, follow=True)) == [], (words, url)


def test_no_hostile_text_gets_out_of_a_preview_and_onto_a_card(client):
    known = known_pairs(client)
    furnished = Furnished(LONGER)
    url = furnished.preview()
    assert wrong_in(client.get(url), known) == []
    furnish_site(LONGER)
    for url in ("/", *furnished.pages()[:7]):
        meta = LexborHTMLParser(client.get(url).content.decode()).css_first('meta[property="og:image"]')
        card = client.get(meta.attributes["content"].removeprefix("http://127.0.0.1:8000"))
        with Image.open(io.BytesIO(card.content)) as image:
            assert image.format == "PNG" and image.size == (1200, 630)
        assert LONGER.encode()[:20] not in card.content


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>1 &lt; 2</p>", 0),
        ("<p onclick=x>", 1),
        ("<img src=//evil.example/x>", 1),
        ("<a href='java\nscript:alert(1)'>", 1),
        ("<script>alert(1)</script>", 1),
        ("<script src=//evil.example></script>", 2),
        ("<form action=https://evil.example>", 1),
        ("<iframe srcdoc=x></iframe>", 2),
        ("<meta http-equiv=refresh content=0>", 1),
        ("<a href=https://ok.example>x</a>", 0),
    ],
)
def test_what_gets_out_is_seen(html, found):
    assert len(offences(html)) == found
    assert offences("<marquee>", known={("html", ""), ("head", ""), ("body", "")}) == ["<marquee >"]
