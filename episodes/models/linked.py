"""A list of links, typed one a line."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from episodes.text.links import LinkError, parse_links


def validate_links(text):
    try:
        parse_links(text)
    except LinkError as error:
        raise ValidationError(gettext(error.template), params=error.params) from None


def link_field(name, **options):
    return models.TextField(
        name, blank=True, validators=[validate_links], help_text=_("One a line: Name https://…"), **options
    )


class Linked(models.Model):
    links = link_field(_("links"))

    class Meta:
        abstract = True

    @property
    def link_list(self):
        """``[(name, url)]``"""
        return parse_links(self.links)
