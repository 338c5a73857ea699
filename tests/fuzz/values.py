"""What nobody types and somebody sends: values for any place of a request, as bytes."""

from urllib.parse import quote_from_bytes

NUMBERS = """
0 -1 -0 00001 1.5 1e9 1e999 NaN inf 0x10 1_000 +1 ٣ ² ① 100000000000000000000 2147483648 9223372036854775807
9223372036854775808 -9223372036854775809
""".split()  # noqa: SIM905
NUMBERS += ["9" * 400, "9" * 5000, " 1", "1 ", "1\n", ""]
DATES = """
9999999999 0000 0000-00-00 2024-13-45 2024-02-30 9999-12-31 99999-01-01 -2024-01-01 2024-1-1 2024-05-01T25:61 ٢٠٢٤ 1-1-1
2024-05-01T00:00:00+99:99 10000
""".split()  # noqa: SIM905
#: What the languages of search engines, databases, templates, addresses and files make of signs.
SYNTAX = [
    *['"', "'", '"a', 'a"b"c"', '""', "'''", "a'b", "`", "\\", "\\'", "*", "a*", "*a", "^a", "+a", "-", "--", "- -a"],
    *["a AND", "NOT", "OR OR", "NEAR(a b, 99999)", "a:b", "words : a", "{a b} : c", "(", "(((((", "a)", "a NEAR/-1 b"],
    *["a & | !b", "':*", "a <-> ", "!!a", "a:*ABCD", "|", "&", "a & ('b' | ", "<0>", "simple::tsquery"],
    *["' OR 1=1 --", "1; DROP TABLE episodes_show", "1) UNION SELECT NULL--", "%", "_", "%%%", "%s", "%(a)s", "{0}"],
    *["{{ request }}", "{% debug %}", "${7*7}", "<script>alert(1)</script>", "../../../../etc/passwd", "..\\..\\a"],
    *["file:///etc/passwd", "http://[", "http://[::1", "//evil.example", "javascript:alert(1)", "\r\nSet-Cookie: a=b"],
    *["[1][2]", "[99999999999999999999]", "[1, 2, x]", "\\[6]", "[[[", "](x)", "`" * 3000, "> " * 500, "*" * 2000],
    *[
        "a" + "(" * 5000,
        "[" * 3000,
        "\t- " * 300,
        "<" * 3000,
        "1:02:03:04",
        "99:99:99",
        "-1:00",
        "1:0x",
        "0:00.0000001",
    ],
]
OPERATORS = ["tag:", 'tag:"', "tag:'", "-tag:", "--tag:a", "tag:-a", "tag:tag:a", 'person:"a', "person:,", "show:\x00"]
OPERATORS += ["before:", "before:9999999999", "before:0", "after:2024-99", "after:-1", "before:2024-02-30", "TAG:A"]
OPERATORS += ["tag:" + "x" * 5000, "tag:a " * 300, '-"' * 300, "before:٢٠٢٤ after:²", "kind:nothing", "a " * 3000]
TEXTS = [
    *["a\x00b", "\x00", "\x01\x02\x1b[31m\x7f", "\u202eevil\u202c", "\u2066\u2067\u2068", "\ufeff", "\ufffe\uffff"],
    *[
        "\u0301",
        "a" + "\u0301" * 10_000,
        "\u200d" * 500,
        "👩‍👩‍👧‍👦" * 300,
        "ﷺ" * 2000,
        "İıſßŉǰ",
        "\U0010ffff",
        "\ue000\ue001",
    ],
    *["word" * 15_000, "日" * 20_000, "ก" * 20_000, "é" * 30_000, "a b " * 15_000, "한국어" * 3000, " " * 5000],
    *["\u2028\u2029\u0085", "\n" * 2000, "null", "None", "undefined", "true", "[]", "{}", "__class__", "a+b", "a/b"],
]
BROKEN = [b"\xff\xfe", b"\xed\xa0\x80", b"\xed\xb0\x80x", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80" * 300]
KINDS = (NUMBERS, DATES, SYNTAX, OPERATORS, TEXTS, BROKEN)
#: Escapes that are none, or of another standard.
ESCAPES = ["%", "%zz", "%u0041", "%0", "%%32", "%c0%ae", "%252e", "%00", "%2f", "%5c", "%3b", "%26", "+", "%2B"]


def value(random) -> bytes:
    """One of them, or two behind each other."""
    one = _one(random)
    return one + random.choice([b"", b" ", b"+", b"/"]) + _one(random) if random.random() < 0.15 else one


def _one(random):
    chosen = random.choice(random.choice(KINDS))
    return chosen if isinstance(chosen, bytes) else chosen.encode("utf-8", "surrogatepass")


def text(random) -> str:
    """One as a form sends it: whatever a browser could have in a field."""
    return value(random).decode("utf-8", "replace")


def escaped(random, raw: bytes) -> str:
    """``raw`` as it stands in an address: escaped, or not quite."""
    kind = random.random()
    if kind < 0.8:
        return quote_from_bytes(raw, safe="")
    if kind < 0.9:
        return quote_from_bytes(raw, safe="/;:@&=+$,?") + random.choice(ESCAPES)
    return raw.decode("latin-1")


def short(told, most=200) -> str:
    """``told`` in so many characters that a failure can be read."""
    shown = repr(told)
    return shown if len(shown) <= most else f"{shown[:most]}… ({len(told)})"
