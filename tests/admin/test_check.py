"""Lists say what is wrong with each row, and a page names it for those that are selected."""

import html
import re

import pytest

from episodes.models import Episode, Highlight, Status
from tests.factories import make_clip, make_episode, make_highlight

pytestmark = pytest.mark.django_db
AUDIO = "https://cdn.example/a.mp3"
EPISODES, HIGHLIGHTS = "/admin/episodes/episode/", "/admin/episodes/highlight/"


@pytest.fixture
def draft():
    """One thing to fix and two to look at, in two sections."""
    episode = make_episode(status=Status.DRAFT, title="Long Runs", audio_url=AUDIO)
    make_clip(episode)
    make_highlight(episode, title="First", body="So [1] and [9].", tags=["a"], position=1, status=Status.DRAFT)
    make_highlight(episode, title="Second", takeaway="", position=2, status=Status.DRAFT)
    return episode


@pytest.fixture
def ready():
    episode = make_episode(status=Status.DRAFT, title="Short Runs", audio_url=AUDIO)
    make_highlight(episode, title="Only", tags=["a"], status=Status.DRAFT)
    return episode


def cell(page, title):
    """``(words, classes, tooltip)`` of the column “problems” in the row of a title."""
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page.content.decode(), re.S) if f">{title}</a>" in row)
    found = re.search(r'<td class="field-problem_words[^>]*>(.*?)</td>', row, re.S)[1]
    tooltip = re.search(r'title="([^"]*)"', found)
    words = " ".join(re.sub(r"<span.*?</span>|<[^>]+>", " ", found).split())
    return words, html.unescape(tooltip[1]).split("\n") if tooltip else []


def act(client, place, action, *rows):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(place, chosen, follow=True)


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def status_of(obj):
    return type(obj).objects.get(pk=obj.pk).status


def test_the_list_of_episodes_counts_what_is_wrong(editor, draft, ready):
    make_highlight(make_episode(title="Out", audio_url=AUDIO), tags=["a"])
    page = editor.get(EPISODES)
    assert cell(page, "Long Runs") == (
        "1 to fix, 2 to look at",
        [
            "Section 1 cites [9], and there is no clip 9.",
            "Section 2 has no takeaway.",
            "Section 2 has no tags.",
        ],
    )
    assert cell(page, "Short Runs") == ("Ready to publish", [])
    assert cell(page, "Out") == ("–", [])
    link = f'<a class="problems problems-error" href="/admin/episodes/episode/{draft.pk}/desk/?checklist=1"'
    assert link in page.content.decode()
    assert "in “Long Runs”" in page.content.decode()


def test_the_list_of_highlights_counts_what_is_wrong_with_each(editor, draft, ready):
    page = editor.get(HIGHLIGHTS)
    assert cell(page, "First")[0] == "1 to fix"
    assert cell(page, "Second")[0] == "2 to look at"
    second = draft.highlights.get(title="Second").pk
    assert f"/admin/episodes/episode/{draft.pk}/desk/?section={second}#section-{second}" in page.content.decode()
    assert cell(page, "Only")[0] == "Ready to publish"


def test_a_long_list_of_problems_is_cut_in_the_tooltip(editor, draft):
    Highlight.objects.filter(title="First").update(body="[2][3][4][5][6][7][8]")
    _words, told = cell(editor.get(EPISODES), "Long Runs")
    assert len(told) == 7
    assert told[-1] == "…"


def test_a_script_in_a_title_is_text(editor):
    make_highlight(make_episode(title="<script>alert(1)</script>"), body="", title='"><script>alert(2)</script>')
    for place in (EPISODES, HIGHLIGHTS):
        for page in (editor.get(place), act(editor, place, "check_selected", *Episode.objects.all())):
            assert b"<script>alert" not in page.content


@pytest.mark.parametrize("place", [EPISODES, HIGHLIGHTS])
def test_queries_of_column_and_page_do_not_grow(editor, count_queries, place):
    show = make_episode().show

    def make_one(number):
        episode = make_episode(show, status=Status.DRAFT)
        make_highlight(episode, body=f"[{number}] [x](/tags/none-{number}/)", status=Status.DRAFT)
        make_clip(episode)

    model = Episode if place == EPISODES else Highlight
    for number in range(2, 4):
        make_one(number)
    few = count_queries(lambda: editor.get(place))
    few_checked = count_queries(lambda: act(editor, place, "check_selected", *model.objects.all()))
    for number in range(4, 34):
        make_one(number)
    assert count_queries(lambda: editor.get(place)) <= few
    assert count_queries(lambda: act(editor, place, "check_selected", *model.objects.all())) <= few_checked


