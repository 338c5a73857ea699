"""Uploaded logos and photos: what is stored is a picture written anew, under a name of ours."""

from django import forms

from episodes.services.pictures import cleaned


class PictureField(forms.ImageField):
    """Refuses what is too large in bytes or in pixels, or no picture that browsers show, with a sentence."""

    def to_python(self, data):
        file = forms.FileField.to_python(self, data)
        return None if file is None else cleaned(file)
