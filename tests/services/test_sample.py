"""The sample site is right: its files by themselves, and what they become."""

import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from episodes.models import (
    Citation,
    Clip,
    Episode,
    Evidence,
    Highlight,
    HighlightLink,
    HighlightLinkKind,
    Person,
    Quote,
    RelatedEpisode,
    Show,
    SimilarEpisode,
    SiteSettings,
    Tag,
    TagAlias,
)
from episodes.services import sample
from episodes.services.checklist import problems
from episodes.services.sample import FOLDER, load_sample, read_episodes
from episodes.text.markdown import citation_numbers
from episodes.text.slugs import name_key
from episodes.transcripts import webvtt

EPISODES = read_episodes()
TAGS = sample._read(FOLDER / "tags.toml")["tags"]
PEOPLE = {person["slug"]: person["name"] for person in sample._read(FOLDER / "people.toml")["people"]}


def each_highlight():
    return [(entry, highlight) for entry in EPISODES for highlight in entry["highlights"]]


def cues_of(entry):
    return webvtt.parse((FOLDER / "transcripts" / f"{entry['slug']}.vtt").read_text())


def words_of(clip, cues):
    names = [cue.id for cue in cues]
    return " ".join(cue.text for cue in cues[names.index(clip["from"]) : names.index(clip["to"]) + 1])


def test_sections_are_linked_in_every_way():
    titles = {(entry["slug"], highlight["title"]) for entry, highlight in each_highlight()}
    links = [link for _entry, highlight in each_highlight() for link in highlight.get("links", [])]
    assert {link["says"] for link in links} == set(HighlightLinkKind)
    assert {(link["episode"], link["section"]) for link in links} <= titles


def test_there_is_enough_of_it():
    markers = sum(len(set(citation_numbers(highlight["body"]))) for _entry, highlight in each_highlight())
    assert len(EPISODES) >= 12
    assert len(each_highlight()) >= 35
    assert markers >= 100
    assert sum(len(highlight["quotes"]) for _entry, highlight in each_highlight()) >= 30
    assert len(TAGS) >= 40


def test_every_marker_has_a_clip_and_every_clip_is_cited():
    for entry in EPISODES:
        numbers = [clip["number"] for clip in entry["clips"]]
        cited = [number for highlight in entry["highlights"] for number in citation_numbers(highlight["body"])]
        assert numbers == list(range(1, len(numbers) + 1)), entry["slug"]
        assert set(cited) == set(numbers), entry["slug"]
        for highlight in entry["highlights"]:
            assert set(highlight.get("unchecked", [])) <= set(citation_numbers(highlight["body"])), highlight["title"]


def test_the_transcript_says_what_the_dialogue_says_and_who():
    for entry in EPISODES:
        said = [(PEOPLE[turn["who"]], word) for turn in entry["turns"] for word in turn["text"].split()]
        heard = [(cue.speaker, word) for cue in cues_of(entry) for word in cue.text.split()]
        assert heard == said, entry["slug"]


def test_every_quote_is_verbatim_inside_its_clip():
    for entry in EPISODES:
        clips = {clip["number"]: words_of(clip, cues_of(entry)) for clip in entry["clips"]}
        for highlight in entry["highlights"]:
            for quote in highlight["quotes"]:
                assert quote["text"] in clips[quote["clip"]], (entry["slug"], quote["text"])
                assert any(
                    quote["text"] in " ".join(turn["text"].split()) and turn["who"] == quote["speaker"]
                    for turn in entry["turns"]
                ), (entry["slug"], quote["text"])


def test_tags_are_described_and_used():
    used = {tag for entry in EPISODES for tag in entry["tags"]}
    used |= {tag for _entry, highlight in each_highlight() for tag in highlight["tags"]}
    assert used == {tag["name"] for tag in TAGS}
    assert all(tag["description"].strip() for tag in TAGS)
    names = Counter(name_key(name) for tag in TAGS for name in [tag["name"], *tag.get("aliases", [])])
    assert [name for name, count in names.items() if count > 1] == []


def test_everybody_named_is_known():
    slugs = {entry["slug"] for entry in EPISODES}
    for entry in EPISODES:
        named = [credit["person"] for credit in entry["credits"]] + [clip["speaker"] for clip in entry["clips"]]
        assert {*named, *(turn["who"] for turn in entry["turns"])} <= PEOPLE.keys(), entry["slug"]
        assert {choice["episode"] for choice in entry.get("related", [])} <= slugs - {entry["slug"]}, entry["slug"]


def test_audio_is_there_and_small():
    for entry in EPISODES:
        audio = FOLDER / "audio" / f"{entry['slug']}.mp3"
        assert 100_000 < audio.stat().st_size < 1_000_000, audio.name
        assert audio.read_bytes()[:3] == b"ID3" or audio.read_bytes()[0] == 0xFF, audio.name


def test_no_date_is_still_to_come(monkeypatch):
    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2025, 12, 31, tzinfo=tz)

    monkeypatch.setattr(sample, "datetime", Earlier)
    moved = read_episodes()
    assert moved[-1]["date"] <= date(2025, 12, 31)
    assert moved[-1]["date"] > date(2025, 12, 31) - timedelta(weeks=1)
    gaps = {later["date"] - earlier["date"] for later, earlier in zip(EPISODES, moved, strict=True)}
    assert len(gaps) == 1
    assert gaps.pop().days % 7 == 0


