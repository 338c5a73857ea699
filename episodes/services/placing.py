"""Makes a quote follow the transcript: its clip where the words are heard, or its words as they were said."""

from episodes.documents import acts
from episodes.models import Quote
from episodes.services.comparisons import transcript_of
from episodes.services.documents import read
from episodes.services.revisions import hold, recording
from episodes.services.writing import write
from episodes.text.alignment import Alignment


def beside_transcript(quote: Quote) -> Alignment:
    """A stored quote beside the transcript of its episode."""
    times = (quote.clip.start_ms, quote.clip.end_ms) if quote.clip else ()
    return transcript_of(quote.highlight.episode_id).beside(quote.text, *times)


def place_quote(quote: Quote, user=None) -> bool:
    """Moves the clip of a stored quote to where its words are heard, or makes one there; False where nobody knows."""
    found = beside_transcript(quote)
    if found.start_ms is None:
        return False
    _change(quote, user, lambda document, key: acts.place_quote(document, key, *_place(found)))
    return True


def use_words(quote: Quote, user=None) -> bool:
    """Gives a stored quote the words of the transcript; False where it has none for it."""
    found = beside_transcript(quote)
    if found.words:
        _change(quote, user, lambda document, key: acts.use_words(document, key, found.words))
    return bool(found.words)


def _place(found):
    return found.start_ms, found.end_ms, found.words


def _change(quote, user, act):
    episode_id = quote.highlight.episode_id
    with recording(user):
        hold([episode_id])
        document = read(episode_id)
        act(document, str(quote.pk))
        write(episode_id, document)
