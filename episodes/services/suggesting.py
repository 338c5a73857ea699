"""Which public episodes an editor may want beside one that is being written: by its tags, people and words."""

import math
from collections import Counter, defaultdict

from episodes.models import Credit, Episode, Highlight, Person, Tag, TaggedEpisode, TaggedHighlight
from episodes.text.terms import terms

MOST = 4
LOOKED_AT = 60  # candidates whose words are read
MOST_ROWS = 5000  # of tags and credits that are counted
LONGEST_TEXT = 30_000
NAMED = 3
PERSON, WORDS = 1.5, 2.0
ENOUGH = 0.2


def suggest_related(episode_id, document):
    """``[(Episode, shared)]``, the best first; ``shared`` is as ``SimilarEpisode`` keeps it.

    ``document`` is what is stored or typed of the episode; those that it relates already are left out.
    """
    chosen = {row["related_id"] for row in document["related"].values()} | {episode_id}
    tags, people = _tags(document), _people(document)
    features = _sharing(tags, people)
    rarity = {feature: 1 / math.log2(2 + len(episodes)) for feature, episodes in features.items()}
    scores, shared = Counter(), defaultdict(list)
    for feature in sorted(features, key=rarity.get, reverse=True):
        for episode in features[feature] - chosen:
            scores[episode] += rarity[feature] * (PERSON if feature[0] == "people" else 1)
            shared[episode].append(feature)
    words = _shared_words(document, [pk for pk, _score in scores.most_common(LOOKED_AT)] or _latest(chosen))
    for episode, found in words.items():
        scores[episode] += WORDS * sum(found.values())
    best = [pk for pk, score in scores.most_common(MOST) if score >= ENOUGH]
    there = Episode.objects.published().select_related("show").in_bulk(best)
    return [(there[pk], _described(shared[pk], words.get(pk, {}), tags, people)) for pk in best if pk in there]


def _tags(document):
    rows = [*document["episode"].values(), *document["highlight"].values()]
    names = {name for row in rows for name in row["tags"]}
    return {tag.pk: tag.name for tag in Tag.objects.named(names).values()} if names else {}


def _people(document):
    rows = [row["person_id"] for row in document["credit"].values()]
    rows += [row["speaker_id"] for kind in ("clip", "quote") for row in document[kind].values()]
    return dict(Person.objects.filter(pk__in=set(rows) - {None}).values_list("pk", "name"))


def _sharing(tags, people):
    """``{(kind, primary key): {episode}}`` of public episodes."""
    features = defaultdict(set)
    for through, path in ((TaggedEpisode, "content_object_id"), (TaggedHighlight, "content_object__episode_id")):
        rows = through.objects.published().filter(tag__in=tags).order_by("-pk").values_list("tag_id", path)
        for tag, episode in rows[:MOST_ROWS]:
            features["tags", tag].add(episode)
    credits = Credit.objects.filter(person__in=people).order_by("-pk").values_list("person_id", "episode_id")
    for person, episode in credits[:MOST_ROWS]:
        features["people", person].add(episode)
    return features


def _latest(chosen):
    return list(
        Episode.objects.published().newest_first().exclude(pk__in=chosen).values_list("pk", flat=True)[:LOOKED_AT]
    )


def _shared_words(document, candidates):
    """``{episode: {word: weight}}``: what is said here more than once, and there, and in few of the others."""
    texts = defaultdict(list)
    for pk, *parts in Episode.objects.filter(pk__in=candidates).values_list("pk", "title", "summary"):
        texts[pk] += parts
    highlights = Highlight.objects.published().filter(episode__in=candidates).order_by("pk")
    for pk, *parts in highlights.values_list("episode_id", "title", "takeaway"):
        texts[pk] += parts
    said = {pk: set(terms("\n".join(parts)[:LONGEST_TEXT])) for pk, parts in texts.items()}
    spread = Counter(word for words in said.values() for word in words)
    own = Counter(terms(_text(document)[:LONGEST_TEXT]))
    telling = {word for word, times in own.items() if times > 1 and spread[word] <= max(1, len(said) / 3)}
    return {
        pk: {word: 0.1 * min(own[word], 5) / spread[word] for word in words & telling} for pk, words in said.items()
    }


def _text(document):
    [episode] = document["episode"].values()
    sections = (text for row in document["highlight"].values() for text in (row["title"], row["body"], row["takeaway"]))
    return "\n".join([episode["title"], episode["summary"], *sections])


def _described(features, words, tags, people):
    found = {"tags": [], "people": [], "words": sorted(words, key=lambda word: (-words[word], word))[:NAMED]}
    for kind, pk in features:
        found[kind].append({"tags": tags, "people": people}[kind][pk])
    return {kind: names[:NAMED] for kind, names in found.items()}
