"""Links between sections on the desk: found, added, changed and removed by form post alone, by two editors too."""

import json

import pytest

from episodes.models import HighlightLink, HighlightLinkKind, Revision, Status
from tests.admin.desks import added, open_desk, press
from tests.admin.forms import shown
from tests.factories import make_episode, make_highlight, make_show
from tests.pages import parse

pytestmark = pytest.mark.django_db
AGREES, DISAGREES, ANSWERS = HighlightLinkKind


@pytest.fixture
def episode():
    episode = make_episode(title="Here", status=Status.DRAFT)
    make_highlight(episode, title="One", position=1)
    make_highlight(episode, title="Two", position=2)
    return episode


@pytest.fixture
def far():
    return make_highlight(make_episode(make_show(title="Elsewhere"), title="There"), title="Far away")


def link(episode, far, kind=AGREES, title="One"):
    return HighlightLink.objects.create(highlight=episode.highlights.get(title=title), other=far, kind=kind)


def said():
    rows = HighlightLink.objects.order_by("highlight__position", "position")
    return list(rows.values_list("highlight__title", "kind", "other__title"))


def test_a_link_is_looked_for_and_made_without_scripts(editor, episode, far):
    values = open_desk(editor, episode) | {"highlights-1-link_words": "far there", "highlights-1-link_says": "answers"}
    values["highlights-1-body"] = "Typed on the way."
    response = press(editor, episode, values, "link_find", "1")
    assert response.status_code == 302
    page = editor.get(response.headers["Location"].partition("#")[0])
    [found] = parse(page.content.decode()).all("button", name="link_add")
    assert found.text == "Link Far away"
    assert "There · Elsewhere" in page.content.decode()
    values = {name: value for name, value in shown(page).items() if name not in ("status", "publish_at")}
    assert values["highlights-1-link_says"] == "answers", "what was chosen is still chosen"
    assert values["highlights-1-body"] == "Typed on the way."
    assert press(editor, episode, values, "link_add", found.attrs["value"]).status_code == 302
    assert said() == [("Two", "answers", "Far away")]


def test_a_link_is_changed_and_removed(editor, episode, far):
    link(episode, far)
    values = open_desk(editor, episode)
    assert (values["highlights-0-links-0-says"], values["highlights-0-links-0-other"]) == ("agrees", str(far.pk))
    press(editor, episode, values | {"highlights-0-links-0-says": "disagrees"})
    assert said() == [("One", "disagrees", "Far away")]
    before = Revision.objects.of(episode.pk).count()
    press(editor, episode, open_desk(editor, episode), "link_delete", "0-0")
    assert said() == []
    assert Revision.objects.of(episode.pk).count() == before + 1


def test_a_script_sends_rows_and_gets_their_keys(editor, episode, far):
    values = added(open_desk(editor, episode), "highlights-0-links", other=str(far.pk), says="answers", id="")
    answer = json.loads(press(editor, episode, values, accept="json").content)
    assert answer["ids"]["highlights-0-links-0-id"] == str(HighlightLink.objects.get().pk)
    assert said() == [("One", "answers", "Far away")]


def test_the_same_sent_twice_is_one_link(editor, episode, far):
    values = added(open_desk(editor, episode), "highlights-0-links", other=str(far.pk), says="answers", id="")
    assert press(editor, episode, values).status_code == 302
    assert press(editor, episode, values).status_code == 302
    assert said() == [("One", "answers", "Far away")]


def test_two_editors_add_links_to_one_section(editor, manager, episode, far):
    other = make_highlight(title="Third")
    mine, theirs = open_desk(editor, episode), open_desk(manager, episode)
    press(manager, episode, added(theirs, "highlights-0-links", other=str(other.pk), says="agrees"))
    assert (
        press(editor, episode, added(mine, "highlights-0-links", other=str(far.pk), says="answers")).status_code == 302
    )
    assert sorted(said()) == [("One", "agrees", "Third"), ("One", "answers", "Far away")]


