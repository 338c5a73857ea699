"""Two editors with the same list: what is typed into its rows, and what is done with those that are selected."""

import pytest
from django.contrib.auth.models import Group, User

from episodes.models import Clip, Episode, Highlight, Person, Status
from episodes.services.roles import CONTRIBUTORS, ensure_roles
from tests.admin.conftest import signed_in
from tests.admin.forms import send, shown
from tests.admin.test_conflicts import address, panel
from tests.factories import make_clip, make_episode, make_highlight, make_person

HIGHLIGHTS, CLIPS, EPISODES = (f"/admin/episodes/{kind}/" for kind in ("highlight", "clip", "episode"))


@pytest.fixture
def highlights(db):
    episode = make_episode()
    return [make_highlight(episode, title=f"Section {number}", position=number) for number in (1, 2, 3)]


def save(client, place, page, **typed):
    values = page | {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(place, {name: text for name, text in values.items() if text is not None} | {"_save": "Save"})


def act(client, place, action, rows, page=None, **more):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], "index": "0", **more}
    return client.post(place, {**(page or {}), **chosen}, follow=True)


def places():
    return list(Highlight.objects.order_by("title").values_list("position", flat=True))


# Rows that are typed into.


def test_rows_are_saved_from_the_list(joe, highlights):
    page = shown(joe.get(HIGHLIGHTS))
    assert save(joe, HIGHLIGHTS, page, form__0__position="7", form__1__featured="on").status_code == 302
    assert places() == [7, 2, 3]
    assert list(Highlight.objects.filter(featured=True)) == [highlights[1]]
    assert save(joe, CLIPS, shown(joe.get(CLIPS))).status_code == 302


def test_a_row_that_has_changed_is_named_with_both_values(marta, joe, highlights):
    page = shown(joe.get(HIGHLIGHTS))
    send(marta, address(highlights[1]), position="5")
    refused = save(joe, HIGHLIGHTS, page, form__1__position="9", form__0__position="8", form__2__featured="on")
    words = panel(refused)
    assert "highlight “Section 2”: Position" in words
    assert "Yours or what you make of it in the field {2}[9]" in words
    assert "Theirs stored now {2}[5]" in words
    assert "Section 1" not in words
    assert "correct the error" not in refused.content.decode()
    assert places() == [1, 5, 3]
    again = shown(refused)
    assert [again[f"form-{index}-position"] for index in range(3)] == ["8", "9", "3"]
    assert again["form-2-featured"] == "on"
    assert save(joe, HIGHLIGHTS, again | {"_choose-form-1-position": "theirs"}).status_code == 302
    assert places() == [8, 5, 3]


def test_a_row_that_only_the_other_changed_is_taken_over(marta, joe, highlights):
    page = shown(joe.get(HIGHLIGHTS))
    send(marta, address(highlights[1]), featured="on")
    refused = save(joe, HIGHLIGHTS, page, form__0__position="8")
    assert "Featured {No}[Yes]" in panel(refused)
    assert save(joe, HIGHLIGHTS, shown(refused)).status_code == 302
    highlights[1].refresh_from_db()
    assert highlights[1].featured
    assert places() == [8, 2, 3]


def test_what_a_list_does_not_show_is_no_conflict(marta, joe, highlights):
    page = shown(joe.get(HIGHLIGHTS))
    send(marta, address(highlights[1]), body="Theirs.")
    assert save(joe, HIGHLIGHTS, page, form__1__position="9").status_code == 302
    highlights[1].refresh_from_db()
    assert (highlights[1].body, highlights[1].position) == ("Theirs.", 9)


def test_a_row_that_is_gone_is_named(marta, joe, highlights):
    page = shown(joe.get(HIGHLIGHTS))
    highlights[0].delete()
    refused = save(joe, HIGHLIGHTS, page, form__0__position="8", form__2__position="9")
    assert "The highlight “Section 1” has been deleted. You wrote: Position: 8" in panel(refused)
    assert save(joe, HIGHLIGHTS, shown(refused)).status_code == 302
    assert places() == [2, 9]


def test_rows_stay_together_though_their_order_changed(marta, joe, highlights):
    page = shown(joe.get(HIGHLIGHTS))
    send(marta, address(highlights[0]), position="99")
    make_highlight(highlights[0].episode, title="Section 0", position=0)
    refused = save(joe, HIGHLIGHTS, page, form__1__position="9")
    assert [row.title for row in refused.context["cl"].result_list] == ["Section 1", "Section 2", "Section 3"]
    wrong = save(joe, HIGHLIGHTS, shown(joe.get(HIGHLIGHTS)), form__1__position="nonsense")
    assert wrong.status_code == 200
    assert save(joe, HIGHLIGHTS, shown(wrong), form__1__position="4").status_code == 302


