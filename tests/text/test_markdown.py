"""Markdown becomes HTML that is safe to print, whatever was typed."""

import pytest
from django.utils.html import escape
from django.utils.safestring import SafeString
from hypothesis import example, given
from hypothesis import strategies as st

from episodes.text.markdown import (
    body_html,
    citation_numbers,
    link_targets,
    missing_numbers,
    plain_text,
    to_html,
    with_citations,
)
from tests.text.allowed import foreign, text_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<p style='position:fixed' class=x id=content>x</p>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=password><button>x</button></form>",
    "<!-- <img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<!DOCTYPE html>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<table background='javascript:alert(1)'><tr><td style='x'>a</td></tr></table>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '[x](https://a.example "\\"><script>alert(1)</script>")',
    "[x](https://a.example \"' onmouseover=alert(1) '\")",
    "![x](javascript:alert(1))",
    "![<script>alert(1)</script>](https://a.example/x.png)",
    '![x](https://a.example/x.png"onerror="alert(1))',
    "`<script>alert(1)</script>`",
    "```<script>\n<script>alert(1)</script>\n```",
    '```js" onmouseover="alert(1)\nx\n```',
    "# <img src=x onerror=alert(1)>",
    "| <script>alert(1)</script> |\n|:-:|\n| <img src=x onerror=alert(1)> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<b onclick=alert(1)>x",
    "\x00<script>alert(1)</script>",
    "<a\u00a0href=x>",
    "[" * 200 + "x" + "](javascript:alert(1))" * 200,
    ">" * 300 + "<script>",
]


@pytest.mark.parametrize("markdown", HOSTILE)
@pytest.mark.parametrize(
    "render", [to_html, lambda text: to_html(text, html=True), body_html], ids=["notes", "feed", "body"]
)
def test_hostile_text_leaves_nothing_that_runs(markdown, render):
    assert foreign(render(markdown)) == []


