"""Tags for what somebody is writing: those that stand in it, and those of sections that use the same words."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models.functions import Left

from episodes.models import Highlight, SimilarEpisode, Tag, TagAlias, TaggedHighlight
from episodes.text.mentions import mentioned
from episodes.text.slugs import name_key
from episodes.text.terms import terms

MOST = 8
MOST_IN_TEXT = 5  # of these, so that sections that use other words for the same thing have a say
LONGEST_TEXT = 30_000  # characters that are looked at
LONGEST_BODY = 1500  # characters of another section
CANDIDATES = 60  # sections of each kind: the newest, with the same tags, of this episode, of those like it
ALIKE = 12  # sections whose tags count
LIKENESS = 0.1  # of the cosine: below, sections have nothing to do with each other
SAME = 0.97  # above, it is what is being written


@dataclass(frozen=True)
class Suggestion:
    """``word`` is the name or alias that stands in the text, ``section`` the title of a section that has the tag.

    One of the two is empty. ``uses`` counts highlights and episodes.
    """

    name: str
    uses: int
    word: str = ""
    section: str = ""


def suggested_tags(text, chosen=(), episode=None):
    """At most eight ``Suggestion`` for a text, the best first, in a constant number of queries.

    ``chosen`` are names that it has already; ``episode`` is the primary key of the episode that it belongs to, or None.
    """
    text = text[:LONGEST_TEXT].replace("\x00", "")
    names = dict(Tag.objects.values_list("name", "pk"))
    known = dict(TagAlias.objects.values_list("name", "tag_id")) | names
    keys = {name_key(name) for name in chosen}
    taken = {pk for name, pk in known.items() if name_key(name) in keys}
    in_text = _in_text(known, text)
    alike = _like_sections(_sections(set(in_text) | taken, episode), text)
    reasons = {pk: {"word": word} for pk, word in in_text.items() if pk not in taken}
    first = dict(list(reasons.items())[:MOST_IN_TEXT])
    others = {pk: {"section": title} for pk, title in alike.items() if pk not in taken}
    best = dict(list((first | {pk: why for pk, why in others.items() if pk not in reasons} | reasons).items())[:MOST])
    tags = Tag.objects.counted().in_bulk(best)
    return [Suggestion(tags[pk].name, tags[pk].use_count, **why) for pk, why in best.items() if pk in tags]


def _in_text(known, text):
    """``{tag: name in the text}``, names of many words first."""
    found = mentioned(known, text)
    ranked = sorted(found, key=lambda name: (-found[name], -len(name), name))
    tags = {}
    for name in ranked:
        tags.setdefault(known[name], name)
    return tags


def _sections(tags, episode):
    """``[(key, title, takeaway, beginning of the body)]`` of sections that may be like it."""
    newest = Highlight.objects.order_by("-pk").values_list("pk", flat=True)
    found = set(newest[:CANDIDATES])
    carrying = TaggedHighlight.objects.filter(tag__in=sorted(tags)[:CANDIDATES]).order_by("-content_object_id")
    found.update(carrying.values_list("content_object_id", flat=True)[:CANDIDATES])
    if episode:
        like = SimilarEpisode.objects.filter(episode=episode).values("other")
        for around in (newest.filter(episode=episode), newest.filter(episode__in=like)):
            found.update(around[:CANDIDATES])
    rows = Highlight.objects.filter(pk__in=found).order_by("pk")
    return list(rows.values_list("pk", "title", "takeaway", Left("body", LONGEST_BODY)))


def _like_sections(sections, text):
    """``{tag: title of the section most like it}``, by how much the sections that have a tag are like the text."""
    counted = {pk: Counter(terms("\n".join(parts))) for pk, *parts in sections}
    own = Counter(terms(text))
    spread = Counter(term for words in (own, *counted.values()) for term in words)
    rarity = {term: math.log((len(counted) + 2) / number) for term, number in spread.items()}
    mine = _vector(own, rarity)
    likeness = {pk: _cosine(mine, _vector(words, rarity)) for pk, words in counted.items()}
    best = sorted((pk for pk in likeness if LIKENESS <= likeness[pk] < SAME), key=lambda pk: (-likeness[pk], -pk))
    titles = {pk: title for pk, title, *_rest in sections}
    weights, reasons = defaultdict(float), {}
    rows = TaggedHighlight.objects.filter(content_object__in=best[:ALIKE]).values_list("content_object_id", "tag_id")
    for pk, tag in sorted(rows, key=lambda row: best.index(row[0])):
        weights[tag] += likeness[pk]
        reasons.setdefault(tag, titles[pk])
    return {tag: reasons[tag] for tag in sorted(weights, key=lambda tag: (-weights[tag], tag))}


def _vector(words, rarity):
    weights = {term: (1 + math.log(count)) * rarity[term] for term, count in words.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1
    return {term: weight / length for term, weight in weights.items()}


def _cosine(one, other):
    return sum(weight * other[term] for term, weight in one.items() if term in other)