def test_a_list_without_a_token_saves_nothing(joe, highlights):
    page = shown(joe.get(HIGHLIGHTS)) | {"_shown": "forged"}
    refused = save(joe, HIGHLIGHTS, page, form__1__position="9")
    assert "can't be told what this page showed" in panel(refused)
    assert places() == [1, 2, 3]
    assert save(joe, HIGHLIGHTS, shown(refused)).status_code == 302
    assert places() == [1, 9, 3]


def test_rows_that_are_closed_to_somebody_stay_as_they_are(db):
    user = User.objects.create_user("conny", is_staff=True)
    ensure_roles()
    user.groups.add(Group.objects.get(name=CONTRIBUTORS))
    client = signed_in(user)
    out = make_clip(make_episode(), title="Out", featured=True)
    draft = make_clip(make_episode(status=Status.DRAFT, published_at=None), title="Draft")
    page = client.get(CLIPS)
    index = [row.pk for row in page.context["cl"].result_list].index(draft.pk)
    values = shown(page)
    values.pop(f"form-{1 - index}-featured")  # A browser does not send what is disabled.
    assert save(client, CLIPS, values, **{f"form__{index}__featured": "on"}).status_code == 302
    assert set(Clip.objects.filter(featured=True)) == {out, draft}


def test_fields_in_rows_are_named(joe, highlights):
    assert 'aria-label="Position of “Section 1”"' in joe.get(HIGHLIGHTS).content.decode()


# What is done with selected rows.


def test_selected_rows_that_have_changed_are_named_and_left(marta, joe):
    drafts = [make_episode(status=Status.DRAFT, title=f"Draft {number}", published_at=None) for number in (1, 2)]
    page = shown(joe.get(EPISODES))
    send(marta, address(drafts[0]), title="Draft 1, theirs")
    words = act(joe, EPISODES, "publish_selected", drafts, page).content.decode()
    assert "“Draft 1, theirs” has changed since you opened the list" in words
    assert "1 episode is now “Published”" in words
    assert list(Episode.objects.published()) == [drafts[1]]
    again = shown(joe.get(EPISODES))
    act(joe, EPISODES, "publish_selected", drafts[:1], again)
    assert Episode.objects.published().count() == 2


def test_where_all_have_changed_nothing_is_done(marta, joe):
    draft = make_episode(status=Status.DRAFT, title="Draft", published_at=None)
    page = shown(joe.get(EPISODES))
    send(marta, address(draft), status=Status.REVIEW)
    words = act(joe, EPISODES, "publish_selected", [draft], page).content.decode()
    assert "“Draft” has changed" in words
    assert "Nothing was changed" not in words
    draft.refresh_from_db()
    assert draft.status == Status.REVIEW


def test_a_row_that_a_filter_hides_by_now_is_named_all_the_same(marta, joe):
    draft = make_episode(status=Status.DRAFT, title="Draft", published_at=None)
    place = f"{EPISODES}?status=draft"
    page = shown(joe.get(place))
    send(marta, address(draft), status=Status.REVIEW)
    assert "“Draft” has changed" in act(joe, place, "publish_selected", [draft], page).content.decode()


def test_selected_rows_that_are_gone_are_counted(joe):
    people = [make_person(), make_person()]
    place = "/admin/episodes/person/"
    page = shown(joe.get(place))
    Person.objects.filter(pk=people[0].pk).delete()
    words = act(joe, place, "delete_selected", people, page, post="yes").content.decode()
    assert "1 of the selected rows is not there any more." in words
    assert not Person.objects.exists()


def test_what_an_action_asks_about_is_looked_at_again(marta, joe):
    people = [make_person(name="Ada"), make_person(name="Bob")]
    place = "/admin/episodes/person/"
    asked = act(joe, place, "delete_selected", people, shown(joe.get(place)))
    token = shown(asked)["_shown"]
    send(marta, address(people[0]), biography="Written meanwhile.")
    more = {"action": "delete_selected", "post": "yes", "_shown": token}
    words = joe.post(place, {"_selected_action": [row.pk for row in people], **more}, follow=True).content.decode()
    assert "“Ada” has changed" in words
    assert [person.name for person in Person.objects.all()] == ["Ada"]


def test_an_action_with_a_forged_token_does_nothing(joe):
    people = [make_person()]
    words = act(joe, "/admin/episodes/person/", "delete_selected", people, {"_shown": "x"}, post="yes")
    assert "look again" in words.content.decode()
    assert Person.objects.exists()


def test_selecting_across_pages_looks_at_the_rows_of_this_one(marta, joe):
    drafts = [make_episode(status=Status.DRAFT, published_at=None) for _each in range(55)]
    page = shown(joe.get(EPISODES))
    shown_rows = joe.get(EPISODES).context["cl"].result_list
    send(marta, address(shown_rows[0]), title="Theirs")
    words = act(joe, EPISODES, "publish_selected", shown_rows[:1], page, select_across="1").content.decode()
    assert "“Theirs” has changed" in words
    assert Episode.objects.published().count() == len(drafts) - 1
