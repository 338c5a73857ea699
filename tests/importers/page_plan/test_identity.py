"""Which episode, and which show, a page is of."""

from datetime import date

import pytest

from episodes.importers.layout import PageError
from episodes.importers.page_plan import plan_page
from episodes.models import (
    Episode,
    RelatedEpisode,
    Show,
    Status,
)
from tests.factories import make_clip, make_episode, make_highlight, make_quote, make_show
from tests.importers.page_plan.loading import load
from tests.importers.pages import page, sample, section

pytestmark = pytest.mark.django_db


def test_an_episode_under_a_new_title_is_found_by_its_day_and_highlights(episode):
    report = load(sample(old="The Archive That Learned", new="An Archive That Learned"))
    assert [change.what for change in report.changed] == ["episode, title"]
    assert Episode.objects.get().title.startswith("An Archive")


def test_another_episode_of_the_day_is_another_episode(episode):
    shared = section("What the Silence Holds", "It is so 1.")
    others = [section(title, "Something else.") for title in ("Other Matters", "And More")]
    report = load(page(shared, *others, show=episode.show.title, published="March 9, 2024"))
    assert any(sentence.startswith("the episode") for sentence in report.made)
    assert Episode.objects.count() == 2


def test_an_episode_that_moved_and_was_renamed_is_found(episode):
    other = make_show(title="Elsewhere")
    Episode.objects.update(show=other, title="New name")
    Show.objects.exclude(pk=other.pk).delete()
    assert load(sample()).nothing
    assert Episode.objects.get().show == other


@pytest.mark.parametrize("name", ["small rooms, LONG tapes", "tapes"])
def test_the_show_is_found_by_title_or_slug_whatever_the_case(name):
    show = make_show(title="Small Rooms, Long Tapes", slug="tapes")
    report = load(sample(), show=name)
    assert Episode.objects.get().show == show
    assert not any(sentence.startswith("the show") for sentence in report.made)


def test_a_show_that_is_given_overrules_the_page():
    load(sample(), show="Another Show")
    assert Show.objects.get().title == "Another Show"
    assert load(sample()).nothing, "the page is remembered without the name"


def test_a_page_without_a_show_needs_one():
    text = page(section("One", "It is so 1."), show="")
    with pytest.raises(PageError, match="does not name its show"):
        plan_page(text)
    load(text, show="A Show")
    assert Show.objects.get().title == "A Show"


def test_two_shows_of_one_name_need_the_slug():
    first, _second = make_show(title="Twin"), make_show(title="Twin")
    with pytest.raises(PageError, match="2 shows are called “Twin”: give the slug of one"):
        plan_page(sample(), show="Twin")
    load(sample(), show=_second.slug)
    assert Episode.objects.get().show == _second != first


def test_an_episode_that_was_there_is_filled_and_not_overwritten():
    """Such as one that a feed brought, or somebody wrote by hand."""
    show = make_show(title="Small Rooms, Long Tapes")
    there = make_episode(
        show,
        title="The archive that learned to listen: a talk with Ines Okafor",
        summary="",
        published_at=None,
        status=Status.DRAFT,
    )
    make_highlight(there, title="Cleaning the Tapes", body="By hand.", takeaway="", position=1)
    report = load(sample())
    there.refresh_from_db()
    highlight = there.highlights.get(title="Cleaning the Tapes")
    assert there.summary.startswith("Ines Okafor keeps")
    assert there.published_at.date() == date(2024, 3, 9)
    assert (highlight.body, highlight.takeaway[:13]) == ("By hand.", "What survives")
    assert highlight.quotes.count() == 1
    assert any(sentence.startswith("“Cleaning the Tapes”, body: it was written here") for sentence in report.kept)
    assert sorted(there.clips.values_list("number", flat=True)) == [4, 5, 6, 7], "only what a taken body cites"


def test_a_quote_like_the_one_in_the_file_is_not_doubled():
    there = make_episode(
        make_show(title="Small Rooms, Long Tapes"), title="The Archive That Learned to Listen: A Talk with Ines Okafor"
    )
    highlight = make_highlight(there, title="Cleaning the Tapes", body="")
    make_quote(highlight, text="Nobody ever thanks you for a tape that still plays")
    report = load(sample())
    assert highlight.quotes.count() == 1
    assert any("one like it is here" in sentence for sentence in report.kept)


def test_a_clip_that_was_there_and_is_now_cited_is_doubted(episode):
    make_clip(episode, 8, title="Made by hand")
    report = load(sample(old="room tone alone 7.", new="room tone 7. Others doubt it 8."))
    assert report.doubted[-1].endswith("“What the Silence Holds” cites clip 8, which was here before: “Made by hand”.")
    assert episode.clips.get(number=8).title == "Made by hand"


def test_related_episodes_are_chosen_where_they_exist():
    same_show = make_episode(make_show(title="A Show"), title="twice")
    one, other_show = make_episode(title="One Thing"), make_episode(title="Twice")
    text = page(section("One", "It is so 1."), related=["One Thing", "Twice", "Nowhere", "An Episode"])
    report = load(text)
    episode = Episode.objects.get(title="An Episode")
    assert [row.related for row in episode.related_choices.all()] == [one, same_show]
    assert other_show.related_from.count() == 0
    assert [sentence.partition(": ")[2] for sentence in report.doubted] == [
        "“Nowhere” is no episode here, so it was not related.",
        "“An Episode” is no episode here, so it was not related.",
    ]
    make_episode(title="Nowhere")
    assert load(text).made == ["the related episode “Nowhere”"]
    RelatedEpisode.objects.filter(related=one).delete()
    assert load(text).made == [], "what an editor took away stays away"
