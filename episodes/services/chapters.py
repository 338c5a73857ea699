"""The chapters of an episode as a file has them, replaced as a whole."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Max

from episodes.models import Chapter, Episode, rewritten
from episodes.transcripts import chapters as plain


@transaction.atomic
def replace_chapters(episode: Episode, chapters: Iterable[plain.Chapter]) -> int:
    """Makes ``chapters`` those of ``episode``, in place of what it had, and returns how many that is."""
    rows = [
        Chapter(
            episode=episode,
            start_ms=chapter.start_ms,
            end_ms=chapter.end_ms,
            title=chapter.title,
            url=chapter.url,
            image_url=chapter.image_url,
            in_contents=chapter.in_contents,
        )
        for chapter in chapters
    ]
    episode.chapters.all().delete()
    Chapter.objects.bulk_create(rows, batch_size=500)
    rewritten.send(sender=Chapter, episodes=[episode.pk])
    return len(rows)


def state_of_chapters(episode_id: int) -> str:
    """A text that is another one once the chapters were replaced."""
    state = Chapter.objects.filter(episode=episode_id).aggregate(chapters=Count("pk"), last=Max("pk"))
    return f"{state['chapters']} {state['last']}"
