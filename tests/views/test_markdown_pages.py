"""Every page is there as Markdown, at its address plus .md."""

import pytest
from django.urls import get_resolver, reverse
from hypothesis import example, given
from hypothesis import strategies as st

from episodes.models import Correction, Episode, Evidence, Highlight, Quote, Show, SiteSettings, Status
from episodes.text.section_markdown import escaped
from episodes.text.twins import page_of, twin_of
from episodes.views.markdown import parts
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.markdown_pages import READER, SITE, html_in, links_of, words_of
from tests.pages import read
from tests.views.test_hostile import HOSTILE, fill

pytestmark = pytest.mark.django_db
#: Pages that are no text to read: frames, drafts.
NO_TEXT = {"clip_embed", "preview"}


@pytest.fixture
def names(db):
    """``{argument of a route: value}`` of a site in which every page has something to say."""
    SiteSettings(name="Our site", tagline="To read.", about="We *make* podcasts.").save()
    show = make_show(title="Signal path", slug="signal-path", description="How things *work*.")
    speaker = make_person(name="Ada", slug="ada", biography="Watches tides.")
    other = make_episode(show, title="Fast tides", tags=["sea", "moon"], guest=speaker)
    episode = make_episode(
        show,
        title="Slow tides",
        slug="slow-tides",
        tags=["sea", "moon"],
        guest=speaker,
        audio_url="https://a.example/x.mp3",
        show_notes="With [links](/tags/).",
        speech={str(speaker.pk): "M0 0h5"},
    )
    clip = make_clip(episode, 6, speaker=speaker, excerpt="The tide is slow.", featured=True)
    body = "Tides are *slow* [6]."
    highlight = make_highlight(episode, title="Moon", slug="moon", body=body, tags=["sea", "moon"], featured=True)
    quote = make_quote(highlight, text="The tide is slow.", speaker=speaker, clip=clip)
    make_highlight(other, tags=["sea", "land"])
    episode.cues.create(start_ms=361_000, end_ms=364_000, text="The tide is slow.", speaker=speaker)
    Correction.objects.create(episode=episode, highlight=highlight, text="It said *fast*.")
    return {
        "show": "signal-path",
        "episode": "slow-tides",
        "highlight": "moon",
        "clip": clip.pk,
        "quote": quote.pk,
        "person": "ada",
        "tags": "moon+sea",
        "without": "land",
        "year": 2024,
        "month": 1,
        "token": "nothing",
        "ending": "json",
    }


def addresses(names):
    """``{name: path}`` of all addresses of the site that end in a slash, found in the URL conf."""
    found = {}
    for pattern in get_resolver("episodes.urls").url_patterns:
        route = pattern.pattern._route
        if not route or route.endswith("/"):
            wanted = {name: names[name] for name in pattern.pattern.converters}
            found[pattern.name] = reverse(pattern.name, kwargs=wanted)
    return found


def test_every_page_has_its_markdown(client, names):
    told = {}
    for name, path in addresses(names).items():
        response = client.get(path, headers={"accept": "text/html"})
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html") or name in NO_TEXT:
            continue
        assert reverse(f"{name}_markdown", kwargs=response.resolver_match.kwargs) == twin_of(path), name
        twin = client.get(twin_of(path))
        assert (twin.status_code, twin["Content-Type"]) == (200, "text/markdown; charset=utf-8"), name
        page = read(response)
        [alternate] = page.all("link", rel="alternate", type="text/markdown")
        assert alternate.attrs["href"] == twin_of(path)
        assert response["Link"] == f'<{SITE}{twin_of(path)}>; rel="alternate"; type="text/markdown"'
        assert twin["Link"] == f'<{SITE}{path}>; rel="canonical"'
        assert "Accept" not in twin.get("Vary", "").replace("Accept-Encoding", "")
        assert not twin.cookies
        text = twin.content.decode()
        assert text.startswith("# ") and text.endswith("\n") and "\n\n\n" not in text
        assert html_in(text) == []
        assert len(links_of(text)) >= (0 if name == "about" else 1), name
        told[name] = text
    assert len(told) >= 16


def test_every_link_leads_to_a_page(client, names):
    seen = set()
    for path in addresses(names).values():
        twin = client.get(twin_of(path))
        if twin.status_code == 200:
            seen |= {link.partition("#")[0] for link in links_of(twin.content.decode()) if link.startswith("/")}
    assert len(seen) > 20
    for link in sorted(seen):
        assert client.get(link).status_code == 200, link


def markdown_of(client, path, status=200):
    response = client.get(twin_of(path))
    assert response.status_code == status
    return response.content.decode()


