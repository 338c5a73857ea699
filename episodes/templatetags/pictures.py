"""Pictures on pages: in the sizes that a screen needs, with their dimensions, so that nothing moves when they come."""

from django import template
from django.urls import reverse

from episodes.services.sizes import choices
from episodes.text.html import format_html, format_html_join

register = template.Library()
ROOT = 16  # pixels that a rem has where nobody has chosen another


@register.simple_tag
def picture(file, width, height, shown, css="", alt="", lazy=False):
    """An ``<img>`` of a stored picture of ``width`` × ``height`` pixels, ``shown`` so many pixels wide at most.

    Without dimensions, as before it was ever measured, it is the file as it is.
    """
    address, sizes = file.url, ""
    if width and height:
        wide = [(reverse("picture", args=[file.name, each]), pixels) for each, pixels in choices(width, shown)]
        address = wide[min(1, len(wide) - 1)][0]
        sizes = format_html(
            ' srcset="{}" sizes="{}rem" width="{}" height="{}"',
            format_html_join(", ", "{} {}w", wide),
            f"{shown / ROOT:g}",
            width,
            height,
        )
    named = format_html(' class="{}"', css) if css else ""
    later = format_html(' loading="{}"', "lazy") if lazy else ""
    return format_html('<img{} src="{}"{} alt="{}"{}>', named, address, sizes, alt, later)


@register.simple_tag
def wide_picture(file, width, height, high, alt):
    """The same of a picture that is shown ``high`` pixels high, and as wide as that makes it."""
    return picture(file, width, height, round(high * width / height) if width and height else high, alt=alt)
