"""Show notes keep their words and their shape, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.importers.feed_notes import to_line, to_markdown
from episodes.text.markdown import plain_text, to_html


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br/><br/>three", "One\\\ntwo\n\nthree"),
        ("<b>bold </b>word, <em>it</em>", "**bold** word, *it*"),
        ("<strong>a</strong><strong></strong> b", "**a** b"),
        ("Read <a href='https://x.example/a_(b)'>this [1]</a>.", "Read [this \\[1\\]](<https://x.example/a_(b)>)."),
        ("<a href='https://x.example/'>https://x.example/</a>", "<https://x.example/>"),
        ("<a href='mailto:a@b.example'>write</a>", "[write](<mailto:a@b.example>)"),
        ("<a href='/relative'>word</a> <a href='#t=1'>other</a>", "word other"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol><li>a</li><li><p>b</p><p>c</p></li></ol>", "1. a\n2. b\n\n   c"),
        ("<h1>Links</h1><p>x</p>", "# Links\n\nx"),
        ("<blockquote>said</blockquote>", "> said"),
        ("<p>(00:12) Start<br>01:02:03 - End</p>", "(00:12) Start\\\n01:02:03 - End"),
        (
            "Plain\nlines with https://x.example/a_b, and *stars*",
            "Plain\\\nlines with <https://x.example/a_b>, and \\*stars\\*",
        ),
        ("1. not a list\n- nor this", "1\\. not a list\\\n\\- nor this"),
        ("a<hr>b", "a\n\n---\n\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("&nbsp;<p>&nbsp;</p>a&nbsp;b &lt;i&gt;", "a b \\<i>"),
        ("a<br>https://x.example/?a=1&amp;b=2", "a\\\n<https://x.example/?a=1&b=2>"),
        ("", ""),
    ],
)
def test_html_and_text_become_markdown(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src='https://x.example'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='https://x.example/&quot;onclick=&quot;alert(1)'>x</a>",
        "<style>p{color:red}</style><p style='color:red' onclick='alert(1)'>x</p>",
        "&lt;script&gt;alert(1)&lt;/script&gt;<p>",
        "<svg><script>alert(1)</script></svg>",
        "<scr<script>ipt>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "<a href='https://x.example/>)[y](javascript:alert(1)'>x</a>",
    ],
)
def test_hostile_markup_renders_as_words(hostile):
    html = to_html(to_markdown(f"<p>a</p>{hostile}")) + to_html(to_markdown(hostile))
    for sign in ("<script", "<img", "<iframe", "<svg", "<style", "<javascript"):
        assert sign not in html
    assert all(href.startswith("https://x.example") for href in re.findall('href="([^"]*)"', html))
    assert not re.search("<[^>]* (?:on|style)", html)


@given(st.text(alphabet="ab *_`[]()<>#-+=|~!\\&;:/\n1.)\u00e9h", max_size=60))
def test_plain_text_shows_as_it_stands(text):
    assert "".join(plain_text(to_markdown(text)).split()) == "".join(to_line(text).split())


@given(
    st.lists(
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<p>",
                "</p>",
                "<li>",
                "<ul>",
                "</ul>",
                "a",
                " ",
                "“q”",
                "<br>",
                "<a href='https://x.y'>",
                "</a>",
                "1.",
                "[",
                "*",
            ]
        ),
        max_size=14,
    )
)
def test_markup_in_any_order_keeps_the_words(parts):
    html = "<p>" + "".join(parts) + "</p>"
    shown = "".join(plain_text(to_markdown(html)).split())
    assert shown == "".join(to_line(html).split())
