"""What the cards of public things say, each in a few queries. They read what the pages read, so that both agree."""

from episodes.models import Clip, Credit, Episode, Highlight, Person, Quote, Show, Tag, public_highlight


def episode_of_card(pk):
    """``(episode, credits, clips)``. Raises ``Episode.DoesNotExist`` where it is not public, as the others theirs."""
    episode = Episode.objects.published().select_related("show").get(pk=pk)
    credits = list(Credit.objects.filter(episode=episode).select_related("person"))
    shown = public_highlight("citations__highlight__")
    return episode, credits, list(Clip.objects.filter(shown, episode=episode).distinct())


def highlight_of_card(pk):
    """``(highlight, clips)``"""
    highlight = Highlight.objects.published().select_related("episode__show").get(pk=pk)
    return highlight, list(Clip.objects.filter(citations__highlight=highlight))


def quote_of_card(pk):
    """``(quote,)``"""
    quotes = Quote.objects.published().select_related("speaker", "clip", "highlight__episode__show")
    return (quotes.get(pk=pk),)


def clip_of_card(pk):
    """``(clip,)``"""
    return (Clip.objects.published().select_related("speaker", "episode__show").get(pk=pk),)


def show_of_card(pk):
    """``(show,)``"""
    return (Show.objects.published().get(pk=pk),)


def person_of_card(pk):
    """``(person,)``"""
    return (Person.objects.published().get(pk=pk),)


def tag_of_card(pk):
    """``(tag,)``"""
    return (Tag.objects.published().get(pk=pk),)
