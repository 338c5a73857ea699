"""A visitor searches: finds things of every kind, narrows, sorts, and is told what was not found and why."""

import sys
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from episodes.models import Episode, Highlight, Status, Tag, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


def ask(client, q="", **facets):
    """The page that answers a question."""
    return read(client.get("/search/", {"q": q, **facets}))


def titles(page, kind):
    """The titles of the hits of a kind, in order."""
    return [item.all("h3")[0].text for hits in page.all("section", f"hits--{kind}") for item in hits.all("li", "hit")]


def hits(page):
    return page.all("li", "hit")


def counts(page):
    """``{kind: count}`` as the list of kinds has them."""
    links = page.one("nav", "kinds").all("a")[1:]
    return {link.text.rpartition(" ")[0]: link.text.rpartition(" ")[2] for link in links}


def facet(page, label):
    """``{name: (how many are left, address)}`` of a facet; empty where it narrows nothing."""
    found, here = {}, None
    for element in page.one("nav", "filters").walk() if page.all("nav", "filters") else ():
        if element.tag == "h2":
            here = element.text
        elif element.tag == "li" and here == label:
            link = element.all("a")[0]
            found[link.text] = int(element.all("span")[0].text), link.attrs["href"]
    return found


def chips(page):
    """``{words: address without it}``"""
    return {
        link.text.removeprefix("× Remove "): link.attrs["href"]
        for lists in page.all("ul", "chips")
        for link in lists.all("a")
    }


def query(url):
    return dict(parse_qsl(urlsplit(url).query))


@pytest.fixture
def site():
    """Two shows. Everything about tides is in the first, but for one highlight."""
    sea, land = make_show(title="Sea Talk"), make_show(title="Land Talk")
    ada, bo = make_person(name="Ada Reyes", biography="Ada counts **tides**."), make_person(name="Bo Lund")
    first = make_episode(
        sea,
        title="The Tide Tables",
        summary="Why tables of tides are late.",
        guest=ada,
        tags=["water"],
        audio_url="https://a.example/tides.mp3",
        published_at=datetime(2023, 5, 4, 12, tzinfo=UTC),
    )
    second = make_episode(
        land, title="Dry Ground", summary="No water here.", guest=bo, published_at=datetime(2024, 2, 3, 12, tzinfo=UTC)
    )
    clip = make_clip(first, 1, speaker=ada, start_ms=60_000, end_ms=90_000)
    high = make_highlight(first, title="High water", body="The **tides** turn twice [1].", tags=["water", "moon"])
    make_highlight(second, title="A dry bed", body="Where a tide once was.", tags=["ground"])
    make_quote(high, text="A tide waits for nobody.", speaker=ada, clip=clip)
    first.cues.create(start_ms=3_723_000, end_ms=3_727_000, text="We sailed at dawn.", speaker=ada)
    first.cues.create(start_ms=3_727_000, end_ms=3_731_000, text="The ebb tide took us out.", speaker=ada)
    Tag.objects.filter(slug="moon").update(description="What pulls the tide.")
    TagAlias.objects.create(tag=Tag.objects.get(slug="water"), name="H2O")
    return {"sea": sea, "land": land, "ada": ada, "bo": bo, "first": first, "second": second, "high": high}


# --- what is found ---------------------------------------------------------------------------------------------------


def test_every_kind_is_found_in_one_place(client, site):
    page = ask(client, "tide")
    assert counts(page) == {
        "Highlights": "2",
        "Quotes": "1",
        "Episodes": "1",
        "People": "1",
        "Tags": "1",
        "Transcripts": "1",
    }
    assert page.one("h2", id="found").text == "7 results"
    assert set(titles(page, "highlights")) == {"High water", "A dry bed"}
    assert titles(page, "episodes") == ["The Tide Tables"]
    assert [title.partition(" one episode")[0] for title in titles(page, "people")] == ["Ada Reyes"]


def test_what_matches_is_marked(client, site):
    page = ask(client, "tides")
    marked = {mark.text for mark in page.all("mark")}
    assert marked == {"tides", "tide", "Tide"}
    assert "The tides turn twice." in page.one("section", "hits--highlights").text


def test_a_highlight_leads_to_its_page_and_says_whose_it_is(client, site):
    hit = ask(client, "twice").one("li", "hit")
    assert hit.one("h3").all("a")[0].attrs["href"] == site["high"].get_absolute_url()
    facts = hit.one("p", "hit__facts")
    assert facts.text == "in The Tide Tables Ada Reyes Sea Talk May 4, 2023"
    assert hit.attrs["lang"] == "en"


