"""What the transcript says of a quote, and of clips to be rechecked: on the desk, in the forms and the list."""

import pytest

from episodes.models import Clip, Quote, Recheck, Revision, Status
from episodes.services.comparisons import compare_quotes
from episodes.services.transcripts import replace_transcript
from episodes.transcripts.cues import Cue
from tests.admin.desks import desk_address, fields, open_desk, press, typed
from tests.admin.forms import send
from tests.factories import make_clip, make_episode, make_highlight, make_quote
from tests.pages import read

SAID = ["Welcome back.", "The first run, you know, failed on the second day.", "Nobody noticed until Friday."]


@pytest.fixture
def episode(db):
    episode = make_episode(status=Status.DRAFT)
    replace_transcript(episode, [Cue(n * 10_000, (n + 1) * 10_000, text) for n, text in enumerate(SAID)])
    return episode


@pytest.fixture
def quote(episode):
    highlight = make_highlight(episode, body="It failed.", status=Status.DRAFT)
    quote = make_quote(highlight, text="The first run failed on the second day")
    compare_quotes(episode.pk)
    return quote


def looked(client, episode, values):
    return client.post(f"{desk_address(episode)}look/", values).json()["compare"]["highlights-0-quotes-0"]


def test_the_desk_shows_what_was_left_out_and_where_it_is_heard(editor, episode, quote):
    page = read(editor.get(desk_address(episode)))
    # The form of a new quote is there as well, as a template.
    told = next(element for element in page.all("div", "beside") if element.text)
    assert told.one("del").text == "left out: you know,"
    assert [button.text for button in told.all("button")] == ["Place the clip there: 0:10–0:20", "Use these words"]


def test_it_is_told_while_somebody_types(editor, episode, quote):
    values = typed(open_desk(editor, episode), highlights__0__quotes__0__text="The second run failed")
    told = looked(editor, episode, values)
    assert told["name"] == "differs"
    assert "<ins>" in told["html"] and "quote_words" in told["html"]
    values = typed(values, highlights__0__quotes__0__text="Something never said at all")
    assert looked(editor, episode, values)["html"] == ""


@pytest.mark.parametrize("accept", ["", "json"])
def test_one_press_makes_the_clip_where_the_quote_is_heard(editor, episode, quote, accept):
    press(editor, episode, open_desk(editor, episode), "quote_place", "0-0", accept=accept)
    quote.refresh_from_db()
    assert (quote.clip.start_ms, quote.clip.end_ms, quote.clip.number) == (10_000, 20_000, 1)
    assert quote.clip.excerpt == SAID[1]
    page = read(editor.get(desk_address(episode)))
    assert "Place the clip there" not in page.text


def test_one_press_moves_the_clip_of_the_quote(editor, episode, quote):
    quote.clip = make_clip(episode, start_ms=0, end_ms=5000)
    quote.save()
    press(editor, episode, open_desk(editor, episode), "quote_place", "0-0")
    [clip] = Clip.objects.all()
    assert (clip.start_ms, clip.end_ms) == (10_000, 20_000)


def test_a_clip_that_is_cited_stays_where_it_is(editor, episode, quote):
    quote.clip = make_clip(episode, start_ms=0, end_ms=5000)
    quote.save()
    quote.highlight.body = "Welcome [1]."
    quote.highlight.save()
    press(editor, episode, open_desk(editor, episode), "quote_place", "0-0")
    cited, quoted = Clip.objects.all()
    quote.refresh_from_db()
    assert (cited.start_ms, quoted.start_ms, quote.clip) == (0, 10_000, quoted)


def test_one_press_takes_the_words_of_the_transcript(editor, episode, quote):
    press(editor, episode, open_desk(editor, episode), "quote_words", "0-0")
    quote.refresh_from_db()
    assert quote.text == "The first run, you know, failed on the second day."


