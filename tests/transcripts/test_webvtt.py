import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.transcripts.cues import Cue, TranscriptError
from episodes.transcripts.webvtt import parse, write

READ = {
    "one cue": ("00:00:01.000 --> 00:00:02.500\nHello.", [Cue(1000, 2500, "Hello.")]),
    "short times": ("01:02.003 --> 59:05.000\nHello.", [Cue(62_003, 3_545_000, "Hello.")]),
    "three-digit hours": ("100:00:00.000 --> 100:00:01.000\nLate.", [Cue(360_000_000, 360_001_000, "Late.")]),
    "plain seconds": ("0.860 --> 107.38\nHello.", [Cue(860, 107_380, "Hello.")]),
    "comma": ("00:01,5 --> 00:02,000\nHello.", [Cue(1500, 2000, "Hello.")]),
    "id": ("2.1\n00:01.000 --> 00:02.000\nHello.", [Cue(1000, 2000, "Hello.", id="2.1")]),
    "id that looks like a comment": ("NOTE\n00:01.000 --> 00:02.000\nHi.", [Cue(1000, 2000, "Hi.", id="NOTE")]),
    "settings": ("00:01.000 --> 00:02.000 align:start line:0%\nHello.", [Cue(1000, 2000, "Hello.")]),
    "no spaces": ("00:01.000-->00:02.000\nHello.", [Cue(1000, 2000, "Hello.")]),
    "voice": ("00:01.000 --> 00:02.000\n<v Ilse Varga>Hello.</v>", [Cue(1000, 2000, "Hello.", "Ilse Varga")]),
    "voice left open": ("00:01.000 --> 00:02.000\n<v Ilse>Hello\nyou.", [Cue(1000, 2000, "Hello you.", "Ilse")]),
    "voice with class": ("00:01.000 --> 00:02.000\n<v.loud.x Ilse>Hello.", [Cue(1000, 2000, "Hello.", "Ilse")]),
    "entity in a voice": ("00:01.000 --> 00:02.000\n<v A &amp; B>Hello.", [Cue(1000, 2000, "Hello.", "A & B")]),
    "two voices": (
        "7\n00:01.000 --> 00:02.000\n<v A>One.</v>\n<v B>Two.",
        [Cue(1000, 2000, "One.", "A", "7"), Cue(1000, 2000, "Two.", "B", "7")],
    ),
    "words after a voice": (
        "00:01.000 --> 00:02.000\n<v A>One.</v> Two.",
        [Cue(1000, 2000, "One.", "A"), Cue(1000, 2000, "Two.")],
    ),
    "tags": (
        "00:01.000 --> 00:02.000\n<c.yellow>A <i>b</i> <00:01.500><b>c</b> <lang en>d</lang>",
        [Cue(1000, 2000, "A b c d")],
    ),
    "entities": ("00:01.000 --> 00:02.000\nfish &amp; chips &lt;3 &#233;", [Cue(1000, 2000, "fish & chips <3 é")]),
    "escaped tag": ("00:01.000 --> 00:02.000\n&lt;i&gt; is a tag", [Cue(1000, 2000, "<i> is a tag")]),
    "a lone less-than": ("00:01.000 --> 00:02.000\n1 < 2 and 3 > 2", [Cue(1000, 2000, "1 < 2 and 3 > 2")]),
    "comment": ("NOTE\nmade by hand\n\n00:01.000 --> 00:02.000\nHello.", [Cue(1000, 2000, "Hello.")]),
    "comment on one line": ("NOTE made by hand\n\n00:01.000 --> 00:02.000\nHello.", [Cue(1000, 2000, "Hello.")]),
    "comment right before a cue": ("NOTE a\nb\n00:01.000 --> 00:02.000\nHello.", [Cue(1000, 2000, "Hello.")]),
    "style and region": (
        "STYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n00:01.000 --> 00:02.000\nHello.",
        [Cue(1000, 2000, "Hello.")],
    ),
    "no empty line between": (
        "00:01.000 --> 00:02.000\nOne.\n00:02.000 --> 00:03.000\nTwo.",
        [Cue(1000, 2000, "One."), Cue(2000, 3000, "Two.")],
    ),
    "many empty lines": ("\n\n00:01.000 --> 00:02.000\nOne.\n\n\n\n", [Cue(1000, 2000, "One.")]),
    "overlapping": (
        "00:01.000 --> 00:09.000\nOne.\n\n00:02.000 --> 00:03.000\nTwo.",
        [Cue(1000, 9000, "One."), Cue(2000, 3000, "Two.")],
    ),
    "no words": ("00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\n<i></i>", []),
    "nothing": ("", []),
    "NUL": ("00:01.000 --> 00:02.000\na\x00b", [Cue(1000, 2000, "a\ufffdb")]),
}


