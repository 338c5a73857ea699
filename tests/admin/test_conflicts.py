"""Two editors with the same page: the second save is refused, tells what the first one changed, and merges."""

import io
import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags
from PIL import Image

from episodes.models import Clip, Credit, Episode, Evidence, Highlight, Person, Quote, Show, SiteSettings, Tag
from tests.admin.conftest import signed_in
from tests.admin.forms import row, send, shown
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show


def address(obj, page="change"):
    return f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/{page}/"


def save(client, obj, page, **typed):
    """Types into a page that was opened before, and saves it."""
    values = page | {name.replace("__", "-"): value for name, value in typed.items()}
    values = {name: value for name, value in values.items() if value is not None}
    return client.post(address(obj), {**values, "_save": "Save"})


def panel(response):
    """The words above the form, with {del} and [ins] marked, on one line."""
    assert response.status_code == 409
    section = re.search(r'<section class="conflict".*?</section>', response.content.decode(), re.S)[0]
    section = re.sub(r"<ins>(.*?)</ins>", r"[\1]", section)
    section = re.sub(r"<del>(.*?)</del>", r"{\1}", section)
    return " ".join(strip_tags(section).replace("&#x27;", "'").split())


# The form itself.


def test_the_second_save_is_refused_and_loses_nothing(marta, joe):
    highlight = make_highlight(title="Evaluation that nobody saw", takeaway="Look at it.")
    page = shown(joe.get(address(highlight)))
    assert send(marta, address(highlight), title="Evaluation that nobody saw in training").status_code == 302
    refused = save(joe, highlight, page, title="Evaluation that nobody looked at", takeaway="Look at it twice.")
    words = panel(refused)
    assert "Marta Keller saved this highlight at" in words
    assert "Evaluation that nobody saw[ in training]" in words
    assert "Evaluation that nobody {saw}[looked at]" in words
    assert "Takeaway" not in words
    highlight.refresh_from_db()
    assert (highlight.title, highlight.takeaway) == ("Evaluation that nobody saw in training", "Look at it.")
    again = shown(refused)
    assert (again["title"], again["takeaway"]) == ("Evaluation that nobody looked at", "Look at it twice.")


@pytest.mark.parametrize(
    ("typed", "title"),
    [({}, "Mine"), ({"_choose-title": "theirs"}, "Theirs"), ({"title": "A third one"}, "A third one")],
)
def test_a_field_that_both_changed_is_settled_as_the_editor_says(marta, joe, typed, title):
    highlight = make_highlight(title="Before")
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), title="Theirs")
    refused = save(joe, highlight, page, title="Mine", body="Written anew.")
    assert save(joe, highlight, shown(refused) | typed).status_code == 302
    highlight.refresh_from_db()
    assert (highlight.title, highlight.body) == (title, "Written anew.")


def test_what_only_the_other_changed_is_taken_over(marta, joe):
    highlight = make_highlight(title="Before", body="One.")
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), title="Theirs")
    refused = save(joe, highlight, page, body="Two.")
    words = panel(refused)
    assert "Merged by itself" in words
    assert "Title {Before}[Theirs]" in words
    assert "No field has two versions" in words
    assert Highlight.objects.get().body == "One."
    assert save(joe, highlight, shown(refused)).status_code == 302
    highlight.refresh_from_db()
    assert (highlight.title, highlight.body) == ("Theirs", "Two.")


def test_a_third_save_in_between_is_refused_again(marta, joe):
    highlight = make_highlight(title="Before")
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), title="Theirs")
    refused = save(joe, highlight, page, title="Mine")
    send(marta, address(highlight), title="Theirs again")
    refused = save(joe, highlight, shown(refused))
    assert "{Theirs}[Theirs again]" in panel(refused) or "Theirs[ again]" in panel(refused)
    assert save(joe, highlight, shown(refused)).status_code == 302
    highlight.refresh_from_db()
    assert highlight.title == "Mine"


def test_theirs_means_what_is_stored_by_then(marta, joe):
    highlight = make_highlight(title="Before")
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), title="Theirs")
    refused = save(joe, highlight, page, title="Mine")
    send(marta, address(highlight), title="Theirs again")
    save(joe, highlight, shown(refused) | {"_choose-title": "theirs"})
    highlight.refresh_from_db()
    assert highlight.title == "Theirs again"