@pytest.mark.parametrize("is_new", [False, True])
def test_two_who_say_otherwise_of_the_same_two_sections_choose(editor, manager, episode, far, is_new):
    if not is_new:
        link(episode, far)
    mine, theirs = open_desk(editor, episode), open_desk(manager, episode)
    if is_new:
        mine, theirs = (added(values, "highlights-0-links", other=str(far.pk), says="") for values in (mine, theirs))
    press(manager, episode, theirs | {"highlights-0-links-0-says": "answers"})
    response = press(editor, episode, mine | {"highlights-0-links-0-says": "disagrees"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Link to “Far away”: Kind" in page
    assert "disagrees with" in page
    values = {name: value for name, value in shown(response).items() if name not in ("status", "publish_at")}
    [name] = [name for name in values if name.startswith("merge-link-")]
    assert press(editor, episode, values | {name: "theirs"}, "merge").status_code == 302
    assert said() == [("One", "answers", "Far away")]


def test_a_link_that_one_changed_and_the_other_removed_is_put_to_a_choice(editor, manager, episode, far):
    link(episode, far)
    mine, theirs = open_desk(editor, episode), open_desk(manager, episode)
    press(manager, episode, theirs, "link_delete", "0-0")
    response = press(editor, episode, mine | {"highlights-0-links-0-says": "disagrees"})
    assert response.status_code == 409
    assert "Deleted" in response.content.decode()
    values = {name: value for name, value in shown(response).items() if name not in ("status", "publish_at")}
    assert press(editor, episode, values, "merge").status_code == 302
    assert said() == [("One", "disagrees", "Far away")]


def test_what_was_deleted_meanwhile_gets_a_sentence(editor, episode, far):
    values = added(open_desk(editor, episode), "highlights-0-links", other=str(far.pk), says="answers")
    far.delete()
    response = press(editor, episode, values)
    assert response.status_code == 422
    assert "The section that this leads to was deleted" in response.content.decode()


def test_a_link_whose_other_end_was_deleted_meanwhile_is_gone_and_all_else_is_saved(editor, episode, far):
    link(episode, far)
    values = open_desk(editor, episode)
    far.delete()
    assert press(editor, episode, values | {"highlights-0-title": "Still saved"}).status_code == 302
    assert said() == []
    assert episode.highlights.filter(title="Still saved").exists()


@pytest.mark.parametrize(
    "row",
    [
        {"other": "9" * 30, "says": "agrees"},
        {"other": "-1", "says": "agrees"},
        {"other": "", "says": "agrees"},
        {"other": "x\x00", "says": "agrees"},
        {"other": "1", "says": "adores"},
        {"id": "9" * 30, "other": "\ud800", "says": ""},
    ],
)
def test_forged_rows_are_refused(editor, episode, row):
    row = {name: value.encode("utf-8", "surrogatepass") for name, value in row.items()}
    assert press(editor, episode, added(open_desk(editor, episode), "highlights-0-links", **row)).status_code in (
        302,
        422,
    )
    assert said() == []


@pytest.mark.parametrize("button", ["link_find", "link_add", "link_delete"])
@pytest.mark.parametrize("value", ["", "x", "9-9", "0", "0-", f"0-{'9' * 30}", "\x00", "0-0-0"])
def test_forged_buttons_change_nothing(editor, episode, button, value):
    assert press(editor, episode, open_desk(editor, episode), button, value).status_code in (302, 422)
    assert said() == []


def test_a_section_is_not_linked_with_itself(editor, episode):
    one = episode.highlights.get(title="One")
    press(editor, episode, open_desk(editor, episode), "link_add", f"0-{one.pk}")
    values = added(open_desk(editor, episode), "highlights-0-links", other=str(one.pk), says="agrees")
    assert "not to itself" in press(editor, episode, values).content.decode()
    assert said() == []


def test_removing_a_section_removes_its_links_and_duplicating_one_says_nothing_twice(editor, episode, far):
    link(episode, far)
    link(episode, episode.highlights.get(title="One"), title="Two")
    press(editor, episode, open_desk(editor, episode), "duplicate", "0")
    assert len(said()) == 2
    press(editor, episode, open_desk(editor, episode), "remove", "0")
    assert said() == []


def test_words_of_a_section_are_in_the_address_and_nothing_found_is_said(editor, episode):
    page = editor.get(f"/admin/episodes/episode/{episode.pk}/desk/?link=nowhere").content.decode()
    assert "No section has these words in its title." in page
    assert editor.get(f"/admin/episodes/episode/{episode.pk}/desk/?link=%00&says=%00").status_code == 200


def test_the_preview_shows_links_as_readers_will_see_them(editor, episode, far):
    link(episode, far)
    link(episode, episode.highlights.get(title="Two"), ANSWERS)
    hidden = make_highlight(title="Hidden", status=Status.DRAFT)
    link(episode, hidden)
    HighlightLink.objects.create(highlight=far, other=episode.highlights.get(title="One"), kind=DISAGREES)
    values = open_desk(editor, episode) | {"section": "highlights-0"}
    look = json.loads(editor.post(f"/admin/episodes/episode/{episode.pk}/desk/look/", values).content)
    told = [item.text.partition(" There")[0] for item in parse(look["preview"]).one("ul", "links").all("li")]
    assert told == ["Agrees with Far away", "Answers Two", "Is disagreed with in Far away"]
    assert "3 links" in parse(look["metas"]["highlights-0"]).text


def test_more_links_take_no_more_queries(editor, episode, count_queries):
    link(episode, make_highlight())
    address = f"/admin/episodes/episode/{episode.pk}/desk/"
    editor.get(address)
    before = count_queries(lambda: editor.get(address))
    for _number in range(10):
        link(episode, make_highlight())
        HighlightLink.objects.create(highlight=make_highlight(), other=episode.highlights.get(title="One"))
    editor.get(address)
    assert count_queries(lambda: editor.get(address)) <= before


def test_a_contributor_sees_and_does_not_change_what_is_published(contributor, episode, far):
    link(episode, far)
    episode.status = Status.PUBLISHED
    episode.save()
    values = open_desk(contributor, episode)
    assert press(contributor, episode, values, "link_delete", "0-0").status_code == 403
    assert said() == [("One", "agrees", "Far away")]