def test_checking_names_the_problems_by_episode(editor, draft, ready):
    page = act(editor, EPISODES, "check_selected", draft, ready)
    text = text_of(page)
    assert "1 to fix, 2 to look at." in text
    assert "To fix: Section 1 cites [9], and there is no clip 9." in text
    assert "To look at: Section 2 has no takeaway." in text
    assert "Ready to publish" in text
    assert status_of(draft) == Status.DRAFT


def test_problems_lead_to_where_they_are_put_right(editor, draft):
    make_clip(draft, 7, start_ms=None, end_ms=None, featured=True)
    Episode.objects.filter(pk=draft.pk).update(audio_url="")
    second = draft.highlights.get(title="Second").pk
    page = act(editor, EPISODES, "check_selected", draft).content.decode()
    for address in (f"desk/?section={second}#section-{second}", "desk/#clip-7", "change/#id_audio_url"):
        assert f'href="/admin/episodes/episode/{draft.pk}/{address}"' in page
        shown = editor.get(f"/admin/episodes/episode/{draft.pk}/{address}").content.decode()
        assert f'id="{address.partition("#")[2]}"' in shown


def test_checking_highlights_names_only_theirs(editor, draft):
    second = draft.highlights.get(title="Second")
    text = text_of(act(editor, HIGHLIGHTS, "check_selected", second))
    assert "Section 2 has no takeaway." in text
    assert "Section 1" not in text


def test_too_many_are_not_checked_at_once(editor, monkeypatch, draft, ready):
    monkeypatch.setattr("episodes.admin.problems.MOST_CHECKED", 1)
    text = text_of(act(editor, EPISODES, "check_selected", draft, ready))
    assert "Only the first 1 is checked." in text
    assert ("Long Runs" in text) != ("Short Runs" in text)


def test_errors_keep_an_episode_from_being_published(editor, draft, ready):
    draft.highlights.update(status=Status.PUBLISHED)
    text = text_of(act(editor, EPISODES, "publish_selected", draft, ready))
    assert "“Long Runs” stays as it is: Section 1 cites [9], and there is no clip 9." in text
    assert "1 episode is now “Published”." in text
    assert (status_of(draft), status_of(ready)) == (Status.DRAFT, Status.PUBLISHED)


def test_a_hundred_refusals_do_not_hide_the_list(editor):
    refused = [make_highlight(body="[1]", status=Status.DRAFT) for _ in range(10)]
    text = text_of(act(editor, HIGHLIGHTS, "publish_selected", *refused))
    assert text.count("stays as it is: Section") == 8
    assert "2 more stay as they are; “Check selected” says why." in text
    assert not Highlight.objects.filter(status=Status.PUBLISHED).exists()


@pytest.mark.parametrize(("action", "status"), [("send_to_review", "review"), ("back_to_draft", "draft")])
def test_states_are_given_to_what_is_selected(editor, action, status):
    episode = make_episode()
    act(editor, EPISODES, action, episode)
    assert status_of(episode) == status


def test_contributors_send_to_review_and_do_not_publish(contributor, ready):
    other = make_episode(title="Out")
    text = text_of(act(contributor, EPISODES, "send_to_review", ready, other))
    assert (status_of(ready), status_of(other)) == (Status.REVIEW, Status.PUBLISHED)
    assert "“Out” is published: only those who may publish can change it." in text
    act(contributor, EPISODES, "publish_selected", ready)
    assert status_of(ready) == Status.REVIEW
    act(contributor, EPISODES, "back_to_draft", ready)
    assert status_of(ready) == Status.DRAFT


def test_somebody_without_permission_checks_nothing(nobody, draft):
    chosen = {"action": "check_selected", "_selected_action": [draft.pk]}
    assert nobody.post(EPISODES, chosen).status_code == 403
