"""The checklist says each thing that is wrong with an episode once, and nothing of one that is right."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from episodes.models import Cue, Episode, Quote, Status, TagAlias
from episodes.services.checklist import problems, problems_of_document, summary
from episodes.services.checks import Problem
from episodes.services.comparisons import compare_quotes
from episodes.services.documents import read
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db

SAID = "We looked at the curve every morning and it looked fine to all of us."


@pytest.fixture
def episode():
    """An episode with which nothing is wrong: two sections, each clip used."""
    episode = make_episode(status=Status.DRAFT, audio_url="https://cdn.example/a.mp3", tags=["speech"])
    Cue.objects.create(episode=episode, start_ms=60_000, end_ms=80_000, text=SAID)
    for number in range(1, 4):
        make_clip(episode, number)
    first = make_highlight(episode, title="Model Scaling", body="They looked [1], and again [2].", tags=["speech"])
    make_highlight(episode, title="What Was Seen", body="It was fine [3][1].", tags=["speech"])
    make_quote(first, text="We looked at the curve every morning", clip=episode.clips.get(number=1))
    compare_quotes(episode.pk)
    return episode


def section(episode, place=1):
    return episode.highlights.all()[place - 1]


def change(obj, **values):
    """Writes past every form and constraint that can be written past."""
    type(obj)._base_manager.filter(pk=obj.pk).update(**values)


def requote(episode, text):
    change(Quote.objects.get(highlight__episode=episode), text=text)
    compare_quotes(episode.pk)


def clip(episode, number):
    return episode.clips.get(number=number)


#: What is done to the episode, and the one problem that it makes: level, its words, and where it is put right.
WRONG = {
    "a marker without clip": (
        lambda e: change(section(e), body="They looked [1][9], and again [2], [9]."),
        ("error", "Section 1 cites [9], and there is no clip 9.", "body"),
    ),
    "a section without title": (
        lambda e: change(section(e, 2), title=" "),
        ("error", "Section 2 has no title.", "title"),
    ),
    "a section without text": (
        lambda e: make_highlight(e, body="\n", tags=["speech"]),
        ("error", "Section 3 has no text.", "body"),
    ),
    "a clip that ends beyond the audio": (
        lambda e: change(clip(e, 3), start_ms=3_590_000, end_ms=3_601_000),
        ("error", "Clip 3 ends at 1:00:01, and the audio ends at 1:00:00.", "end_ms"),
    ),
    "a clip that starts beyond the audio": (
        lambda e: change(e, duration_ms=170_000),
        ("error", "Clip 3 starts at 3:00, and the audio ends at 2:50.", "start_ms"),
    ),
    "a clip that is not placed": (
        lambda e: change(clip(e, 2), start_ms=None, end_ms=None),
        ("warning", "Clip 2 has no time yet.", "start_ms"),
    ),
    "a clip that nothing uses": (lambda e: make_clip(e, 7), ("warning", "Clip 7 is never cited.", "")),
    "a quote that differs": (
        lambda e: requote(e, "We looked at the logs every evening"),
        ("warning", "Section 1 has a quote that differs from the transcript.", "text"),
    ),
    "a quote that is not found": (
        lambda e: requote(e, "Nobody ever looks"),
        ("warning", "Section 1 has a quote that is not found in the transcript.", "text"),
    ),
    "no takeaway": (
        lambda e: change(section(e, 2), takeaway=""),
        ("warning", "Section 2 has no takeaway.", "takeaway"),
    ),
    "no tags": (lambda e: section(e).tags.clear(), ("warning", "Section 1 has no tags.", "tags")),
    "no audio": (lambda e: change(e, audio_url=""), ("warning", "The episode has no audio.", "audio_url")),
    "a dead link in a body": (
        lambda e: change(section(e), body="[1][2] See [there](/shows/none/such/)."),
        ("warning", "Section 1 links to /shows/none/such/, where nothing public is.", "body"),
    ),
    "a dead link in the show notes": (
        lambda e: change(e, show_notes=f"See <{settings.SITE_URL}/tags/none/>."),
        ("warning", f"The episode links to {settings.SITE_URL}/tags/none/, where nothing public is.", "show_notes"),
    ),
    "an anchor that is not there": (
        lambda e: change(e, show_notes="See [below](#model-scalling)."),
        ("warning", "The episode links to #model-scalling, where nothing public is.", "show_notes"),
    ),
}


def both(episode):
    """The problems of what is stored; typed and not stored yet, they are the same."""
    found = problems([episode.pk])[episode.pk]
    assert problems_of_document(read(episode.pk)) == found
    return found


def test_a_finished_episode_has_no_problem(episode):
    assert both(episode) == []
    assert summary([]) == {"errors": 0, "warnings": 0, "words": "Ready to publish"}


@pytest.mark.parametrize(("make_wrong", "expected"), WRONG.values(), ids=WRONG)
def test_each_problem_is_named_once(episode, make_wrong, expected):
    make_wrong(episode)
    episode.refresh_from_db()
    [problem] = both(episode)
    assert (problem.level, str(problem), problem.field) == expected
    assert problem.blocks == (problem.level == "error")
    assert problem.episode_id == episode.pk
    where = {"Sec": problem.highlight_id, "Cli": problem.clip_id, "The": problem.episode_id}[str(problem)[:3]]
    assert where
    assert bool(problem.quote_id) == (problem.field == "text")


def test_a_problem_leads_to_its_row(episode):
    requote(episode, "Nobody ever looks")
    [problem] = both(episode)
    assert (problem.highlight_id, problem.quote_id) == (section(episode).pk, Quote.objects.get().pk)
    change(clip(episode, 2), start_ms=None, end_ms=None)
    assert both(episode)[1].clip_id == clip(episode, 2).pk


def test_an_episode_without_sections_says_so():
    episode = make_episode(audio_url="https://cdn.example/a.mp3")
    [problem] = both(episode)
    assert (problem.level, str(problem)) == ("warning", "The episode has no sections yet.")


def test_errors_come_first_and_are_counted(episode):
    change(section(episode), takeaway="")
    change(section(episode, 2), body="[3][1][8][9]")
    change(episode, audio_url="")
    found = both(episode)
    assert [problem.level for problem in found] == ["error", "error", "warning", "warning"]
    assert summary(found) == {"errors": 2, "warnings": 2, "words": "2 to fix, 2 to look at"}
    assert summary(found[:1])["words"] == "1 to fix"
    assert summary(found[2:])["words"] == "2 to look at"


def test_what_is_withdrawn_does_not_count(episode):
    change(section(episode), status=Status.WITHDRAWN, body="[9]", takeaway="", title="")
    change(section(episode, 2), takeaway="")
    # Clip 2 was cited there only; the other section keeps its number.
    assert [str(problem) for problem in both(episode)] == ["Section 2 has no takeaway.", "Clip 2 is never cited."]
    change(clip(episode, 2), featured=True)
    assert [str(problem) for problem in both(episode)] == ["Section 2 has no takeaway."]
    change(section(episode, 2), status=Status.WITHDRAWN)
    assert "The episode has no sections yet." in map(str, both(episode))


def test_a_quoted_clip_is_used(episode):
    third = make_highlight(episode, body="So it was.", tags=["speech"])
    make_quote(third, text="It looked fine", clip=make_clip(episode, 7))
    compare_quotes(episode.pk)
    assert both(episode) == []
    change(third, status=Status.WITHDRAWN)
    assert [str(problem) for problem in both(episode)] == ["Clip 7 is never cited."]


def test_a_rounded_duration_is_no_reason_to_doubt_the_last_clip(episode):
    change(clip(episode, 3), end_ms=3_600_999)
    assert both(episode) == []
    change(episode, duration_ms=None)
    change(clip(episode, 3), end_ms=9_000_000)
    assert both(episode) == []


# Typed values that cannot be stored.
TYPED = {
    "a time that is none": ({"start_ms": "1:75"}, ["Clip 3 has a start that can’t be read."], "start_ms"),
    "two times that are none": (
        {"start_ms": "x", "end_ms": "y"},
        ["Clip 3 has a start that can’t be read.", "Clip 3 has an end that can’t be read."],
        "start_ms",
    ),
    "an end before the start": ({"start_ms": 9000, "end_ms": 8000}, ["Clip 3 does not end after its start."], "end_ms"),
    "an end and no start": ({"start_ms": None}, ["Clip 3 has an end and no start."], "start_ms"),
    "a start and no end": ({"end_ms": ""}, ["Clip 3 has a start and no end."], "end_ms"),
    "neither": ({"start_ms": "", "end_ms": " "}, ["Clip 3 has no time yet."], "start_ms"),
}


@pytest.mark.parametrize(("typed", "sentences", "field"), TYPED.values(), ids=TYPED)
def test_times_that_are_typed_are_read(episode, typed, sentences, field):
    document = read(episode.pk)
    document["clip"][str(clip(episode, 3).pk)].update(typed)
    found = problems_of_document(document)
    assert [str(problem) for problem in found] == sentences
    assert found[0].field == field
    assert found[0].blocks == ("no time yet" not in sentences[0])


def test_rows_that_are_not_stored_are_checked_by_their_keys(episode):
    document = read(episode.pk)
    document["clip"]["new-1"] = {**document["clip"][str(clip(episode, 1).pk)], "number": 8}
    document["highlight"]["new-2"] = {
        **document["highlight"][str(section(episode).pk)],
        "position": 1_000_000,
        "body": "So [8] and [9].",
        "slug": "",
    }
    document["quote"]["new-3"] = {
        "highlight_id": "new-2",
        "text": "We looked at the sky every morning",
        "clip_id": "new-1",
        "speaker_id": None,
        "position": 1,
    }
    marker, quote = problems_of_document(document)
    assert (str(marker), marker.highlight_id) == ("Section 3 cites [9], and there is no clip 9.", "new-2")
    assert (quote.code, quote.highlight_id, quote.quote_id) == ("quote differs", "new-2", "new-3")


def test_an_episode_that_is_not_stored_yet_is_checked(episode):
    document = read(episode.pk)
    document["episode"] = {"new": {**document["episode"].pop(str(episode.pk)), "slug": ""}}
    assert problems_of_document(document) == []


def target(name, episode):
    """The address of something public, of a name."""
    show = make_episode(slug="seen", tags=["prosody"], guest=make_person(name="Ada"))
    other = make_highlight(show, slug="noted", body="[1]")
    make_clip(show)
    TagAlias.objects.create(tag=show.tags.get(), name="melody")
    Cue.objects.create(episode=show, start_ms=0, end_ms=1, text="Hello.")
    base = show.get_absolute_url()
    return {
        "home": "/",
        "about": "/about/",
        "show": show.show.get_absolute_url(),
        "episode": base,
        "episode without its slash": base.rstrip("/"),
        "episode with a place": f"{base}#noted",
        "episode on this site": f"{settings.SITE_URL}{base}",
        "transcript": f"{base}transcript/#t=0:10",
        "highlight": other.get_absolute_url(),
        "clip": show.clips.get().get_absolute_url(),
        "quote": make_quote(other).get_absolute_url(),
        "tag": "/tags/prosody/",
        "alias": "/tags/melody/",
        "two tags": "/tags/prosody+melody/",
        "tag in capitals": "/tags/Prosody/",
        "person": "/people/ada/",
        "picture": "/media/any.png",
        "elsewhere": "https://elsewhere.example/shows/none/",
        "letter": "mailto:ada@podcasts.example",
        "itself": "#",
        "its own page": episode.get_absolute_url(),
        "its own section": f"{episode.get_absolute_url()}highlights/model-scaling/",
        "a place of it": "#what-was-seen",
        "a clip of it": "#clip-3",
        "a clip's own page": clip(episode, 3).get_absolute_url(),
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "about",
        "show",
        "episode",
        "episode without its slash",
        "episode with a place",
        "episode on this site",
        "transcript",
        "highlight",
        "clip",
        "quote",
        "tag",
        "alias",
        "two tags",
        "tag in capitals",
        "person",
        "picture",
        "elsewhere",
        "letter",
        "itself",
        "its own page",
        "its own section",
        "a place of it",
        "a clip of it",
        "a clip's own page",
    ],
)
def test_links_that_lead_somewhere_are_no_problem(episode, name):
    change(section(episode), body=f"[1][2] See [this]({target(name, episode)}).")
    assert both(episode) == []


@pytest.mark.parametrize(
    "address",
    [
        "/shows/none/",
        "/clips/99999/",
        "/clips/99999999999999999999999/",
        "/quotes/99999/",
        "/tags/none/",
        "/tags/none+prosody/",
        "/people/nobody/",
        "/nothing/of/the/kind/",
        "/admin/",
        "#clip-9",
        "no-such-place",
        "/shows/none/x/transcript/",
        "/shows/none/x/highlights/y/",
        "/%00/",
        "/preview/abc/",
        "/tags/%E6%97%A5%E6%9C%AC/",
    ],
)
def test_links_that_lead_nowhere_are_named(episode, address):
    change(section(episode), body=f"[1][2] See [this]({address}), [this]({address}).")
    [problem] = both(episode)
    assert str(problem) == f"Section 1 links to {address}, where nothing public is."


@pytest.mark.parametrize("what", ["episode", "highlight", "transcript", "clip", "quote"])
def test_a_draft_is_nowhere_until_it_is_public(episode, what):
    draft = make_episode(make_episode().show, status=Status.DRAFT)
    Cue.objects.create(episode=draft, start_ms=0, end_ms=1, text="Hello.")
    other = make_highlight(draft)
    address = {
        "episode": draft.get_absolute_url(),
        "transcript": draft.get_transcript_url(),
        "highlight": other.get_absolute_url(),
        "clip": make_clip(draft).get_absolute_url(),
        "quote": make_quote(other).get_absolute_url(),
    }[what]
    change(episode, show_notes=f"[x]({address})")
    assert [problem.code for problem in both(episode)] == ["link"]
    change(draft, status=Status.PUBLISHED)
    assert both(episode) == []


def test_an_old_address_goes_on_working(episode):
    other = make_episode(slug="before")
    note = make_highlight(other, slug="noted")
    addresses = [other.get_absolute_url(), note.get_absolute_url()]
    other.slug, note.slug = "after", "renoted"
    other.save()
    note.save()
    change(episode, show_notes=" ".join(f"[x]({address})" for address in addresses))
    assert both(episode) == []


def test_no_episodes_and_unknown_ones_have_no_problems():
    assert problems([]) == {}
    assert problems([123456]) == {}


def full(number):
    """An episode with every kind of row and link."""
    episode = make_episode(tags=[f"tag {number}"], guest=make_person(name=f"Person of {number}"))
    highlight = make_highlight(episode, body="[1][2][5]", tags=["x"])
    make_quote(highlight, clip=make_clip(episode))
    for kind in ("clips/1", "quotes/1", f"tags/tag-{number}", f"people/person-of-{number}", "tags/none", "people/none"):
        highlight.body += f" [x](/{kind}/)"
    highlight.body += f" [x]({episode.get_absolute_url()}highlights/none/) [x](/shows/none/{number}/transcript/)"
    previous = Episode.objects.exclude(pk=episode.pk).first()
    if previous:
        highlight.body += f" [x]({previous.get_transcript_url()}) [x]({previous.highlights.get().get_absolute_url()})"
    highlight.save()
    return episode


def test_queries_do_not_grow_with_episodes():
    keys = [full(number).pk for number in range(2)]
    problems(keys)
    with CaptureQueriesContext(connection) as few:
        problems(keys)
    keys += [full(number).pk for number in range(2, 31)]
    with CaptureQueriesContext(connection) as many:
        found = problems(keys)
    assert len(found) == 31
    assert all(found.values())
    assert len(many) <= len(few) <= 24


def test_queries_do_not_grow_with_rows(episode):
    change(episode, show_notes="[x](/tags/none/)")
    with CaptureQueriesContext(connection) as few:
        problems([episode.pk])
    for number in range(10, 40):
        make_highlight(episode, body=f"[{number}] [x](/tags/none-{number}/)")
        make_clip(episode, number)
    with CaptureQueriesContext(connection) as many:
        assert len(problems([episode.pk])[episode.pk]) >= 60
    assert len(many) == len(few)


def test_a_problem_reads_as_one_sentence():
    assert str(Problem("error", "body", "Section 3", "has no text.")) == "Section 3 has no text."