@pytest.mark.parametrize(("body", "cues"), READ.values(), ids=READ)
def test_reads(body, cues):
    assert parse(f"WEBVTT\n\n{body}") == cues


@pytest.mark.parametrize(
    "head", ["WEBVTT\n\n", "\ufeffWEBVTT\n\n", "WEBVTT - a title\n\n", "WEBVTT\tx\nKind: captions\n\n", "WEBVTT\n"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_heads_and_line_ends(head, newline):
    text = f"{head}00:01.000 --> 00:02.000\nOne\nmore.\n\n00:03.000 --> 00:04.000\nTwo.\n".replace("\n", newline)
    assert parse(text) == [Cue(1000, 2000, "One more."), Cue(3000, 4000, "Two.")]


REFUSED = {
    "": "Line 1 must be",
    "WEBVTTX\n\n00:01.000 --> 00:02.000\nHello.": "Line 1 must be",
    "1\n00:00:01,000 --> 00:00:02,000\nA SubRip file.": "Line 1 must be",
    "WEBVTT\n\n00:01.000 -->\nHello.": "Line 3 must have two times",
    "WEBVTT\n\n00:01.000 --> soon\nHello.": "Line 3 must have two times",
    "WEBVTT\n\nid\n00:61.000 --> 01:02.000\nHello.": "Line 4 has “00:61.000”",
    "WEBVTT\n\n00:01.000 --> 01:99:00.000\nHello.": "Line 3 has “01:99:00.000”",
    "WEBVTT\n\n00:01.000 --> 00:02.000\nA.\n\n00:03.000 --> 00:02.000\nB.": "Line 6 ends (00:02.000) before it starts",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_refuses_with_the_line(text, sentence):
    with pytest.raises(TranscriptError) as error:
        parse(text)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(lambda text: " ".join(text.split()))


@given(
    st.lists(
        st.builds(
            lambda start, length, text, speaker, name: Cue(start, start + length, text, speaker, name),
            st.integers(0, 400_000_000),
            st.integers(0, 100_000),
            WORDS.filter(bool),
            WORDS,
            WORDS.filter(lambda name: "-->" not in name),
        ),
        max_size=5,
    )
)
def test_what_is_written_reads_back_the_same(cues):
    assert parse(write(cues)) == cues


def test_writes_what_people_expect():
    assert write([Cue(62_003, 3_723_500, "Fish & chips.", "Ilse Varga", "2.1"), Cue(0, 1, "x")]) == (
        "WEBVTT\n\n2.1\n00:01:02.003 --> 01:02:03.500\n<v Ilse Varga>Fish &amp; chips.\n\n"
        "00:00:00.000 --> 00:00:00.001\nx\n"
    )


@pytest.mark.parametrize("cue", [Cue(0, 1, "a\n\nb --> c", "A\nB", "x\n--> y")])
def test_nothing_in_a_cue_breaks_out_of_it(cue):
    assert parse(write([cue, Cue(2, 3, "next")])) == [Cue(0, 1, "a b --> c", "A B", "x → y"), Cue(2, 3, "next")]


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        (
            "namespace-example.vtt",
            7,
            Cue(0, 2760, "In today's episode, you'll learn whether or not you", "Sarah"),
        ),
        ("podnews_daily_2024-01-25.vtt", 44, None),
        ("kde_express-16_kde_en_telegram.vtt", 22, None),
        ("Managed-services-vs.-DIY.vtt", 576, None),
    ],
)
def test_real_files(shared, name, count, first):
    cues = parse((shared / "data" / "transcripts" / name).read_bytes().decode())
    assert len(cues) == count
    assert first is None or cues[0] == first
    assert all(cue.start_ms <= cue.end_ms and cue.text for cue in cues)
    assert not any(sign in cue.text for cue in cues for sign in ("-->", "<v", "&amp;", "\n"))
