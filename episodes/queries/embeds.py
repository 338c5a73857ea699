"""What a clip says on other people's pages."""

from episodes.models import Clip, Quote


def embedded_clip(pk):
    """A public clip that is placed, with its episode, show and speaker. Raises ``Clip.DoesNotExist``."""
    clips = Clip.objects.published().select_related("episode__show", "speaker")
    return clips.get(pk=pk, start_ms__isnull=False)


def clip_of_quote(pk):
    """The clip that a public quote lies in, as above. Raises ``Quote.DoesNotExist`` or ``Clip.DoesNotExist``."""
    return embedded_clip(Quote.objects.published().get(pk=pk).clip_id)
