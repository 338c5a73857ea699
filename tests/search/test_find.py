"""What search finds: the contract that both databases keep. Run with the database in use."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from episodes.models import (
    Cue,
    Episode,
    Highlight,
    Person,
    Quote,
    SearchDocument,
    SearchKind,
    SearchWord,
    Status,
    Tag,
    TagAlias,
)
from episodes.search.find import find
from episodes.search.passages import passage_lines
from episodes.services import tags
from episodes.services.indexing import index_episodes
from episodes.services.transcripts import replace_transcript
from episodes.text.questions import parse
from episodes.transcripts import cues as plain
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

pytestmark = pytest.mark.django_db
KINDS = {
    SearchKind.HIGHLIGHT: Highlight,
    SearchKind.QUOTE: Quote,
    SearchKind.EPISODE: Episode,
    SearchKind.PERSON: Person,
    SearchKind.TAG: Tag,
    SearchKind.PASSAGE: Cue,
}


def found(question, **filters):
    """``{object}`` of all that a question finds."""
    commit()
    groups = find(parse(question).terms, **filters).groups
    return {KINDS[kind].objects.get(pk=pk) for kind, group in groups.items() for pk in group.keys}


def order(question, kind=SearchKind.HIGHLIGHT, **filters):
    commit()
    return find(parse(question).terms, **filters).groups[kind].keys


def transcript(episode, *lines):
    """Lines of text, or of ``(speaker, text)``, one a second."""
    lines = [line if isinstance(line, tuple) else ("", line) for line in lines]
    cues = [
        plain.Cue(id=str(number), start_ms=1000 * number, end_ms=1000 * number + 900, speaker=speaker, text=text)
        for number, (speaker, text) in enumerate(lines)
    ]
    replace_transcript(episode, cues)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The tides of the sea", "tide"),
        ("One tide", "TIDES"),
        ("Café Zoë", "cafe zoe"),
        ("cafe", "Ｃａｆé"),
        ("a model of language", "language model"),
        ("a well-known model", '"well known"'),
        ("It’s not the model's", "it's"),
        ("the model's tail", "models"),
        ("interpretability", "interpretab"),
        ("open weights", "open wei"),
        ("東京の音を録る", "東京"),
        ("東京の音を録る", "音を"),
        ("ภาษาไทยง่าย", "ไทย"),
        ("팟캐스트를 듣다", "팟캐스트"),
        ("Москва слезам не верит", "москва"),
        ("नमस्ते दुनिया", "दुनिया"),
        ("the year 2024 was 1e5abc", "2024"),
        ("the year 2024 was 1e5abc", "1e5abc"),
        ("GPT-4 and C++", "gpt-4"),
        ("A 🎙️ here", "🎙"),
        ("Straße", "strasse"),
    ],
)
def test_a_word_is_found_as_people_type_it(text, question):
    highlight = make_highlight(body=text)
    make_highlight(body="Something else altogether.")
    assert highlight in found(question)
    assert len([thing for thing in found(question) if isinstance(thing, Highlight)]) == 1


def test_the_last_word_may_go_on(monkeypatch):
    """Names, numbers and other scripts, too; of very many words that begin so, the most usual are meant."""
    show = make_show(title="Oceanography")
    highlight = make_highlight(make_episode(show), title="Gpt4turbo of 20240517", tags=["mareography"])
    for question in ("oceanogr", "gpt4tu", "202405", "mareo", "gpt4turbo of 2024"):
        assert highlight in found(question), question
    monkeypatch.setattr("episodes.search.hits.MOST_OTHERS", 1)
    usual = make_highlight(title="salty salty")
    make_highlight(title="salty")
    make_highlight(title="saltire")
    assert usual in found("sal")


def test_all_words_must_be_there_and_phrases_in_a_row():
    both = make_highlight(body="The sea carries salt.")
    make_highlight(body="The sea.")
    assert found("salt sea") == {both}
    assert found('"sea carries"') == {both}
    assert found('"carries sea"') == set()
    assert found('sea -"salt"') == found("sea -salt")
    assert both not in found("sea -salt")


def test_a_phrase_does_not_reach_from_one_part_into_the_next():
    make_highlight(
        title="Of the sea", takeaway="Salt is old.", body="Water moves.", episode=make_episode(title="Winds")
    )
    assert found('"sea salt"') == found('"old water"') == found('"moves winds"') == set()


def test_what_is_only_excluded_leaves_the_rest():
    one, other = make_highlight(body="salt"), make_highlight(body="sugar")
    assert other in found("-salt")
    assert one not in found("-salt")


def test_usual_words_need_not_be_there_unless_alone_or_in_a_phrase():
    highlight = make_highlight(title="The tide", body="How water moves.")
    assert highlight in found("what is a tide")
    assert highlight in found("the")
    assert found('"what is a tide"') == set()


def test_nothing_asked_for_is_nothing_found():
    make_highlight()
    assert found("") == found("!!! \x00 \ud800") == set()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_string_is_answered(text):
    find(parse(text).terms)


@pytest.mark.parametrize(
    "text",
    [
        *r""" " ' a-b it's OR NOT a* title:x {title}:x ^a )( \ 'a':* % -- the qzxjq """.split(),  # noqa: SIM905
        *("NEAR(a b)", "a AND", "a + b", "a & !b", "a <-> b", "\x00", "\ud800\udc00", "the of and"),
        *("a" * 60_000, "a " * 30_000, '"' + "b " * 30_000, "-a " * 5000),
    ],
)
def test_what_is_syntax_elsewhere_is_words_here(text):
    make_highlight(body="a b it's near title x")
    commit()
    find(parse(text).terms)


