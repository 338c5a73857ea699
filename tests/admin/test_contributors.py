"""Contributors write drafts and submit them. Whatever they try, nothing of theirs gets out and what is out stays."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.utils import timezone

from episodes.admin.roles import episode_of, may_change, may_publish, statuses_for
from episodes.models import Clip, Episode, Highlight, Quote, Revision, Status, Tag
from tests.admin.desks import open_desk, press
from tests.admin.forms import errors, row, send, shown
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

EPISODES, HIGHLIGHTS, CLIPS, QUOTES = (f"/admin/episodes/{name}/" for name in ("episode", "highlight", "clip", "quote"))
REFUSED = "You may not publish or withdraw: choose Draft or In review."
OPEN = [Status.DRAFT, Status.REVIEW]


def address(obj, page="change"):
    return f"/admin/episodes/{obj._meta.model_name}/{obj.pk}/{page}/"


def stored():
    """Every row that an episode is made of."""
    commit()
    kinds = (Episode, Highlight, Clip, Quote)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


@pytest.fixture
def draft(db):
    return make_episode(status=Status.DRAFT, published_at=None)


def out(state):
    """What an editor has put out of a contributor's reach: an episode, a clip, a section and a quote."""
    soon = timezone.now() + timedelta(days=2)
    values = {"scheduled": {"published_at": soon}, "withdrawn": {"status": Status.WITHDRAWN}}.get(state, {})
    episode = make_episode(**values)
    # Nothing but the state of the episode keeps its parts.
    section = make_highlight(episode, status=Status.DRAFT)
    return episode, make_clip(episode), section, make_quote(section)


STATES = ["published", "scheduled", "withdrawn"]


def test_a_draft_is_written_and_submitted(contributor):
    show, guest = make_show(), make_person(name="Ada")
    typed = row("clips", 0, title="The bell", start_ms="1:02", end_ms="1:30") | row(
        "credits", 0, person=guest.pk, role="guest", position="1"
    )
    typed |= row("related_choices", 0, related=make_episode().pk, position="1")
    add = send(contributor, f"{EPISODES}add/", show=show.pk, title="Tides", tags="tides", **typed)
    assert add.status_code == 302, errors(add)
    episode = Episode.objects.get(title="Tides")
    assert (episode.status, episode.clips.count(), episode.credits.count()) == (Status.DRAFT, 1, 1)
    words = {"title": "What the bell says", "body": "It rings [1].", "takeaway": "It rings.", "tags": "bells, tides"}
    quote = row("quotes", 0, text="It rings.", position="1", speaker=guest.pk, clip=episode.clips.get().pk)
    assert send(contributor, f"{HIGHLIGHTS}add/", episode=episode.pk, **words, **quote).status_code == 302
    assert set(Tag.objects.values_list("name", flat=True)) == {"tides", "bells"}
    section = episode.highlights.get()
    assert send(contributor, address(section), status="review", body="It does ring [1].").status_code == 302
    assert send(contributor, address(episode), status="review").status_code == 302
    assert send(contributor, address(section.quotes.get()), text="It does ring.").status_code == 302
    episode.refresh_from_db()
    section.refresh_from_db()
    assert (episode.status, section.status, section.body) == (Status.REVIEW, Status.REVIEW, "It does ring [1].")


def test_parts_of_a_draft_are_deleted(contributor, draft):
    clip, section = make_clip(draft), make_highlight(draft, status=Status.REVIEW)
    for obj in (make_quote(section), clip, section, draft):
        assert "Are you sure" in contributor.get(address(obj, "delete")).content.decode()
        assert contributor.post(address(obj, "delete"), {"post": "yes"}).status_code == 302
    assert not any(kind.objects.exists() for kind in (Episode, Highlight, Clip, Quote))