def test_a_line_of_a_transcript_opens_at_its_time_and_plays_there(client, site):
    hit = ask(client, "ebb").one("li", "hit")
    link = hit.one("h3").one("a")
    assert link.attrs["href"] == site["first"].get_transcript_url() + "#t=1:02:07"
    assert link.text == "The Tide Tables at 1:02:07"
    play = hit.one("a", "play")
    assert play.attrs["href"] == "https://a.example/tides.mp3#t=3727"
    assert play.attrs["data-episode"] == site["first"].get_absolute_url()
    assert "We sailed at dawn. The ebb tide took us out." in hit.text
    assert "Ada Reyes" in hit.text


def test_a_line_that_two_passages_share_is_shown_once(client, site):
    for number in range(40):
        site["first"].cues.create(start_ms=4_000_000 + number * 6000, end_ms=4_006_000 + number * 6000, text="Foam.")
    site["first"].cues.create(start_ms=5_000_000, end_ms=5_001_000, text="A whelk.")
    links = [hit.all("a")[0].attrs["href"] for hit in hits(ask(client, "whelk"))]
    assert len(links) == len(set(links)) == 1


def test_a_line_without_a_time_leads_to_its_number(client, site):
    for text in ("First.", "Second.", "A limpet."):
        site["second"].cues.create(text=text)
    hit = ask(client, "limpet").one("li", "hit")
    assert hit.one("h3").one("a").attrs["href"] == site["second"].get_transcript_url() + "#line-3"
    assert hit.all("a", "play") == []


def test_a_quote_leads_to_its_page_and_plays_its_moment(client, site):
    hit = ask(client, "waits").one("li", "hit")
    assert hit.one("blockquote").one("a").attrs["href"] == site["high"].quotes.get().get_absolute_url()
    assert hit.one("a", "play").attrs["href"] == "https://a.example/tides.mp3#t=60,90"


def test_what_is_found_by_its_tag_says_so(client, site):
    page = ask(client, "h2o")
    assert titles(page, "tags")[0].startswith("water or H2O")
    assert "tagged water (H2O)" in page.one("section", "hits--highlights").text


def test_whoever_types_a_name_sees_the_person_first(client, site):
    sections = [section.attrs["aria-labelledby"] for section in ask(client, "reyes").all("section", "hits")]
    assert sections[0] == "people"


# --- the question ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("tide table", {"The Tide Tables"}),
        ('"tide tables"', {"The Tide Tables"}),
        ('"tables tide"', set()),
        ("tid", {"The Tide Tables"}),
        ("TÍDES", {"The Tide Tables"}),
        ("talk -dry", {"The Tide Tables"}),
        ("talk -tag:water", {"Dry Ground"}),
        ("tag:water", {"The Tide Tables"}),
        ("tag:h2o", {"The Tide Tables"}),
        ('person:"ada reyes"', {"The Tide Tables"}),
        ("person:ada-reyes", {"The Tide Tables"}),
        ("person:reyes", {"The Tide Tables"}),
        ('show:"land talk"', {"Dry Ground"}),
        ("show:land", {"Dry Ground"}),
        ("talk before:2024", {"The Tide Tables"}),
        ("talk after:2024", {"Dry Ground"}),
        ("talk after:2023-05-04", {"The Tide Tables", "Dry Ground"}),
        ("talk after:2023-05-05", {"Dry Ground"}),
    ],
)
def test_the_question(client, site, question, found):
    assert set(titles(ask(client, question, kind="episodes"), "episodes")) == found


def test_a_filter_in_the_question_and_in_the_address_mean_the_same(client, site):
    typed = ask(client, "tide tag:water person:ada-reyes show:sea-talk")
    chosen = ask(client, "tide", tag="water", person="ada-reyes", show="sea-talk")
    assert [hit.text for hit in hits(typed)] == [hit.text for hit in hits(chosen)] != []
    assert list(chips(typed)) == ["Tag water", "Person Ada Reyes", "Show Sea Talk"]
    assert list(chips(chosen)) == ["Show Sea Talk", "Person Ada Reyes", "Tag water"] or set(chips(chosen)) == set(
        chips(typed)
    )


def test_names_that_nothing_has_are_said(client, site):
    page = ask(client, "tide", tag="watr")
    assert page.one("p", "search-remark").text == "There is no tag “watr”. Did you mean water?"
    assert hits(page) == []
    link = page.one("p", "search-remark").one("a")
    assert query(link.attrs["href"]) == {"q": "tide", "tag": "water"}
    assert hits(read(client.get(link.attrs["href"])))
    typed = ask(client, "person:nobody-at-all -tag:foo tide")
    assert [remark.text for remark in typed.all("p", "search-remark")] == [
        "There is nobody called “nobody-at-all”.",
        "There is no tag “foo”.",
    ]