def test_the_same_save_twice_is_one(joe):
    episode = make_episode(title="Before")
    page = shown(joe.get(address(episode)))
    typed = {"title": "After", **row("clips", 0, title="New", start_ms="1:00", end_ms="2:00", number="")}
    for _each in range(2):
        assert save(joe, episode, page, **typed).status_code == 302
    assert [clip.title for clip in Clip.objects.all()] == ["New"]
    assert Episode.objects.get().title == "After"


def test_the_other_window_of_the_same_editor_is_named_as_that(joe):
    show = make_show(author="Before")
    page = shown(joe.get(address(show)))
    send(joe, address(show), author="First")
    assert "You saved this show at" in panel(save(joe, show, page, author="Second"))


def test_a_change_that_nobody_noted_is_somebody_s(joe):
    show = make_show(author="Before")
    page = shown(joe.get(address(show)))
    Show.objects.update(author="Script")
    assert "Somebody has saved this show" in panel(save(joe, show, page, author="Second"))


@pytest.mark.parametrize("token", [None, "", "forged", "a.b:c:d"])
def test_without_a_token_of_this_page_nothing_is_saved(joe, token):
    show = make_show(author="Before", category="Talk")
    page = shown(joe.get(address(show)))
    refused = save(joe, show, page | {"_shown": token}, author="After")
    words = panel(refused)
    assert "can't be told what this page showed" in words
    assert "Author" in words
    assert "Category" not in words
    assert Show.objects.get().author == "Before"
    assert save(joe, show, shown(refused)).status_code == 302
    assert Show.objects.get().author == "After"


def test_the_token_of_another_page_is_none(joe):
    show, other = make_show(), make_show()
    page = shown(joe.get(address(show)))
    token = shown(joe.get(address(other)))["_shown"]
    assert save(joe, show, page | {"_shown": token}, author="After").status_code == 409


def test_a_save_with_errors_keeps_what_was_read(marta, joe):
    show = make_show(title="Show", author="Before")
    page = shown(joe.get(address(show)))
    wrong = save(joe, show, page, title="", author="Mine")
    assert wrong.status_code == 200
    send(marta, address(show), author="Theirs")
    refused = save(joe, show, shown(wrong), title="Show")
    assert "{Before}[Theirs]" in panel(refused)


def test_errors_are_told_beside_the_conflict(marta, joe):
    show = make_show(title="Show", author="Before")
    page = shown(joe.get(address(show)))
    send(marta, address(show), author="Theirs")
    refused = save(joe, show, page, title="")
    assert "This field is required" in refused.content.decode()
    assert "Author" in panel(refused)


def test_who_may_only_look_is_shown_no_conflict(nobody, joe):
    show = make_show()
    page = shown(joe.get(address(show)))
    assert save(nobody, show, page, author="After").status_code == 403


@pytest.mark.parametrize("rows", [2, 30])
def test_no_query_more_for_a_row_more(joe, count_queries, rows):
    def count(number):
        episode = make_episode()
        for _each in range(number):
            Credit.objects.create(episode=episode, person=make_person(), role="guest")
            make_quote(make_highlight(episode), clip=make_clip(episode, speaker=make_person()))
        return count_queries(lambda: joe.get(address(episode)))

    assert count(rows) == count(1)


# Every kind of object.


def picture(name):
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def objects():
    episode = make_episode()
    make_clip(episode)
    highlight = make_highlight(episode)
    return {
        "show": (make_show(), "author", "category"),
        "person": (make_person(), "biography", "links"),
        "episode": (episode, "summary", "show_notes"),
        "highlight": (highlight, "takeaway", "body"),
        "clip": (episode.clips.get(), "excerpt", "title"),
        "quote": (make_quote(highlight), "text", "position"),
        "tag": (Tag.objects.create(name="tag"), "description", "name"),
        "sitesettings": (SiteSettings.objects.create(), "tagline", "about"),
        "user": (User.objects.create_user("ute"), "first_name", "last_name"),
    }


