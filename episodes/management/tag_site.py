"""A site of thousands of tags, made of syllables, for the benchmark of tags."""

import random
from datetime import timedelta
from itertools import accumulate

from django.utils import timezone

from episodes.models import Episode, Highlight, Show, Status, Tag, TaggedEpisode, TaggedHighlight
from episodes.text.slugs import initial, name_key, slug_of

SYLLABLES = [begin + end for begin in "bdfghjklmnprstvwz" for end in "aeiou"]
TAGS_OF_ONE = 10  # of a highlight
SECTIONS = 10  # of an episode
DOUBLES = 50  # every so manieth tag is another spelling of the one before
WORDS = 150  # of a body
BATCH = 5000
SOURCE, TARGET = "merged source", "merged target"


def fill(tags, uses):
    """Makes ``tags`` tags with ``uses`` uses, a few tags having most of them; returns how many ``SOURCE`` has.

    ``SOURCE`` and ``TARGET`` are two of them, each on every fortieth use: half of what has one has both.
    """
    pick = random.Random(1)  # noqa: S311
    made = _tags(pick, tags)
    episodes = _episodes(max(1, uses // TAGS_OF_ONE // SECTIONS))
    highlights = _highlights(pick, episodes, max(2, uses // TAGS_OF_ONE), made)
    carried = _carried(pick, highlights, made[2:], uses)
    merged = max(2, uses // 40)
    _tag(TaggedHighlight, ((highlight, made[0]) for highlight in highlights[:merged]))
    _tag(TaggedHighlight, ((highlight, made[1]) for highlight in highlights[merged // 2 : merged // 2 + merged]))
    _tag(TaggedHighlight, carried)
    _tag(TaggedEpisode, ((episode, pick.choice(made[2:])) for episode in episodes))
    return min(merged, len(highlights))


def _word(pick, syllables=2):
    return "".join(pick.choices(SYLLABLES, k=syllables))


def _tags(pick, number):
    names = {SOURCE: None, TARGET: None}
    while len(names) < number:
        name = f"{_word(pick)} {_word(pick)}"
        names[name] = None
        if not len(names) % DOUBLES:
            names[name.replace(" ", "-")] = None
    rows = [
        Tag(name=name, key=name_key(name), slug=f"{slug_of(name)}-{place}", initial=initial(name))
        for place, name in enumerate(list(names)[:number])
    ]
    return Tag.objects.bulk_create(rows, batch_size=BATCH)


def _episodes(number):
    show = Show.objects.create(title="A long archive")
    now = timezone.now()
    rows = (
        Episode(
            show=show,
            title=f"Episode {place}",
            slug=f"episode-{place}",
            status=Status.PUBLISHED,
            published_at=now - timedelta(days=place + 1),
        )
        for place in range(number)
    )
    return Episode.objects.bulk_create(rows, batch_size=BATCH)


def _highlights(pick, episodes, number, tags):
    words = [_word(pick, 3) for _place in range(3000)]
    rows = (
        Highlight(
            episode=episodes[place % len(episodes)],
            title=f"Section {place}",
            slug=f"section-{place}",
            body=f"{' '.join(pick.choices(words, k=WORDS))} {pick.choice(tags).name}",
            status=Status.PUBLISHED,
        )
        for place in range(number)
    )
    return Highlight.objects.bulk_create(rows, batch_size=1000)


def _carried(pick, highlights, tags, uses):
    """Pairs: the first tags of the list are on many, the last on few."""
    weights = list(accumulate(1 / (place + 10) for place in range(len(tags))))
    each = max(1, min(uses // len(highlights), len(tags)))
    for highlight in highlights:
        chosen = pick.choices(tags, cum_weights=weights, k=each * 2)
        yield from ((highlight, tag) for tag in list(dict.fromkeys(chosen))[:each])


def _tag(through, pairs):
    rows = (through(content_object=thing, tag=tag) for thing, tag in pairs)
    through.objects.bulk_create(rows, batch_size=BATCH)
