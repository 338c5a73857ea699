"""Writing a highlight: markers, quotes, evidence, its place."""

import pytest

from episodes.models import Citation, Evidence, Highlight, Quote, Status
from tests.admin.forms import errors, row, send, shown
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

ADD = "/admin/episodes/highlight/add/"


def address(highlight):
    return f"/admin/episodes/highlight/{highlight.pk}/change/"


def with_clips(*numbers):
    episode = make_episode()
    for number in numbers:
        make_clip(episode, number)
    return episode


@pytest.mark.parametrize(
    ("numbers", "body", "sentence"),
    [
        (range(1, 8), "So [9].", "[9] refers to clip 9, and this episode has clips 1 to 7"),
        ([], "So [1].", "[1] refers to clip 1, and this episode has no clips yet"),
        ([1], "So [2].", "[2] refers to clip 2, and this episode has only clip 1"),
        ([1, 2], "So [3].", "[3] refers to clip 3, and this episode has clips 1 to 2"),
        ([1, 3], "So [2].", "[2] refers to clip 2, and this episode has clips 1 and 3"),
        ([1, 2, 5], "So [3].", "[3] refers to clip 3, and this episode has clips 1, 2 and 5"),
        ([1, 2, 3, 4, 6], "So [5].", "[5] refers to clip 5, and this episode has clips 1 to 4 and 6"),
        (
            [1, 2],
            "[9] and [12, 1] and [9].",
            "[9] and [12] refer to clips 9 and 12, and this episode has clips 1 to 2",
        ),
        ([1], "So [0].", "[0] refers to clip 0, and this episode has only clip 1"),
    ],
)
def test_a_marker_without_a_clip_is_refused_at_the_field(editor, numbers, body, sentence):
    highlight = make_highlight(with_clips(*numbers), body="Before.")
    page = send(editor, address(highlight), body=body)
    assert page.context["adminform"].form.errors["body"] == [sentence]
    assert body in page.content.decode()
    highlight.refresh_from_db()
    assert highlight.body == "Before."


def test_a_hundred_markers_without_clips_are_one_sentence(editor):
    highlight = make_highlight(with_clips(1))
    page = send(editor, address(highlight), body="".join(f"[{number}]" for number in range(2, 102)))
    [sentence] = errors(page)
    assert sentence.startswith("[2], [3], [4], [5], [6], [7], [8], [9] and 92 more refer to clips 2, 3, ")


@pytest.mark.parametrize(
    "body", ["So [7], [1, 2] and [3][4].", r"A year \[1999\].", "`[99]`", "[99](https://a.example)"]
)
def test_what_is_no_marker_or_has_its_clip_is_taken(editor, body):
    highlight = make_highlight(with_clips(*range(1, 8)))
    assert send(editor, address(highlight), body=body).status_code == 302
    highlight.refresh_from_db()
    assert highlight.body == body


def test_moving_to_another_episode_asks_for_the_clips_there(editor):
    highlight = make_highlight(with_clips(1, 2), body="So [2].")
    other = with_clips(1)
    page = send(editor, address(highlight), episode=str(other.pk))
    assert errors(page) == ["[2] refers to clip 2, and this episode has only clip 1"]
    make_clip(other, 2)
    assert send(editor, address(highlight), episode=str(other.pk)).status_code == 302
    assert Citation.objects.get().clip.episode == other


def test_a_quote_takes_a_clip_of_its_own_episode(editor):
    here, elsewhere = with_clips(1), with_clips(1)
    highlight = make_highlight(here)
    sentence = "This clip belongs to another episode; choose one of the highlight's."
    typed = row("quotes", 0, text="Words.", speaker="", clip=str(elsewhere.clips.get().pk), position="0")
    assert errors(send(editor, address(highlight), **typed)) == [sentence]
    assert not Quote.objects.exists()
    typed["quotes__0__clip"] = str(here.clips.get().pk)
    assert send(editor, address(highlight), **typed).status_code == 302
    quote = Quote.objects.get()
    assert quote.clip == here.clips.get()

    moved = send(editor, address(highlight), episode=str(elsewhere.pk))
    assert errors(moved) == [sentence]
    quote_page = send(editor, f"/admin/episodes/quote/{quote.pk}/change/", clip=str(elsewhere.clips.get().pk))
    assert errors(quote_page) == [sentence]


def offered_clips(client, query):
    answer = client.get(f"/admin/autocomplete/?app_label=episodes&model_name=quote&field_name=clip&{query}")
    return [choice["text"] for choice in answer.json()["results"]]


def test_only_clips_of_the_episode_are_offered_to_a_quote(editor):
    here, _elsewhere = with_clips(1, 2), with_clips(1, 2, 3)
    here.title = "Twenty 2"
    here.save()
    assert offered_clips(editor, f"term=&episode={here.pk}") == ["1. Clip 1", "2. Clip 2"]
    assert offered_clips(editor, f"term=2&episode={here.pk}") == ["2. Clip 2"]
    for nonsense in ("", "episode=", "episode=x", "episode=" + "9" * 400, "episode=-1", "episode=²"):
        assert offered_clips(editor, nonsense) == []
    page = editor.get(f"{ADD}?episode={here.pk}").content.decode()
    assert f"/admin/autocomplete/?episode={here.pk}" in page
    assert editor.get(f"{ADD}?episode=x").status_code == 200