@pytest.mark.parametrize(
    "kind", ["show", "person", "episode", "highlight", "clip", "quote", "tag", "sitesettings", "user"]
)
def test_every_form_compares(marta, joe, kind):
    obj, first, second = objects()[kind]
    links = {"links": ("", "Site https://a.example/"), "position": ("0", "3")}
    _none, after = links.get(second, ("", "after"))
    page = shown(joe.get(address(obj)))
    assert send(marta, address(obj), **{first: "theirs"}).status_code == 302
    refused = save(joe, obj, page, **{second: after})
    assert "[theirs]" in panel(refused)
    assert save(joe, obj, shown(refused)).status_code == 302
    obj = type(obj).objects.get(pk=obj.pk)
    assert (str(getattr(obj, first)), str(getattr(obj, second))) == ("theirs", after)


def test_the_first_settings_of_the_site_are_compared_too(marta, joe):
    obj = SiteSettings(pk=1)
    page = shown(joe.get(address(obj)))
    send(marta, address(obj), name="Theirs")
    assert "[Theirs]" in panel(save(joe, obj, page, name="Mine"))


# Every kind of field.


def test_tags_are_compared_as_names(marta, joe):
    highlight = make_highlight(tags=["speech", "text"])
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), tags="speech, text, LLM")
    refused = save(joe, highlight, page, tags="speech, data")
    words = panel(refused)
    assert "speech, text[, LLM]" in words
    assert "speech, {text}[data]" in words
    assert shown(refused)["tags"] == "speech, data"
    save(joe, highlight, shown(refused) | {"_choose-tags": "theirs"})
    assert sorted(highlight.tags.values_list("name", flat=True)) == ["LLM", "speech", "text"]


def test_dates_are_compared_as_moments(marta, joe):
    episode = make_episode(published_at=datetime(2024, 3, 1, 9, 30, 0, 5, tzinfo=UTC))
    page = shown(joe.get(address(episode)))
    assert save(joe, episode, page).status_code == 302
    page = shown(joe.get(address(episode)))
    send(marta, address(episode), published_at_1="10:45:00")
    refused = save(joe, episode, page, title="Mine")
    assert "2024-03-01 {09}[10]:{30}[45]:00" in panel(refused)
    assert shown(refused)["published_at_1"] == "10:45:00"
    save(joe, episode, shown(refused))
    assert Episode.objects.get().published_at == datetime(2024, 3, 1, 10, 45, tzinfo=UTC)


def test_boxes_are_compared_both_ways(marta, joe):
    clip = make_clip(make_episode(), featured=True)
    page = shown(joe.get(address(clip)))
    send(marta, address(clip), featured=None)
    refused = save(joe, clip, page, title="Mine")
    assert "Featured {Yes}[No]" in panel(refused)
    assert "featured" not in shown(refused)
    save(joe, clip, shown(refused))
    assert not Clip.objects.get().featured
    page = shown(joe.get(address(clip)))
    send(marta, address(clip), featured="on")
    assert shown(save(joe, clip, page, title="Yours"))["featured"] == "on"


def test_times_are_compared_and_shown_as_times(marta, joe):
    clip = make_clip(make_episode(), start_ms=60_000, end_ms=80_000)
    page = shown(joe.get(address(clip)))
    send(marta, address(clip), end_ms="1:30")
    refused = save(joe, clip, page, end_ms="2:00")
    assert "1:{20}[30]" in panel(refused)
    assert "1:20" not in shown(refused)["end_ms"]


def test_choices_are_told_by_name(marta, joe):
    ada, bob = make_person(name="Ada"), make_person(name="Bob")
    quote = make_quote(speaker=ada)
    page = shown(joe.get(address(quote)))
    send(marta, address(quote), speaker=str(bob.pk))
    refused = save(joe, quote, page, text="Mine")
    assert "Speaker {Ada}[Bob]" in panel(refused)
    assert shown(refused)["speaker"] == str(bob.pk)
    ada.delete()
    page = shown(joe.get(address(quote)))
    bob.delete()
    assert "Speaker {(deleted)}" in panel(save(joe, quote, page, text="Again"))


def test_a_status_is_told_by_name(marta, joe):
    highlight = make_highlight(status="draft")
    page = shown(joe.get(address(highlight)))
    send(marta, address(highlight), status="review")
    assert "Status {Draft}[In review]" in panel(save(joe, highlight, page, body="Mine"))