def test_the_form_offers_what_contributors_may_choose(contributor, editor, draft):
    for obj in (draft, make_highlight(draft, status=Status.DRAFT)):
        page = contributor.get(address(obj))
        assert [value for value, _label in page.context["adminform"].form.fields["status"].choices] == OPEN
        assert not any("published_at" in name or "withdrawn" in name for name in shown(page))
        page = editor.get(address(obj))
        assert [value for value, _label in page.context["adminform"].form.fields["status"].choices] == list(Status)


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_forged_status_is_refused_with_a_sentence(contributor, draft, status):
    section = make_highlight(draft, status=Status.DRAFT)
    before = stored()
    soon = {"published_at_0": "2099-01-01", "published_at_1": "12:00", "withdrawn_reason": "So there."}
    assert errors(send(contributor, address(draft), status=status, **soon)) == [REFUSED]
    assert errors(send(contributor, address(section), status=status, **soon)) == [REFUSED]
    new = {"title": "New", "status": status, **soon}
    assert errors(send(contributor, f"{EPISODES}add/", show=draft.show.pk, **new)) == [REFUSED]
    assert errors(send(contributor, f"{HIGHLIGHTS}add/", episode=draft.pk, **new)) == [REFUSED]
    assert stored() == before


def test_a_forged_time_is_not_read(contributor, draft):
    forged = {"published_at_0": "2099-01-01", "published_at_1": "12:00", "published_at": "2099-01-01"}
    assert send(contributor, address(draft), **forged, withdrawn_reason="So there.").status_code == 302
    draft.refresh_from_db()
    assert (draft.published_at, draft.withdrawn_reason) == (None, "")


@pytest.mark.parametrize("state", STATES)
def test_what_is_out_is_looked_at_only(contributor, state):
    episode, *parts = out(state)
    rows = stored()
    for obj in (episode, *parts):
        page = contributor.get(address(obj))
        content = page.content.decode()
        assert f"“{episode.title}” " in content and "only those who may publish can change it." in content
        assert f"is {state}" in content or f"was {state}" in content
        assert not any(name.endswith(("title", "text", "status")) for name in shown(page))
        assert 'name="_save"' not in content and "Add highlight" not in content.partition('id="content"')[2]
        assert contributor.post(address(obj), {"title": "Mine", "text": "Mine", "_save": "Save"}).status_code == 403
        assert contributor.get(address(obj, "delete")).status_code == 403
        assert contributor.post(address(obj, "delete"), {"post": "yes"}).status_code == 403
    assert stored() == rows


def test_times_are_read_as_others_type_them(contributor):
    episode = make_episode(duration_ms=3_723_000)
    clip = make_clip(episode, start_ms=62_000, end_ms=94_500)
    make_clip(episode, start_ms=None, end_ms=None)
    page = contributor.get(address(episode)).content.decode()
    assert all(time in page for time in ("1:02:03", "1:02<", "1:34.5<")) and "62000" not in page
    page = contributor.get(address(clip)).content.decode()
    assert "1:02<" in page and "1:34.5<" in page and "62000" not in page


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("place", [EPISODES, CLIPS, HIGHLIGHTS, QUOTES])
def test_what_is_out_is_not_deleted_with_others(contributor, editor, draft, state, place):
    out(state)
    make_clip(draft)
    make_quote(make_highlight(draft, status=Status.DRAFT))
    rows = stored()

    def deleted(client):
        page = client.get(place)
        keys = [obj.pk for obj in page.context["cl"].result_list]
        assert len(keys) == 2
        chosen = {**shown(page), "action": "delete_selected", "_selected_action": keys}
        asked = client.post(place, chosen)
        return asked.content.decode(), client.post(place, {**chosen, **shown(asked), "post": "yes"})

    asked, answer = deleted(contributor)
    assert "<title>Cannot delete" in asked
    assert answer.status_code == 403
    assert stored() == rows
    asked, answer = deleted(editor)
    assert "<title>Delete multiple objects" in asked
    assert answer.status_code == 302


@pytest.mark.parametrize("place", [EPISODES, HIGHLIGHTS])
@pytest.mark.parametrize("state", STATES)
def test_no_action_publishes_or_takes_back(contributor, editor, draft, place, state):
    make_highlight(draft, status=Status.DRAFT)
    out(state)
    rows = stored()
    page = contributor.get(place)
    assert 'value="publish_selected"' not in page.content.decode()
    assert 'value="publish_selected"' in editor.get(place).content.decode()
    kind = admin.site._registry[page.context["cl"].model]
    listed = page.context["cl"].result_list
    closed = [obj.pk for obj in listed if not may_change(contributor.user, episode_of(obj))]
    assert (len(listed), len(closed)) == (2, 1)
    for action in kind._get_base_actions():
        keys = [obj.pk for obj in listed] if action[1] == "publish_selected" else closed
        contributor.post(place, {**shown(page), "action": action[1], "_selected_action": keys, "post": "yes"})
        assert stored() == rows, action[1]


