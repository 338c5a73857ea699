"""What of a question is marked in the texts that it finds."""

from functools import cache

from episodes.search.words import STOP_WORDS, words_in
from episodes.text.snippets import Marker, Wanted


def marker_of(terms):
    """The ``Marker`` of ``text.questions.Term``; of usual words only where nothing else is asked for."""
    telling, usual = [], []
    for term in terms:
        words = [] if term.is_negated else words_in(term.text)
        if words:
            wanted = Wanted(tuple(word.stem for word in words), words[-1].form if term.is_prefix else "")
            is_usual = not term.is_phrase and {word.form for word in words} <= STOP_WORDS
            (usual if is_usual else telling).append(wanted)
    # A page looks at a text more than once: whether it matches, where, and at the names that stand beside many hits.
    return Marker(tuple(telling or usual), cache(lambda text: tuple(words_in(text))))