def test_an_episode_says_all_that_its_page_says(client, names):
    episode = Episode.objects.get(slug="slow-tides")
    text = markdown_of(client, episode.get_absolute_url())
    assert text.startswith(f"# Slow tides\n\n> {episode.summary}\n")
    assert f"- **Show:** [Signal path]({SITE}/shows/signal-path/)" in text
    assert f"- **People:** [Ada]({SITE}/people/ada/) (guest)" in text
    assert "- **Audio:** [The whole episode](https://a.example/x.mp3)" in text
    clip = f"{SITE}/clips/{names['clip']}/"
    assert "Tides are *slow* [^6].\n" in text
    assert f"[^6]: Ada: Clip 6, [6:00–6:20]({clip})" in text
    assert f"> The tide is slow.\n>\n> — Ada, [6:00]({SITE}/quotes/{names['quote']}/)" in text
    assert f"**Takeaway:** {Highlight.objects.get(slug='moon').takeaway}" in text
    moment = f"- **6** [Clip 6]({clip}), [6:00–6:20](https://a.example/x.mp3#t=360,380), Ada: “The tide is slow.”"
    assert f"{moment}. Not checked yet." in text
    assert "With [links](/tags/)." in text
    assert "## Related Episodes" in text or "Previous: [Fast tides]" in text


def test_a_checked_moment_is_not_doubted(client, names):
    Highlight.objects.get(slug="moon").citations.update(evidence=Evidence.HEARD)
    text = markdown_of(client, "/shows/signal-path/slow-tides/highlights/moon/")
    assert "Not checked yet" not in text
    assert "1 of one moment checked by the editors." in text


def test_a_transcript_has_who_speaks_and_when(client, names):
    text = markdown_of(client, "/shows/signal-path/slow-tides/transcript/")
    address = f"{SITE}/shows/signal-path/slow-tides/transcript/#t=6:01"
    assert f"\n\n**Ada** [6:01]({address}): The tide is slow.\n" in text
    assert f"{SITE}/shows/signal-path/slow-tides/transcript.txt" in text


def test_a_long_list_goes_on_as_markdown(client):
    for _number in range(8):
        make_episode(tags=["sea"])
    text = client.get("/index.md").content.decode()
    assert f"- [Next page]({SITE}/index.md?page=2)" in text
    second = client.get("/index.md?page=2")
    assert second.status_code == 200
    assert f"- [Previous page]({SITE}/index.md)" in second.content.decode()
    assert second["Link"] == f'<{SITE}/?page=2>; rel="canonical"'
    [alternate] = read(client.get("/?page=2")).all("link", rel="alternate", type="text/markdown")
    assert alternate.attrs["href"] == "/index.md?page=2"


def test_search_answers_in_markdown_as_well(client, names):
    text = client.get("/search.md?q=tide").content.decode()
    assert text.startswith("# Search: tide\n")
    moon = f"- [Moon]({SITE}/shows/signal-path/slow-tides/highlights/moon/)"
    assert moon in text and "**Tides** are slow" in text
    assert f"- [“The tide is slow.”]({SITE}/quotes/{names['quote']}/) ([Ada]({SITE}/people/ada/)" in text
    [page] = read(client.get("/search/?q=tide")).all("link", rel="alternate", type="text/markdown")
    assert page.attrs["href"] == "/search.md?q=tide"
    assert client.get("/search.md?q=nothing+of+this").content.decode().count("Nothing found.") == 1
    assert f"]({SITE}/search.md?q=" in client.get("/search.md").content.decode()


def test_old_addresses_lead_on_and_keep_their_ending(client, names):
    for model, slug, new in ((Show, "signal-path", "waves"), (Episode, "slow-tides", "slow"), (Highlight, "moon", "m")):
        thing = model.objects.get(slug=slug)
        thing.slug = new
        thing.save()
    moved = {
        "/shows/signal-path.md": "/shows/waves.md",
        "/shows/signal-path/slow-tides.md": "/shows/waves/slow.md",
        "/shows/signal-path/slow-tides/transcript.md": "/shows/waves/slow/transcript.md",
        "/shows/signal-path/slow-tides/highlights/moon.md": "/shows/waves/slow/highlights/m.md",
        "/tags/sea+moon.md": "/tags/moon+sea.md",
        "/tags/Sea.md": "/tags/sea.md",
    }
    for old, new in moved.items():
        response = client.get(f"{old}?page=2")
        assert (response.status_code, response["Location"]) == (301, f"{new}?page=2")
        assert client.get(new).status_code == 200


def test_what_is_gone_or_was_never_there_says_so_in_markdown(client, names):
    Episode.objects.filter(slug="slow-tides").update(status=Status.WITHDRAWN, withdrawn_reason="It was *wrong*.")
    quote = Quote.objects.get(pk=names["quote"])
    for path in ("/shows/signal-path/slow-tides/", f"/clips/{names['clip']}/", quote.get_absolute_url()):
        text = markdown_of(client, path, 410)
        assert text.startswith("# This ") and "withdrawn" in text
    assert "It was \\*wrong\\*." in markdown_of(client, "/shows/signal-path/slow-tides/", 410)
    for path in ("/shows/nothing/", "/clips/999/", "/tags/nothing/", "/nothing/at/all/", "/clips/" + "9" * 30 + "/"):
        assert markdown_of(client, path, 404).startswith("# There is no such page")
    assert client.post("/tags.md").status_code == 405