def test_files_are_named_and_chosen_again(marta, joe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    person = make_person()
    page = shown(joe.get(address(person)))
    send(marta, address(person), photo=picture("theirs.png"))
    refused = save(joe, person, page, photo=picture("mine.png"))
    words = panel(refused)
    assert "people/theirs.png" in words or "theirs" in words
    assert "Choose the file “mine.png” again" in words
    assert 'name="_choose-photo"' not in refused.content.decode()
    assert save(joe, person, shown(refused)).status_code == 302
    assert "theirs" in Person.objects.get().photo.name
    again = save(joe, person, shown(joe.get(address(person))), photo=picture("mine.png"))
    assert again.status_code == 302
    assert "mine" in Person.objects.get().photo.name


def test_a_file_is_to_be_chosen_again_though_nobody_else_touched_it(marta, joe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    person = make_person(biography="Before")
    page = shown(joe.get(address(person)))
    send(marta, address(person), biography="Theirs")
    assert "Choose the file “mine.png” again" in panel(save(joe, person, page, photo=picture("mine.png")))


def test_groups_of_a_user_are_compared(marta, joe):
    user = User.objects.create_user("ute", is_staff=True)
    first, second = Group.objects.create(name="First"), Group.objects.create(name="Second")
    page = shown(joe.get(address(user)))
    send(marta, address(user), groups=[str(first.pk), str(second.pk)])
    refused = save(joe, user, page, email="ute@example.org")
    assert "Groups [First, Second]" in panel(refused)
    values = shown(refused) | {"groups": [str(first.pk), str(second.pk)]}
    assert save(joe, user, values).status_code == 302
    user.refresh_from_db()
    assert user.email == "ute@example.org"
    assert user.groups.count() == 2


def test_logging_in_is_no_change(joe):
    user = User.objects.create_user("ute", is_staff=True)
    page = shown(joe.get(address(user)))
    signed_in(user)
    assert save(joe, user, page, email="ute@example.org").status_code == 302


def test_line_ends_are_no_change(marta, joe):
    highlight = make_highlight(body="One.\r\n\r\nTwo.\r\n")
    page = shown(joe.get(address(highlight)))
    Highlight.objects.update(body="One.\n\nTwo.")
    assert save(joe, highlight, page, title="Mine").status_code == 302


# Rows.


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


# Deleting.


def test_what_was_typed_into_something_that_is_gone_can_be_copied(marta, joe):
    highlight = make_highlight(title="Before", tags=["speech"])
    make_quote(highlight, text="As it was.")
    page = shown(joe.get(address(highlight)))
    marta.post(address(highlight, "delete"), shown(marta.get(address(highlight, "delete"))))
    answer = save(joe, highlight, page, body="Typed for <an hour>.", tags="speech, text", quotes__0__text="So too.")
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Marta Keller deleted it at" in words
    texts = [text.strip() for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", words, re.S)]
    assert texts == ["Typed for &lt;an hour&gt;.", "speech, text", "So too."]
    assert save(joe, highlight, page | {"_shown": None}).status_code == 302
    assert not Highlight.objects.exists()


def test_what_has_changed_since_it_was_asked_about_is_asked_about_again(marta, joe):
    highlight = make_highlight(title="Before")
    page = shown(joe.get(address(highlight, "delete")))
    send(marta, address(highlight), title="After")
    asked = joe.post(address(highlight, "delete"), page)
    assert asked.status_code == 409
    words = asked.content.decode()
    assert "Marta Keller saved this highlight" in words
    assert "Nothing is deleted" in words
    assert joe.post(address(highlight, "delete"), shown(asked)).status_code == 302
    assert not Highlight.objects.exists()


def test_what_would_go_with_it_is_asked_about_again(joe):
    highlight = make_highlight()
    page = shown(joe.get(address(highlight, "delete")))
    make_quote(highlight, text="Added meanwhile")
    asked = joe.post(address(highlight, "delete"), page)
    assert asked.status_code == 409
    assert "Added meanwhile" in asked.content.decode()


def test_what_has_not_changed_is_deleted_at_once(joe):
    highlight = make_highlight()
    make_quote(highlight)
    assert joe.post(address(highlight, "delete"), shown(joe.get(address(highlight, "delete")))).status_code == 302
    assert not Highlight.objects.exists()


def test_a_forged_token_deletes_nothing(joe):
    highlight = make_highlight()
    assert joe.post(address(highlight, "delete"), {"post": "yes", "_shown": "x"}).status_code == 409
    assert Highlight.objects.exists()
