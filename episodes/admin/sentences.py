"""What editors are told when something does not fit together. Each function returns one sentence, or none."""

from itertools import groupby

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import Citation, Quote
from episodes.text.markdown import missing_numbers

MOST = 8


def series(items):
    """``a, b and c``; of a long list the beginning, and how many more there are."""
    items = [str(item) for item in items]
    if len(items) > MOST + 1:
        items = [*items[:MOST], _("%(count)d more") % {"count": len(items) - MOST}]
    return get_text_list(items, _("and"))


def number_series(numbers):
    """``1 to 7``; ``1, 2 and 5``; ``1 to 4 and 6``: sorted numbers, with runs of three and more put together.

    Two that are all there is are a run as well: ``1 to 2``.
    """
    numbers, parts = sorted(numbers), []
    shortest = 2 if len(numbers) == 2 else 3
    for _key, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        found = [number for _index, number in run]
        parts += (
            found if len(found) < shortest else [_("%(first)d to %(last)d") % {"first": found[0], "last": found[-1]}]
        )
    return series(parts)


def quoted_series(titles):
    return series([_("“%(title)s”") % {"title": title} for title in titles])


def missing_clips(body, numbers):
    """Why the markers of ``body`` can't stand, where the episode has clips of these ``numbers``; ``""`` if they can."""
    missing = missing_numbers(body, numbers)
    if not missing:
        return ""
    return ngettext(
        "%(markers)s refers to clip %(missing)s, and %(there)s",
        "%(markers)s refer to clips %(missing)s, and %(there)s",
        len(missing),
    ) % {
        "markers": series(f"[{number}]" for number in missing),
        "missing": series(missing),
        "there": _clips_there(numbers),
    }


def _clips_there(numbers):
    if not numbers:
        return _("this episode has no clips yet")
    if len(numbers) == 1:
        return _("this episode has only clip %(clips)s") % {"clips": number_series(numbers)}
    return _("this episode has clips %(clips)s") % {"clips": number_series(numbers)}


def kept_clips(clips):
    """``{primary key: why it can't be deleted}`` for those of ``clips`` that are cited or quoted, in two queries."""
    cited, quoted = _places(Citation, clips), _places(Quote, clips)
    return {
        clip.pk: why_kept(clip.number, cited.get(clip.pk), quoted.get(clip.pk))
        for clip in clips
        if clip.pk in cited or clip.pk in quoted
    }


def why_kept(number, cited, quoted):
    """Why a clip can't be deleted; ``cited`` and ``quoted`` are titles of highlights."""
    words = {"number": number, "cited": quoted_series(cited or ()), "quoted": quoted_series(quoted or ())}
    if cited and quoted:
        return _("Clip %(number)d is cited in %(cited)s and quoted in %(quoted)s and can't be deleted") % words
    if cited:
        return _("Clip %(number)d is cited in %(cited)s and can't be deleted") % words
    return _("Clip %(number)d is quoted in %(quoted)s and can't be deleted") % words


def kept_numbers(clips):
    """``{primary key: why its number stays}`` for those of ``clips`` that a body refers to, in one query."""
    cited = _places(Citation, clips)
    return {
        clip.pk: _("Clip %(number)d is cited in %(cited)s, so its number stays")
        % {"number": clip.number, "cited": quoted_series(cited[clip.pk])}
        for clip in clips
        if clip.pk in cited
    }


def _places(model, clips):
    """``{clip's primary key: [titles of the highlights that use it]}``"""
    rows = model.objects.filter(clip__in=[clip.pk for clip in clips])
    rows = rows.order_by("clip", "highlight__position", "highlight").values_list("clip", "highlight__title")
    places = {}
    for clip, title in rows:
        if title not in places.setdefault(clip, []):
            places[clip].append(title)
    return places
