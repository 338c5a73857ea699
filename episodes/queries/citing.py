"""What can be cited, in two or three queries."""

from episodes.models import Clip, Credit, Highlight, Quote


def credits_of(episode):
    """The credits of an episode with their people, in order."""
    return list(Credit.objects.filter(episode=episode).select_related("person"))


def clip_to_cite(pk):
    """``(clip, credits)``. Raises ``Clip.DoesNotExist`` where it is not public, as the others do theirs."""
    clip = Clip.objects.published().select_related("speaker", "episode__show").get(pk=pk)
    return clip, credits_of(clip.episode)


def quote_to_cite(pk):
    """``(quote, credits)``"""
    quotes = Quote.objects.published().select_related("speaker", "clip", "highlight__episode__show")
    quote = quotes.get(pk=pk)
    return quote, credits_of(quote.highlight.episode)


def highlight_to_cite(show, episode, slug):
    """``(highlight, clips, credits)`` of the one at an address."""
    highlights = Highlight.objects.published().select_related("episode__show")
    highlight = highlights.get(episode__show__slug=show, episode__slug=episode, slug=slug)
    clips = list(Clip.objects.filter(citations__highlight=highlight))
    return highlight, clips, credits_of(highlight.episode)
