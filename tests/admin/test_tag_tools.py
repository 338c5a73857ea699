"""Tags as a tool: hints while one writes, near-duplicates, merging, bulk changes."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.test import Client

from episodes.models import Revision, Tag, TagAlias, TagMerge
from episodes.services.tags import TagRefused, merge
from tests.admin.forms import errors, send, shown
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db

LIST = "/admin/episodes/tag/"
NEAR, SUGGEST = f"{LIST}near/", f"{LIST}suggest/"


def get(name):
    return Tag.objects.get(name=name)


def names(tagged):
    return list(tagged.tags.values_list("name", flat=True))


def given(client, *codenames):
    """The client, whose user may do this, too."""
    found = Permission.objects.filter(codename__in=codenames, content_type__app_label="episodes")
    client.user.user_permissions.add(*found)
    return client


# --- hints -----------------------------------------------------------------------------------------------------------


def test_a_new_name_that_is_a_slip_is_told(contributor):
    make_highlight(tags=["speech synthesis"])
    assert contributor.get(NEAR, {"name": " Speech-Synthesis "}).json() == {
        "name": "speech synthesis",
        "counted": "1 use",
        "question": "“Speech-Synthesis” is new. Did you mean “speech synthesis” (1 use)?",
    }
    for name in ("SPEECH synthesis", "else", "", "\x00", "x" * 50_000, "ﷺ" * 50_000):
        assert contributor.get(NEAR, {"name": name}).json() == {"name": "", "counted": "", "question": ""}


def test_what_fits_a_text_comes_with_the_reason(contributor):
    make_highlight(title="Seeds", body="Kernels and seeds of training runs.", tags=["reproducibility", "kernels"])
    episode = make_episode()
    asked = {"text": "Seeds and kernels of a training run.", "chosen": "", "episode": episode.pk}
    assert contributor.post(SUGGEST, asked).json()["results"] == [
        {"name": "kernels", "uses": 1, "counted": "1 use", "why": "“kernels” is in the text"},
        {"name": "reproducibility", "uses": 1, "counted": "1 use", "why": "also on “Seeds”"},
    ]
    found = contributor.post(SUGGEST, {**asked, "chosen": "Kernels,reproducibility", "episode": "x"})
    assert found.json() == {"results": []}
    assert contributor.post(SUGGEST).json() == {"results": []}


def test_hints_are_for_those_who_may_tag(nobody, editor, client):
    for address, ask, other in ((NEAR, "get", "post"), (SUGGEST, "post", "get")):
        assert getattr(nobody, ask)(address, {"name": "x"}).status_code == 403
        assert "/login/" in getattr(client, ask)(address).headers["Location"]
        assert getattr(editor, other)(address).status_code == 405


def test_a_suggestion_is_asked_for_from_a_page_of_ours(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor.user)
    assert strict.post(SUGGEST, {"text": "x"}).status_code == 403


# --- the form without scripts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_highlight, make_episode])
def test_a_new_name_that_is_nearly_another_is_asked_about_once(editor, make):
    make_highlight(tags=["speech"])
    tagged = make(tags=["kept"])
    address = f"/admin/episodes/{tagged._meta.model_name}/{tagged.pk}/change/"
    asked = send(editor, address, tags="kept, speach, new")
    assert errors(asked) == ["“speach” is new. Did you mean “speech” (1 use)?"]
    assert "Create it anyway" in asked.content.decode()
    assert not Tag.objects.filter(name="speach").exists()
    assert editor.post(address, {**shown(asked), "tags_anyway": "speach", "_save": "Save"}).status_code == 302
    assert names(tagged) == ["kept", "speach", "new"]
    # Now it is a tag, and nobody asks again.
    assert send(editor, address, tags="kept, speach").status_code == 302


def test_agreeing_to_one_name_is_not_agreeing_to_another(editor):
    make_highlight(tags=["speech", "prosody"])
    address = f"/admin/episodes/highlight/{make_highlight().pk}/change/"
    asked = send(editor, address, tags="speach, prosodie, prosodi")
    assert len(errors(asked)) == 2
    again = editor.post(address, {**shown(asked), "tags_anyway": "speach", "_save": "Save"})
    assert errors(again) == ["“prosodi” is new. Did you mean “prosody” (1 use)?"]
    assert "tags_anyway" not in shown(again)


def test_an_answer_stays_given_while_something_else_is_wrong(editor):
    make_highlight(tags=["speech"])
    address = f"/admin/episodes/highlight/{make_highlight().pk}/change/"
    asked = send(editor, address, tags="speach", title="")
    refused = editor.post(address, {**shown(asked), "tags_anyway": "speach", "_save": "Save"})
    assert errors(refused) == ["This field is required."]
    assert shown(refused)["tags_anyway"] == "speach"


def test_aliases_and_tags_in_another_case_are_not_asked_about(editor):
    TagAlias.objects.create(tag=Tag.objects.create(name="speech synthesis"), name="TTSs")
    highlight = make_highlight()
    assert send(editor, f"/admin/episodes/highlight/{highlight.pk}/change/", tags="ttss").status_code == 302
    assert names(highlight) == ["speech synthesis"]


# --- merging ---------------------------------------------------------------------------------------------------------

MERGE, MERGES, ALIKE = f"{LIST}merge/", f"{LIST}merges/", f"{LIST}near-duplicates/"


def text(response):
    """What stands in the page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", unescape(response.content.decode())).split()).replace(" ,", ",")