@pytest.fixture
def typed_in_lists(monkeypatch):
    """Lists in which a status can be typed."""
    for model in (Episode, Highlight):
        kind = type(admin.site._registry[model])
        more = ["status", "published_at"] if model is Episode else ["status", "featured"]
        monkeypatch.setattr(kind, "list_display", [*kind.list_display[:1], *more])
        monkeypatch.setattr(kind, "list_editable", more)


def type_in_row(client, place, obj, **typed):
    """Opens a list, types in the row of ``obj``, and saves."""
    page = client.get(place)
    values = shown(page)
    [index] = [i for i, form in enumerate(page.context["cl"].formset.forms) if form.instance == obj]
    values |= {f"form-{index}-{name}": value for name, value in typed.items()}
    return client.post(place, {**{name: value for name, value in values.items() if value is not None}, "_save": "Save"})


def said_in_rows(response):
    assert response.status_code == 200, response
    return [
        str(error) for form in response.context["cl"].formset.forms for found in form.errors.values() for error in found
    ]


def test_a_list_takes_no_more_than_the_form(contributor, typed_in_lists, draft):
    section = make_highlight(draft, status=Status.DRAFT)
    for place, obj in ((EPISODES, draft), (HIGHLIGHTS, section)):
        assert said_in_rows(type_in_row(contributor, place, obj, status="published")) == [REFUSED]
        obj.refresh_from_db()
        assert obj.status == Status.DRAFT
        assert type_in_row(contributor, place, obj, status="review").status_code == 302
        obj.refresh_from_db()
        assert obj.status == Status.REVIEW
    forged = {"published_at_0": "2099-01-01", "published_at_1": "12:00", "status": "draft"}
    assert type_in_row(contributor, EPISODES, draft, **forged).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == (Status.DRAFT, None)


@pytest.mark.parametrize("state", STATES)
def test_a_list_does_not_take_what_is_out(contributor, editor, typed_in_lists, state):
    episode, _clip, section, _quote = out(state)
    for place, obj in ((EPISODES, episode), (HIGHLIGHTS, section)):
        form = contributor.get(place).context["cl"].formset.forms[0]
        assert all(field.disabled for name, field in form.fields.items() if name != "id")
        [sentence] = said_in_rows(type_in_row(contributor, place, obj, status="review"))
        assert sentence.startswith(f"“{episode.title}” ")
    assert type_in_row(contributor, HIGHLIGHTS, section, featured="on").status_code == 200
    section.refresh_from_db()
    assert (section.status, section.featured) == (Status.DRAFT, False)
    assert type_in_row(editor, HIGHLIGHTS, section, featured="on").status_code == 302
    section.refresh_from_db()
    assert section.featured


def test_nothing_moves_into_what_is_out(contributor, draft):
    episode, *_parts = out("published")
    section = make_highlight(draft, status=Status.DRAFT)
    rows = stored()
    sentence = ["Choose an episode that is a draft or in review."]
    assert errors(send(contributor, address(section), episode=episode.pk)) == sentence
    assert errors(send(contributor, f"{HIGHLIGHTS}add/", episode=episode.pk, title="Mine")) == sentence
    assert errors(send(contributor, f"{CLIPS}add/", episode=episode.pk, title="Mine")) == sentence
    assert contributor.get(f"{HIGHLIGHTS}add/?episode={episode.pk}").status_code == 200
    assert stored() == rows


def test_episodes_are_offered_that_take_something(contributor, editor, draft):
    public = make_episode()
    offered = {}
    for name, client in (("contributor", contributor), ("editor", editor)):
        for field in ("highlight&field_name=episode", "relatedepisode&field_name=related"):
            answer = client.get(f"/admin/autocomplete/?app_label=episodes&model_name={field}&term=").json()
            offered[name, field[:7]] = {int(result["id"]) for result in answer["results"]}
    assert offered["contributor", "highlig"] == {draft.pk}
    every = {draft.pk, public.pk}
    assert offered["contributor", "related"] == offered["editor", "related"] == offered["editor", "highlig"] == every


