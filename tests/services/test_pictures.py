"""What is stored of a picture: upright, without metadata, within bounds, under a name of ours."""

import io
import re
from zlib import crc32

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, PngImagePlugin

from episodes.services import pictures
from episodes.services.pictures import cleaned

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def file(image, kind="PNG", name="any", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return ContentFile(out.getvalue(), name=name)


def photo():
    """40 × 20 pixels: the left half red, the right one blue."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (20, 0, 40, 20))
    return image


def opened(stored):
    stored.seek(0)
    return Image.open(io.BytesIO(stored.read()))


def exif(orientation=1):
    values = Image.Exif()
    values[ORIENTATION], values[MAKER] = orientation, "Camera of Maren"
    values.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return values


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_where_a_photo_was_taken_is_not_stored(kind):
    given = file(photo(), kind, exif=exif(), xmp=b"<x:xmpmeta>Maren</x:xmpmeta>", quality=95)
    assert b"Camera of Maren" in given.read()
    stored = cleaned(given)
    data = stored.read()
    assert b"Maren" not in data and b"Exif" not in data
    assert dict(opened(stored).getexif()) == {}


def test_words_in_a_png_are_not_stored():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    assert b"script" not in cleaned(file(photo(), pnginfo=words)).read()


def test_what_follows_a_picture_is_not_stored():
    given = ContentFile(file(photo()).read() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in cleaned(given).read()


@pytest.mark.parametrize(
    ("kind", "ending"), [("JPEG", "jpg"), ("WEBP", "jpg"), ("AVIF", "jpg"), ("PNG", "png"), ("GIF", "png")]
)
def test_the_name_is_ours_and_its_ending_that_of_the_bytes(kind, ending):
    stored = cleaned(file(photo(), kind, name="../../<b>.html"))
    assert re.fullmatch(rf"[0-9a-f]{{32}}\.{ending}", stored.name)
    assert opened(stored).format == {"jpg": "JPEG", "png": "PNG"}[ending]


def test_the_same_picture_has_the_same_name():
    assert cleaned(file(photo(), name="a")).name == cleaned(file(photo(), name="b")).name


def test_what_one_can_see_through_stays_so():
    image = photo().convert("RGBA")
    image.putalpha(100)
    for kind in ("PNG", "WEBP"):
        assert opened(cleaned(file(image, kind, lossless=True))).getpixel((5, 5)) == (255, 0, 0, 100)


def test_a_photo_stands_as_the_camera_was_held():
    stored = opened(cleaned(file(photo(), "JPEG", exif=exif(orientation=6), quality=95)))
    assert stored.size == (20, 40)
    red, green, blue = stored.getpixel((10, 5))
    assert red > 200 and max(green, blue) < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "RGBA"])
def test_every_kind_of_pixels_is_taken(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    grey = (
        Image.new("I", (8, 8), 0x8000).convert("I;16") if mode == "I;16" else Image.new("L", (8, 8), 128).convert(mode)
    )
    stored = opened(cleaned(file(grey, kind))).convert("RGB")
    assert stored.getpixel((4, 4))[0] in ((0, 255) if mode == "1" else range(120, 136))


def test_colours_are_those_that_screens_have():
    for space in ("sRGB", "LAB"):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()
        stored = opened(cleaned(file(photo(), icc_profile=profile)))
        assert "icc_profile" not in stored.info and stored.getpixel((5, 5)) == (255, 0, 0)


def test_a_huge_picture_is_made_smaller():
    stored = opened(cleaned(file(Image.new("1", (6000, 3000)))))
    assert stored.size == (3000, 1500)


def test_of_an_animation_the_first_picture_is_kept():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        stored = opened(cleaned(file(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)))
        assert getattr(stored, "n_frames", 1) == 1 and stored.convert("RGB").getpixel((4, 4))[0] > 240


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PHP = b"\xff\xd8\xff\xe0<?php system($_GET[0]);"


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", SVG, b"<?xml version='1.0'?>" + SVG, b"\x1f\x8b" + SVG, PHP, b"\x89PNG\r\n\x1a\n", b"%PDF-1.7",
     b"GIF89a" + b"\xff" * 99, b"BM" + b"\0" * 60, b"8BPS\0\1", b"\0\0\1\0\1\0", b"%!PS-Adobe-3.0 EPSF-3.0"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data):
    for name in ("logo.png", "logo.svg"):
        with pytest.raises(ValidationError, match="can't be read as a picture"):
            cleaned(ContentFile(data, name=name))


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "PDF", "JPEG2000", "TGA", "PPM", "DDS"])
def test_what_browsers_do_not_show_is_refused(kind):
    with pytest.raises(ValidationError, match="can't be read as a picture"):
        cleaned(file(photo(), kind, name="logo.png"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_half_a_picture_is_refused(kind):
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = file(noise, kind).read()
    with pytest.raises(ValidationError, match="can't be read as a picture"):
        cleaned(ContentFile(data[: len(data) // 2]))


@pytest.mark.parametrize(
    ("kind", "size"),
    [("PNG", (8000, 5001)), ("GIF", (8000, 5001)), ("JPEG", (40_001, 1000)), ("PNG", (30_000, 30_000))],
)
def test_what_unfolds_is_refused_before_it_is_decoded(kind, size, monkeypatch):
    # The head says so many pixels, and hardly anything follows.
    data = bytearray(file(Image.new("1" if kind == "PNG" else "L", (8, 8)), kind).read())
    at, form = {"PNG": (16, 4), "GIF": (6, 2), "JPEG": (data.find(b"\xff\xc0") + 5, 2)}[kind]
    order, sides = ("little" if kind == "GIF" else "big"), (reversed(size) if kind == "JPEG" else size)
    for place, side in enumerate(sides):
        data[at + place * form : at + place * form + form] = side.to_bytes(form, order)
    if kind == "PNG":
        data[29:33] = crc32(data[12:29]).to_bytes(4, "big")
    decoded = []
    monkeypatch.setattr(Image.Image, "load", lambda image: decoded.append(image))
    with pytest.raises(ValidationError, match="40 megapixels"):
        cleaned(ContentFile(bytes(data)))
    assert decoded == []


def test_a_picture_with_too_many_bytes_is_refused():
    with pytest.raises(ValidationError, match=r"The picture has 10\.0 MB; at most 10 MB are taken"):
        cleaned(ContentFile(b"\x89PNG" + b"x" * 10_500_000))


def test_exactly_forty_megapixels_are_taken():
    pictures.check_pixels(file(Image.new("1", (8000, 5000))))