def told(response):
    """The messages that the next page shows, as text."""
    return [re.sub(r"<[^>]*>", "", str(message)) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def pair():
    """“speech”, the most used, and “speach”."""
    make_highlight(tags=["speach", "speech"], title="Has both")
    make_highlight(tags=["speach"], title="Has one")
    make_episode(tags=["speach"], title="An episode")
    for _number in range(3):
        make_highlight(tags=["speech"])
    TagAlias.objects.create(tag=get("speach"), name="talk")
    return {"tag": [get("speech").pk, get("speach").pk], "into": get("speech").pk}


def test_a_merge_is_shown_before_it_is_done(manager, pair):
    page = manager.get(MERGE, {"tag": pair["tag"]})
    said = text(page)
    assert "Merged into “speech”" in said
    assert "speach 2 highlights, 1 episode 1 of these has “speech” already and keeps it once." in said
    assert "“speach”, “talk” become aliases of “speech”. The address /tags/speach/ leads to /tags/speech/." in said
    assert "2 highlights change, 1 episode changes" in said
    for title in ("Has both", "Has one", "An episode"):
        assert title in said
    assert Tag.objects.count() == 2
    # The other way round is one look away.
    assert "Merged into “speach”" in text(manager.get(MERGE, {**pair, "into": get("speach").pk}))


def test_twenty_of_what_changes_are_named_and_the_others_counted(manager):
    for number in range(22):
        make_highlight(tags=["speach"], title=f"Section {number:02}")
    make_episode(tags=["speach"])
    Tag.objects.create(name="speech")
    asked = {"tag": [tag.pk for tag in Tag.objects.all()], "into": get("speech").pk}
    page = manager.get(MERGE, asked)
    assert len(re.findall(r"Section \d\d", text(page))) == 20
    assert "and 3 more" in text(page)


def test_a_merge_is_done_and_undone(manager, pair):
    done = manager.post(MERGE, pair)
    assert told(done) == ["“speach” merged into “speech”. Undo it among the merges."]
    assert done.headers["Location"] == f"{LIST}{get('speech').pk}/change/"
    assert [tag.name for tag in Tag.objects.all()] == ["speech"]
    said = text(manager.get(MERGES))
    assert "speach → speech 2 highlights, 1 episode" in said
    assert "mira" in said
    undone = manager.post(MERGES, {"merge": TagMerge.objects.get().pk})
    assert told(undone)[-1] == "“speach” is a tag of its own again."
    assert "Undone" in text(manager.get(MERGES))
    assert get("speach").tagged_highlights.count() == 2
    again = manager.post(MERGES, {"merge": TagMerge.objects.get().pk})
    assert told(again)[-1] == "The merge of “speach” was undone already."


def test_several_tags_are_merged_at_once_or_not_at_all(manager, pair, monkeypatch):
    make_highlight(tags=["speeech"])
    asked = {"tag": [*pair["tag"], get("speeech").pk], "into": pair["into"]}
    calls = []

    def second_fails(*args):
        calls.append(args)
        if len(calls) == 2:
            raise TagRefused("No.")
        return merge(*args)

    with monkeypatch.context() as patch:
        patch.setattr("episodes.admin.tag_merge.merge", second_fails)
        assert told(manager.post(MERGE, asked)) == ["No."]
    assert Tag.objects.count() == 3
    assert not LogEntry.objects.exists()
    manager.post(MERGE, asked)
    assert [tag.name for tag in Tag.objects.all()] == ["speech"]
    assert LogEntry.objects.filter(user=manager.user).count() == 2


def test_a_merge_with_itself_or_nothing_gets_a_sentence(manager, pair):
    key = pair["into"]
    assert told(manager.post(MERGE, {"tag": [key, key], "into": key})) == ["“speech” can't be merged into itself."]
    for asked in ({}, {"tag": [key]}, {"tag": ["x", "9" * 30, 10**15]}, {"tag": [key], "into": "\x00"}):
        for send_it in (manager.get, manager.post):
            assert told(send_it(MERGE, asked))[-1] == "Choose two tags or more that are still there."
    # Without a word about which one stays, it is only shown.
    assert manager.post(MERGE, {"tag": pair["tag"]}).status_code == 200
    assert told(manager.post(MERGES, {"merge": "x"}))[-1] == "That merge is no longer there."
    assert Tag.objects.count() == 2


def test_selected_tags_lead_to_the_merge(manager, pair):
    listed = shown(manager.get(LIST))
    chosen = {**listed, "action": "merge_selected", "_selected_action": pair["tag"]}
    led = manager.post(LIST, chosen)
    assert led.headers["Location"] == f"{MERGE}?" + "&".join(f"tag={key}" for key in sorted(pair["tag"]))
    one = manager.post(LIST, {**chosen, "_selected_action": pair["tag"][:1]})
    assert told(one)[-1] == "Select two tags or more, at most 20."


def test_near_duplicates_lead_to_the_merge(manager, pair):
    make_highlight(tags=["self-hosting", "self hosting", "lonely"])
    make_highlight(tags=["self-hosting"])
    sure = text(manager.get(ALIKE))
    assert "Case, hyphens and plurals 1 One letter 1" in sure
    assert "self-hosting 2 highlights, 0 episodes self hosting a hyphen or space 1 highlight, 0 episodes" in sure
    assert "speach" not in sure
    page = manager.get(ALIKE, {"kind": "letter", "page": "x"})
    assert "speech 4 highlights, 0 episodes speach one letter 2 highlights, 1 episode" in text(page)
    # The first form of the page, as it stands.
    assert {"into": str(get("speech").pk), "tag": str(get("speach").pk)}.items() <= shown(page).items()
    assert "lonely" not in text(page) + sure


def test_the_list_leads_to_the_tools(manager, editor, pair):
    for client, are_there in ((manager, True), (editor, False)):
        page = client.get(LIST).content.decode()
        assert all((address in page) == are_there for address in (ALIKE, MERGES, f"{LIST}?use=no"))
        assert ("merge_selected" in page) == are_there


def test_tags_without_use_are_listed_and_deleted(manager, pair):
    Tag.objects.create(name="lonely")
    page = manager.get(LIST, {"use": "no"})
    assert [tag.name for tag in page.context["cl"].result_list] == ["lonely"]
    chosen = {**shown(page), "action": "delete_selected", "_selected_action": get("lonely").pk}
    asked = manager.post(f"{LIST}?use=no", chosen)
    assert "Are you sure" in text(asked)
    manager.post(f"{LIST}?use=no", {**shown(asked), "_selected_action": get("lonely").pk})
    assert not Tag.objects.filter(name="lonely").exists()


def test_merging_needs_both_permissions(nobody, pair):
    for codenames in ((), ("change_tag", "view_tag"), ("delete_tag", "view_tag")):
        given(nobody, *codenames)
        if {"change_tag", "delete_tag"} <= set(nobody.user.user_permissions.values_list("codename", flat=True)):
            break
        nobody.user = type(nobody.user).objects.get(pk=nobody.user.pk)
        for address in (MERGE, MERGES, ALIKE):
            assert nobody.get(address, pair).status_code == 403
            assert nobody.post(address, pair).status_code in (403, 405)
    assert Tag.objects.count() == 2
    assert nobody.post(MERGE, pair).status_code == 302
    assert Tag.objects.count() == 1


def test_a_merge_comes_from_a_page_of_ours(manager, pair, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("CsrfViewMiddleware")]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager.user)
    assert strict.post(MERGE, pair).status_code == 403
    assert strict.post(MERGES, {"merge": 1}).status_code == 403
    assert manager.post(ALIKE).status_code == manager.put(MERGE).status_code == 405
    assert Tag.objects.count() == 2