def test_what_is_not_there_cannot_be_left_out(client, site):
    page = ask(client, "twice -tag:foo")
    assert page.one("p", "search-remark").text == "There is no tag “foo”."
    assert titles(page, "highlights") == ["High water"]


def test_a_name_of_several_is_asked_about(client, site):
    make_episode(site["sea"], guest=make_person(name="Ada Park"))
    remark = ask(client, "person:ada").one("p", "search-remark")
    assert "More than one person may be called “ada”." in remark.text
    assert [query(link.attrs["href"])["q"] for link in remark.all("a")] == ["person:ada-park", "person:ada-reyes"]


def test_a_past_slug_still_names_its_tag(client, site):
    tag = Tag.objects.get(slug="water")
    tag.slug = "waters"
    tag.save()
    assert titles(ask(client, "", tag="water"), "highlights") == ["High water"]


def test_a_misspelt_word_is_asked_about(client, site):
    page = ask(client, "tabels tag:water")
    assert hits(page) == []
    link = page.one("div", "search-nothing").one("p", "summary").one("a")
    assert link.text == "tables"
    assert titles(read(client.get(link.attrs["href"])), "episodes") == ["The Tide Tables"]


def test_nothing_found_says_what_to_try(client, site):
    page = ask(client, "tide limerick", tag="water")
    words = page.one("div", "search-nothing").text
    assert "Use fewer words" in words and "search everything for tide limerick" in words
    assert "water" in page.one("ul", "popular-tags").text


def test_nothing_asked_shows_how_to_ask(client, site):
    page = ask(client)
    examples = page.one("dl", "examples").all("dt")
    for example in examples:
        assert hits(read(client.get(example.one("a").attrs["href"]))), example.text
    assert any(example.text.startswith("tag:") for example in examples)
    assert page.one("ul", "popular-tags").all("a")[0].text == "water"


def test_a_site_without_anything_has_a_page_of_search(client):
    assert "How to ask" not in ask(client).text
    assert "Nothing found" in ask(client, "tide").text


# --- narrowing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "name", "parameter"),
    [
        ("Show", "Sea Talk", ("show", "sea-talk")),
        ("Person", "Ada Reyes", ("person", "ada-reyes")),
        ("Tag", "moon", ("tag", "moon")),
        ("Year", "2023", ("year", "2023")),
        ("Audio", "with audio", ("audio", "1")),
    ],
)
def test_every_facet_says_how_many_are_left(client, site, label, name, parameter):
    page = ask(client, "tide", sort="newest")
    left, url = facet(page, label)[name]
    assert query(url) == {"q": "tide", "sort": "newest", parameter[0]: parameter[1]}
    narrowed = read(client.get(url))
    assert len(hits(narrowed)) == left < len(hits(page))
    # It can be taken off again.
    words = f"{'' if label == 'Audio' else label} {name}".strip()
    assert query(chips(narrowed)[words]) == {"q": "tide", "sort": "newest"}
    assert name not in facet(narrowed, label)


def test_kinds_are_a_facet(client, site):
    page = ask(client, "tide", show="sea-talk")
    link = next(one for one in page.one("nav", "kinds").all("a") if one.text.startswith("Quotes"))
    assert query(link.attrs["href"]) == {"q": "tide", "show": "sea-talk", "kind": "quotes"}
    only = read(client.get(link.attrs["href"]))
    assert [section.attrs["aria-labelledby"] for section in only.all("section", "hits")] == ["quotes"]
    assert counts(only) == counts(page)


def test_facets_combine(client, site):
    make_highlight(site["first"], title="Low water", body="The tide is out.", tags=["water"])
    page = ask(client, "tide", tag=["water", "moon"], year="2023", kind="highlights", audio="1")
    assert titles(page, "highlights") == ["High water"]
    assert len(chips(page)) == 4
    rest = {"q": "tide", "tag": "water", "year": "2023", "kind": "highlights", "audio": "1"}
    assert query(chips(page)["Tag moon"]) == rest
    assert set(titles(ask(client, **rest), "highlights")) == {"High water", "Low water"}


def test_a_tag_can_be_left_out(client, site):
    page = ask(client, "tide", kind="highlights")
    link = next(one for one in page.all("a", "not") if one.text == "not water")
    assert query(link.attrs["href"]) == {"q": "tide -tag:water", "kind": "highlights"}
    narrowed = read(client.get(link.attrs["href"]))
    assert titles(narrowed, "highlights") == ["A dry bed"]
    assert "Tag not water" in chips(narrowed)


