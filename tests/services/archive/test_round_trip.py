"""What is exported and restored is the same site, and the second export is the first, byte for byte."""

import json
import shutil

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from episodes.models import (
    Citation,
    Clip,
    Episode,
    Evidence,
    FeedImport,
    FeedItem,
    Highlight,
    HighlightLink,
    PageImport,
    PastSlug,
    Person,
    Quote,
    RelatedEpisode,
    Revision,
    Show,
    SiteSettings,
    SpeakerName,
    Tag,
    TagAlias,
    TagMerge,
)
from episodes.services.archive.export import file_name
from episodes.services.revisions import recording
from tests.factories import LONG_AGO, make_clip, make_episode, make_highlight, make_person, make_quote, make_show

pytestmark = pytest.mark.django_db
MODELS = [
    Show,
    Episode,
    Highlight,
    Clip,
    Quote,
    HighlightLink,
    Person,
    Tag,
    TagAlias,
    PastSlug,
    Revision,
    TagMerge,
    FeedItem,
]


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def forget_everything():
    for model in (SiteSettings, Show, Person, Tag, Revision, PastSlug):
        model.objects.all().delete()
    Revision.objects.all().delete()
    User.objects.all().delete()
    for name in ("audio/one.mp3", "logos/one.png"):
        default_storage.delete(name)


def full_site():
    """A little of everything, and what is hard to write down."""
    marta = User.objects.create_user("marta", first_name="Marta")
    SiteSettings.objects.create(name="A site: «ours»", hue=30, about="# About\n\n---\n\nText\r\nmore\n")
    show = make_show(title="番組", slug="番組" * 35, description="Hello\n\n---\nnot the end", hue=0, explicit=True)
    show.slug = "番組"
    show.save()
    default_storage.save("audio/one.mp3", ContentFile(b"sound" * 1000))
    guest = make_person(name="Ada “Q” Lovelace", biography="Line one\n  indented\n")
    other = make_episode(show, title="Other")
    episode = make_episode(
        show, title="Main: a title", summary="- not a list\n# nor a comment", tags=["zebra", "ábc", "C++"], guest=guest
    )
    Episode.objects.filter(pk=episode.pk).update(
        audio_file="audio/one.mp3", audio_offset_ms=-1500, kind="bonus", explicit=False, appeared_at=LONG_AGO
    )
    episode.refresh_from_db()
    RelatedEpisode.objects.create(episode=episode, related=other, reason="Why: because")
    RelatedEpisode.objects.create(episode=other, related=episode)
    for number in (1, 2, 7):
        make_clip(
            episode, number, speaker=guest, words="the words", plays=number, recheck="lost" if number == 2 else ""
        )
    Clip.objects.filter(number=7).update(start_ms=None, end_ms=None)
    highlight = make_highlight(episode, body="A [1], then [7] and\r\n\r\n[2][1].\n\n", tags=["zebra", "llm"])
    second, third = make_highlight(episode, title="Same"), make_highlight(other, title="Same")
    HighlightLink.objects.create(highlight=highlight, other=third, kind="disagrees", position=1)
    HighlightLink.objects.create(highlight=highlight, other=second)
    HighlightLink.objects.create(highlight=third, other=highlight, kind="answers")
    HighlightLink.objects.get(highlight=highlight, other=second).delete()
    HighlightLink.objects.create(highlight=highlight, other=second)
    make_quote(highlight, text="“Said”", speaker=guest, clip=episode.clips.get(number=2), comparison="exact")
    Citation.objects.filter(clip__number=1).update(evidence=Evidence.HEARD, checked_by=marta, checked_at=LONG_AGO)
    highlight.slug = "moved"
    highlight.save()
    for start, name, person in ((0, "Ada", guest), (900, "", None), (900, "Ada", guest), (5_000, "Bob", None)):
        episode.cues.create(start_ms=start, end_ms=start, speaker_name=name, speaker=person, text="a < b & c --> d")
    other.cues.create(text="Without a time", speaker_name="Ada", speaker=guest)
    other.chapters.create(start_ms=0, title="Intro", in_contents=False)
    episode.audio_versions.create(kind="video", url="https://v.example/x.mp4", offset_ms=-31_500)
    episode.corrections.create(highlight=highlight, text="It said *two*.", noted_by=marta)
    SpeakerName.objects.create(show=show, name="SPEAKER_1", person=guest)
    FeedImport.objects.create(show=show, address="https://f.example/feed", channel={"b": 1, "a": [None, "x\ny"]})
    FeedItem.objects.create(show=show, episode=episode, key="guid-1", item={"title": "T", "n": 1.5})
    FeedItem.objects.create(show=show, episode=None, key="guid-2", vanished_at=timezone.now())
    PageImport.objects.create(episode=other, page={"title": "Page", "sections": [{"highlight": highlight.pk}]})
    TagAlias.objects.create(tag=Tag.objects.get(name="llm"), name="language model")
    TagMerge.objects.create(target=Tag.objects.get(name="llm"), name="old", made_by=marta, record={"pk": 3})
    with recording(marta, "Retitled"):
        episode.title = "Main: another title"
        episode.save()
    return episode


