"""A page becomes rows, twice makes no difference, and what an editor wrote is never lost."""

from datetime import UTC, date, datetime

import pytest

from episodes.importers.page_plan import plan_page
from episodes.models import (
    Citation,
    Clip,
    Episode,
    Evidence,
    Highlight,
    Status,
)
from tests.importers.page_plan.loading import load, rows
from tests.importers.pages import sample

pytestmark = pytest.mark.django_db


def test_a_page_becomes_a_show_an_episode_highlights_and_clips(episode):
    assert episode.show.title == "Small Rooms, Long Tapes"
    assert (episode.status, episode.published_at) == (Status.DRAFT, datetime(2024, 3, 9, tzinfo=UTC))
    assert [part.cited_numbers for part in episode.highlights.all()] == [[1, 2, 3], [4, 5, 5, 6], [7]]
    assert [part.quotes.count() for part in episode.highlights.all()] == [1, 1, 0]
    assert {part.status for part in episode.highlights.all()} == {Status.DRAFT}
    assert [clip.number for clip in episode.clips.all()] == [1, 2, 3, 4, 5, 6, 7]
    assert not any(clip.is_placed or clip.end_ms for clip in episode.clips.all())
    assert Citation.objects.count() == 7
    assert Episode.objects.published().count() == 0


def test_the_seed_page_becomes_what_it_says(shared):
    text = (shared / "seed" / "how-eleutherai-trains-and-releases-llms.txt").read_text()
    report = load(text)
    episode = Episode.objects.get()
    assert episode.show.title == "Gradient Dissent - A Machine Learning Podcast"
    assert episode.title == "How EleutherAI Trains and Releases LLMs: Interview with Stella Biderman"
    assert episode.summary.startswith("Stella Biderman from EleutherAI delves into")
    assert episode.published_at.date() == date(2023, 5, 4)
    highlights = list(episode.highlights.all())
    assert [part.title for part in highlights] == ["Model Scaling", "Fine-Tuning", "Interpretability"]
    assert [part.cited_numbers for part in highlights] == [[1, 2, 3], [4, 5], [6, 6, 7]]
    assert [part.quotes.get().text[:24] for part in highlights] == [
        "We don't think that trai",
        "If there is something th",
        "The thing that I'm most ",
    ]
    assert all(part.takeaway.startswith(("This shift", "Stella", "These")) for part in highlights)
    assert list(episode.clips.values_list("number", "start_ms", "end_ms")) == [(n, None, None) for n in range(1, 8)]
    assert report.doubted == []
    before = rows()
    assert load(text).nothing
    assert rows() == before


def test_importing_twice_changes_nothing(episode):
    before = rows()
    plan = plan_page(sample())
    assert plan.nothing and plan.report.nothing
    plan.apply()
    assert rows() == before


def test_planning_writes_nothing():
    before = rows()
    report = plan_page(sample(), publish=True).report
    assert rows() == before
    assert report.made[0] == "the show “Small Rooms, Long Tapes”"
    assert "the highlight “Cleaning the Tapes” with 3 citations, a quote, a takeaway" in report.made
    assert sum(sentence.startswith("clip ") for sentence in report.made) == 7


def test_publishing_publishes_the_episode_and_its_highlights():
    load(sample(), publish=True)
    assert Episode.objects.published().count() == 1
    assert Highlight.objects.published().count() == 3


def test_a_draft_is_published_by_a_second_import_and_never_unpublished(episode):
    report = load(sample(), publish=True)
    assert report.changed[0].what == "episode, status"
    assert Highlight.objects.published().count() == 3
    assert load(sample()).nothing
    assert Highlight.objects.published().count() == 3


def test_what_was_withdrawn_stays_so(episode):
    episode.highlights.filter(title="Cleaning the Tapes").update(status=Status.WITHDRAWN)
    report = load(sample(), publish=True)
    assert "“Cleaning the Tapes”, status: it was withdrawn here, and stays so." in report.kept
    assert Highlight.objects.published().count() == 2