# --- order -----------------------------------------------------------------------------------------------------------


def test_titles_come_before_phrases_before_texts_before_surroundings():
    around = make_highlight(body="nothing of it", tags=["salt marsh"])
    text = make_highlight(body="There is salt, and then a marsh.")
    row = make_highlight(body="There is a salt marsh there.")
    title = make_highlight(title="A salt marsh at night")
    whole = make_highlight(title="Salt marsh")
    assert order("salt marsh") == [whole.pk, title.pk, row.pk, text.pk, around.pk]


def test_what_says_it_more_often_and_what_is_newer_comes_first():
    episode = make_episode()
    once = make_highlight(episode, body="salt and more words here")
    often = make_highlight(episode, body="salt and salt and salt")
    again = make_highlight(make_episode(published_at=timezone.now()), body="salt and more words here")
    old = make_highlight(make_episode(published_at=datetime(1999, 1, 1, tzinfo=UTC)), body="salt and more words here")
    assert order("salt") == [often.pk, again.pk, once.pk, old.pk]
    assert order("salt", newest=True)[-1] == old.pk


def test_pages_of_one_kind_follow_each_other():
    for _each in range(7):
        make_highlight(body="salt")
    commit()
    terms, kinds = parse("salt").terms, [SearchKind.HIGHLIGHT]
    whole = find(terms, kinds=kinds, size=20).groups[SearchKind.HIGHLIGHT]
    pages = [find(terms, kinds=kinds, start=at, size=3).groups[SearchKind.HIGHLIGHT] for at in (0, 3, 6, 9)]
    assert [key for page in pages for key in page.keys] == whole.keys
    assert (whole.count, whole.is_capped, len(whole.keys)) == (7, False, 7)


def test_many_hits_are_counted_up_to_a_bound(monkeypatch):
    monkeypatch.setattr("episodes.search.find.MOST_COUNTED", 5)
    monkeypatch.setattr("episodes.search.find.MOST_RANKED", 2)
    monkeypatch.setattr("episodes.search.find.RANKED_OF_MANY", 2)
    episode = make_episode()
    first = make_highlight(episode, title="Salt")
    # Their names alike: a longer number would make one text longer than the next.
    others = [make_highlight(episode, title="Other", takeaway="", body="salt") for _each in range(7)]
    commit()
    result = find(parse("salt").terms, size=20)
    group = result.groups[SearchKind.HIGHLIGHT]
    assert (group.count, group.is_capped, result.is_capped) == (5, True, True)
    assert group.keys[:3] == [first.pk, others[-1].pk, others[-2].pk]
    assert len(set(group.keys)) == len(group.keys)


def test_a_word_that_many_have_is_taken_for_whole(monkeypatch):
    monkeypatch.setattr("episodes.search.hits.ENOUGH", 2)
    art = [make_highlight(body="art of the sea") for _each in range(2)]
    artist = make_highlight(body="an artist at sea")
    make_highlight(body="nothing", tags=["artificial reefs"])
    tag = Tag.objects.get()
    commit()
    groups = find(parse("art").terms).groups
    assert groups[SearchKind.HIGHLIGHT].keys == [art[1].pk, art[0].pk]
    assert groups[SearchKind.TAG].keys == [tag.pk], "of another kind there are few: beginnings count"
    assert artist.pk in find(parse("arti").terms).groups[SearchKind.HIGHLIGHT].keys


