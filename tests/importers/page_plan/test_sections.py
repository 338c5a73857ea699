"""Sections, quotes and clips of a page that has changed are the ones that were there."""

import pytest

from episodes.models import (
    Citation,
    Episode,
    Highlight,
    Quote,
)
from tests.importers.page_plan.loading import load
from tests.importers.pages import page, sample, section

pytestmark = pytest.mark.django_db


def sections(episode):
    return [(part.title, part.body, part.takeaway) for part in episode.highlights.all()]


def test_a_quote_is_updated_unless_it_was_edited(episode):
    load(sample(old="Nobody thanks you for", new="Nobody ever thanks you for"))
    quote = Quote.objects.get(highlight__title="Cleaning the Tapes")
    assert quote.text == "Nobody ever thanks you for a tape that still plays."
    Quote.objects.filter(pk=quote.pk).update(text="Nobody thanks you. [laughs]")
    assert load(sample()).kept
    assert Quote.objects.get(pk=quote.pk).text == "Nobody thanks you. [laughs]"


def test_new_citations_make_new_clips_and_old_ones_stay(episode):
    report = load(sample(old="room tone alone 7.", new="room tone 7. Others doubt it 8."))
    assert [sentence for sentence in report.made if sentence.startswith("clip")] == [
        "clip 8, not placed in time: “Others doubt it”"
    ]
    assert Citation.objects.filter(clip__number=8, highlight__title="What the Silence Holds").exists()


def test_a_clip_that_is_no_longer_cited_is_told_and_stays(episode):
    report = load(sample(old=" by its room tone alone 7.", new=" by ear."))
    assert report.kept == [
        "clip 7, “She found that listeners could date a tape by its room tone alone”, is no longer cited in the file, "
        "and stays here."
    ]
    assert episode.clips.filter(number=7).exists()
    assert not Citation.objects.filter(clip__number=7).exists()


def test_a_highlight_that_left_the_file_is_told_and_stays(episode):
    text = sample()
    report = load(text[: text.index("    What the Silence Holds")] + "\nRelated Episodes\n")
    assert "the highlight “What the Silence Holds” is no longer in the file, and stays here." in report.kept
    assert episode.highlights.count() == 3


def test_a_highlight_that_was_deleted_here_is_not_made_again(episode):
    episode.highlights.get(title="What the Silence Holds").delete()
    for text in (sample(), sample(old="A pause is a place.", new="A pause is a room.")):
        report = load(text)
        assert report.nothing
        assert report.skipped == ["the highlight “What the Silence Holds” was deleted here, and is not made again."]
    assert episode.highlights.count() == 2


def test_a_quote_that_was_deleted_here_is_not_made_again(episode):
    Quote.objects.all().delete()
    report = load(sample())
    assert report.nothing and len(report.skipped) == 2
    assert not Quote.objects.exists()


def test_a_new_highlight_comes_in_its_place(episode):
    new = section("A New One", "It was added later.", "Really so.", "So.")
    report = load(sample(old="    Teaching the Machine", new=f"{new}\n\nTeaching the Machine"))
    assert report.made == ["the highlight “A New One” with 0 citations, a quote, a takeaway"]
    assert report.changed == []
    assert [title for title, *_rest in sections(episode)] == [
        "Cleaning the Tapes",
        "A New One",
        "Teaching the Machine",
        "What the Silence Holds",
    ]


def test_a_new_order_is_told_and_taken():
    one, two = section("One", "It is so 1.", "Quote one.", "So."), section("Two", "It was so 2.", "Quote two.", "Yes.")
    load(page(one, two))
    report = load(page(two.replace("2", "1"), one.replace("1", "2")))
    assert report.changed[-1].what == "order of the highlights"
    assert [title for title, *_rest in sections(Episode.objects.get())] == ["Two", "One"]


def test_a_section_under_a_new_title_is_the_same_highlight(episode):
    key = episode.highlights.get(title="Teaching the Machine").pk
    report = load(sample(old="Teaching the Machine", new="Radio People Teach a Model"))
    assert [change.what for change in report.changed] == ["“Teaching the Machine”, title"]
    highlight = Highlight.objects.get(pk=key)
    assert highlight.title == "Radio People Teach a Model"
    assert highlight.slug == "teaching-the-machine", "the address goes on working"
    assert episode.highlights.count() == 3


def test_a_highlight_that_was_renamed_here_is_found(episode):
    episode.highlights.filter(title="Teaching the Machine").update(title="Renamed")
    report = load(sample(old="a fishing report 5", new="a weather report 5"))
    assert [change.what for change in report.changed] == ["“Renamed”, body"]
    assert episode.highlights.count() == 3
