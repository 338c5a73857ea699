"""Pictures from elsewhere, looked at before anything decodes them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from episodes.services.colours import MOST_PIXELS

MOST_BYTES = 10 * 1024 * 1024
ENDING_OF = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
FORMATS = list(ENDING_OF)


def check_bytes(size: int):
    if size > MOST_BYTES:
        raise ValidationError(
            _("The picture has %(size).1f MB; at most %(most)d MB are taken."),
            params={"size": size / 1024**2, "most": MOST_BYTES // 1024**2},
            code="bytes",
        )


def check_pixels(file) -> str:
    """The format of a picture, ``JPEG`` and the like. Reads the head of ``file`` only and rewinds it.

    A few kilobytes can unfold to gigabytes. Raises ``ValidationError``.
    """
    try:
        name, (width, height) = _head(file)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise ValidationError(
            _("This file can't be read as a picture; JPEG, PNG, WebP and GIF can."), code="invalid_image"
        ) from None
    if width * height > MOST_PIXELS:
        raise ValidationError(
            _("The picture has %(width)d × %(height)d pixels; at most 40 megapixels are taken."),
            params={"width": width, "height": height},
            code="pixels",
        )
    return name


def check_picture(file) -> str:
    """The ending for the name of a picture that nobody has named. Raises ``ValidationError`` for what is none."""
    check_bytes(file.size)
    return ENDING_OF[check_pixels(file)]


def _head(file):
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            return image.format, image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("The picture has more than 40 megapixels."), code="pixels") from None
    finally:
        file.seek(0)
