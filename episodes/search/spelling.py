"""Did you mean …? Words that stand in public texts, for those of a question that stand in none."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from string import ascii_lowercase

from django.db.models import Q
from rapidfuzz.distance import DamerauLevenshtein

from episodes.models import SearchKind, SearchWord
from episodes.search.hits import dialect, expanded, newest_keys
from episodes.search.keys import generations
from episodes.search.match import LONGEST_TERM, MOST_TERMS, match_of
from episodes.search.words import LONGEST, STOP_WORDS, forms_of

#: So many words of a question are corrected, with so many proposals each, and so many corrected questions are tried.
MOST_CORRECTED, MOST_PROPOSALS, MOST_TRIED = 3, 3, 6
SHORTEST = 3
#: Up to how many letters one slip is meant, and up to how many two; beyond, three.
ONE_SLIP, TWO_SLIPS = 4, 8
#: What another first letter counts, in slips: it is seldom wrong.
FIRST_LETTER = 0.5


def did_you_mean(terms: Iterable) -> str | None:
    """The words of a question whose misspelt words were put right and that finds something public, or None.

    ``terms`` are ``text.questions.Term``; what is excluded stays as it is. A constant number of queries.
    """
    terms = list(terms)[:MOST_TERMS]
    words = _words(terms)
    unknown = _unknown(words, _beginnings(terms))[:MOST_CORRECTED]
    if not unknown:
        return None
    proposals = [_proposals(word) for word in unknown]
    generation, _building = generations()
    tried = [dict(zip(unknown, choice, strict=True)) for choice in product(*(some or [None] for some in proposals))]
    for news in sorted(tried, key=lambda news: sum(map(_place, news.items(), proposals)))[:MOST_TRIED]:
        corrected = [_corrected(term, news) for term in terms]
        if corrected != terms and _finds_something(corrected, generation):
            return " ".join(map(str, corrected))
    return None


def _words(terms):
    forms = (form for term in terms if not term.is_negated for form in forms_of(term.text[:LONGEST_TERM]))
    asked = dict.fromkeys(form for form in forms if SHORTEST <= len(form) < LONGEST and form.isalpha())
    return [form for form in asked if form not in STOP_WORDS][:MOST_TERMS]


def _beginnings(terms):
    """The words that need not be at their end."""
    return {forms[-1] for term in terms if term.is_prefix and (forms := forms_of(term.text[:LONGEST_TERM]))}


def _unknown(words, beginnings):
    if not words:
        return []
    condition = Q(word__in=words)
    for word in beginnings & set(words):
        condition |= dialect().begins(word)
    known = set(SearchWord.objects.filter(condition).values_list("word", flat=True)[: 50 * len(words)])
    return [
        word
        for word in words
        if word not in known and not (word in beginnings and any(other.startswith(word) for other in known))
    ]


def _proposals(word):
    """The likeliest words or pairs of words that ``word`` was meant to be: fewest slips first, then the most usual."""
    parts = [(word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1)]
    asked = {*_one_slip(word), *(part for pair in parts for part in pair)}
    counts = dict(SearchWord.objects.filter(word__in=asked).values_list("word", "count"))
    counts |= dialect().alike(word)
    most = 1 if len(word) <= ONE_SLIP else 2 if len(word) <= TWO_SLIPS else 3
    found = []
    for other, count in counts.items():
        if len(other) < SHORTEST or not other.isalpha():
            continue
        slips = DamerauLevenshtein.distance(word, other, score_cutoff=most)
        if 0 < slips <= most:
            found.append((slips + FIRST_LETTER * (other[0] != word[0]), -count, other))
    found += [
        (1.0, -min(counts[one], counts[other]), f"{one} {other}")
        for one, other in parts
        if one in counts and other in counts
    ]
    return [other for _slips, _count, other in sorted(found)[:MOST_PROPOSALS]]


def _one_slip(word):
    """All that ``word`` can be by one letter too many, too few, mistaken, or in the place of the next."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (head + tail[1:] for head, tail in splits if tail)
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1)
    yield from (head + letter + tail[1:] for head, tail in splits if tail for letter in ascii_lowercase)
    yield from (head + letter + tail for head, tail in splits for letter in ascii_lowercase)


def _place(news, proposals):
    return proposals.index(news[1]) if news[1] else 0


def _corrected(term, news):
    """The term with the words that are right; the rest of it is as typed."""
    forms = forms_of(term.text[:LONGEST_TERM])
    if term.is_negated or not any(news.get(form) for form in forms):
        return term
    return replace(term, text=" ".join(news.get(form) or form for form in forms))


def _finds_something(terms, generation):
    keys = newest_keys(expanded(match_of(terms)), generation, dict.fromkeys(SearchKind, 1))
    return any(keys.values())