def test_a_new_highlight_comes_last_unless_it_says_where(editor):
    episode = with_clips(1)
    make_highlight(episode, position=4)
    values = {"title": "Scaling laws", "body": "They hold [1].", "tags": "scaling"}
    assert send(editor, f"{ADD}?episode={episode.pk}", **values).status_code == 302
    highlight = Highlight.objects.get(title="Scaling laws")
    assert (highlight.position, highlight.episode, highlight.status) == (5, episode, Status.DRAFT)
    assert highlight.citations.count() == 1
    assert (
        send(editor, f"{ADD}?episode={episode.pk}", **{**values, "title": "First", "position": "0"}).status_code == 302
    )
    assert Highlight.objects.get(title="First").position == 0


def test_what_somebody_has_heard_is_signed_and_dated(editor):
    highlight = make_highlight(with_clips(1, 2), body="So [1] and [2].")
    for evidence in (Evidence.HEARD, Evidence.DISPUTED):
        assert send(editor, address(highlight), citations__0__evidence=evidence.value).status_code == 302
        citation = highlight.citations.get(clip__number=1)
        assert (citation.evidence, citation.checked_by) == (evidence, editor.user)
        assert citation.checked_at is not None
    untouched = highlight.citations.get(clip__number=2)
    assert (untouched.evidence, untouched.checked_by, untouched.checked_at) == (Evidence.UNCHECKED, None, None)

    assert send(editor, address(highlight), citations__0__evidence="unchecked").status_code == 302
    citation.refresh_from_db()
    assert (citation.checked_by, citation.checked_at) == (None, None)


def test_the_signature_stays_with_who_has_listened(editor, operator):
    highlight = make_highlight(with_clips(1), body="So [1].")
    send(editor, address(highlight), citations__0__evidence="heard")
    before = highlight.citations.get()
    send(operator, address(highlight), takeaway="Another takeaway.")
    after = highlight.citations.get()
    assert (after.checked_by, after.checked_at) == (before.checked_by, before.checked_at)


def test_evidence_of_a_marker_that_goes_with_the_same_save_goes_too(editor):
    highlight = make_highlight(with_clips(1), body="So [1].")
    assert send(editor, address(highlight), body="So.", citations__0__evidence="heard").status_code == 302
    assert not Citation.objects.exists()


def test_citations_are_neither_added_nor_deleted_by_hand(editor):
    episode = with_clips(1, 2)
    highlight = make_highlight(episode, body="So [1].")
    typed = row("citations", 1, clip=str(episode.clips.get(number=2).pk), evidence="heard")
    send(editor, address(highlight), citations__0__DELETE="on", **typed)
    assert [citation.clip.number for citation in highlight.citations.all()] == [1]


def test_the_form_needs_no_query_a_row(editor, count_queries):
    episode = make_episode()
    highlight = make_highlight(episode, body="So [1].")
    make_clip(episode)
    make_quote(highlight, speaker=make_person(), clip=episode.clips.get())
    highlight.save()
    few = count_queries(lambda: editor.get(address(highlight)))
    for number in range(2, 31):
        make_quote(highlight, speaker=make_person(), clip=make_clip(episode, number))
    highlight.body = "".join(f"[{number}]" for number in range(1, 31))
    highlight.save()
    values = shown(editor.get(address(highlight)))
    assert values["citations-TOTAL_FORMS"] == values["quotes-TOTAL_FORMS"] == "30"
    assert count_queries(lambda: editor.get(address(highlight))) <= few


@pytest.mark.parametrize("slug", ["transcript", "feed", "Feed", "not", "clip-3", "cite-1-2"])
def test_a_slug_that_the_site_needs_is_refused(editor, slug):
    page = send(editor, address(make_highlight()), slug=slug)
    assert errors(page) == [f"“{slug.lower()}” is an address of the site itself; choose another."]


def test_a_slug_of_another_highlight_is_refused(editor):
    first = make_highlight(slug="scaling")
    page = send(editor, address(make_highlight(first.episode)), slug="Scaling")
    assert errors(page) == ["Another one in the same place has this slug."]
    assert send(editor, address(make_highlight()), slug="scaling").status_code == 302


def test_view_on_site_leads_to_the_page_and_not_from_a_draft(editor):
    highlight, draft = make_highlight(), make_highlight(status=Status.DRAFT)
    link = f'href="{highlight.get_absolute_url()}"'
    assert link in editor.get(address(highlight)).content.decode()
    assert editor.get(highlight.get_absolute_url()).status_code == 200
    assert "View on site" not in editor.get(address(draft)).content.decode()


def test_the_clips_to_cite_are_listed(editor):
    episode = with_clips(1, 2)
    page = editor.get(address(make_highlight(episode))).content.decode()
    assert "<code>[2]</code> Clip 2" in page
    assert "2:00–2:20" in page
    assert "<code>[2]</code> Clip 2" in editor.get(f"{ADD}?episode={episode.pk}").content.decode()
    assert "has no clips yet" in editor.get(address(make_highlight())).content.decode()
    assert "once the highlight is saved" in editor.get(ADD).content.decode()
