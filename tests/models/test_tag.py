"""Tags: one whatever the case, with telling slugs; aliases are the tag."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from episodes.models import Tag, TagAlias, TaggedEpisode, TagsFormField, split_names
from tests.admin.forms import send
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db


def names(thing):
    return sorted(tag.name for tag in thing.tags.all())


def test_case_width_and_spaces_make_no_other_tag():
    one, other = make_episode(tags=["LLM", "Software  Engineering"]), make_highlight(tags=["llm"])
    other.tags.add("ＬＬＭ", " software engineering ")
    assert names(one) == names(other) == ["LLM", "Software Engineering"]
    assert Tag.objects.count() == 2


def test_the_same_tag_twice_is_set_once():
    assert names(make_episode(tags=["llm", "LLM", "Llm"])) == ["llm"]


def test_setting_replaces_and_keeps_what_stays():
    episode = make_episode(tags=["LLM", "speech"])
    kept = TaggedEpisode.objects.get(tag__key="llm").pk
    episode.tags.set(["llm", "Audio"])
    assert names(episode) == ["Audio", "LLM"]
    assert TaggedEpisode.objects.get(tag__key="llm").pk == kept
    episode.tags.set([])
    assert names(episode) == []
    assert Tag.objects.filter(key="speech").exists()


def test_an_alias_is_the_tag():
    tag = Tag.objects.create(name="language models")
    TagAlias.objects.create(tag=tag, name="LLMs")
    episode = make_episode(tags=["llms", "Language Models", "LLMS"])
    assert list(episode.tags.all()) == [tag]
    episode.tags.set(["LLMs", "audio"])
    assert names(episode) == ["audio", "language models"]
    assert Tag.objects.count() == 2


def test_tags_themselves_can_be_set_and_mixed_with_names():
    tag = Tag.objects.create(name="LLM")
    assert names(make_episode(tags=[tag, "llm", "audio"])) == ["LLM", "audio"]


SLUGS = [
    ("C", "c"),
    ("C++", "c-plus-plus"),
    ("C#", "c-sharp"),
    (".NET", "dot-net"),
    ("🎙️", "studio-microphone"),
    ("音声認識", "音声認識"),
    ("التعلم", "التعلم"),
    ("not", "not-1"),
    ("feed", "feed-1"),
    ("!!!", "exclamation-mark"),
    ("software engineering", "software-engineering"),
]


@pytest.mark.parametrize(("name", "slug"), SLUGS)
def test_slugs_tell(name, slug):
    make_episode(tags=[name])
    assert list(Tag.objects.values_list("name", "slug")) == [(name, slug)]


def test_names_of_signs_stay_apart():
    episode = make_episode(tags=["C", "C++", "C#", "🎙️", "📻"])
    assert episode.tags.count() == 5
    assert Tag.objects.values("slug").distinct().count() == 5


def test_blank_names_are_nothing():
    assert names(make_episode(tags=["", "  ", "\u3000"])) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("software engineering, LLM", ["software engineering", "LLM"]),
        (" a ,, b ,", ["a", "b"]),
        ('"quoted, words"', ['"quoted', 'words"']),
        ("a  b\tc", ["a b c"]),
        ("a, a", ["a"]),
        ("C++, C#, .NET", ["C++", "C#", ".NET"]),
        ("，", ["，"]),
        ("", []),
    ],
)
def test_only_commas_split(typed, found):
    assert split_names(typed) == found
    assert TagsFormField(required=False).clean(typed) == found


@pytest.mark.parametrize("name", ["x" * 101, "ﷺ" * 20])
def test_a_name_that_is_too_long_is_refused_with_a_sentence(name):
    with pytest.raises(ValidationError, match="at most 100 characters"):
        TagsFormField().clean(f"ok, {name}")


def test_the_form_field_shows_names_and_sees_changes():
    field = TagsFormField(required=False)
    tags = [Tag(name="LLM"), Tag(name="software engineering")]
    assert field.prepare_value(tags) == "LLM, software engineering"
    assert not field.has_changed(tags, "LLM, software engineering")
    assert field.has_changed(tags, "LLM")


REFUSED = [
    (lambda: Tag(name="a, b"), "no comma"),
    (lambda: Tag(name="Llm"), "The tag “LLM” is the same"),
    (lambda: Tag(name="gpts"), "“GPTs” is an alias of “LLM”"),
    (lambda: TagAlias(name="llm", tag=Tag.objects.get(key="llm")), "“llm” is there already"),
    (lambda: TagAlias(name="gpts", tag=Tag.objects.get(key="llm")), "“GPTs” is an alias of “LLM”"),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED)
def test_two_things_of_one_name_are_refused_with_a_sentence(make, sentence):
    TagAlias.objects.create(tag=Tag.objects.create(name="LLM"), name="GPTs")
    with pytest.raises(ValidationError) as error:
        make().full_clean()
    assert sentence in str(error.value)


def test_the_database_refuses_them_too():
    tag = Tag.objects.create(name="LLM")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="llm ")
    episode = make_episode(tags=[tag])
    with pytest.raises(IntegrityError), transaction.atomic():
        TaggedEpisode.objects.create(tag=tag, content_object=episode)


def test_a_renamed_tag_keeps_its_address_and_gets_its_new_letter():
    tag = Tag.objects.create(name="LLM")
    tag.name = "Éclairs"
    tag.save(update_fields=["name"])
    tag.refresh_from_db()
    assert (tag.slug, tag.key, tag.initial) == ("llm", "éclairs", "E")


def test_looking_up_many_names_takes_two_queries(django_assert_num_queries):
    Tag.objects.bulk_create(Tag(name=f"t{n}", key=f"t{n}", slug=f"t{n}", initial="T") for n in range(30))
    with django_assert_num_queries(2):
        assert len(Tag.objects.named_or_new([f"T{n}" for n in range(30)])) == 30


@pytest.mark.parametrize(
    "make",
    [lambda name: Tag(name=name), lambda name: TagAlias(tag=Tag.objects.named_or_new(["dots"])["dots"], name=name)],
)
def test_a_name_that_is_too_long_spelt_out_is_refused_with_a_sentence(make):
    make("…" * 33).full_clean()
    with pytest.raises(ValidationError) as error:
        make("…" * 34).full_clean()
    sentence = "A tag has at most 100 characters; this one has 102 when its signs are spelt out."
    assert error.value.message_dict == {"name": [sentence]}


def test_the_old_name_of_a_tag_becomes_its_alias_in_the_same_save():
    tag = Tag.objects.create(name="LLM")
    tag.name = "large language model"
    TagAlias(tag=tag, name="llm").full_clean()
    with pytest.raises(ValidationError, match="“Large Language Model” is there already"):
        TagAlias(tag=tag, name="Large Language Model").full_clean()
    Tag.objects.create(name="speech")
    with pytest.raises(ValidationError, match="“speech” is a tag itself"):
        TagAlias(tag=tag, name="Speech").full_clean()


def test_an_editor_renames_a_tag_and_keeps_its_old_name_as_an_alias(admin_client):
    episode = make_episode(tags=["LLM"])
    tag = Tag.objects.get()
    typed = {"name": "large language model", "aliases-0-name": "LLM"}
    typed |= {"aliases__TOTAL_FORMS": "1"}
    address = f"/admin/episodes/tag/{tag.pk}/change/"
    assert send(admin_client, address, **typed).status_code == 302
    assert names(episode) == ["large language model"]
    episode.tags.set(["llm"])
    assert names(episode) == ["large language model"]


def test_tags_stand_in_the_field_in_the_order_in_which_they_were_typed():
    for name in ("speech", "LLM", "agents"):
        Tag.objects.create(name=name)
    episode = make_episode(tags=["agents", "speech", "LLM"])
    field = episode._meta.get_field("tags")
    assert [tag.name for tag in field.value_from_object(episode)] == ["agents", "speech", "LLM"]
