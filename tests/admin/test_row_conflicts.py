"""Two editors with the rows of one form: changed, added, deleted and put into another order by the other."""

import pytest

from episodes.models import Credit, Evidence, Quote, Tag
from tests.admin.forms import row, send, shown
from tests.admin.test_conflicts import address, panel, save
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote


@pytest.fixture
def episode(db):
    episode = make_episode(title="Before")
    for name in ("First", "Second", "Third"):
        make_clip(episode, title=name)
    return episode


def titles(episode):
    return list(episode.clips.order_by("number").values_list("title", flat=True))


def test_a_row_that_the_other_changed_is_merged_by_field(marta, joe, episode):
    page = shown(joe.get(address(episode)))
    send(marta, address(episode), clips__1__title="Theirs", clips__2__excerpt="Heard.")
    refused = save(joe, episode, page, clips__1__title="Mine", clips__2__title="Third, mine", clips__0__featured="on")
    words = panel(refused)
    assert "clip “2. Theirs”: Title" in words
    assert "{Second}[Mine]" in words
    assert "clip “3. Third”: Excerpt [Heard.]" in words
    assert "First" not in words
    assert save(joe, episode, shown(refused) | {"_choose-clips-1-title": "theirs"}).status_code == 302
    assert titles(episode) == ["First", "Theirs", "Third, mine"]
    assert episode.clips.get(number=3).excerpt == "Heard."
    assert episode.clips.get(number=1).featured


def test_a_row_that_the_other_added_appears(marta, joe, episode):
    page = shown(joe.get(address(episode)))
    send(marta, address(episode), **row("clips", 3, number="", title="Theirs", start_ms="9:00", end_ms="9:10"))
    refused = save(joe, episode, page, **row("clips", 3, number="", title="Mine", start_ms="8:00", end_ms="8:10"))
    assert "The clip “4. Theirs” is new." in panel(refused)
    again = shown(refused)
    assert (again["clips-3-title"], again["clips-4-title"]) == ("Theirs", "Mine")
    assert save(joe, episode, again).status_code == 302
    assert titles(episode) == ["First", "Second", "Third", "Theirs", "Mine"]


def test_a_row_that_the_other_deleted_is_gone(marta, joe, episode):
    page = shown(joe.get(address(episode)))
    send(marta, address(episode), clips__0__DELETE="on")
    refused = save(joe, episode, page, title="Mine", clips__2__title="Third, mine")
    assert "The clip “1. First” has been deleted." in panel(refused)
    assert save(joe, episode, shown(refused)).status_code == 302
    assert titles(episode) == ["Second", "Third, mine"]
    episode.refresh_from_db()
    assert episode.title == "Mine"


def test_what_was_typed_into_a_row_that_is_gone_is_kept_as_a_new_one(marta, joe, episode):
    page = shown(joe.get(address(episode)))
    old = episode.clips.get(number=1).pk
    send(marta, address(episode), clips__0__DELETE="on")
    refused = save(joe, episode, page, clips__0__excerpt="Typed for an hour.")
    assert "what you wrote into it is kept as a new one" in panel(refused)
    assert save(joe, episode, shown(refused)).status_code == 302
    clip = episode.clips.get(title="First")
    assert (clip.excerpt, clip.pk != old) == ("Typed for an hour.", True)


def test_what_both_deleted_is_gone_without_a_word(marta, joe, episode):
    page = shown(joe.get(address(episode)))
    send(marta, address(episode), clips__0__DELETE="on")
    assert save(joe, episode, page, clips__0__DELETE="on", title="Mine").status_code == 302
    assert titles(episode) == ["Second", "Third"]


def test_a_row_that_has_changed_is_not_deleted_unseen(marta, joe, episode):
    page = shown(joe.get(address(episode)))
    send(marta, address(episode), clips__0__title="First, theirs")
    refused = save(joe, episode, page, clips__0__DELETE="on")
    assert "You wanted to delete the clip “1. First, theirs”, which has changed." in panel(refused)
    again = shown(refused)
    assert "clips-0-DELETE" not in again
    assert save(joe, episode, again, clips__0__DELETE="on").status_code == 302
    assert titles(episode) == ["Second", "Third"]


def test_rows_that_were_put_into_another_order_are_told_apart(marta, joe):
    highlight = make_highlight()
    for number in range(3):
        make_quote(highlight, text=f"Quote {number}", position=number)
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), quotes__0__position="2", quotes__2__position="0")
    refused = save(joe, highlight, page, quotes__0__text="Quote 0, mine", quotes__1__text="Quote 1, mine")
    words = panel(refused)
    assert "quote “Quote 0”: Position {0}[2]" in words
    assert "quote “Quote 2”: Position {2}[0]" in words
    save(joe, highlight, shown(refused))
    texts = list(Quote.objects.order_by("position").values_list("text", flat=True))
    assert texts == ["Quote 2", "Quote 1, mine", "Quote 0, mine"]


def test_credits_and_related_episodes_are_compared(marta, joe, episode):
    guest, other = make_person(name="Ada"), make_episode(title="Other")
    Credit.objects.create(episode=episode, person=guest, role="guest")
    page = shown(joe.get(address(episode)))
    send(
        marta,
        address(episode),
        credits__0__role="host",
        **row("related_choices", 0, related=str(other.pk), position="0"),
    )
    refused = save(joe, episode, page, title="Mine")
    words = panel(refused)
    assert "credit “Ada, host”: Role {guest}[host]" in words
    assert "The related episode “Other” is new." in words
    save(joe, episode, shown(refused))
    assert Credit.objects.get().role == "host"
    assert episode.related_choices.get().related == other


def test_the_evidence_of_a_citation_that_is_gone_is_told(marta, joe):
    episode = make_episode()
    make_clip(episode)
    highlight = make_highlight(episode, title="Scaling", body="So [1].")
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), body="So.")
    refused = save(joe, highlight, page, citations__0__evidence=Evidence.DISPUTED)
    assert "The citation “Scaling [1]” has been deleted. You wrote: Evidence: Disputed" in panel(refused)
    assert save(joe, highlight, shown(refused)).status_code == 302
    highlight.refresh_from_db()
    assert highlight.body == "So."


def test_aliases_of_a_tag_are_compared(marta, joe):
    tag = Tag.objects.create(name="Speech")
    page = shown(joe.get(address(tag)))
    send(marta, address(tag), **row("aliases", 0, name="ASR"))
    refused = save(joe, tag, page, **row("aliases", 0, name="STT"))
    assert "The tag alias “ASR” is new." in panel(refused)
    save(joe, tag, shown(refused))
    assert sorted(tag.aliases.values_list("name", flat=True)) == ["ASR", "STT"]


def test_rows_without_a_token_are_kept_and_looked_at(joe, episode):
    page = shown(joe.get(address(episode))) | {"_shown": None}
    refused = save(joe, episode, page, clips__0__title="Mine")
    assert "clip “1. First”: Title" in panel(refused)
    assert titles(episode) == ["First", "Second", "Third"]
    save(joe, episode, shown(refused))
    assert titles(episode) == ["Mine", "Second", "Third"]
