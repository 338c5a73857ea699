"""Links between sections: shown at both ends with the right words, and only where both ends are public."""

import pytest
from django.utils import timezone

from episodes.models import HighlightLink, HighlightLinkKind, Status
from tests.factories import LONG_AGO, make_episode, make_highlight, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db
AGREES, DISAGREES, ANSWERS = HighlightLinkKind


@pytest.fixture
def ends():
    """Two sections of two shows; the second speaks another language."""
    near = make_highlight(make_episode(title="Here", published_at=LONG_AGO), title="Near", tags=["scaling"])
    far = make_highlight(
        make_episode(make_show(language="ar"), title="There", published_at=LONG_AGO), title="Far", tags=["data"]
    )
    return near, far


def link(near, far, kind=AGREES, **values):
    return HighlightLink.objects.create(highlight=near, other=far, kind=kind, **values)


def told(client, url):
    """``[words of a link between sections]`` on a page."""
    return [item.text for found in read(client.get(url)).all("ul", "links") for item in found.all("li")]


def pages_of(highlight):
    return [
        highlight.get_absolute_url(),
        highlight.episode.get_absolute_url(),
        f"/tags/{highlight.tags.get().slug}/",
    ]


@pytest.mark.parametrize(
    ("kind", "there", "back"),
    [
        (AGREES, "Agrees with", "Agreed with by"),
        (DISAGREES, "Disagrees with", "Is disagreed with in"),
        (ANSWERS, "Answers", "Answered in"),
    ],
)
def test_both_ends_tell_of_a_link_on_every_page_that_shows_them(client, ends, kind, there, back):
    near, far = ends
    link(near, far, kind)
    for url in pages_of(near):
        assert told(client, url) == [f"{there} Far There, January 1, 2024"], url
    for url in pages_of(far):
        assert told(client, url) == [f"{back} Near Here, January 1, 2024"], url


def test_a_link_leads_to_the_section_and_says_in_which_language_it_is(client, ends):
    near, far = ends
    link(near, far)
    for url in pages_of(near):
        found = read(client.get(url)).one("ul", "links")
        anchor = found.one("a")
        assert (anchor.attrs["href"], anchor.attrs["lang"], anchor.attrs["dir"]) == (
            far.get_absolute_url(),
            "ar",
            "rtl",
        )
        assert found.one("bdi").attrs["lang"] == "ar"
        assert found.one("time").attrs["datetime"] == "2024-01-01"


def test_on_the_page_of_both_a_link_stays_on_the_page(client):
    episode = make_episode()
    near, far = make_highlight(episode, title="Near"), make_highlight(episode, title="Far")
    link(near, far, ANSWERS)
    found = [
        anchor.attrs["href"]
        for ul in read(client.get(episode.get_absolute_url())).all("ul", "links")
        for anchor in ul.all("a")
    ]
    assert found == ["#far", "#near"]
    assert told(client, episode.get_absolute_url()) == ["Answers Far", "Answered in Near"]
    page = read(client.get(near.get_absolute_url()))
    assert page.one("ul", "links").one("a").attrs["href"] == far.get_absolute_url()


def test_what_a_section_says_comes_in_its_order_and_what_is_said_of_it_the_latest_first(client, ends):
    near, far = ends
    third, fourth = make_highlight(title="Third"), make_highlight(title="Fourth")
    link(near, far, position=2)
    link(near, third, DISAGREES, position=1)
    link(far, near, ANSWERS)
    link(fourth, near, DISAGREES)
    words = told(client, near.get_absolute_url())
    starts = ["Disagrees with Third", "Agrees with Far", "Is disagreed with in Fourth", "Answered in Far"]
    assert [text[: len(start)] for text, start in zip(words, starts, strict=True)] == starts


def hide_section(highlight):
    highlight.status = Status.DRAFT
    highlight.save()


def withdraw_section(highlight):
    highlight.status, highlight.withdrawn_reason = Status.WITHDRAWN, "Wrong."
    highlight.save()


def hide_episode(highlight):
    highlight.episode.status = Status.REVIEW
    highlight.episode.save()


def schedule_episode(highlight):
    highlight.episode.published_at = timezone.now() + timezone.timedelta(days=1)
    highlight.episode.save()


@pytest.mark.parametrize("hide", [hide_section, withdraw_section, hide_episode, schedule_episode])
def test_an_end_that_is_not_public_is_told_nowhere(client, ends, hide):
    near, far = ends
    link(near, far)
    link(far, near, DISAGREES)
    hide(far)
    for url in pages_of(near):
        assert told(client, url) == []
        assert "Far" not in client.get(url).content.decode()


def test_the_end_of_a_section_takes_its_links_along(client, ends):
    near, far = ends
    link(near, far)
    link(far, near, DISAGREES)
    far.delete()
    assert not HighlightLink.objects.exists()
    for url in pages_of(near):
        assert told(client, url) == []


def test_a_list_shows_three_and_leads_to_the_rest(client, ends):
    near, _far = ends
    for _number in range(5):
        link(make_highlight(), near)
    page = read(client.get("/tags/scaling/")).one("ul", "links")
    assert len(page.all("li")) == 4
    assert (page.all("a")[-1].text, page.all("a")[-1].attrs["href"]) == ("2 more", near.get_absolute_url())
    assert len(told(client, near.get_absolute_url())) == 5


def test_pages_ask_no_more_for_thirty_links(client, ends, count_queries):
    near, _far = ends
    client.get("/")
    before = [count_queries(lambda url=url: client.get(url)) for url in pages_of(near)]
    assert before[1] <= 8
    for _number in range(30):
        other = make_highlight()
        link(near, other)
        link(other, near)
    assert [count_queries(lambda url=url: client.get(url)) for url in pages_of(near)] == before


def test_both_ends_tell_of_a_link_in_their_markdown(client, ends):
    near, far = ends
    link(near, far, DISAGREES)
    for highlight, words in ((near, "Disagrees with [Far]"), (far, "Is disagreed with in [Near]")):
        for thing in (highlight, highlight.episode):
            text = client.get(f"{thing.get_absolute_url().rstrip('/')}.md").content.decode()
            assert text.count(f"- {words}(http") == 1
            assert "2024-01-01)" in text