RENDERED = [
    ("plain & simple", "<p>plain &amp; simple</p>"),
    ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
    ("# One", "<h4>One</h4>"),
    ("### Three", "<h6>Three</h6>"),
    ("###### Six", "<h6>Six</h6>"),
    ("Two\n---", "<h5>Two</h5>"),
    ("a\n\n***\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
    ("3. x\n4. y", '<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>'),
    ("<b>typed</b>", "<p>&lt;b&gt;typed&lt;/b&gt;</p>"),
    ("&copy; &#x41;", "<p>© A</p>"),
    ("before ![a *red* dot](https://a.example/d.png) after", "<p>before a *red* dot after</p>"),
    (
        "[x](https://a.example/?a=1&b=2 'T')",
        '<p><a href="https://a.example/?a=1&amp;b=2" title="T" rel="noopener nofollow ugc">x</a></p>',
    ),
    ("<https://a.example>", '<p><a href="https://a.example" rel="noopener nofollow ugc">https://a.example</a></p>'),
    ("<a@b.example>", '<p><a href="mailto:a@b.example" rel="noopener nofollow ugc">a@b.example</a></p>'),
    ("https://a.example bare", "<p>https://a.example bare</p>"),
    (
        "|a|\n|:-:|\n|b|",
        "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
    ),
    ("", ""),
]


@pytest.mark.parametrize(("markdown", "html"), RENDERED)
def test_what_is_written_is_what_is_read(markdown, html):
    assert to_html(markdown).strip() == html


def test_html_of_a_feed_is_read_where_asked_for_and_only_there():
    notes = '<p>One <em>two</em> <a href="https://a.example" onclick="x()">three</a></p>'
    assert to_html(notes, html=True).strip() == (
        '<p>One <em>two</em> <a href="https://a.example" rel="noopener nofollow ugc">three</a></p>'
    )
    assert "&lt;em&gt;" in to_html(notes)


def chip(number):
    return SafeString(f"<b>{number}</b>")


CHIPPED = [
    ("A claim [6].", "A claim&nbsp;<b>6</b>."),
    ("A claim[6].", "A claim<b>6</b>."),
    ("Two [1][2] and [3, 4].", "Two&nbsp;<b>1</b><b>2</b> and&nbsp;<b>3</b><b>4</b>."),
    ("A claim\n[6] goes on", "A claim&nbsp;<b>6</b> goes on"),
    ("[6] begins", "<b>6</b> begins"),
    (r"\[6] is text", "[6] is text"),
    ("*[6]*", "<em><b>6</b></em>"),
    ("[007]", "<b>7</b>"),
]


@pytest.mark.parametrize(("markdown", "inside"), CHIPPED)
def test_a_chip_stands_where_the_marker_was(markdown, inside):
    assert with_citations(body_html(markdown), chip).strip() == f"<p>{inside}</p>"


FORGED = [
    "\ue0005\ue001",
    "&#xE000;5&#xE001;",
    "&#57344;5&#57345;",
    "`\ue0005\ue001`",
    "`&#xE000;5&#xE001;`",
    '[x](https://a.example "\ue0005\ue001")',
    '[x](https://a.example "&#xE000;5&#xE001;")',
    "[x](https://a.example/\ue0005\ue001)",
    "![&#xE000;5&#xE001;](https://a.example/x.png)",
    "\ue000[6\ue001",
    "# &#xE000;5&#xE001;",
]


@pytest.mark.parametrize("markdown", FORGED)
def test_the_characters_that_frame_a_marker_cannot_be_typed(markdown):
    numbers = []
    with_citations(body_html(markdown), lambda number: numbers.append(number) or "")
    assert numbers == []


def test_a_chip_that_is_not_safe_is_escaped():
    html = with_citations(body_html("x [1]"), lambda number: "<script>")
    assert isinstance(html, SafeString)
    assert "<script>" not in html


PLAIN = [
    ("A *claim* [6], and **more** [7][8].", "A claim, and more."),
    ("# Title [1]\n\nText", "Title Text"),
    ("- one\n- two\n  more", "one two more"),
    ("|a|b|\n|-|-|\n|c [1]|d|", "a b c d"),
    ("a  \nb\nc", "a b c"),
    ("[text](https://a.example) ![picture](https://a.example/x.png)", "text picture"),
    ("see <https://a.example>", "see https://a.example"),
    ("`code [1]`", "code [1]"),
    ("    block [1]", "block [1]"),
    ("```py\nfence\n```\nafter", "fence after"),
    (r"\[6] is text, and \*so\* is this", "[6] is text, and *so* is this"),
    ("a &amp; b &lt; c", "a & b < c"),
    ("> quoted\n>\n> twice", "quoted twice"),
    ("[1]", ""),
    ("", ""),
]


@pytest.mark.parametrize(("markdown", "words"), PLAIN)
def test_plain_text_is_the_words_alone(markdown, words):
    assert plain_text(markdown) == words


PIECES = st.sampled_from(
    [
        *HOSTILE,
        *FORGED,
        "[1]",
        "[1, 2]",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "`",
        "*",
        "_",
        "\\",
        "\n",
        "\n\n",
        "|",
        "&",
        '"',
        "# ",
    ]
)
MIXED = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("".join)


@given(st.one_of(st.text(), MIXED), st.booleans())
@example("<\x00script>", True)
def test_any_text_becomes_allowed_html(text, html):
    assert foreign(to_html(text, html=html)) == []


@given(st.one_of(st.text(), MIXED))
def test_any_body_becomes_allowed_html_with_a_chip_a_marker(text):
    numbers = []

    def counted(number):
        numbers.append(number)
        return SafeString("<sup>x</sup>")

    assert foreign(with_citations(body_html(text), counted)) == []
    assert numbers == citation_numbers(text)


@given(st.one_of(st.text(), MIXED))
def test_plain_text_of_anything_is_one_line(text):
    assert len(plain_text(text).splitlines()) <= 1


def test_text_of_html_reads_like_the_plain_text():
    body = "Some *words*, a [link](https://a.example) and `code`."
    assert text_of(body_html(body)) == plain_text(body)


@pytest.mark.parametrize(
    ("markdown", "targets"),
    [
        ("No link, [1] and [2, 3].", []),
        ("[one](/a/) and [two](#b) and [one](/a/)", ["/a/", "#b", "/a/"]),
        ("[one][x], <https://b.example/c>\n\n[x]: /a/", ["/a/", "https://b.example/c"]),
        ("[Japanese](/tags/日本/)", ["/tags/%E6%97%A5%E6%9C%AC/"]),
        ("`[code](/a/)` and [bad](javascript:x) and \\[not](/a/)", []),
    ],
)
def test_targets_of_links(markdown, targets):
    assert link_targets(markdown) == targets


@given(st.one_of(st.text(), MIXED))
def test_any_text_has_the_links_that_its_page_has(text):
    assert all(escape(target) in to_html(text) or ":" in target for target in link_targets(text))


def test_markers_without_a_clip_are_found_once():
    assert missing_numbers("[9][1] and [3, 9], \\[7]", [1, 2]) == [3, 9]
    assert missing_numbers("[1]", [1]) == []
