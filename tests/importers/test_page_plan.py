"""A page becomes rows, twice makes no difference, and what an editor wrote is never lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from episodes.importers.layout import PageError
from episodes.importers.page_plan import Plan, plan_page
from episodes.models import (
    Citation,
    Clip,
    Episode,
    Evidence,
    Highlight,
    PageImport,
    Quote,
    RelatedEpisode,
    Show,
    Status,
    Tag,
)
from tests.factories import make_clip, make_episode, make_highlight, make_quote, make_show
from tests.importers.pages import page, sample, section

pytestmark = pytest.mark.django_db
MODELS = [Show, Episode, Highlight, Quote, Clip, Citation, RelatedEpisode, PageImport, Tag]


def load(text, **options):
    plan = plan_page(text, **options)
    plan.apply()
    return plan.report


def rows():
    """Everything that an import could touch."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def sections(episode):
    return [(part.title, part.body, part.takeaway) for part in episode.highlights.all()]


@pytest.fixture
def episode():
    """The sample page, imported."""
    load(sample())
    return Episode.objects.get()


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


def test_a_plan_is_refused_once_the_site_has_changed():
    plan = plan_page(sample())
    load(sample())
    before = rows()
    with pytest.raises(PageError, match="The site has changed since this was looked at"):
        plan.apply()
    assert rows() == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_first_imports_at_once_make_one_show(monkeypatch):
    both_write, write = threading.Barrier(2), Plan._write

    def meet_and_write(plan):
        with suppress(threading.BrokenBarrierError):
            both_write.wait(timeout=2)  # Nobody comes where imports wait for each other.
        write(plan)

    def apply(plan):
        try:
            return plan.apply().title
        except PageError as error:
            return str(error)
        finally:
            connection.close()

    monkeypatch.setattr(Plan, "_write", meet_and_write)
    plans = [plan_page(sample()) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(apply, plans))
    assert (Show.objects.count(), Episode.objects.count()) == (1, 1)
    assert plans[0].episode.title in said
    assert "The site has changed since this was looked at: look again." in said


@pytest.mark.parametrize("model", [Clip, Highlight, Quote, PageImport])
def test_nothing_is_half_written(monkeypatch, model):
    before = rows()
    saved = []

    def failing(self, *args, **kwargs):
        saved.append(self)
        if len(saved) > (0 if model is PageImport else 1):
            raise RuntimeError("the disk is full")
        return super(model, self).save(*args, **kwargs)

    monkeypatch.setattr(model, "save", failing)
    with pytest.raises(RuntimeError):
        load(sample())
    assert saved
    assert rows() == before


def test_a_changed_page_is_not_half_written_either(episode, monkeypatch):
    before = rows()
    monkeypatch.setattr(Quote, "save", lambda *args, **kwargs: 1 / 0)
    text = sample(old="most of them without a label 1", new="none of them with a label 1")
    with pytest.raises(ZeroDivisionError):
        load(text.replace("Nobody thanks", "Nobody ever thanks"))
    assert rows() == before


def test_an_import_with_many_citations_makes_each_clip():
    body = " ".join(f"Here is claim number such {number}." for number in range(1, 41))
    load(page(section("Many", body)))
    assert Clip.objects.count() == Citation.objects.count() == 40
