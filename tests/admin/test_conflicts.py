"""Two editors with the same page: the second save is refused, tells what the first one changed, and merges."""

import io
import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags
from PIL import Image

from episodes.models import Clip, Credit, Episode, Highlight, Person, Show, SiteSettings, Tag
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
    theirs = Person.objects.get().photo.name
    assert theirs in words
    assert "Choose the file “mine.png” again" in words
    assert 'name="_choose-photo"' not in refused.content.decode()
    assert save(joe, person, shown(refused)).status_code == 302
    assert Person.objects.get().photo.name == theirs
    again = save(joe, person, shown(joe.get(address(person))), photo=picture("mine.png"))
    assert again.status_code == 302
    assert Person.objects.get().photo.name not in ("", theirs)


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