def test_a_changed_file_updates_in_place(episode):
    keys = list(episode.highlights.values_list("pk", "slug"))
    report = load(sample(old="What survives depends", new="All that survives depends").replace("makes the", "made the"))
    assert [(change.what, change.after) for change in report.changed] == [
        ("“Cleaning the Tapes”, takeaway", "All that survives depends on the care that nobody sees.")
    ]
    assert report.changed[0].pieces[:2] == [("removed", "What"), ("added", "All that")]
    assert list(episode.highlights.values_list("pk", "slug")) == keys
    assert episode.highlights.first().takeaway.startswith("All that")


def test_tags_evidence_places_and_titles_of_clips_are_kept(episode):
    highlight = episode.highlights.first()
    highlight.tags.add("archives")
    episode.tags.add("radio")
    Citation.objects.filter(clip__number=1).update(evidence=Evidence.HEARD)
    episode.clips.filter(number=1).update(title="The boxes", start_ms=1000, end_ms=2000)
    load(sample(old="it broke in the second week 3", new="it broke in the third week 3"))
    assert "third week" in Highlight.objects.get(pk=highlight.pk).body
    assert [tag.name for tag in highlight.tags.all()] == ["archives"]
    assert [tag.name for tag in episode.tags.all()] == ["radio"]
    assert Citation.objects.get(clip__number=1).evidence == Evidence.HEARD
    assert Clip.objects.filter(number=1, title="The boxes", start_ms=1000, end_ms=2000).exists()
    load(sample(old="most of them without a label 1", new="none of them with a label 1"))
    assert Citation.objects.get(clip__number=1).evidence == Evidence.UNCHECKED, "nobody has heard this sentence"


@pytest.mark.parametrize("carriage_return", [False, True])
def test_an_edit_here_is_kept_when_the_file_is_the_same_and_when_another_field_changed(episode, carriage_return):
    highlight = episode.highlights.get(title="Teaching the Machine")
    highlight.takeaway = "An editor’s takeaway."
    if carriage_return:  # What a browser makes of a text that nobody touched.
        highlight.body = highlight.body.replace("\n", "\r\n")
    highlight.save()
    assert load(sample()).nothing
    report = load(sample(old="a fishing report 5", new="a weather report 5"))
    highlight.refresh_from_db()
    assert [change.what for change in report.changed] == ["“Teaching the Machine”, body"]
    assert highlight.takeaway == "An editor’s takeaway."
    assert "a weather report [5]" in highlight.body


def test_where_both_changed_the_site_stays_and_the_difference_is_told_once(episode):
    episode.highlights.filter(title="Cleaning the Tapes").update(takeaway="Mine.")
    text = sample(old="What survives depends on", new="All hangs on")
    report = load(text)
    assert report.nothing
    assert report.kept == [
        "“Cleaning the Tapes”, takeaway: it was written here, so the file’s “All hangs on the care that nobody sees.” "
        "was not taken."
    ]
    assert episode.highlights.get(title="Cleaning the Tapes").takeaway == "Mine."
    again = load(text)
    assert again.nothing and again.kept == []


def test_summary_title_and_date_are_merged_too(episode):
    Episode.objects.update(title="My title", published_at=datetime(2024, 3, 9, 6, tzinfo=UTC))
    report = load(sample(old="keeps forty years", new="guards forty years").replace("March 9, 2024", "March 10, 2024"))
    episode.refresh_from_db()
    assert [change.what for change in report.changed] == ["episode, summary"]
    assert report.kept == ["episode, published at: it was set here, so the file’s 2024-03-10 was not taken."]
    assert (episode.title, episode.published_at.hour) == ("My title", 6)
    assert "guards forty" in episode.summary


def test_a_new_date_moves_an_untouched_one(episode):
    report = load(sample(old="March 9, 2024", new="10 March 2024"))
    assert [(change.before, change.after) for change in report.changed] == [("2024-03-09", "2024-03-10")]
    episode.refresh_from_db()
    assert episode.published_at == datetime(2024, 3, 10, tzinfo=UTC)
