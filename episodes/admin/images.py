"""Uploaded logos and photos: looked at before anything decodes them."""

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from episodes.services.pictures import check_bytes, check_pixels

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
        check_bytes(file.size)
        check_pixels(file)
        return super().to_python(data)
