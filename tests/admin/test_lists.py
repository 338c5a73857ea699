"""Every list searches, filters and counts, in as many queries for thirty rows as for one."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from episodes.models import Clip, Episode, Highlight, Person, Quote, Show, Status, Tag, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

#: Every list, and a word that all its rows have.
LISTS = {
    "show": "show",
    "person": "person",
    "episode": "episode",
    "clip": "clip",
    "highlight": "highlight",
    "quote": "words",
    "tag": "tag",
}


def make_one(number, show=None):
    """One more row for every list."""
    speaker = make_person()
    episode = make_episode(show, tags=[f"tag {number}"], guest=speaker)
    clip = make_clip(episode, speaker=speaker)
    highlight = make_highlight(episode, body="So it was [1].", tags=[f"tag {number}", "all"])
    make_quote(highlight, speaker=speaker, clip=clip)
    TagAlias.objects.create(tag=Tag.objects.get(name=f"tag {number}"), name=f"other {number}")


def rows(response):
    return response.context["cl"].result_list


def address(model, query=""):
    return f"/admin/episodes/{model}/{query}"


@pytest.mark.parametrize("query", ["", "?q=WORD", "?_facets=True"])
@pytest.mark.parametrize("model", LISTS)
def test_queries_do_not_grow_with_rows(editor, count_queries, model, query):
    query = query.replace("WORD", LISTS[model])
    # A filter appears with the second choice that it has, so the lists of other things share a show.
    show = None if model == "show" else make_show()
    make_one(1, show)
    few = count_queries(lambda: editor.get(address(model, query)))
    for number in range(2, 31):
        make_one(number, show)
    page = editor.get(address(model, query))
    assert len(rows(page)) >= 30
    assert count_queries(lambda: editor.get(address(model, query))) <= few
    assert few <= 22


@pytest.mark.parametrize("model", LISTS)
def test_search_finds_and_survives_nonsense(editor, model):
    make_one(1)
    assert len(rows(editor.get(address(model, f"?q={LISTS[model]}")))) >= 1
    assert len(rows(editor.get(address(model, "?q=nowheretobefound")))) == 0
    for typed in ("x" * 60_000, "a " * 5_000, "%00", "'\"", "%", "\\"):
        assert editor.get(address(model), {"q": typed}).status_code in (200, 302)


@pytest.mark.parametrize(
    "query",
    [
        "?published_at__year=9999999999",
        "?published_at__year=99999999999999999999999",
        "?p=99999999999999999999999",
        "?p=x",
        "?show__id__exact=99999999999999999999999",
        "?tag=99999999999999999999999",
        "?tag=x",
        "?status=nonsense",
        "?o=99.-99.x",
        "?nothing=1",
    ],
)
def test_nonsense_in_the_address_gives_a_list(editor, query):
    make_one(1)
    assert editor.get(address("episode", query), follow=True).status_code == 200


LONG = "x" * 60_000
NONSENSE = [
    "status__exact=%00",
    "status=%00",
    "language=%00",
    "initial=%00",
    "title=%00",
    "name=%00",
    "username=%00",
    "q=%00",
    "o=%00",
    "p=%00",
    "%00=1",
    "_facets=%00&q=a",
    "_to_field=%00",
    "e=1",
    "e=1&title=%00",
    "p=999999999999",
    "p=-1",
    "id__exact=99999999999999999999999",
    "published_at__year=9999",
    "published_at__year=0",
    "published_at__year=2024&published_at__month=13",
    "published_at__day=%E2%80%AE3",
    "episode__published_at__year=9999",
    "highlight__episode__published_at__year=9999",
    "title=%E2%80%AEabc%E2%81%A6",
    "q=%E2%80%AEabc%E2%81%A6",
    "title=%ED%A0%80",
    "q=%ED%A0%80%5Cud800",
    f"title={LONG}",
    f"q={LONG}",
    f"o={LONG}",
    f"title__icontains={LONG}",
    f"name__icontains={LONG}",
    "title__regex=(",
    "name__regex=(",
    "username__regex=(",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", sorted(admin.site._registry, key=str), ids=lambda model: model.__name__)
def test_no_nonsense_in_the_address_of_any_list_is_a_failure(operator, model):
    make_one(1)
    place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    failed = {}
    for query in NONSENSE:
        try:
            # 400 is for what no filter is called.
            if (status := operator.get(f"{place}?{query}", follow="%00" in query).status_code) not in (200, 302, 400):
                failed[query[:50]] = status
        except Exception as error:  # Whatever it is, a visitor would see a 500.
            failed[query[:50]] = repr(error)[:200]
    assert failed == {}


def test_a_filter_with_nul_shows_the_whole_list(editor):
    make_one(1)
    for query in ("?title=%00", "?status=%00", "?q=%00"):
        page = editor.get(address("episode", query), follow=True)
        assert page.redirect_chain == [("/admin/episodes/episode/?e=1", 302)]
        assert len(rows(page)) == 1


def test_counts_are_those_of_the_row_itself(editor):
    show = make_show()
    for _each in range(3):
        episode = make_episode(show)
        for _other in range(2):
            make_clip(episode)
        make_highlight(episode, body="[1][2]", tags=["a", "b"])
    assert rows(editor.get(address("show")))[0].episode_count == 3
    assert [(row.clip_count, row.highlight_count) for row in rows(editor.get(address("episode")))] == [(2, 1)] * 3
    assert [(row.citation_count, row.tag_count) for row in rows(editor.get(address("highlight")))] == [(2, 2)] * 3
    assert [(row.highlight_count, row.episode_count) for row in rows(editor.get(address("tag")))] == [(3, 0)] * 2


def test_the_count_of_a_tag_leads_to_what_carries_it(editor):
    tagged = make_highlight(tags=["speech"])
    make_highlight(tags=["text"])
    page = editor.get(address("tag")).content.decode()
    link = f"/admin/episodes/highlight/?tag={Tag.objects.get(name='speech').pk}"
    assert link in page
    assert list(rows(editor.get(link))) == [tagged]


@pytest.fixture
def one_of_each_status(db):
    soon = timezone.now() + timedelta(days=2)
    return {
        "draft": make_episode(status=Status.DRAFT, published_at=None),
        "review": make_episode(status=Status.REVIEW),
        "scheduled": make_episode(published_at=soon),
        "published": make_episode(),
        "withdrawn": make_episode(status=Status.WITHDRAWN),
    }


@pytest.mark.parametrize("status", ["draft", "review", "scheduled", "published", "withdrawn"])
def test_a_time_to_come_is_a_status_of_its_own(editor, one_of_each_status, status):
    page = editor.get(address("episode", f"?status={status}"))
    assert list(rows(page)) == [one_of_each_status[status]]
    if status == "scheduled":
        assert re.search(r"<span[^>]*>Scheduled</span>", page.content.decode())


def test_the_status_of_a_highlight_tells_what_it_waits_for(editor, one_of_each_status):
    make_highlight(one_of_each_status["draft"], title="One")
    make_highlight(one_of_each_status["scheduled"], title="Two")
    page = editor.get(address("highlight")).content.decode()
    assert "Waits for its episode" in page
    assert "Scheduled with its episode" in page


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("tags", {"bare"}),
        ("takeaway", {"bare"}),
        ("quote", {"bare"}),
        ("citation", {"bare"}),
        ("evidence", {"full"}),
        ("disputed", set()),
    ],
)
def test_unfinished_highlights_can_be_filtered(editor, missing, expected):
    make_highlight(title="bare", takeaway="")
    episode = make_episode()
    make_clip(episode)
    make_quote(make_highlight(episode, title="full", body="[1]", tags=["x"]))
    found = rows(editor.get(address("highlight", f"?missing={missing}")))
    assert {highlight.title for highlight in found} == expected


@pytest.mark.parametrize(("use", "expected"), [("yes", {"speech", "text"}), ("no", {"idle"})])
def test_tags_that_nothing_carries_can_be_filtered(editor, use, expected):
    make_highlight(tags=["speech"])
    make_episode(tags=["text"])
    Tag.objects.create(name="idle")
    assert {tag.name for tag in rows(editor.get(address("tag", f"?use={use}")))} == expected


@pytest.mark.parametrize("typed", ["ÜBERSETZUNG", "übersetz", "MT", "mt"])
def test_tags_are_found_by_name_and_alias_in_any_case(editor, typed):
    tag = Tag.objects.create(name="Übersetzung")
    TagAlias.objects.create(tag=tag, name="MT")
    Tag.objects.create(name="other")
    assert list(rows(editor.get(address("tag"), {"q": typed}))) == [tag]


def test_publishing_goes_through_saving(editor):
    first, second = make_episode(status=Status.DRAFT, published_at=None), make_episode(status=Status.REVIEW)
    chosen = [first.pk, second.pk, make_episode().pk]
    page = editor.post(
        address("episode"), {"action": "publish_selected", "_selected_action": chosen}, follow=True
    ).content.decode()
    assert "2 episodes are now “Published”." in page
    first.refresh_from_db()
    assert first.published_at is not None
    assert Episode.objects.published().count() == 3
    again = editor.post(address("episode"), {"action": "publish_selected", "_selected_action": chosen}, follow=True)
    assert "Nothing was changed" in again.content.decode()


def test_a_highlight_with_a_marker_in_the_air_is_not_published(editor):
    highlight = make_highlight(status=Status.DRAFT, title="Model Scaling", body="Claimed [3].")
    page = editor.post(
        address("highlight"), {"action": "publish_selected", "_selected_action": [highlight.pk]}, follow=True
    ).content.decode()
    assert "“Model Scaling” stays as it is: Section 1 cites [3], and there is no clip 3." in page
    assert Highlight.objects.get().status == Status.DRAFT


def test_lists_show_nothing_without_failing(editor):
    for model in LISTS:
        assert editor.get(address(model)).status_code == 200
    assert not any(kind.objects.exists() for kind in (Show, Person, Episode, Clip, Quote))
