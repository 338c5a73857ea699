"""The form of what has a slug: an address that the site itself needs is refused."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from episodes.admin.choices import KnowsItsChoices
from episodes.text.slugs import ANCHORS, RESERVED

SLUG_TAKEN = {"unique_together": _("Another one in the same place has this slug.")}


class SluggedForm(KnowsItsChoices):
    def clean_slug(self):
        slug = self.cleaned_data["slug"].lower()
        if slug in RESERVED or ANCHORS.fullmatch(slug):
            raise ValidationError(
                _("“%(slug)s” is an address of the site itself; choose another."),
                params={"slug": slug},
                code="reserved",
            )
        return slug
