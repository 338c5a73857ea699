"""Uploaded logos and photos: looked at before anything decodes them."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from episodes.services.colours import MOST_PIXELS

MOST_BYTES = 10 * 1024 * 1024
FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
ENDINGS = ["jpg", "jpeg", "png", "webp", "gif"]


class PictureField(forms.ImageField):
    """Refuses what is too large in bytes or in pixels, or no picture that browsers show, with a sentence."""

    default_validators = [
        FileExtensionValidator(
            ENDINGS,
            message=_("The name of the file must end in %(allowed_extensions)s, and it ends in “%(extension)s”."),
        )
    ]

    def to_python(self, data):
        file = forms.FileField.to_python(self, data)
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The picture has %(size).1f MB; at most %(most)d MB are taken.")
                % {"size": file.size / 1024**2, "most": MOST_BYTES // 1024**2},
                code="bytes",
            )
        check_pixels(file)
        return super().to_python(data)


def check_pixels(file):
    """Reads the head of ``file`` only, since a few kilobytes can unfold to gigabytes. Raises ``ValidationError``."""
    try:
        width, height = _size(file)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise ValidationError(
            _("This file can't be read as a picture; JPEG, PNG, WebP and GIF can."), code="invalid_image"
        ) from None
    if width * height > MOST_PIXELS:
        raise ValidationError(
            _("The picture has %(width)d × %(height)d pixels; at most 40 megapixels are taken.")
            % {"width": width, "height": height},
            code="pixels",
        )


def _size(file):
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            return image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("The picture has more than 40 megapixels."), code="pixels") from None
    finally:
        file.seek(0)
