"""Links typed one a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.links import LinkError, is_web_address, parse_links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", []),
        ("\n  \n", []),
        ("Apple Podcasts https://a.example/show", [("Apple Podcasts", "https://a.example/show")]),
        ("Site: https://a.example", [("Site", "https://a.example")]),
        ("https://a.example/x", [("a.example", "https://a.example/x")]),
        ("A https://a.example\r\n\r\n B  C   http://b.example:8080/?q=1 ",
         [("A", "https://a.example"), ("B C", "http://b.example:8080/?q=1")]),
        ("日本 https://例え.example/道", [("日本", "https://例え.example/道")]),
    ],
)  # fmt: skip
def test_parse_links(text, links):
    assert parse_links(text) == links


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("just words", 1),
        ("A https://a.example\nB ftp://b.example", 2),
        ("javascript:alert(1)", 1),
        ("x data:text/html,x", 1),
        ("x https://", 1),
        ("x //a.example", 1),
        ("x https://[::1", 1),
        ("x https://a.example:99999/", 1),
        ("x https://a.example:port/", 1),
        ("https://a.example then words", 1),
        ("x https://a.example/" + "y" * 500, 1),
    ],
)
def test_a_line_that_is_no_link_is_named(text, line):
    with pytest.raises(LinkError, match=f"^Line {line} must end in an address.*is none\\.$") as error:
        parse_links(text)
    assert len(str(error.value)) < 250


@given(st.text())
def test_any_text_is_links_or_a_sentence(text):
    try:
        assert all(name and is_web_address(url) for name, url in parse_links(text))
    except LinkError as error:
        assert str(error).startswith("Line ")