def test_a_filter_of_the_question_can_be_taken_off(client, site):
    page = ask(client, 'tide -tag:ground before:2024-05 "high water"')
    assert {words: query(url)["q"] for words, url in chips(page).items()} == {
        "Tag not ground": 'tide "high water" before:2024-05',
        "before May 2024": 'tide "high water" -tag:ground',
    }


def test_the_form_keeps_the_conditions(client, site):
    form = ask(client, "tide", tag="water", kind="highlights", page="3").one("form", role="search")
    kept = {field.attrs["name"]: field.attrs["value"] for field in form.all("input", type="hidden")}
    assert kept == {"tag": "water", "kind": "highlights"}
    assert form.one("input", type="search").attrs["value"] == "tide"


def test_newest_first(client, site):
    assert titles(ask(client, "talk", sort="newest"), "episodes") == ["Dry Ground", "The Tide Tables"]
    Episode.objects.filter(title="Dry Ground").update(published_at=datetime(2020, 1, 1, tzinfo=UTC))
    site["second"].refresh_from_db()
    site["second"].save()
    assert titles(ask(client, "talk", sort="newest"), "episodes") == ["The Tide Tables", "Dry Ground"]


def test_newest_first_goes_by_the_date_however_many_are_found(client, site, monkeypatch):
    monkeypatch.setattr("episodes.search.find.MOST_RANKED", 2)
    monkeypatch.setattr("episodes.search.find.RANKED_OF_MANY", 2)
    # As feeds are read: the newest episode is written first.
    for year in range(2022, 2016, -1):
        make_episode(site["sea"], title=f"Swell of {year}", published_at=datetime(year, 1, 1, tzinfo=UTC))
    newest = [f"Swell of {year}" for year in range(2022, 2016, -1)]
    assert titles(ask(client, "swell", kind="episodes", sort="newest"), "episodes") == newest
    assert titles(ask(client, show="sea-talk", kind="episodes"), "episodes") == ["The Tide Tables", *newest]


def test_a_kind_has_pages(client, site):
    for number in range(45):
        make_highlight(site["first"], title=f"Wave {number}", body="A wave.")
    first, last = (ask(client, "wave", kind="highlights", page=page) for page in ("1", "99999999999999999999"))
    assert (len(hits(first)), len(hits(last))) == (20, 5)
    assert query(first.one("a", rel="next").attrs["href"]) == {"q": "wave", "kind": "highlights", "page": "2"}
    shown = [titles(ask(client, "wave", kind="highlights", page=page), "highlights") for page in (1, 2, 3)]
    assert len({title for some in shown for title in some}) == 45
    assert len(hits(ask(client, "wave"))) == 5


def test_what_was_not_counted_to_its_end_says_so(client, site, monkeypatch):
    for module in ("episodes.search.find", "episodes.views.search"):
        monkeypatch.setattr(sys.modules[module], "MOST_COUNTED", 3)
    for number in range(5):
        make_highlight(site["first"], title=f"Wave {number}", body="A wave.", tags=["waves", f"wave {number}"])
    page = ask(client, "wave")
    assert page.one("h2", id="found").text.startswith("More than ")
    assert counts(page)["Highlights"] == "3+"
    assert all(item.all("span")[0].text.endswith("+") for item in page.one("nav", "filters").all("li"))
    assert page.one("section", "hits--highlights").one("h2").text == "Highlights 3+"


def test_an_empty_kind_leads_to_the_others(client, site):
    page = ask(client, "ebb", kind="quotes")
    assert "Nothing of this kind" in page.text
    assert "kind=transcripts" in page.one("div", "search-nothing").one("a").attrs["href"]


# --- who may see what ------------------------------------------------------------------------------------------------


def test_a_draft_is_nowhere(client, site):
    draft = make_episode(
        site["sea"], title="Secret kelp", summary="Kelp.", status=Status.DRAFT, guest=make_person(name="Kelp Secret")
    )
    make_quote(make_highlight(draft, title="Kelp", body="Kelp.", tags=["kelp"]), text="Kelp, I say.")
    make_highlight(site["first"], title="Kelp of a draft", body="Kelp.", status=Status.DRAFT, tags=["kelp", "water"])
    draft.cues.create(start_ms=0, end_ms=900, text="Kelp.")
    before = ask(client, "tide").text
    for question in ("kelp", "tag:kelp", "person:kelp-secret", "secret"):
        page = ask(client, question)
        assert hits(page) == []
        assert "Did you mean" not in page.text
    assert ask(client, "tide").text == before
    assert "kelp" not in facet(ask(client, "tag:water"), "Tag")
    assert client.get("/search/suggest/?q=kelp").json()["suggestions"] == []
    assert "kelp" not in ask(client).text