def test_what_is_the_same_is_not_sent_again(client, names):
    first = client.get("/shows/signal-path/slow-tides.md")
    same = client.get("/shows/signal-path/slow-tides.md", headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert first["Access-Control-Allow-Origin"] == "*"


def test_it_asks_the_database_what_the_page_asks(client, names, count_queries):
    for name, path in addresses(names).items():
        if client.get(twin_of(path)).status_code == 200 and name != "api":
            asked = [count_queries(lambda url=url: client.get(url)) for url in (path, twin_of(path))]
            assert asked[1] <= asked[0], name


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_stays_text(client, words):
    plain = " ".join(words.split())
    for url in fill(words):
        response = client.get(twin_of(url))
        assert response.status_code == 200
        text = response.content.decode()
        assert html_in(text) == [], url
        images = [token for block in READER.parse(text) for token in block.children or () if token.type == "image"]
        # An editor's Markdown may have a picture in it; a title may not.
        assert all("evil.example" in image.attrs["src"] for image in images)
    episode = Episode.objects.get(summary=words)
    found = words_of(markdown_of(client, episode.get_absolute_url()))
    assert found.count(plain.replace("\ue000", "").replace("\ue001", "")) >= 2 or found.count(plain) >= 2


def plain_of(text):
    return " ".join("".join(" " if _is_control(letter) else letter for letter in text).split())


def _is_control(letter):
    return ord(letter) < 32 or 127 <= ord(letter) < 160 or letter in "\u2028\u2029\ufffe\uffff"


SIGNS = st.sampled_from(list("#*_`[]()<>!&;:.,-+=|~\\/\"'0123456789 \t\n\r\0\x85éあ😀")) | st.characters(
    exclude_categories=["Cs"]
)


@example("a ##")
@example("1.")
@given(st.text(SIGNS, max_size=40).filter(lambda text: plain_of(text)))
def test_any_text_is_shown_as_it_stands(text):
    document = parts.joined(
        parts.heading(1, text),
        parts.quoted(text),
        parts.facts(("Label", escaped(text))),
        parts.part(2, text, parts.bullets([escaped(text)])),
    )
    blocks = [token.tag for token in READER.parse(document) if token.level == 0 and token.nesting == 1]
    assert blocks == ["h1", "blockquote", "ul", "h2", "ul"]
    plain = plain_of(text)
    inline = [token for token in READER.parse(document) if token.type == "inline"]
    shown = ["".join(child.content for child in token.children) for token in inline]
    assert shown == [plain, plain, f"Label: {plain}", plain, plain]


@given(st.text(SIGNS, max_size=60))
def test_whatever_an_editor_types_ends_where_it_ends(text):
    document = parts.joined(parts.typed(text), "The next block.")
    assert READER.render(document).rstrip().endswith("<p>The next block.</p>")


@given(st.lists(st.text("abcあ+-", min_size=1, max_size=9), max_size=4))
def test_a_page_and_its_markdown_know_each_other(names):
    path = "/" + "".join(f"{name}/" for name in names)
    assert twin_of(path).endswith(".md")
    assert page_of(twin_of(path)) == ("/" if path == "/index/" else path)


def test_the_directory_for_language_models(client, names):
    text = client.get("/llms.txt")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    lines = text.content.decode().split("\n")
    assert lines[0] == "# Our site"
    assert lines[2] == "> To read."
    headings = [line for line in lines if line.startswith("## ")]
    assert headings[0] == "## Shows" and headings[-1] == "## Optional"
    links = links_of(text.content.decode())
    assert {"/shows/signal-path.md", "/shows/signal-path/slow-tides.md", "/tags/sea.md", "/people/ada.md"} <= set(links)
    assert "/shows/signal-path/slow-tides/transcript.txt" in links
    for link in links:
        assert client.get(link).status_code == 200, link
    again = client.get("/llms.txt", headers={"if-none-match": text["ETag"]})
    assert again.status_code == 304


def test_the_directory_stays_short(client):
    show, people = make_show(), [make_person() for _number in range(30)]
    for number in range(40):
        episode = make_episode(show, tags=[f"tag {number}"], guest=people[number % 30], summary="Long words. " * 90)
        make_highlight(episode, tags=[f"tag {number}", f"more {number}"])
        make_episode(make_show(description="*Long* words. " * 90))
    text = client.get("/llms.txt").content.decode()
    assert len(links_of(text)) < 130
    assert len(text) < 40_000


def test_an_empty_site_has_a_directory(client):
    assert client.get("/llms.txt").content.decode().startswith("# Podsite\n\n> ")