def test_the_pages_take_as_many_queries_for_many(manager, count_queries):
    found = []
    for number in (1, 29):
        for each in range(100 * number, 101 * number):
            make_highlight(tags=[f"self hosting {each}", f"self-hosting {each}", "one", "other"])
            make_episode(tags=["one"])
            merge(get(f"self hosting {each}"), get(f"self-hosting {each}"))
            make_highlight(tags=[f"self hosted {each}", f"self-hosted {each}"])
        asked = {"tag": [get("one").pk, get("other").pk]}
        pages = [(ALIKE, {}), (MERGES, {}), (MERGE, asked), (LIST, {}), (LIST, {"q": "self"})]
        found.append([count_queries(lambda page=page: manager.get(*page)) for page in pages])
    assert all(many <= one for one, many in zip(*found, strict=True))


def test_renaming_takes_the_address_along(manager):
    highlight = make_highlight(tags=["speach"])
    tag = get("speach")
    assert send(manager, f"{LIST}{tag.pk}/change/", name="speech").status_code == 302
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("speech", "speech")
    assert Client().get("/tags/speach/").headers["Location"] == "/tags/speech/"
    assert [alias.name for alias in tag.aliases.all()] == ["speach"]
    assert send(manager, f"{LIST}{tag.pk}/change/", name="spoken", slug="said").status_code == 302
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("spoken", "said")
    assert names(highlight) == ["spoken"]


