"""Cards hold any text: within the frame, whole or with an ellipsis, in every script, and without raising."""

import io
import struct
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from episodes.seo.cards import Card, fonts
from episodes.seo.cards.palette import PAPER, palette
from episodes.seo.cards.poster import EDGE, MARGIN, draw_card

MARKS = ((1, 60_000, 90_000), (2, 70_000, 95_000), (10, 1_800_000, 1_860_000), (99, 3_590_000, 3_600_000))
FRAME = 14  # pixels within the margin that letters may lean into: accents, swashes, the hanging mark
SCRIPTS = [
    "Listening Machines: Accents, Errors and Who Gets Understood",
    "Слушающие машины: кто понят, а кто нет",
    "Μηχανές που ακούνε",
    "كيف تُدرَّب النماذج اللغوية: ومن يفهمها حقًّا؟",
    "המספר 3.5% לא אומר שום דבר על Whisper.",
    "大規模言語モデルはどのように訓練され、公開されるのか",
    "我们公开权重，是因为否则没有人能够验证它们。",
    "모델이 틀렸을 때 누가 책임을 지는가",
    "โมเดลภาษาขนาดใหญ่ถูกฝึกและเผยแพร่อย่างไร",
    "बड़े भाषा मॉडल कैसे प्रशिक्षित किए जाते हैं",
    "பெரிய மொழி மாதிரிகள்",
    "დიდი ენის მოდელები",
    "ទម្រង់ភាសាធំ",
    "🎙️ We shipped it 🚀 and then 👩🏽‍🔬 checked it ✅",
]


def make_card(**values):
    return Card(**{"kind": "episode", "pk": 1, "words": "Title", "site": "Podsite", "source": "Held Out", **values})


def drawn(card, picture=None):
    with Image.open(io.BytesIO(draw_card(card, picture))) as image:
        assert image.size == (1200, 630)
        return image.convert("RGB")


def assert_framed(image, accent):
    """Above the edge nothing but paper lies in the margins; at the foot nothing but the show's colour."""
    side = MARGIN - FRAME
    for box, ground in [
        ((0, 0, side, EDGE - 1), PAPER),
        ((1200 - side, 0, 1200, EDGE - 1), PAPER),
        ((0, 0, 1200, 4), PAPER),
        ((0, EDGE + 50, side, 630), accent),
        ((1200 - side, EDGE + 50, 1200, 630), accent),
        ((0, 624, 1200, 630), accent),
    ]:
        part = image.crop(box)
        assert ImageChops.difference(part, Image.new("RGB", part.size, ground)).getbbox() is None, box


@pytest.mark.parametrize("words", SCRIPTS)
@pytest.mark.parametrize("kind", ["episode", "quote"])
def test_every_script_is_set_in_a_font_that_has_it(words, kind):
    image = drawn(make_card(kind=kind, words=words, marks=MARKS, length_ms=3_600_000))
    assert_framed(image, palette(165).accent)
    stack = fonts.faces("serif")
    lacking = {char for char in words if not any(char in face for face in stack)} - set("\ufe0f\u200d")
    assert lacking == set()


TEXTS = st.text(max_size=60) | st.text(st.characters(categories=["L", "M", "S", "N", "P", "Zs"]), max_size=300)
TEXTS |= st.sampled_from(["W" * 500, "a " * 900, "ไ" * 200, "ش" * 300, "漢" * 600, "é" + "\u0301" * 90])
TEXTS |= st.just("\u202e\x00\ud800")


@example("e" + "\u0300" * 3, "", "", "episode", False)
@example("\u0300\u0301\u0302" * 9, "ש" + "\u05b8\u0591" * 3, "", "quote", True)
@settings(max_examples=30, deadline=None)
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["episode", "highlight", "quote", "clip", "tag", "site"]), st.booleans())
def test_any_text_stays_within_the_frame(words, speaker, below, kind, is_rtl):
    card = make_card(
        kind=kind, words=words, speaker=speaker, below=below, kicker=speaker, source=below, site=speaker, is_rtl=is_rtl,
        facts=(words,), marks=MARKS, length_ms=3_600_000, time="1:02:03", language=below[:20], picture="x",
    )  # fmt: skip
    assert_framed(drawn(card), palette(165).accent)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**9), st.integers(1, 10**6)), max_size=80))