def test_it_is_the_same_whether_few_or_many_are_likely_to_match(monkeypatch):
    episode = make_episode(title="Salt and water")
    for number in range(5):
        make_highlight(episode, title=f"Salt {number}", body="water and salt", tags=["sea"])
    make_highlight(episode, title="Nothing", body="no word of it")
    commit()
    shelf = f"t{Tag.objects.get(name='sea').pk}"
    asked = [{"terms": parse(text).terms} for text in ("salt", "sal", '"water and salt"', "salt -nothing")]
    asked += [{"terms": (), "shelves": [shelf]}, {"terms": parse("salt").terms, "shelves": [shelf], "newest": True}]
    gathered = [find(**one) for one in asked]
    monkeypatch.setattr("episodes.search.find.RANKED_OF_MANY", 1)
    monkeypatch.setattr("episodes.search.find.MOST_COUNTED", 4)
    titled = [find(**one) for one in asked]
    for many in (10, -1):
        monkeypatch.setattr("episodes.search.postgres.FEW", -1)
        monkeypatch.setattr("episodes.search.postgres.MANY", many)
        assert [find(**one) for one in asked] == titled
    monkeypatch.undo()
    assert [find(**one) for one in asked] == gathered
    assert all(found.count for found in gathered)


# --- shelves ---------------------------------------------------------------------------------------------------------


def test_shelves_narrow_and_say_what_is_left():
    show, guest = make_show(), make_person(name="Ada Stone")
    episode = make_episode(show, audio_url="https://example.org/a.mp3", published_at=datetime(2023, 5, 17, tzinfo=UTC))
    make_clip(episode, 1, speaker=guest)
    highlight = make_highlight(episode, body="salt [1]", tags=["tide"])
    quote = make_quote(highlight, text="Words of salt", speaker=guest)
    other = make_highlight(body="salt", tags=["tide", "moon"])
    tide, moon = (f"t{Tag.objects.get(name=name).pk}" for name in ("tide", "moon"))
    person, shelf, year = f"p{guest.pk}", f"s{show.pk}", "y2023"
    commit()
    result = find(parse("salt").terms)
    assert {name: result.facets[name] for name in (tide, moon, person, shelf, year, "a1")} == {
        tide: 3,
        moon: 1,
        person: 2,
        shelf: 2,
        year: 2,
        "a1": 2,
    }
    assert found("salt", shelves=[tide]) == {highlight, quote, other}
    assert found("salt", shelves=[tide, moon]) == {other}
    assert found("salt", shelves=[tide], without=[moon]) == {highlight, quote}
    assert (
        found("salt", shelves=[person])
        == {highlight, quote}
        == found("salt", audio=True)
        == found("salt", shelves=[year])
    )
    assert found("", shelves=[shelf, tide]) == {highlight, quote, Tag.objects.get(name="tide")}
    only = find(parse("salt").terms, kinds=[SearchKind.QUOTE])
    assert only.groups.keys() == {SearchKind.QUOTE}
    assert (only.kinds[SearchKind.HIGHLIGHT], only.facets[tide]) == (2, 1)


@pytest.mark.parametrize(
    ("after", "before", "is_found"),
    [
        (None, None, True),
        (date(2023, 5, 17), None, True),
        (date(2023, 5, 18), None, False),
        (None, date(2023, 5, 18), True),
        (None, date(2023, 5, 17), False),
        (date(2023, 1, 1), date(2024, 1, 1), True),
        (date(2023, 5, 1), date(2023, 6, 1), True),
        (date(2022, 3, 4), date(2025, 6, 7), True),
        (date(2023, 5, 16), date(2023, 5, 19), True),
        (date(2024, 1, 1), date(2023, 1, 1), False),
        (date.min, date.max, True),
        (date.max, date.min, False),
        (date(2300, 1, 1), None, False),
        (None, date(3, 1, 1), False),
    ],
)
def test_days(after, before, is_found):
    highlight = make_highlight(make_episode(published_at=datetime(2023, 5, 17, 23, 59, tzinfo=UTC)), body="salt")
    make_highlight(make_episode(published_at=datetime(2021, 1, 1, tzinfo=UTC)), body="sugar")
    assert (highlight in found("salt", after=after, before=before)) is is_found