def test_an_export_of_before_sections_were_linked_comes_back(tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    for path in (tmp_path / "one" / "history").glob("*.jsonl"):
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        for row in rows:
            row["document"].pop("link", None)
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    forget_everything()
    call_command("import_site", tmp_path / "one", verbosity=0)
    kept = Revision.objects.exclude(document__has_key="deleted")
    assert {json.dumps(document["link"]) for document in kept.values_list("document", flat=True)} == {"{}"}


def test_a_link_to_what_the_export_does_not_have_gets_a_sentence(tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    [path, *_more] = [path for path in tmp_path.rglob("highlights/*.md") if "/same" in path.read_text()]
    path.write_text(path.read_text().replace("/same", "/gone"))
    forget_everything()
    with pytest.raises(CommandError, match=r"other is “.*/gone”, which the export does not have"):
        call_command("import_site", tmp_path / "one", verbosity=0)


def test_a_site_comes_back_and_the_second_export_is_the_first(tmp_path):
    episode = full_site()
    before = {model: list(model.objects.order_by("pk").values()) for model in MODELS}
    urls = [clip.get_absolute_url() for clip in Clip.objects.all()]
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    call_command("import_site", tmp_path / "one", verbosity=0)
    call_command("export", tmp_path / "two", verbosity=0)
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")
    assert [clip.get_absolute_url() for clip in Clip.objects.all()] == urls
    for model in (Show, Highlight, Clip, Quote, HighlightLink, Person, Tag):
        assert list(model.objects.order_by("pk").values()) == before[model], model
    [row] = [row for row in before[Episode] if row["id"] == episode.pk]
    again = Episode.objects.filter(pk=episode.pk).values().get()
    assert {name for name in row if row[name] != again[name]} <= {"speech"}
    with default_storage.open("audio/one.mp3") as sound:
        assert sound.read() == b"sound" * 1000


def test_who_checked_gets_an_account_that_nobody_can_use(tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    call_command("import_site", tmp_path / "one", verbosity=0)
    marta = User.objects.get(username="marta")
    assert not marta.is_active
    assert not marta.has_usable_password()
    assert Citation.objects.get(evidence=Evidence.HEARD).checked_by == marta


def test_new_rows_get_new_keys_after_a_restore(tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    call_command("import_site", tmp_path / "one", verbosity=0)
    episode = make_episode(Show.objects.get())
    make_clip(episode)
    make_highlight(episode, tags=["brand new"])


def test_old_addresses_still_lead_somewhere(client, tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    call_command("import_site", tmp_path / "one", verbosity=0)
    highlight = Highlight.objects.get(slug="moved")
    past = PastSlug.objects.get(object_id=highlight.pk, slug__startswith="highlight").slug
    old = highlight.get_absolute_url().replace("moved", past)
    assert client.get(old).headers["Location"] == highlight.get_absolute_url()


def test_the_files_read_well(tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    files = {name: content.decode() for name, content in files_of(tmp_path / "one").items() if "media" not in name}
    text = files["shows/番組/main-a-title/highlights/001.md"]
    assert text.startswith("---\nid: ")
    assert "tags:\n- zebra\n- llm\n" in text
    assert text.endswith("A [1], then [7] and\r\n\r\n[2][1].\n\n\n")
    assert files["shows/番組/main-a-title/transcript.vtt"].startswith(
        "WEBVTT\n\n00:00:00.000 --> 00:00:00.000\n<v Ada>a"
    )
    assert "checked_by: marta" in text


def test_a_site_that_is_not_empty_is_left_alone(tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    with pytest.raises(CommandError, match="not empty"):
        call_command("import_site", tmp_path / "one")


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("clips.yaml", "number: 2\n", "number: two\n", "clips.yaml: number: “two” value must be an integer."),
        ("clips.yaml", "number: 2\n", "numero: 2\n", "clips.yaml: there is no field “numero”."),
        ("clips.yaml", "- id", "- - id", "clips.yaml: Line"),
        ("episode.md", "kind: bonus", "kind: strange", "episode.md: kind: Value 'strange' is not a valid choice."),
        ("episode.md", "person: ", "person: not-", "episode.md: person is “not-"),
        ("episode.md", "audio/one.mp3", "../one.mp3", "episode.md: audio_file: "),
        ("episode.md", "audio/one.mp3", "/etc/passwd", "episode.md: audio_file: "),
        ("episode.md", "audio/one.mp3", "audio/../../one.mp3", "episode.md: audio_file: "),
        ("episode.md", "audio/one.mp3", "..\\\\one.mp3", "episode.md: audio_file: "),
        ("episode.md", "audio/one.mp3", ".hidden/one.mp3", "episode.md: audio_file: "),
        ("highlights/001.md", "clip: 1", "clip: 3", "highlights/001.md: clip is “3”, which the export does not have."),
        ("transcript.vtt", "00:00:05.000 -->", "0:0:5:0 -->", "transcript.vtt: Line"),
        ("clips.yaml", "number: 2", "number: 1", "The export contradicts itself: "),
        ("clips.yaml", "- id", "- five\n- id", "clips.yaml: “five” must be names with values."),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_left(tmp_path, file, old, new, sentence):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    [path] = tmp_path.glob(f"one/shows/*/main-a-title/{file}")
    assert old in path.read_text()
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    with pytest.raises(CommandError) as raised:
        call_command("import_site", tmp_path / "one")
    assert sentence in str(raised.value)
    assert not Show.objects.exists()
    assert not User.objects.exists()
    assert not default_storage.exists("audio/one.mp3")


def _export_with_a_link(tmp_path, place, target):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    for found in list((tmp_path / "one").glob(place)):
        shutil.rmtree(found) if found.is_dir() else found.unlink()
        found.symlink_to(target)


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("site.yaml", "secret/file"),
        ("shows/*/main-a-title/transcript.vtt", "secret/file"),
        ("shows/*/main-a-title/highlights", "secret"),
        ("history/*.jsonl", "secret/file"),
        ("media", "secret"),
    ],
)
def test_a_link_out_of_an_export_is_not_followed(tmp_path, place, target):
    """Or whoever gives somebody an export could read what is on the machine that it is imported on."""
    (tmp_path / "secret").mkdir()
    for name in ("file", "001.md", "002.md"):
        (tmp_path / "secret" / name).write_text("WEBVTT\n\n00:00.000 --> 00:09.000\nsecret words\n")
    _export_with_a_link(tmp_path, place, tmp_path / target)
    with pytest.raises(CommandError, match="leads out of the export"):
        call_command("import_site", tmp_path / "one")
    assert not Show.objects.exists() and not default_storage.exists("file")


@pytest.mark.parametrize("place", ["media/audio", "media/audio/one.mp3"])
def test_a_link_among_uploads_is_left_out(tmp_path, place):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "one.mp3").write_bytes(b"secret")
    target = tmp_path / "secret" / ("one.mp3" if place.endswith("mp3") else "")
    _export_with_a_link(tmp_path, place, target)
    call_command("import_site", tmp_path / "one", verbosity=0)
    assert not default_storage.exists("audio/one.mp3")


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"<script>alert(1)</script>"]
)
def test_a_picture_that_is_none_is_refused(tmp_path, data):
    Show.objects.filter(pk=make_show().pk).update(logo=default_storage.save("logos/any.png", ContentFile(data)))
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    default_storage.delete("logos/any.png")
    with pytest.raises(CommandError, match=r"show\.md: logo: This file can't be read as a picture"):
        call_command("import_site", tmp_path / "one")
    assert not default_storage.exists("logos/any.png")


def test_a_list_of_something_else_is_refused_with_a_sentence(tmp_path):
    full_site()
    call_command("export", tmp_path / "one", verbosity=0)
    forget_everything()
    (tmp_path / "one" / "tags.yaml").write_text("- 5\n")
    with pytest.raises(CommandError, match=r"tags\.yaml|damaged"):
        call_command("import_site", tmp_path / "one")
    assert not Show.objects.exists()


@pytest.mark.parametrize("name", ["podsite.yaml", None])
def test_what_is_no_export_is_refused(tmp_path, name):
    if name:
        (tmp_path / name).write_text("format: other")
    with pytest.raises(CommandError, match="export"):
        call_command("import_site", tmp_path)


def test_an_older_export_is_replaced_and_other_folders_are_not(tmp_path):
    make_episode()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(CommandError, match="other files"):
        call_command("export", tmp_path / "mine")
    call_command("export", tmp_path / "one", verbosity=0)
    (tmp_path / "one" / "stale.md").write_text("old")
    call_command("export", tmp_path / "one", verbosity=0)
    assert not (tmp_path / "one" / "stale.md").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_missing_upload_is_told_and_the_rest_exported(tmp_path, capsys):
    episode = make_episode()
    Episode.objects.filter(pk=episode.pk).update(audio_file="audio/gone.mp3")
    call_command("export", tmp_path / "one")
    assert "audio/gone.mp3 is missing" in capsys.readouterr().err
    assert list((tmp_path / "one").rglob("episode.md"))


def test_long_slugs_are_names_that_every_file_system_takes():
    show = make_show(title="x", slug="番" * 80)
    assert len(file_name(show).encode()) < 255


def test_an_export_asks_as_much_of_each_episode_whatever_is_in_it(tmp_path, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(folder):
        with CaptureQueriesContext(connection) as asked:
            call_command("export", tmp_path / folder, verbosity=0)
        return len(asked)

    episode = make_episode()
    make_highlight(episode)
    make_clip(episode)
    few = queries("few")
    for _number in range(20):
        make_clip(episode)
    assert queries("many") == few
