"""What is cited, as ``episodes.text.citing`` takes it: plain values of a clip, a quote or a highlight.

Each needs the credits of its episode, with their people. Who publishes it, the site, is added by whoever writes it.
"""

from django.utils import timezone

from episodes.models import Role
from episodes.seo.meta import absolute
from episodes.text.citing import LONGEST_TITLE, Work
from episodes.text.excerpts import excerpt


def clip_work(clip, credits) -> Work:
    return Work(
        kind="clip",
        title=clip.title,
        speaker=clip.speaker.name if clip.speaker else "",
        **_times([clip]),
        **_of(clip, clip.episode, credits),
    )


def quote_work(quote, credits) -> Work:
    """Its time is that of the clip that it lies in."""
    return Work(
        kind="quote",
        title=excerpt(" ".join(quote.text.split()), LONGEST_TITLE),
        speaker=quote.speaker.name if quote.speaker else "",
        **_times([quote.clip] if quote.clip else []),
        **_of(quote, quote.highlight.episode, credits),
    )


def highlight_work(highlight, clips, credits) -> Work:
    """``clips`` are those that it cites: its time is from the first of them to the last."""
    return Work(kind="highlight", title=highlight.title, **_times(clips), **_of(highlight, highlight.episode, credits))


def _of(thing, episode, credits):
    names = {role: tuple(credit.person.name for credit in credits if credit.role == role) for role in Role}
    return {
        "identifier": f"{thing._meta.model_name}-{thing.pk}",
        "url": absolute(thing.get_absolute_url()),
        "episode": episode.title,
        "show": episode.show.title,
        "organisation": episode.show.author,
        "hosts": names[Role.HOST],
        "guests": names[Role.GUEST],
        "number": episode.number,
        "season": episode.season,
        "published": episode.published_at.date() if episode.published_at else None,
        "accessed": timezone.now().date(),
        "language": episode.show.language,
    }


def _times(clips):
    placed = [clip for clip in clips if clip.is_placed]
    if not placed:
        return {}
    return {"start_ms": min(clip.start_ms for clip in placed), "end_ms": max(clip.end_ms for clip in placed)}