def test_a_section_that_waits_for_its_episode_is_written_and_stays(contributor, draft):
    section = make_highlight(draft)
    assert send(contributor, address(section), takeaway="Shorter.").status_code == 302
    section.refresh_from_db()
    assert (section.takeaway, section.status) == ("Shorter.", Status.PUBLISHED)
    assert errors(send(contributor, address(section), status="withdrawn")) == [REFUSED]
    assert contributor.post(address(section, "delete"), {"post": "yes"}).status_code == 403
    assert contributor.post(address(draft, "delete"), {"post": "yes"}).status_code == 403
    assert Highlight.objects.get() == section


@pytest.mark.parametrize("button", ["save", "remove"])
def test_a_section_that_waits_is_not_removed_at_the_desk(contributor, editor, draft, button):
    waiting, mine = make_highlight(draft, title="Waiting"), make_highlight(draft, status=Status.DRAFT)
    values = open_desk(contributor, draft) | {"highlights-0-DELETE": "on"}
    page = press(contributor, draft, values, button, "1").content.decode()
    assert "“Waiting” was published: only those who may publish can remove it." in page
    assert set(Highlight.objects.all()) == {waiting, mine}
    values = open_desk(contributor, draft) | {"highlights-1-DELETE": "on", "highlights-0-takeaway": "Shorter."}
    assert press(contributor, draft, values).status_code == 302
    assert Highlight.objects.get().takeaway == "Shorter."
    assert press(editor, draft, open_desk(editor, draft) | {"highlights-0-DELETE": "on"}).status_code == 302
    assert not Highlight.objects.exists()


def test_no_revision_takes_a_published_section_away(contributor, draft):
    assert send(contributor, address(draft), title="Tides").status_code == 302
    waiting = make_highlight(draft, title="Waiting")
    assert send(contributor, address(waiting), body="It waits.").status_code == 302
    latest = Revision.objects.of(draft.pk).first().number
    page = contributor.post(f"{address(draft, 'history')}2/restore/", {"seen": latest}, follow=True).content.decode()
    assert "“Waiting” would go, which is published" in page
    assert Highlight.objects.get() == waiting


def test_what_was_published_meanwhile_is_not_saved(contributor, draft):
    values = shown(contributor.get(address(draft)))
    draft.status = Status.PUBLISHED
    draft.save()
    rows = stored()
    assert contributor.post(address(draft), {**values, "title": "Mine", "_save": "Save"}).status_code == 403
    assert stored() == rows


def test_an_editor_publishes_with_the_same_forms(editor, draft):
    section = make_highlight(draft, status=Status.REVIEW)
    assert send(editor, address(section), status="published").status_code == 302
    assert send(editor, address(draft), status="published").status_code == 302
    assert Highlight.objects.published().get() == section


@pytest.mark.parametrize("place", [EPISODES, HIGHLIGHTS, CLIPS, QUOTES])
def test_queries_do_not_grow_with_rows(contributor, count_queries, typed_in_lists, place):
    show = make_show()
    out_and_in = [make_episode(show), make_episode(show, status=Status.DRAFT)]
    few = None
    for _each in range(15):
        for episode in out_and_in:
            make_quote(make_highlight(make_episode(show, status=episode.status)), clip=make_clip(episode))
        few = few or count_queries(lambda: contributor.get(place))
    assert count_queries(lambda: contributor.get(place)) <= few


@pytest.mark.parametrize(
    ("who", "status", "changes"),
    [
        ("nobody", "draft", False),
        ("contributor", "draft", True),
        ("contributor", "review", True),
        ("contributor", "published", False),
        ("contributor", "withdrawn", False),
        ("editor", "published", True),
        ("manager", "withdrawn", True),
        ("operator", "published", True),
    ],
)
def test_what_others_ask(request, who, status, changes):
    user = User.objects.get(pk=request.getfixturevalue(who).user.pk)
    episode = make_episode(status=status)
    assert may_change(user, episode) == changes
    assert may_change(user) == (who != "nobody")
    assert may_publish(user) == (who in ("editor", "manager", "operator"))
    every = who in ("editor", "manager", "operator")
    assert statuses_for(user) == (list(Status) if every else OPEN)
    assert set(statuses_for(user, episode)) == (set(Status) if every else {*OPEN, status})
