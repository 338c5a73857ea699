"""The transcript of an episode as plain cues, for a file."""

from episodes.models import Cue, Episode
from episodes.transcripts import cues as plain


def transcript_of_episode(show_slug, slug):
    """``(episode, cues)`` at an address, each speaker by the person's name. Raises ``Episode.DoesNotExist``."""
    episode = Episode.objects.published().select_related("show").get(show__slug=show_slug, slug=slug)
    return episode, cues_of(episode.pk)


def cues_of(episode_id):
    """The lines of a stored episode, in one query."""
    lines = Cue.objects.filter(episode=episode_id).order_by("start_ms", "pk")
    rows = lines.values_list("start_ms", "end_ms", "text", "speaker__name", "speaker_name")
    return [plain.Cue(start, end, text, person or name) for start, end, text, person, name in rows]
