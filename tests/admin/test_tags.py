"""Tags: what is offered while one types, and what becomes of what was typed."""

import pytest

from episodes.admin.tag_complete import offered
from episodes.models import Tag, TagAlias
from tests.admin.forms import errors, row, send, shown
from tests.factories import make_episode, make_highlight

COMPLETE = "/admin/episodes/tag/complete/"


@pytest.fixture
def tags(db):
    """``{name: tag}``; “speech” has three uses, “speech synthesis” one, the others none."""
    make_highlight(tags=["speech", "speech synthesis"])
    make_highlight(tags=["speech"])
    make_episode(tags=["speech"])
    made = {name: Tag.objects.create(name=name) for name in ("Zspeech", "C++", "free speech", "LLM")}
    made |= {tag.name: tag for tag in Tag.objects.all()}
    TagAlias.objects.create(tag=made["speech synthesis"], name="TTS")
    return made


def names(results):
    return [result["name"] for result in results]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("speech", ["speech", "speech synthesis", "free speech", "Zspeech"]),
        ("SPEE", ["speech", "speech synthesis", "free speech", "Zspeech"]),
        ("llm", ["LLM"]),
        ("ＬＬＭ", ["LLM"]),
        ("  free   sp", ["free speech"]),
        ("c", ["C++", "speech", "speech synthesis", "free speech", "Zspeech"]),
        ("c++", ["C++"]),
        ("tts", ["speech synthesis"]),
        ("%", []),
        ("_", []),
        ("nothing of it", []),
        ("x" * 60_000, []),
        ("ﷺ" * 60_000, []),
        ("\x00", []),
    ],
)
def test_what_begins_so_comes_first(editor, tags, typed, expected):
    answer = editor.get(COMPLETE, {"q": typed})
    assert answer.status_code == 200
    assert names(answer.json()["results"]) == expected


def test_uses_and_aliases_are_told(editor, tags):
    [first, *_rest] = editor.get(COMPLETE, {"q": "speech"}).json()["results"]
    assert first == {"name": "speech", "alias": "", "uses": 3, "counted": "3 uses"}
    answer = editor.get(COMPLETE, {"q": "tt"}).json()
    assert answer["results"] == [{"name": "speech synthesis", "alias": "TTS", "uses": 1, "counted": "1 use"}]
    assert answer["message"] == "1 suggestion"
    assert "new one" in editor.get(COMPLETE, {"q": "qqq"}).json()["message"]


def test_a_tag_whose_name_matches_is_not_offered_again_by_its_alias(tags):
    TagAlias.objects.create(tag=tags["speech synthesis"], name="speech making")
    found = offered("speech")
    assert names(found).count("speech synthesis") == 1
    assert not any(result["alias"] for result in found)


def test_what_is_chosen_already_is_not_offered(editor, tags):
    query = {"q": "speech", "chosen": "Speech,free speech,zspeech"}
    assert names(editor.get(COMPLETE, query).json()["results"]) == ["speech synthesis"]
    assert names(editor.get(COMPLETE, {"q": "tts", "chosen": "speech synthesis"}).json()["results"]) == []
    assert editor.get(COMPLETE, {"q": "speech", "chosen": "x," * 30_000 + "\x00"}).status_code == 200


def test_at_most_twelve_in_few_queries(editor, django_assert_max_num_queries):
    tag = Tag.objects.create(name="shared")
    for number in range(40):
        Tag.objects.create(name=f"speech {number}")
        TagAlias.objects.create(tag=tag, name=f"speech alias {number}")
    with django_assert_max_num_queries(3):
        assert len(offered("speech")) == 12
    # The session, the user and two looks at permissions come before.
    with django_assert_max_num_queries(3 + 4):
        assert len(editor.get(COMPLETE, {"q": "speech"}).json()["results"]) == 12


def test_nothing_typed_offers_the_most_used(tags):
    assert names(offered(""))[:2] == ["speech", "speech synthesis"]