@pytest.fixture
def editor(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return get_user_model().objects.create_user("editor")


def rows():
    """Everything in the database, table by table."""
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def test_loads_a_site_that_holds_together(editor):
    lines = []
    assert load_sample(checked_by=editor, progress=lines.append) == len(EPISODES)
    assert len(lines) == len(EPISODES)
    assert lines[2].startswith(f"Episode 3 of {len(EPISODES)}: ")
    assert Show.objects.published().count() == 2
    assert all(show.logo.storage.exists(show.logo.name) and show.logo_width for show in Show.objects.all())
    assert Episode.objects.published().count() == len(EPISODES)
    assert Highlight.objects.published().count() == len(each_highlight())
    assert Highlight.objects.filter(featured=True).count() >= 4
    assert Citation.objects.count() >= 100
    assert Quote.objects.published().count() >= 30
    assert Tag.objects.published().count() == len(TAGS)
    assert TagAlias.objects.count() >= 20
    assert Person.objects.published().count() == len(PEOPLE)
    assert RelatedEpisode.objects.count() == sum(len(entry.get("related", [])) for entry in EPISODES)
    assert HighlightLink.objects.count() == sum(len(section.get("links", [])) for _entry, section in each_highlight())
    assert SimilarEpisode.objects.values("episode").distinct().count() == len(EPISODES)
    assert all(show.hue_class for show in Show.objects.all())
    assert SiteSettings.objects.get().about
    for episode in Episode.objects.all():
        assert episode.audio_file.size == episode.audio_bytes > 0
        assert episode.audio_file.name == f"audio/{episode.slug}.mp3"
        last = episode.cues.last()
        assert last.end_ms < episode.duration_ms
        assert len(episode.speech) == 2
        assert "0" not in episode.speech


def test_clips_lie_where_their_words_are_heard(editor):
    load_sample(checked_by=editor)
    for clip in Clip.objects.select_related("episode", "speaker"):
        cues = clip.episode.cues.filter(start_ms__gte=clip.start_ms, end_ms__lte=clip.end_ms)
        assert clip.excerpt == " ".join(cue.text for cue in cues)
        assert clip.speaker_id in {cue.speaker_id for cue in cues}
    for entry in EPISODES:
        times = {cue.id: (cue.start_ms, cue.end_ms) for cue in cues_of(entry)}
        wanted = {clip["number"]: (times[clip["from"]][0], times[clip["to"]][1]) for clip in entry["clips"]}
        clips = Clip.objects.filter(episode__slug=entry["slug"])
        assert {clip.number: (clip.start_ms, clip.end_ms) for clip in clips} == wanted
    for quote in Quote.objects.select_related("clip", "highlight"):
        assert quote.text in quote.clip.excerpt
        assert quote.clip.episode_id == quote.highlight.episode_id


def test_citations_are_heard_by_the_editor_but_for_a_few(editor):
    load_sample(checked_by=editor)
    waiting = Citation.objects.filter(evidence=Evidence.UNCHECKED)
    assert waiting.count() == sum(len(set(h.get("unchecked", []))) for _entry, h in each_highlight()) > 0
    assert not waiting.exclude(checked_by=None, checked_at=None).exists()
    for citation in Citation.objects.filter(evidence=Evidence.HEARD).select_related("highlight__episode"):
        assert citation.checked_by == editor
        assert citation.checked_at == citation.highlight.episode.published_at


def test_the_checklist_has_nothing_to_say(editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load_sample(checked_by=editor)
    assert {quote.comparison for quote in Quote.objects.all()} == {"exact"}
    found = problems(Episode.objects.values_list("pk", flat=True))
    assert len(found) == len(EPISODES)
    assert [str(problem) for told in found.values() for problem in told] == []


def test_loading_twice_changes_nothing(editor, settings):
    load_sample(checked_by=editor)
    before, files = rows(), sorted(settings.MEDIA_ROOT.rglob("*"))
    lines = []
    assert load_sample(checked_by=editor, progress=lines.append) == 0
    assert rows() == before
    assert sorted(settings.MEDIA_ROOT.rglob("*")) == files
    assert lines == []


def test_what_an_editor_has_changed_stays(editor):
    load_sample(checked_by=editor)
    episode, show, person = Episode.objects.first(), Show.objects.first(), Person.objects.first()
    for changed in (episode, show, person):
        changed.slug = f"{changed.slug}-renamed"
        changed.save()
    episode.highlights.all().delete()
    Tag.objects.update(description="Ours.")
    SiteSettings.objects.update(name="Our site")
    before = rows()
    assert load_sample(checked_by=editor) == 0
    assert rows() == before


def test_goes_on_after_an_interruption(editor, settings, monkeypatch):
    real, made = sample.replace_transcript, []

    def interrupted(episode, cues):
        made.append(episode)
        if len(made) == 3:
            raise KeyboardInterrupt
        return real(episode, cues)

    monkeypatch.setattr(sample, "replace_transcript", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load_sample(checked_by=editor)
    assert Episode.objects.count() == 2
    assert not SiteSettings.objects.exists()
    assert load_sample(checked_by=editor) == len(EPISODES) - 2
    assert RelatedEpisode.objects.count() == sum(len(entry.get("related", [])) for entry in EPISODES)
    assert HighlightLink.objects.count() == sum(len(section.get("links", [])) for _entry, section in each_highlight())
    assert len(list((settings.MEDIA_ROOT / "audio").iterdir())) == len(EPISODES)


def test_featured_highlights_may_be_chosen_in_the_files(tmp_path):
    shutil.copytree(FOLDER / "episodes", tmp_path / "episodes")
    file = tmp_path / "episodes" / f"{EPISODES[1]['slug']}.toml"
    file.write_text(file.read_text().replace("[[highlights]]\n", "[[highlights]]\nfeatured = true\n", 1))
    chosen = [h["title"] for entry in read_episodes(tmp_path) for h in entry["highlights"] if h.get("featured")]
    assert chosen == [EPISODES[1]["highlights"][0]["title"]]


def test_dates_are_those_of_the_files():
    assert EPISODES[-1]["date"] <= datetime.now(UTC).date()
