"""The chapters of an episode: its highlights, from where each is first cited; else those that were imported."""

from django.db.models import Exists, OuterRef, Q

from episodes.models import Chapter, Citation, Clip, Episode, public_highlight
from episodes.transcripts import chapters as plain


def chapters_of(episode, absolute=lambda path: path):
    """``[transcripts.chapters.Chapter]`` of a public episode with its show, in at most three queries.

    ``absolute`` makes whole addresses of the paths of pages.
    """
    numbers = dict(_placed(episode.pk).values_list("number", "start_ms"))
    highlights = list(episode.highlights.published().order_by("position", "pk")) if numbers else []
    made = []
    for highlight in highlights:
        highlight.episode = episode
        start_ms = next((numbers[number] for number in highlight.cited_numbers if number in numbers), None)
        if start_ms is not None:
            made.append(plain.Chapter(start_ms, None, highlight.title, absolute(highlight.get_absolute_url())))
    return plain.by_start(made) if made else imported_chapters(episode.pk)


def imported_chapters(episode_id):
    """The chapters that a feed or a file had, as plain values."""
    rows = Chapter.objects.filter(episode=episode_id).order_by("start_ms", "pk")
    fields = ("start_ms", "end_ms", "title", "url", "image_url", "in_contents")
    return [plain.Chapter(*values) for values in rows.values_list(*fields)]


def with_chapters(episodes):
    """``episodes``, each with ``has_chapters``: whether ``chapters_of`` finds any."""
    cited = Citation.objects.filter(public_highlight("highlight__"), clip__start_ms__isnull=False)
    has = Q(Exists(cited.filter(highlight__episode=OuterRef("pk")))) | Q(
        Exists(Chapter.objects.filter(episode=OuterRef("pk")))
    )
    return episodes.annotate(has_chapters=has)


def _placed(episode_id):
    return Clip.objects.filter(episode=episode_id, start_ms__isnull=False)


def episode_of_chapters(show_slug, slug):
    """The public episode at an address, with its show. Raises ``Episode.DoesNotExist``."""
    return Episode.objects.published().select_related("show").get(show__slug=show_slug, slug=slug)
