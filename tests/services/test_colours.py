"""A show's accent comes from its logo, and every accent can be read."""

import io
import math
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from episodes.services.colours import hue_of, oklch

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
NEEDED_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text of any size


def drawn(ground, *spots, mode="RGB", size=(200, 200), kind="PNG"):
    """An image file: a ground, and spots of ``(colour, box)``."""
    image = Image.new(mode, size, ground)
    pen = ImageDraw.Draw(image)
    for colour, box in spots:
        pen.rectangle(box, fill=colour)
    out = io.BytesIO()
    image.save(out, kind)
    out.seek(0)
    return out


def apart(one, other):
    return abs((one - other + 180) % 360 - 180)


# Hues as CSS Color 4 gives them for the sRGB primaries and mixtures.
PURE = {"red": ("#ff0000", 29), "lime": ("#00ff00", 142), "blue": ("#0000ff", 264), "yellow": ("#ffff00", 110)}
PURE |= {"magenta": ("#ff00ff", 328), "cyan": ("#00ffff", 195), "brown": ("#8b4513", 49), "teal": ("#008080", 195)}


@pytest.mark.parametrize(("colour", "hue"), PURE.values(), ids=PURE.keys())
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_one_colour(colour, hue, kind):
    assert apart(hue_of(drawn(colour, kind=kind)), hue) <= 3


@pytest.mark.parametrize(
    ("image", "hue"),
    [
        (drawn("#ffffff", ("#0055cc", (60, 60, 140, 140))), 259),
        (drawn("#000000", ("#ff8800", (60, 60, 140, 140))), 56),
        (drawn("#777777", ("#cc0044", (10, 10, 60, 60))), 16),
        (drawn("#0055cc", ("#ff0000", (0, 0, 40, 40))), 259),
        (drawn("#eef4ff", ("#cc2200", (40, 40, 160, 160))), 33),
        (drawn("#c4d7ff", ("#cc2200", (0, 0, 100, 100))), 33),
        # Around 0 degrees the mean must not come out on the other side of the circle.
        (drawn("#e3428b", ("#e8446f", (0, 0, 200, 100))), 4),
    ],
    ids=[
        "on white",
        "on black",
        "on grey",
        "the larger of two",
        "on a tint",
        "a quarter saturated on pastel",
        "across zero",
    ],
)
def test_the_dominant_saturated_colour(image, hue):
    assert apart(hue_of(image), hue) <= 4


def test_transparent_pixels_do_not_count():
    for side in (50, 500):
        image = drawn((255, 0, 0, 0), ((0, 160, 60, 255), (10, 10, 25, 25)), mode="RGBA", size=(side, side))
        assert apart(hue_of(image), 148) <= 6


@pytest.mark.parametrize(
    "image",
    [
        drawn("#000000"),
        drawn("#ffffff"),
        drawn("#808080", ("#202020", (0, 0, 100, 100)), kind="JPEG"),
        drawn("#f4f1ee"),
        drawn(128, mode="L"),
        drawn(1, mode="1"),
        drawn((255, 0, 0, 0), mode="RGBA"),
        drawn("#ffffff", ("#ff0000", (0, 0, 4, 4)), size=(400, 400)),
    ],
    ids=["black", "white", "greys", "paper", "L", "1", "all transparent", "a speck"],
)
def test_a_grey_image_has_no_hue(image):
    assert hue_of(image) is None


@pytest.mark.parametrize("mode", ["P", "CMYK", "LA", "RGBA", "I;16"])
def test_any_mode_is_read_or_has_no_hue(mode):
    image = Image.new("RGB", (50, 50), "#ff0000")
    image = Image.new(mode, (50, 50)) if mode in ("LA", "I;16") else image.convert(mode)
    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert hue_of(out) == (None if mode in ("LA", "I;16") else pytest.approx(29, abs=3))


@pytest.mark.parametrize(
    "data",
    [b"", b"not an image", b"\x89PNG\r\n\x1a\n", drawn("#ff0000").getvalue()[:60], b"<svg/>", b"GIF89a" + b"\xff" * 40],
)
def test_what_cannot_be_read_has_no_hue(data):
    assert hue_of(io.BytesIO(data)) is None


def test_a_missing_file_has_no_hue(tmp_path):
    assert hue_of(tmp_path / "missing.png") is None