# --- transcripts -----------------------------------------------------------------------------------------------------


def test_a_transcript_is_found_by_what_is_said_in_it():
    guest = make_person(name="Ada Stone")
    episode = make_episode(guest=guest)
    transcript(episode, ("Ada Stone", "We begin with salt"), "and end with water")
    first = episode.cues.first()
    assert found("salt") == found('"salt and end"') == found("water", shelves=[f"p{guest.pk}"]) == {first}
    assert found("water", shelves=["p0"]) == set()
    assert [cue.text for cue in passage_lines([first.pk])[first.pk]] == ["We begin with salt", "and end with water"]


def test_a_phrase_across_the_edge_of_two_passages_is_found():
    episode = make_episode()
    line = "word " * 39
    transcript(episode, *[f"{line} salt{number} pepper{number}" for number in range(9)])
    commit()
    assert SearchDocument.objects.filter(text__contains="salt").count() > 2
    for number in range(8):
        assert found(f'"pepper{number} word"')
        assert found(f'"pepper{number} {line}salt{number + 1}"')


def test_lines_without_times_are_found_too():
    episode = make_episode()
    Cue.objects.bulk_create([Cue(episode=episode, text=f"untimed salt{number}") for number in range(300)])
    commit()
    (passage,) = found("salt250")
    lines = passage_lines([passage.pk])[passage.pk]
    assert "untimed salt250" in [cue.text for cue in lines]


def test_a_replaced_transcript_is_forgotten():
    episode = make_episode()
    transcript(episode, "salt")
    assert found("salt")
    transcript(episode, "water")
    assert not found("salt")
    assert found("water")
    transcript(episode)
    assert not found("water")


# --- who may see -----------------------------------------------------------------------------------------------------


HIDDEN = {
    "draft": {"status": Status.DRAFT},
    "in review": {"status": Status.REVIEW},
    "withdrawn": {"status": Status.WITHDRAWN},
    "scheduled": {"published_at": timezone.now() + timedelta(days=1)},
}


def rich_episode(**values):
    """An episode that has the word "salt" in everything that is of it."""
    guest = make_person(name="Saul Salt", biography="salt")
    episode = make_episode(title="Salt", guest=guest, tags=["salt"], **values)
    make_clip(episode, 1, speaker=guest)
    make_quote(make_highlight(episode, title="Salt", body="[1]", tags=["salt"]), text="salt", speaker=guest)
    transcript(episode, ("Saul Salt", "salt"))
    return episode


