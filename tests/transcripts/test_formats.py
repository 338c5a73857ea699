"""Every format by one door: what is found in a text, and what comes back of what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.transcripts.cues import Cue, TranscriptError
from episodes.transcripts.formats import FORMATS, format_of, read

VTT = "WEBVTT\r\n\r\n00:01.000 --> 00:04.000\r\n<v Ada>Hello &amp; welcome\r\n"
SRT = "1\n00:00:01,000 --> 00:00:04,000\nAda (host): Hello\n\n2\n00:00:04,000 --> 00:00:04,000\nBob: Yes\n"
JSON = '{"version": "1.0.0", "segments": [{"speaker": "Ada", "startTime": 1, "endTime": "4.5", "body": "Hello"}]}'
HTML = "<cite>Ada:</cite>\n<time>0:01</time>\n<p>Hello</p><cite>Bob (guest):</cite><time>1:02:03</time><p>Yes</p>"
TEXT = "Title of it all\n\nAda:\nHello there.\n\nBob:\nYes. Note: this is no name.\n\nAda:\nWell.\n"


@pytest.mark.parametrize(
    ("text", "name", "content_type", "found"),
    [
        (VTT, "", "", "vtt"),
        ("\ufeff" + VTT, "x.srt", "text/plain", "vtt"),
        (SRT, "", "", "srt"),
        (JSON, "", "", "json"),
        (HTML, "", "", "html"),
        ("<!-- saved from -->" + HTML, "", "", "html"),
        (TEXT, "", "", "text"),
        ("Hello", "x.html", "", "html"),
        ("Hello", "", "text/html; charset=utf-8", "html"),
        ("{curly} words", "", "", "text"),
    ],
)
def test_the_format_is_found(text, name, content_type, found):
    assert format_of(text, name, content_type) == found


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        (VTT, [(1000, 4000, "Ada", "Hello & welcome")]),
        (SRT, [(1000, 4000, "Ada", "Hello"), (4000, 4000, "Bob", "Yes")]),
        (JSON, [(1000, 4500, "Ada", "Hello")]),
        (HTML, [(1000, 3_723_000, "Ada", "Hello"), (3_723_000, 3_723_200, "Bob", "Yes")]),
        (
            TEXT,
            [
                (None, None, "Ada", "Hello there."),
                (None, None, "Bob", "Yes. Note: this is no name."),
                (None, None, "Ada", "Well."),
            ],
        ),
        ("WEBVTT\n\n0.860 --> 7.380\n<v SPEAKER_1>Unclosed", [(860, 7380, "SPEAKER_1", "Unclosed")]),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: One\n\n00:02.000 --> 00:03.000\nAda: Two\n",
            [(1000, 2000, "Ada", "One"), (2000, 3000, "Ada", "Two")],
        ),
        (
            "[Speaker 1] [00:03] One.\n[Speaker 2] [00:09] Two.\n",
            [(3000, 9000, "Speaker 1", "One."), (9000, 9100, "Speaker 2", "Two.")],
        ),
        (
            "**Mat:** One.\n\n**Jon:** \\[00:10\\] Two.\n\n**Mat:** Three.\n\n**Jon:** \\[00:20\\] Four.\n",
            None,
        ),
    ],
)
def test_each_shape_is_read(text, cues):
    found = [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in read(text).cues]
    if cues is None:
        assert [(start, speaker) for start, _end, speaker, _text in found][1::2] == [(10_000, "Jon"), (20_000, "Jon")]
        assert 10_000 < found[2][0] < 20_000
        assert read(text).estimated == 2
    else:
        assert [(*each[:1], *each[2:]) for each in found] == [(*each[:1], *each[2:]) for each in cues]
        assert all(end is None or end >= start for start, end, *_rest in found)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n", "The transcript is empty."),
        ("WEBVTT\n\nNOTE nothing\n", "No line of the transcript has words."),
        ("WEBVTT\n\n00:01.000 --> 00:xx\nHi", "Line 3 must have two times, such as 00:01.000 --> 00:04.000."),
        ("1\n00:00:05,000 --> 00:00:04,000\nHi", "Line 2 ends (00:00:04,000) before it starts (00:00:05,000)."),
        ('{"segments": [{"body": "x"}]}', "Segment 1 has “None” as its startTime where seconds are expected."),
        ('{"segments": [\n}', "Line 2 is not JSON: Expecting value."),
        ('{"other": 1}', "Line 1 is not a transcript: its JSON must be an object with “segments”, a list."),
        ("x" * 20_000_001, "The transcript has more than 20 million characters."),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(text, sentence):
    with pytest.raises(TranscriptError) as raised:
        read(text)
    assert str(raised.value) == sentence


words = st.text(st.characters(categories=["L", "Nd", "P", "S"]), min_size=1, max_size=12)
lines = st.lists(words, min_size=1, max_size=6).map(" ".join)
names = st.sampled_from(["", "Ada Lovelace", "Bob", "番組", "Dr. Lee"])


@st.composite
def transcripts(draw, timed=True):
    cues, at = [], 0
    for text, name in draw(st.lists(st.tuples(lines, names), min_size=1, max_size=8)):
        start = at + draw(st.integers(0, 100_000))
        end = start + draw(st.integers(0, 20_000))
        cues.append(Cue(start, end, text, name) if timed else Cue(None, None, text, name))
        at = start
    return cues


@pytest.mark.parametrize("name", ["vtt", "json"])
@given(cues=transcripts())
def test_what_is_written_is_read_back(name, cues):
    format = FORMATS[name]
    assert format.parse(format.write(cues)) == cues


plain_names = st.sampled_from(["Ada Lovelace", "Bob", "Chloé Dubois"])
plain_lines = st.lists(
    st.sampled_from(["the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog"]), min_size=1, max_size=9
)


@st.composite
def conversations(draw):
    """What is said in sentences, as SubRip and text are made for; they tell names by how they look."""
    said = draw(st.lists(st.tuples(plain_lines, plain_names), min_size=1, max_size=8))
    return [
        Cue(at * 4000, at * 4000 + 3000, " ".join(words).capitalize() + ".", name)
        for at, (words, name) in enumerate(said)
    ]


@given(cues=conversations())
def test_subrip_is_read_back(cues):
    read_back = FORMATS["srt"].parse(FORMATS["srt"].write(cues))
    assert [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in read_back] == [
        (cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in cues
    ]


@given(cues=conversations())
def test_text_is_read_back_but_for_ends(cues):
    read_back = FORMATS["text"].parse(FORMATS["text"].write(cues))
    assert [(cue.start_ms, cue.speaker, cue.text) for cue in read_back] == [
        (cue.start_ms, cue.speaker, cue.text) for cue in cues
    ]


SHAPES = [VTT, SRT, JSON, HTML, TEXT]


@given(
    text=st.text(max_size=200)
    | st.tuples(st.sampled_from(SHAPES), st.text(max_size=20), st.integers(0, 90)).map(
        lambda parts: parts[0][: parts[2]] + parts[1] + parts[0][parts[2] :]
    )
)
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        found = read(text)
    except TranscriptError as error:
        assert str(error).endswith(".")
    else:
        assert all(cue.text for cue in found.cues)
        assert all((cue.start_ms is None) == (cue.end_ms is None) for cue in found.cues)


REAL = {
    "I-Quit-My-Job.srt": (298, 0),
    "Managed-services-vs.-DIY.vtt": (576, 2),
    "Yak-Shaving-with-Tim-Mitra.srt": (1055, 2),
    "buzzcast.html": (34, 5),
    "buzzcast.json": (959, 5),
    "buzzcast.srt": (488, 5),
    "gradient-dissent-excerpt.txt": (10, 2),
    "kde_express-16_kde_en_telegram.vtt": (22, 0),
    "namespace-example.html": (10, 3),
    "namespace-example.json": (2, 2),
    "namespace-example.srt": (222, 3),
    "namespace-example.vtt": (7, 2),
    "oxide-requiem-for-sparc_transcript.md": (652, 12),
    "podnews_daily_2024-01-25.vtt": (44, 1),
    "syntax-1.srt": (129, 2),
    "syntax-101.srt": (50, 3),
    "syntax-217.srt": (54, 2),
    "virtual-coffee-1_0.srt": (54, 8),
    "virtual-coffee-2_1.srt": (1016, 3),
}


@pytest.mark.parametrize(("name", "lines", "speakers"), [(name, *numbers) for name, numbers in REAL.items()])
def test_real_files(shared, name, lines, speakers):
    found = read((shared / "data" / "transcripts" / name).read_bytes().decode(), name)
    assert (len(found.cues), len(found.speakers)) == (lines, speakers)
    assert found.is_timed


def test_real_pages_of_the_corpus(shared):
    folder = shared / "data" / "corpus" / "bitcointranscripts-chaincode"
    found = [read(path.read_bytes().decode(), path.name) for path in folder.glob("*.md") if path.name[0] != "_"]
    assert sum(transcript.is_timed for transcript in found) == 27
    assert all(2 <= len(transcript.speakers) <= 5 for transcript in found)