@settings(max_examples=15, deadline=None)
def test_any_moments_stay_on_the_ruler(spans):
    marks = tuple((number, start, start + length) for number, start, length in spans)
    assert_framed(drawn(make_card(marks=marks, length_ms=3_600_000)), palette(165).accent)


def test_a_right_to_left_card_is_the_mirror_image():
    words = "المعنى"
    left, right = (drawn(make_card(words=words, is_rtl=is_rtl)) for is_rtl in (False, True))
    half = (0, 0, 600, EDGE - 1)
    assert ink(left.crop(half)) > 4 * ink(right.crop(half))


def ink(image):
    return sum(image.convert("L").histogram()[:128])


def test_without_shaping_a_card_is_drawn_all_the_same(monkeypatch):
    monkeypatch.setattr(fonts, "HAS_SHAPING", False)
    monkeypatch.setattr(fonts, "ENGINE", fonts.ImageFont.Layout.BASIC)
    fonts._loaded.cache_clear()
    for words in SCRIPTS:
        drawn(make_card(words=words))
    fonts._loaded.cache_clear()


def test_without_any_font_of_a_package_debians_are_used(monkeypatch):
    monkeypatch.setattr(fonts, "_packaged", lambda *_: [])
    fonts.faces.cache_clear()
    drawn(make_card(words="Words", kind="quote", speaker="Somebody"))
    monkeypatch.setattr(fonts, "_debian", lambda *_: [])
    fonts.faces.cache_clear()
    drawn(make_card(words="Words", kind="quote", speaker="Somebody"))
    fonts.faces.cache_clear()


def test_a_damaged_font_is_passed_over(monkeypatch, tmp_path):
    damaged = tmp_path / "Broken.ttf"
    damaged.write_bytes(b"\0\1\0\0" + b"\xff" * 99)
    monkeypatch.setattr(fonts, "_packaged", lambda *_: [damaged])
    monkeypatch.setattr(fonts, "_debian", lambda *_: [])
    fonts.faces.cache_clear()
    drawn(make_card(words="Words ش漢", kind="quote", speaker="Somebody"))
    fonts.faces.cache_clear()


def bomb():
    """A PNG of a few hundred bytes that says it has 50,000 × 50,000 pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("picture", [bomb(), b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\xff" * 99])
def test_a_picture_that_is_none_leaves_the_letter(picture):
    card = make_card(picture="logo.png")
    assert drawn(card, picture).tobytes() == drawn(card).tobytes()


def test_the_logo_is_on_the_card():
    file = io.BytesIO()
    Image.new("RGB", (3000, 1500), (200, 30, 40)).save(file, "JPEG")
    image = drawn(make_card(picture="logo.jpg"), file.getvalue())
    assert max(abs(a - b) for a, b in zip(image.getpixel((100, 100)), (200, 30, 40), strict=True)) < 8


def test_everything_on_a_card_is_in_its_digest():
    card = make_card().of_site("Podsite", 165)
    more = {"kicker": "x", "below": "x", "speaker": "x", "time": "x", "facts": ("x",), "marks": MARKS, "hue": 30}
    more |= {"words": "x", "source": "x", "language": "de", "is_rtl": True, "picture": "x", "length_ms": 5, "pk": 2}
    digests = [make_card(**{name: value}).of_site("Podsite", 165).digest for name, value in more.items()]
    assert len({card.digest, card.of_site("Another", 165).digest, *digests}) == len(digests) + 2


@pytest.mark.parametrize(
    ("hue", "shown"),
    [(0, (136, 51, 82)), (75, (123, 72, 0)), (165, (0, 105, 68)), (210, (0, 101, 122)), (330, (121, 57, 116))],
)
def test_the_accent_is_what_chromium_makes_of_it(hue, shown):
    assert palette(hue).accent == shown