def test_a_press_does_not_overwrite_what_somebody_else_has_saved(editor, episode, quote):
    values = open_desk(editor, episode)
    press(editor, episode, typed(values, highlights__0__quotes__0__text="Nobody noticed"))
    answer = press(editor, episode, values, "quote_words", "0-0")
    assert answer.status_code == 409
    quote.refresh_from_db()
    assert quote.text == "Nobody noticed"


@pytest.mark.parametrize("value", ["", "0", "0-9", "9-9", "x-y", "0-0-0", "-1--1"])
@pytest.mark.parametrize("button", ["quote_place", "quote_words", "clip_right"])
def test_nonsense_in_a_button_changes_nothing(editor, episode, quote, button, value):
    answer = press(editor, episode, open_desk(editor, episode), button, value)
    assert answer.status_code == 302
    quote.refresh_from_db()
    assert (quote.text, quote.clip) == ("The first run failed on the second day", None)


def test_the_desk_shows_clips_to_be_rechecked_until_somebody_says_that_they_are_right(editor, episode):
    clip = make_clip(episode, start_ms=10_000, end_ms=20_000)
    Clip.objects.update(recheck=Recheck.AUDIO)
    page = editor.get(desk_address(episode))
    assert "before the audio was replaced" in read(page).one("div", "recheck").text
    revisions = Revision.objects.count()
    answer = press(editor, episode, fields(page), "clip_right", "0")
    assert answer["Location"].endswith("#clip-1")
    clip.refresh_from_db()
    assert (clip.recheck, clip.words) == ("", SAID[1])
    assert Revision.objects.count() == revisions
    assert read(editor.get(desk_address(episode))).all("div", "recheck") == []


def test_the_form_of_a_clip_says_why_and_takes_the_answer(editor, episode):
    clip = make_clip(episode, start_ms=10_000, end_ms=20_000)
    Clip.objects.update(recheck=Recheck.LOST)
    address = f"/admin/episodes/clip/{clip.pk}/change/"
    assert "not found in the new transcript" in read(editor.get(address)).one("section", "recheck").text
    send(editor, address)
    clip.refresh_from_db()
    assert clip.recheck == "lost"
    send(editor, address, _still_right="1")
    clip.refresh_from_db()
    assert clip.recheck == ""


def test_the_list_of_clips_filters_by_what_is_to_be_rechecked(editor, episode):
    make_clip(episode, 1, title="Fine")
    make_clip(episode, 2, title="Gone")
    Clip.objects.filter(number=2).update(recheck=Recheck.LOST)
    page = editor.get("/admin/episodes/clip/?recheck__exact=lost")
    assert [clip.title for clip in page.context["cl"].result_list] == ["Gone"]


def test_the_form_of_a_quote_tells_the_same_and_has_the_same_buttons(editor, episode, quote):
    address = f"/admin/episodes/quote/{quote.pk}/change/"
    told = read(editor.get(address)).one("section", "beside")
    assert told.one("del").text == "left out: you know,"
    assert [button.text for button in told.all("button")] == ["Place the clip there: 0:10–0:20", "Use these words"]
    send(editor, address, _place="1")
    quote.refresh_from_db()
    assert quote.clip.start_ms == 10_000
    send(editor, address, _use_words="1")
    assert Quote.objects.get().text == "The first run, you know, failed on the second day."
    latest = Revision.objects.of(episode.pk).first()
    assert latest.made_by is not None


def test_a_quote_that_nobody_said_is_placed_nowhere(editor, episode, quote):
    address = f"/admin/episodes/quote/{quote.pk}/change/"
    page = send(editor, address, text="Never said at all by anybody", _place="1")
    quote.refresh_from_db()
    assert (quote.clip, quote.text) == (None, "Never said at all by anybody")
    assert page.status_code in (200, 302)


def test_a_transcript_without_times_proposes_no_place(editor, episode, quote):
    episode.cues.update(start_ms=None, end_ms=None)
    page = read(editor.get(desk_address(episode)))
    told = next(element for element in page.all("div", "beside") if element.text)
    assert [button.text for button in told.all("button")] == ["Use these words"]
