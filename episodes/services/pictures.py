"""Pictures from elsewhere: looked at before anything decodes them, then written anew under a name of ours.

Every door for pictures leads through here, whatever the file is called and says of itself. What is stored has no
metadata (where a photo was taken, say), stands upright, and is a JPEG or a PNG, as podcast directories want them.
"""

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_PIXELS = 40_000_000
MOST_BYTES = 10 * 1024 * 1024
#: What is taken. Not SVG: it is a document that may hold scripts.
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]
#: Of drawings, whose every pixel counts; what photos come in is kept as JPEG, unless one can see through it.
DRAWN = {"PNG", "GIF"}
#: The longest side that is kept, in pixels: the largest picture that directories take.
LONGEST = 3000
JPEG_QUALITY = 90


def cleaned(file) -> ContentFile:
    """The picture in ``file`` (a Django file) as it is to be stored. Its ``name`` is a digest of its bytes.

    Raises ``ValidationError`` with one sentence for what is no picture, or unfolds to more than 40 megapixels, which
    is known from its head: a few kilobytes can unfold to gigabytes. Of an animation the first picture is kept.
    """
    check_bytes(file.size)
    kind = check_pixels(file)
    try:
        data, ending = _written(file, kind)
    except Exception:  # Damaged pictures raise whatever their decoder stumbles over.
        raise _unreadable() from None
    finally:
        file.seek(0)
    return ContentFile(data, name=f"{hashlib.sha256(data).hexdigest()[:32]}.{ending}")


def check_bytes(size: int):
    if size > MOST_BYTES:
        raise ValidationError(
            _("The picture has %(size).1f MB; at most %(most)d MB are taken."),
            params={"size": size / 1024**2, "most": MOST_BYTES // 1024**2},
            code="bytes",
        )


def check_pixels(file) -> str:
    """The format of a picture, one of ``FORMATS``. Reads the head of ``file`` only and rewinds it.

    Raises ``ValidationError``.
    """
    try:
        name, (width, height) = _head(file)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise _unreadable() from None
    if width * height > MOST_PIXELS:
        raise ValidationError(
            _("The picture has %(width)d × %(height)d pixels; at most 40 megapixels are taken."),
            params={"width": width, "height": height},
            code="pixels",
        )
    return name


def check_stored(storage, name: str):
    """That what an export calls a picture is one, if the export has it. Raises ``ValidationError``."""
    try:
        with storage.open(name) as file:
            check_bytes(file.size)
            check_pixels(file)
    except FileNotFoundError:
        pass


def upright(image: Image.Image, longest: int) -> Image.Image:
    """An open picture decoded, turned as its camera was held, in sRGB, and at most ``longest`` pixels a side."""
    image.draft("RGB", (longest, longest))
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(_eight_bits(image))
    turned = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    turned.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    turned = _in_srgb(turned, profile)
    # What the file said beside its pixels would be written again.
    turned.info.clear()
    return turned


def _written(file, kind):
    """``(bytes, ending)``"""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as image:
        image = upright(image, LONGEST)
    is_opaque = image.mode == "RGB" or image.getextrema()[3] == (255, 255)
    out = io.BytesIO()
    if is_opaque and kind not in DRAWN:
        image.convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
        return out.getvalue(), "jpg"
    (image.convert("RGB") if is_opaque else image).save(out, "PNG")
    return out.getvalue(), "png"


def _eight_bits(image):
    """16 bits a channel lose their lower half; Pillow would cut off all that is above 255."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image


def _in_srgb(image, profile):
    """A profile is taken away with all other metadata, so its colours are put into those that every screen has."""
    if not profile:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _head(file):
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            return image.format, image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("The picture has more than 40 megapixels."), code="pixels") from None
    finally:
        file.seek(0)


def _unreadable():
    return ValidationError(
        _("This file can't be read as a picture; JPEG, PNG, WebP, AVIF and GIF can."), code="invalid_image"
    )
