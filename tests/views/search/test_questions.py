"""What is asked, what it means, and what is said where nothing has it."""

import pytest

from episodes.models import Tag
from tests.factories import make_episode, make_person
from tests.pages import read
from tests.views.search.reading import ask, chips, hits, query, titles

pytestmark = pytest.mark.django_db


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