def test_only_who_may_tag_is_offered_tags(nobody, editor, client):
    assert nobody.get(COMPLETE, {"q": "s"}).status_code == 403
    assert "/login/" in client.get(COMPLETE, {"q": "s"}).headers["Location"]
    assert editor.post(COMPLETE, {"q": "s"}).status_code == 405


@pytest.mark.parametrize("permission", ["view_tag", "change_highlight", "change_episode"])
def test_each_permission_of_somebody_who_tags_is_enough(nobody, permission):
    from django.contrib.auth.models import Permission

    nobody.user.user_permissions.add(Permission.objects.get(codename=permission, content_type__app_label="episodes"))
    assert nobody.get(COMPLETE, {"q": "s"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("software engineering, LLM", ["software engineering", "LLM"]),
        ("llm, Llm, LLM", ["LLM"]),
        ("C, C++, C#", ["C", "C++", "C#"]),
        ("🎙️, 日本語", ["🎙️", "日本語"]),
        ("tts, Speech  Synthesis", ["speech synthesis"]),
        (" , ,", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("make", [make_highlight, make_episode])
def test_tags_are_split_on_commas_only_and_are_one_whatever_the_case(editor, make, typed, expected):
    TagAlias.objects.create(tag=Tag.objects.create(name="speech synthesis"), name="TTS")
    Tag.objects.create(name="LLM")
    tagged = make(tags=["before"])
    address = f"/admin/episodes/{tagged._meta.model_name}/{tagged.pk}/change/"
    assert send(editor, address, tags=typed).status_code == 302
    assert list(tagged.tags.values_list("name", flat=True)) == expected
    assert len({tag.slug for tag in tagged.tags.all()} - {""}) == len(expected)
    assert shown(editor.get(address))["tags"] == ", ".join(expected)
    assert send(editor, address).status_code == 302
    assert list(tagged.tags.values_list("name", flat=True)) == expected


def test_a_tag_that_is_a_sentence_is_refused(editor):
    highlight = make_highlight()
    typed = "word " * 30
    page = send(editor, f"/admin/episodes/highlight/{highlight.pk}/change/", tags=typed)
    assert len(errors(page)) == 1
    assert "A tag has at most 100 characters" in errors(page)[0]
    assert typed in page.content.decode()


def test_the_field_works_without_scripts(editor):
    page = editor.get(f"/admin/episodes/highlight/{make_highlight(tags=['a', 'b']).pk}/change/").content.decode()
    assert 'data-url="/admin/episodes/tag/complete/"' in page
    assert '<input type="text" name="tags" value="a, b"' in page


ADD = "/admin/episodes/tag/add/"


def test_a_tag_is_made_with_its_aliases(manager):
    typed = row("aliases", 0, name="TTS") | row("aliases", 1, name="text to speech")
    assert send(manager, ADD, name="speech  synthesis", description="Machines that talk.", **typed).status_code == 302
    tag = Tag.objects.get()
    assert (tag.name, tag.slug) == ("speech synthesis", "speech-synthesis")
    assert {alias.slug for alias in tag.aliases.all()} == {"tts", "text-to-speech"}


@pytest.mark.parametrize(
    ("aliases", "sentence"),
    [
        (["TTS", "tts"], "“tts” is there already."),
        (["Speech"], "“Speech” is there already."),
        (["LLM"], "“LLM” is a tag itself."),
        (["taken"], "“Taken” is an alias of “LLM”."),
    ],
)
def test_an_alias_leads_one_way(manager, aliases, sentence):
    TagAlias.objects.create(tag=Tag.objects.create(name="LLM"), name="Taken")
    typed = {}
    for index, name in enumerate(aliases):
        typed |= row("aliases", index, name=name)
    assert errors(send(manager, ADD, name="speech", **typed)) == [sentence]
    assert not Tag.objects.filter(name="speech").exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a, b", "A tag has no comma in it: commas separate tags."),
        ("llm", "The tag “LLM” is the same."),
        ("taken", "“Taken” is an alias of “LLM”."),
    ],
)
def test_a_tag_is_there_once(manager, name, sentence):
    TagAlias.objects.create(tag=Tag.objects.create(name="LLM"), name="Taken")
    assert errors(send(manager, ADD, name=name)) == [sentence]