def test_what_is_withdrawn_is_found_no_more(client, site):
    assert hits(ask(client, "ebb"))
    site["first"].status = Status.WITHDRAWN
    site["first"].save()
    for question in ("ebb", "twice", "waits", "tag:water", "person:ada-reyes"):
        assert hits(ask(client, question)) == []


def test_a_stale_index_shows_nothing_that_is_not_public(client, site):
    assert hits(ask(client, "twice"))
    Highlight.objects.filter(title="High water").update(status=Status.DRAFT)
    page = ask(client, "twice")
    assert "High water" not in page.text


# --- the head, and what nobody types by hand -------------------------------------------------------------------------


def test_search_engines_leave_results_alone(client, site):
    robots = [meta.attrs["content"] for meta in ask(client, "tide").all("meta", name="robots")]
    assert robots == ["noindex, follow"]
    assert ask(client).all("meta", name="robots") == []
    assert ask(client, "tide").one("title").text == "tide · Search · Podsite"


ODD = [
    '"',
    "'",
    "a-b",
    "it's",
    '"""',
    "-",
    "--",
    "*",
    "a*",
    "NEAR(a b)",
    "a AND",
    "OR",
    "NOT tide",
    "(tide",
    "tide)",
    "title:tide",
    "{title}: tide",
    "^tide",
    "tide + table",
    "\x00",
    "tide\x00table",
    "%",
    "_",
    "\\",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "🎙️",
    "東京",
    "ไทย",
    "ﷺ",
    "e\u0301" * 200,
    "tag:",
    'tag:"',
    "before:9999-99",
    "after:2024-02-30",
    "x" * 60_000,
    "a " * 30_000,
    'tag:"' + "y" * 60_000,
    "\u202etide",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_an_odd_question_is_a_question(client, site, text):
    for parameter in ("q", "tag", "person", "show", "year", "kind", "sort", "page", "audio"):
        assert client.get("/search/", {"q": "tide", parameter: text}).status_code == 200
    assert client.get("/search/suggest/", {"q": text}).status_code == 200


def test_many_parameters_and_broken_bytes(client, site):
    many = urlencode([("tag", f"t{number}") for number in range(500)] + [("q", "tide"), ("q", "x"), ("page", "2")])
    for address in (f"/search/?{many}", "/search/?q=%ED%A0%80%FF&tag=%FF", "/search/?q[]=1&page=-1&kind=%00"):
        assert client.get(address).status_code == 200
    assert client.post("/search/").status_code == 405


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(ODD[:34]))
def test_any_text_is_a_question(client, text):
    response = client.get(f"/search/?q={quote(text)}&tag={quote(text[:3])}")
    assert response.status_code == 200
    assert client.get(f"/search/suggest/?q={quote(text)}").status_code == 200


def test_a_visitor_gets_no_cookie(client, site):
    assert not client.get("/search/?q=tide").cookies


# --- suggestions -----------------------------------------------------------------------------------------------------


def test_suggestions(client, site):
    response = client.get("/search/suggest/?q=wat")
    assert response["Content-Type"] == "application/json"
    found = response.json()
    assert found["said"] == "1 suggestion"
    assert found["suggestions"] == [{"kind": "tag", "title": "water", "url": "/tags/water/"}]
    assert client.get("/search/suggest/?q=h2").json()["suggestions"][0]["alias"] == "H2O"
    people = client.get("/search/suggest/?q=rey").json()["suggestions"]
    assert people == [{"kind": "person", "title": "Ada Reyes", "url": "/people/ada-reyes/"}]
    episodes = client.get("/search/suggest/?q=tide ta").json()["suggestions"]
    assert episodes == [{"kind": "episode", "title": "The Tide Tables", "url": site["first"].get_absolute_url()}]
    assert client.get("/search/suggest/?q=tag:wat").json()["suggestions"][0]["title"] == "water"
    assert client.get("/search/suggest/").json() == {"said": "No suggestions", "suggestions": []}


def test_suggestions_are_kept_for_a_moment(client, site):
    response = client.get("/search/suggest/?q=wat")
    assert response["Cache-Control"] == "public, max-age=60"
    again = client.get("/search/suggest/?q=wat", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_suggestions_take_one_query(client, site, count_queries):
    client.get("/search/suggest/?q=wat")
    assert count_queries(lambda: client.get("/search/suggest/?q=wat")) == 1
