"""Hostile text in every field that a page prints: nothing of it becomes an element, an attribute or an address."""

from urllib.parse import urlencode, urlsplit

import pytest
from lxml import etree

from episodes.models import Episode, Person, RelatedEpisode, Show, SiteSettings, Tag
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><style>@import 'x'</style>",
    '"><iframe srcdoc="<script>alert(1)</script>">',
    "' onmouseover='alert(1)' x='",
    "[x](javascript:alert(1)) [y](data:text/html;base64,PHNjcmlwdD4=) [z](vbscript:x)",
    "![x](https://evil.example/track.png) <https://ok.example> <javascript:alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#106;avascript:",
    "<a href='java\tscript:alert(1)'>x</a><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "`<b onclick=x>` **<i style='x'>** \ue0001\ue001 [1]",
    "</title></textarea></noscript></template><base href='https://evil.example/'><meta http-equiv=refresh content=0>",
    "{{ request }} {% debug %} {# x #}",
]
ELEMENTS_OF_PAGES = set(
    """
    document html head meta title link script body a header nav ul ol li main article section div p span dl dt dd time
    h1 h2 h3 h4 h5 h6 svg path rect g text pattern defs audio figure blockquote figcaption hr br b i em strong code pre
    bdi s footer mark search-suggest circle form label input button img table thead tbody tr th td sub sup del
    listen-here contents-list filter-list template select option dialog kbd small
    transcript-find transcript-follow output details summary copy-field textarea
    """.split()  # noqa: SIM905
)


def fill(words):
    """A site with ``words`` in every text that an editor can type; the addresses of its pages."""
    SiteSettings(name=words[:100], tagline=words[:200], about=words).save()
    show = make_show(title=words[:200], description=words, author=words[:200], category=words[:100])
    person = make_person(name=words[:200], biography=words)
    tag = words.replace(",", " ")[:100]
    other = make_episode(show, title=words[:300])
    episode = make_episode(show, title=words[:300], summary=words, show_notes=words, guest=person, tags=[tag])
    episode.speech = {str(person.pk): "M0 0h5"}
    episode.audio_url = "https://a.example/x.mp3"
    episode.save()
    episode.cues.create(start_ms=0, end_ms=90_000, text=words, speaker_name=words[:200])
    clip = make_clip(episode, 1, title=words[:300], excerpt=words, speaker=person, featured=True)
    highlight = make_highlight(
        episode, title=words[:200], body=f"{words} [1]", takeaway=words[:500], tags=[tag], featured=True
    )
    quote = make_quote(highlight, text=words, speaker=person, clip=clip)
    Tag.objects.update(description=words)
    RelatedEpisode.objects.create(episode=episode, related=other, reason=words[:200])
    things = (show, episode, highlight, quote, clip, person, Tag.objects.get())
    return [
        *["/", "/shows/", "/tags/", "/people/", "/quotes/", "/about/", episode.get_transcript_url()],
        *(thing.get_absolute_url() for thing in things),
    ]


def offences(element):
    if element.tag not in ELEMENTS_OF_PAGES:
        yield f"<{element.tag}>"
    is_data = element.attrs.get("type") == "application/ld+json"
    if element.tag == "script" and not is_data and not element.attrs.get("src", "").startswith("/static/"):
        yield "an inline script"
    for name, value in element.attrs.items():
        if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
            yield f"{element.tag} {name}={value}"
        if name in ("href", "src", "action") and urlsplit(value or "").scheme not in ("", "http", "https", "mailto"):
            yield f"{element.tag} {name}={value}"
    # Behind the question mark it is only what somebody has asked this site.
    asked = [(element.attrs.get(name) or "").partition("?")[0] for name in ("href", "src", "srcset")]
    if element.tag in ("img", "link", "script", "iframe") and any("evil.example" in address for address in asked):
        yield f"a request to elsewhere: {element.attrs}"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_stays_text(client, words):
    for url in [*fill(words), f"/search/?{urlencode({'q': words})}", "/search/?q=tag:x"]:
        page = read(client.get(url))
        found = [offence for element in page.walk() for offence in offences(element)]
        assert found == [], url


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_stays_text_in_feeds(client, words):
    fill(words)
    show = Show.objects.get()
    feeds = [show.get_feed_url(), show.get_atom_url(), show.get_corrections_feed_url()]
    for url in ("/feed.xml", "/atom.xml", *feeds):
        for element in etree.fromstring(client.get(url).content).iter():
            if element.tag.endswith(("encoded", "}content")) and element.text:
                found = [offence for part in parse(element.text).walk() for offence in offences(part)]
                assert found == [], url


def test_the_words_themselves_can_be_read(client):
    fill(HOSTILE[0])
    page = read(client.get(Episode.objects.get(summary=HOSTILE[0]).get_absolute_url()))
    assert HOSTILE[0] in page.one("p", "summary").text
    assert HOSTILE[0] in page.one("div", "highlight__body").text
    assert HOSTILE[0] in read(client.get(Person.objects.get().get_absolute_url())).one("h1").text