@pytest.mark.parametrize("values", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_not_public_is_not_found(values):
    rich_episode(**values)
    assert found("salt") == set()
    assert not SearchDocument.objects.exists()
    assert not SearchWord.objects.exists()


@pytest.mark.parametrize("values", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_public_no_more_is_found_no_more_and_again_when_it_is(values):
    episode = rich_episode()
    before = found("salt")
    assert {type(thing) for thing in before} == set(KINDS.values())
    public = {name: getattr(episode, name) for name in values}
    for name, value in values.items():
        setattr(episode, name, value)
    episode.save()
    assert found("salt") == set()
    for name, value in public.items():
        setattr(episode, name, value)
    episode.save()
    assert found("salt") == before


def test_what_is_deleted_is_gone():
    rich_episode().delete()
    assert found("salt") == set()
    assert not SearchDocument.objects.exists()


def test_an_unpublished_highlight_takes_its_quotes_along():
    highlight = make_highlight(body="salt", tags=["marsh"])
    make_quote(highlight, text="salt")
    assert len(found("salt")) == 2
    highlight.status = Status.DRAFT
    highlight.save()
    assert found("salt") == found("marsh") == set()


def test_people_are_found_as_long_as_they_are_heard():
    guest = make_person(name="Ada Stone")
    assert found("stone") == set()
    clip = make_clip(make_episode(), 1, speaker=guest)
    assert found("stone") == {guest}
    clip.speaker = None
    clip.save()
    assert found("stone") == set()


def test_a_person_who_is_deleted_is_gone_everywhere():
    guest = make_person(name="Ada Stone")
    quote = make_quote(text="salt", speaker=guest)
    pk = guest.pk
    assert found("stone salt") == {quote}
    guest.delete()
    assert found("stone") == set()
    assert found("salt", shelves=[f"p{pk}"]) == set()


# --- names -----------------------------------------------------------------------------------------------------------


def test_another_name_is_followed_by_all_that_has_it():
    show, guest = make_show(title="Oldshow"), make_person(name="Oldperson")
    episode = make_episode(show, guest=guest, title="Oldepisode", tags=["oldtag"])
    highlight = make_highlight(episode, title="Oldsection", tags=["oldtag"])
    quote = make_quote(highlight, speaker=guest)
    tag = Tag.objects.get(name="oldtag")
    assert found("oldshow") == {episode, highlight, quote}
    assert found("oldperson") == {episode, highlight, quote, guest}
    assert found("oldtag") == {episode, highlight, quote, tag}
    show.title, guest.name, episode.title, highlight.title = "Newshow", "Newperson", "Newepisode", "Newsection"
    for thing in (show, guest, episode, highlight):
        thing.save()
    tags.rename(tag, "newtag")
    assert found("newshow") == {episode, highlight, quote}
    assert found("newperson") == {episode, highlight, quote, guest}
    assert found("newtag") == {episode, highlight, quote, tag}
    assert found("newepisode") == {episode, highlight, quote}
    assert found("newsection") == {highlight, quote}
    assert found("oldshow") == found("oldperson") == found("oldepisode") == found("oldsection") == set()
    # The old name of a tag is an alias of it.
    assert found("oldtag") == {episode, highlight, quote, tag}


def test_a_tag_and_what_has_it_are_found_by_its_aliases():
    highlight = make_highlight(tags=["language models"])
    tag = Tag.objects.get()
    alias = TagAlias.objects.create(tag=tag, name="LLM")
    assert found("llm") == {tag, highlight}
    alias.delete()
    assert found("llm") == set()


def test_merging_and_undoing_are_followed():
    one, other = make_highlight(tags=["ocean"]), make_highlight(tags=["sea"])
    episode = make_episode(tags=["ocean"])
    transcript(episode, "salt")
    ocean, sea = Tag.objects.get(name="ocean"), Tag.objects.get(name="sea")
    names = [f"t{ocean.pk}", f"t{sea.pk}"]
    before = set(SearchDocument.objects.values_list("pk", "title", "context", "facets"))
    assert found("ocean") == {one, episode, ocean}
    before = set(SearchDocument.objects.values_list("pk", "title", "context", "facets"))
    done = tags.merge(ocean, sea)
    assert found("ocean") == {one, other, episode, sea}
    assert found("", shelves=names[1:]) == {one, other, episode, sea, episode.cues.get()}
    assert found("", shelves=names[:1]) == set()
    tags.undo_merge(done)
    assert found("ocean") == {one, episode, ocean}
    assert set(SearchDocument.objects.values_list("pk", "title", "context", "facets")) == before


def test_a_tag_that_nothing_carries_any_more_is_gone():
    highlight = make_highlight(tags=["sea"])
    assert found("sea")
    highlight.tags.clear()
    assert found("sea") == set()
    Tag.objects.all().delete()
    assert found("sea") == set()


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_save_that_changes_nothing_writes_nothing():
    episode = rich_episode()
    commit()
    documents = SearchDocument.objects.order_by("pk")
    before, words = list(documents.values()), list(SearchWord.objects.values())
    writing = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM)\W+episodes_search")
    episode.save()
    with CaptureQueriesContext(connection) as queries:
        index_episodes([episode.pk])
    assert [query["sql"] for query in queries if writing.match(query["sql"])] == []
    assert (list(documents.values()), list(SearchWord.objects.values())) == (before, words)


def test_no_transcript_is_read_where_only_the_page_changes():
    episode = rich_episode()
    commit()
    index_episodes([episode.pk])
    Episode.objects.filter(pk=episode.pk).update(summary="Pepper.")
    with CaptureQueriesContext(connection) as queries:
        index_episodes([episode.pk])
    assert found("pepper") == {episode}
    assert [query["sql"] for query in queries if '"episodes_cue"."text"' in query["sql"]] == []


def test_the_number_of_queries_does_not_depend_on_what_is_found(count_queries):
    def ask():
        find(parse("salt").terms, shelves=["all"])

    make_highlight(body="salt")
    few = count_queries(ask)
    for _each in range(12):
        make_quote(make_highlight(body="salt", tags=["sea"]), text="salt")
    assert count_queries(ask) == few <= 5