def test_above_40_megapixels_nothing_is_decoded(monkeypatch):
    huge = drawn(1, mode="1", size=(7000, 6000))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
    assert hue_of(huge) is None


def test_a_bomb_has_no_hue():
    assert hue_of(drawn(1, mode="1", size=(20000, 10000))) is None


def test_paths_and_django_files_are_read_and_rewound(tmp_path):
    data = drawn("#ff0000").getvalue()
    path = tmp_path / "logo.png"
    path.write_bytes(data)
    upload = SimpleUploadedFile("logo.png", data)
    stream = io.BytesIO(data)
    stream.read()
    assert {hue_of(path), hue_of(upload), hue_of(ContentFile(data)), hue_of(stream)} == {29}
    assert upload.read() == data
    assert stream.read() == data


def test_the_same_image_has_the_same_hue():
    image = drawn("#ff0000", ("#0000ff", (0, 0, 100, 200)))
    assert len({hue_of(image) for _ in range(3)}) == 1


# --- Contrast of the accents -----------------------------------------------------------------------------------


def srgb(lightness, chroma, hue):
    """Linear sRGB of an OKLCH colour (Ottosson's inverse), clipped to the gamut a channel at a time."""
    a_axis, b_axis = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a_axis + 0.2158037573 * b_axis) ** 3
    medium = (lightness - 0.1055613458 * a_axis - 0.0638541728 * b_axis) ** 3
    short = (lightness - 0.0894841775 * a_axis - 1.2914855480 * b_axis) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return [min(1.0, max(0.0, channel)) for channel in channels]


def from_hex(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]


def contrast(one, other):
    """WCAG 2.2's contrast ratio of two linear sRGB colours."""
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes():
    """``{"light": {"paper": …, "accent": hue -> colour, "accent-wash": …}, "dark": …}`` of the style sheet."""
    light, dark = TOKENS.read_text().split("prefers-color-scheme: dark", 1)
    return {name: _theme(css) for name, css in (("light", light), ("dark", dark))}


def _theme(css):
    found = {"paper": re.search(r"--paper:\s*(#[0-9a-f]{6})", css)[1]}
    for name in ("accent", "accent-wash"):
        found[f"{name} without oklch"] = re.search(rf"--{name}:\s*(#[0-9a-f]{{6}})", css)[1]
        found[name] = tuple(
            map(float, re.search(rf"--{name}:\s*oklch\(([\d.]+) ([\d.]+) var\(--hue\)\)", css).groups())
        )
    return found


@pytest.fixture(scope="module", params=["light", "dark"])
def theme(request):
    return themes()[request.param]


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_every_accent_can_be_read(theme, hue):
    paper, accent, wash = from_hex(theme["paper"]), srgb(*theme["accent"], hue), srgb(*theme["accent-wash"], hue)
    assert contrast(accent, paper) >= NEEDED_CONTRAST  # a link; and a filled button, whose text has the paper's colour
    assert contrast(accent, wash) >= NEEDED_CONTRAST  # the number on a citation chip


def test_the_accent_of_browsers_without_oklch_can_be_read(theme):
    accent, wash = from_hex(theme["accent without oklch"]), from_hex(theme["accent-wash without oklch"])
    assert contrast(accent, from_hex(theme["paper"])) >= NEEDED_CONTRAST
    assert contrast(accent, wash) >= NEEDED_CONTRAST


def test_text_on_the_accent_is_paper():
    assert re.findall(r"--on-accent:\s*([^;]+);", TOKENS.read_text()) == ["var(--paper)"]


def test_the_style_sheet_has_a_class_for_every_accent():
    classes = re.findall(r"\.hue-(\d+)\s*\{\s*--hue:\s*(\d+);?\s*\}", TOKENS.read_text())
    assert sorted((int(name), int(hue)) for name, hue in classes) == [(hue, hue) for hue in range(0, 360, 15)]


@pytest.mark.parametrize("colour", ["#00654b", "#66d9b0", "#a01234", "#fbfcfb"])
def test_the_two_conversions_agree(colour):
    back = srgb(*oklch(*(int(colour[at : at + 2], 16) for at in (1, 3, 5))))
    assert back == pytest.approx(from_hex(colour), abs=1e-4)