# --- changing the tags of many ---------------------------------------------------------------------------------------


def change_tags(client, kind, selected, **typed):
    """Selects in the list, and fills in the page that asks."""
    address = f"/admin/episodes/{kind}/"
    listed = shown(client.get(address))
    asked = client.post(address, {**listed, "action": "change_tags", "_selected_action": [one.pk for one in selected]})
    if not typed:
        return asked
    keys = [one.pk for one in selected]
    return client.post(address, {**shown(asked), "_selected_action": keys, "_retag": "Change tags", **typed})


@pytest.mark.parametrize(("kind", "make"), [("highlight", make_highlight), ("episode", make_episode)])
def test_the_tags_of_what_is_selected_change(editor, kind, make):
    first, second, other = make(tags=["old", "kept"]), make(tags=["new"]), make(tags=["old"])
    page = change_tags(editor, kind, [first, second])
    assert "The tags of these 2 change:" in text(page)
    assert first.title in text(page) and other.title not in text(page)
    done = change_tags(editor, kind, [first, second], add="new", remove="old")
    assert told(done)[-1] == "The tags of 1 have changed; the others had them already."
    assert (set(names(first)), names(second), names(other)) == ({"kept", "new"}, ["new"], ["old"])
    assert [entry.object_id for entry in LogEntry.objects.all()] == [str(first.pk)]
    assert Revision.objects.first().made_by == editor.user
    again = change_tags(editor, kind, [first, second], add="new")
    assert told(again)[-1] == "Nothing was changed: all of them had these tags already."


def test_a_bulk_change_says_what_is_wrong_with_it(editor):
    highlight = make_highlight(tags=["speech"])
    nothing = change_tags(editor, "highlight", [highlight], add="", remove=" ,")
    assert "Name a tag to add or to remove." in text(nothing)
    both = change_tags(editor, "highlight", [highlight], add="Speech", remove="speech")
    assert "“speech” can't be added and removed at once." in text(both)
    slip = change_tags(editor, "highlight", [highlight], add="speach")
    assert "“speach” is new. Did you mean “speech” (1 use)?" in text(slip)
    agreed = change_tags(editor, "highlight", [highlight], add="speach", add_anyway="speach")
    assert told(agreed)[-1] == "The tags of 1 have changed."
    assert names(highlight) == ["speech", "speach"]


def test_twenty_of_the_selected_are_named(editor):
    made = [make_highlight() for _number in range(22)]
    assert "and 2 more" in text(change_tags(editor, "highlight", made))


def test_what_is_out_keeps_its_tags_from_those_who_may_not_publish(contributor, editor):
    out = make_highlight(tags=["old"])
    draft = make_highlight(make_episode(status="draft"), tags=["old"])
    page = change_tags(contributor, "highlight", [out, draft])
    assert "1 more is out already: only who may publish can change it." in text(page)
    change_tags(contributor, "highlight", [out, draft], remove="old")
    assert (names(out), names(draft)) == (["old"], [])
    assert "_retag" not in change_tags(contributor, "highlight", [out]).content.decode()
    change_tags(editor, "highlight", [out], remove="old")
    assert names(out) == []


def test_changing_tags_needs_the_permission_to_change(nobody):
    given(nobody, "view_highlight")
    highlight = make_highlight(tags=["old"])
    sent = {"action": "change_tags", "_selected_action": highlight.pk, "_retag": "x", "remove": "old"}
    assert "change_tags" not in nobody.get("/admin/episodes/highlight/").content.decode()
    nobody.post("/admin/episodes/highlight/", sent)
    assert names(highlight) == ["old"]


def test_no_more_than_five_hundred_at_once(editor, monkeypatch):
    monkeypatch.setattr("episodes.admin.retag.MOST_RETAGGED", 1)
    asked = change_tags(editor, "highlight", [make_highlight(), make_highlight()])
    assert told(asked)[-1] == "At most 1 can be changed at once."
