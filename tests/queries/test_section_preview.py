"""A section made of typed values is the one that the public page shows."""

import re

import pytest
from django.template.loader import render_to_string

from episodes.models import Citation, Evidence, Sound
from episodes.queries.section_preview import section_of, sections_of
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

AUDIO = "https://a.example/tides.mp3"
PERMALINK = re.compile(r'<a class="permalink".*?</a>')


def html_of(section):
    return render_to_string("episodes/_highlight.html", {"section": section, "audio": Sound(AUDIO)})


@pytest.fixture
def episode(db):
    person = make_person(name="Mina Orso")
    episode = make_episode(audio_url=AUDIO)
    clips = [make_clip(episode, speaker=person) for _ in range(3)]
    make_clip(episode, start_ms=None, end_ms=None)
    first = make_highlight(
        episode,
        title="Water & <levels>",
        body="Levels *rise* [1]. They fall [2][4], and fall [2]. \\[1] stays; so does [9](https://x.example/).",
        tags=["tides", "Software Engineering"],
    )
    make_highlight(episode, title="Bells", body="Bells carry [3, 1].", takeaway="", tags=[])
    make_quote(first, text="The sea <keeps> books.", speaker=person, clip=clips[1])
    make_quote(first, text="Nobody said so.")
    states = [Evidence.HEARD, Evidence.DISPUTED, Evidence.UNCHECKED, Evidence.HEARD, Evidence.DISPUTED]
    for citation, state in zip(Citation.objects.order_by("pk"), states, strict=True):
        Citation.objects.filter(pk=citation.pk).update(evidence=state)
    return episode


def typed(episode):
    """What a form of this episode holds: plain values."""
    clips = [
        {
            "key": clip.pk,
            "number": clip.number,
            "title": clip.title,
            "start_ms": clip.start_ms,
            "end_ms": clip.end_ms,
        }
        for clip in episode.clips.all()
    ]
    highlights = [
        {
            "key": highlight.pk,
            "slug": highlight.slug,
            "title": highlight.title,
            "body": highlight.body,
            "takeaway": highlight.takeaway,
            "evidence": dict(highlight.citations.values_list("clip__number", "evidence")),
            "tags": [(item.tag.name, item.tag.slug) for item in highlight.tagged_items.order_by("pk")],
            "quotes": [
                {
                    "key": quote.pk,
                    "text": quote.text,
                    "speaker": quote.speaker and quote.speaker.name,
                    "speaker_slug": quote.speaker and quote.speaker.slug,
                    "clip": quote.clip and quote.clip.number,
                }
                for quote in highlight.quotes.all()
            ],
        }
        for highlight in episode.highlights.all()
    ]
    return highlights, clips


def test_it_is_the_html_of_the_public_page(client, episode, django_assert_num_queries):
    page = client.get(episode.get_absolute_url()).content.decode()
    shown = [
        PERMALINK.sub("", part) for part in re.findall(r'<section class="highlight".*?</section>', page, re.DOTALL)
    ]
    shown = [part.replace("<footer></footer>", "") for part in shown]
    highlights, clips = typed(episode)
    with django_assert_num_queries(0):
        made = [html_of(section).strip() for section in sections_of(highlights, clips)]
    assert made == shown
    with django_assert_num_queries(0):
        alone = html_of(section_of({**highlights[0], "clips": clips}))
    assert alone.strip() == shown[0]


def test_what_is_not_stored_has_no_links():
    values = {
        "key": "new-1",
        "title": "Just begun",
        "body": "Somebody said so [1], and [2], and [1].",
        "tags": ["not yet a tag"],
        "quotes": [{"text": "Words", "speaker": "Somebody", "clip": 1}],
        "clips": [
            {"number": 1, "title": "One", "start_ms": 1000, "end_ms": 3000},
            {"number": 2, "title": "Two", "start_ms": 5000, "end_ms": None},
        ],
    }
    section = section_of(values)
    html = html_of(section)
    assert [clip.title for clip in section.clips] == ["One", "Two"]
    links = re.findall(r'href="([^"]*)"', html)
    assert set(links) == {"#clip-1", "#clip-2", f"{AUDIO}#t=1,3"}
    assert "None" not in html
    for words in ("Just begun", "not yet a tag", "Somebody", "Words"):
        assert words in html


def test_nothing_typed_yet_is_an_empty_section():
    assert section_of({}).clips == []
    html = html_of(section_of({"body": "A marker without a clip [7]."}))
    assert "[7]" in html
