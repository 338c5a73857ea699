"""A section as Markdown: read back by another program's parser, it says what the page says."""

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from episodes.text.markdown import citation_numbers, with_markers
from episodes.text.section_markdown import CitedClip, PulledQuote, escaped, section_markdown, sections_markdown

ELSEWHERE = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
CLIPS = [
    CitedClip(1, "The first moment", "https://pods.example/clips/11/", 62_000, 94_000, "Ada"),
    CitedClip(6, "Six", "https://pods.example/clips/16/", 3_723_000, 3_790_000),
    CitedClip(7, "Nowhere yet", "https://pods.example/clips/17/"),
]


def markdown(body="", **more):
    return section_markdown(**{"title": "Title", "body": body, "clips": CLIPS, **more})


def footnotes(text):
    """``[label]`` of the footnotes that are mentioned, and ``{label: html}`` of those that are written."""
    env = {}
    tokens = ELSEWHERE.parse(text, env)
    inline = [child for token in tokens for child in token.children or ()]
    mentioned = [child.meta["label"] for child in inline if child.type == "footnote_ref"]
    return mentioned, set(env.get("footnotes", {}).get("refs", {}))


def test_the_whole_of_a_section():
    text = markdown(
        "A claim [6] and **two** [1, 6].",
        url="https://pods.example/shows/s/e/highlights/h/",
        source="From [Episode](https://pods.example/shows/s/e/)",
        quotes=[PulledQuote("We opened it.\nAll of it.", "Ada Lovelace", 62_000, "https://pods.example/quotes/3/")],
        takeaway="So it *is* open.",
    )
    assert text == (
        "## [Title](https://pods.example/shows/s/e/highlights/h/)\n\n"
        "From [Episode](https://pods.example/shows/s/e/)\n\n"
        "A claim [^6] and **two** [^1][^6].\n\n"
        "> We opened it.\n> All of it.\n>\n> — Ada Lovelace, [1:02](https://pods.example/quotes/3/)\n\n"
        "**Takeaway:** So it \\*is\\* open.\n\n"
        "[^6]: Six, [1:02:03–1:03:10](https://pods.example/clips/16/)\n"
        "[^1]: Ada: The first moment, [1:02–1:34](https://pods.example/clips/11/)\n"
    )
    assert footnotes(text) == (["6", "1", "6"], {":6", ":1"})


def test_a_clip_without_a_time_is_linked_by_its_address():
    assert "[^7]: Nowhere yet, [https://pods.example/clips/17/](https://pods.example/clips/17/)" in markdown("So [7].")


def test_a_marker_without_a_clip_stays_text():
    assert "So [9] and [^1]\\[9\\]." in markdown("So [9] and [1, 9].")


def test_what_only_looks_like_a_marker_stays():
    body = "\\[1] `[1]` [1](https://a.example) and [6]\n\n[6]: https://a.example\n\n    [1] in code"
    assert body in markdown(body)


def test_labels_of_the_editors_own_do_not_meet_ours():
    text = markdown("Mine [^6] and ours [6].\n\n[^6]: https://elsewhere.example")
    assert "ours [^clip-6]" in text
    assert "\n[^clip-6]: Six" in text


def test_a_marker_before_a_colon_begins_no_footnote():
    text = markdown("Words\n[6]: more words")
    assert footnotes(text) == (["6"], {":6"})


def test_a_fence_that_is_never_closed_ends_with_the_body():
    text = markdown("Claim [1].\n\n~~~~\nopen", takeaway="Heard.")
    assert footnotes(text)[0] == ["1"]
    assert "<strong>Takeaway:</strong> Heard." in ELSEWHERE.render(text)
    closed = "~~~\nshut\n~~~"
    assert markdown(closed).count("~~~") == 2


def test_html_stays_words():
    text = markdown("Uses <!-- and <div> [1], but `<b>` and <https://a.example/> too.", takeaway="Seen.")
    html = ELSEWHERE.render(text)
    assert "&lt;!-- and &lt;div&gt;" in html
    assert "<code>&lt;b&gt;</code>" in html
    assert 'href="https://a.example/"' in html
    assert "Seen." in html


def test_several_sections_write_a_footnote_once():
    sections = [{"title": "One", "body": "A [6]."}, {"title": "Two", "body": "B [6][1]."}]
    text = sections_markdown(sections, CLIPS)
    assert text.count("[^6]: ") == 1
    assert footnotes(text) == (["6", "6", "1"], {":6", ":1"})


PIECES = [
    "[1]",
    "[6, 1]",
    "[9]",
    "[^6]",
    "`",
    "```",
    "~~~",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "> ",
    "# ",
    "<div>",
    "<!--",
    "a",
]
PIECES += ["[6]: x", "[a](b)", "*", "\\", "<https://a.example>", "|", "---", "&lt;", "![", "]"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("[6]: x[1]")
@example("[6]: x[6, 1]")
def test_every_marker_becomes_a_footnote_and_all_else_stays(body):
    text = markdown(body, takeaway="The end.")
    mentioned, written = footnotes(text)
    known = [number for number in citation_numbers(body) if number in (1, 6, 7)]
    assert [int(label.removeprefix("clip-")) for label in mentioned if label[-1:].isdigit()] == known
    assert len(written) == len(set(known))
    assert "<strong>Takeaway:</strong> The end." in ELSEWHERE.render(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_without_changes_a_body_is_the_same_letter_by_letter(body):
    assert with_markers(body, lambda match: match[0]) == body


@given(st.text(max_size=80))
def test_a_plain_text_is_shown_as_it_stands(text):
    words = " ".join(escaped(text).split())
    [paragraph, *rest] = ELSEWHERE.parse(words) or [None]
    if paragraph is not None:
        assert paragraph.type == "paragraph_open"
        assert {child.type for child in rest[0].children} <= {"text", "text_special"}
