"""Draws the coverage strip: many small shapes, which a template would take ten times as long to write."""

from django import template
from django.utils.translation import gettext as _

from episodes.text.html import format_html, format_html_join

register = template.Library()


@register.simple_tag
def coverage_strip(coverage, here=None):
    """The SVG of a ``Coverage``. With ``here``, one of its clips, the flags lead to the pages of the clips."""
    return format_html(
        '<svg class="coverage__strip" width="100%" height="{}" role="group" aria-label="{}">{}{}{}{}{}{}</svg>',
        coverage.height,
        _("Cited moments in time"),
        _minor_ticks(coverage),
        _clips(coverage),
        _voices(coverage),
        _ruler(coverage),
        _sections(coverage),
        _flags(coverage, here),
    )


def _minor_ticks(coverage):
    return format_html(
        '<defs><pattern id="minor_" width="{}" height="5" patternUnits="userSpaceOnUse">'
        '<path d="M.5 0v5"/></pattern></defs>'
        '<svg y="{}" height="5" width="100%"><rect width="100%" height="5" fill="url(#minor_)"/></svg>',
        coverage.minor,
        coverage.ruler,
    )


def _clips(coverage):
    rects = format_html_join(
        "",
        '<rect x="{}" width="{}" y="{}" height="34"/>',
        ((flag.x, flag.width, coverage.top) for flag in coverage.flags),
    )
    return format_html('<g class="coverage__clip">{}</g>', rects)


def _voices(coverage):
    if not coverage.voices:
        return ""
    lines = format_html_join(
        "",
        '<path class="coverage__voice{}" transform="translate(0 {})" d="{}"/>',
        ((" coverage__voice--guest" if guest else "", 23 if guest else 11, path) for path, guest in coverage.voices),
    )
    return format_html(
        '<svg y="{}" width="100%" height="34" viewBox="0 0 {} 34" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>",
        coverage.top,
        coverage.voices_width,
        lines,
    )


def _ruler(coverage):
    ticks = format_html_join(
        "", '<svg x="{}" y="{}"><path d="M.5 0v10"/></svg>', ((x, coverage.ruler) for x, _label in coverage.hours)
    )
    labels = format_html_join(
        "", '<text x="{}" y="{}">{}</text>', ((x, coverage.ruler_label, label) for x, label in coverage.hours)
    )
    return format_html(
        '<g class="coverage__ruler">{}</g><g class="coverage__hour" aria-hidden="true">{}</g>', ticks, labels
    )


def _sections(coverage):
    if not coverage.sections:
        return ""
    drawn = format_html_join(
        "",
        '<rect x="{}" width="{}" y="{}" height="2"/>'
        '<svg x="{}" y="{}"><a href="#{}"><text y="{}"{}>{}</text></a></svg>',
        (
            (
                section.x,
                section.width,
                coverage.names,
                section.end if section.turned else section.x,
                coverage.names,
                section.anchor,
                section.text_y,
                format_html(' text-anchor="{}"', "end") if section.turned else "",
                section.title,
            )
            for section in coverage.sections
        ),
    )
    return format_html('<g class="coverage__section">{}</g>', drawn)


def _flags(coverage, here):
    return format_html_join(
        "",
        '<svg class="coverage__mark{}" x="{}"><a href="{}"{}><title>{}</title><path d="M.5 {}V{}"/>'
        '<g transform="translate({} 0)"><rect y="{}" width="26" height="26"/><text x="13" y="{}">{}</text></g></a>'
        "</svg>",
        (
            (
                _flag_classes(flag, here),
                flag.x,
                flag.clip.get_absolute_url() if here else f"#{flag.clip.anchor}",
                format_html(' aria-current="{}"', "true") if here and flag.clip.pk == here.pk else "",
                _flag_title(flag),
                flag.y,
                coverage.stem,
                -25 if flag.turned else 0,
                flag.y,
                flag.text_y,
                flag.clip.number,
            )
            for flag in coverage.flags
        ),
    )


def _flag_classes(flag, here):
    unchecked = " coverage__mark--unchecked" if flag.unchecked else ""
    return unchecked + (" coverage__mark--other" if here and flag.clip.pk != here.pk else "")


def _flag_title(flag):
    title = f"{flag.clip.start}–{flag.clip.end}, {flag.clip.title}"
    return f"{title}. {_('Not checked yet')}" if flag.unchecked else title
