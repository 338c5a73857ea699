"""How alike two public episodes are: by the tags, people and words they share, the rare ones weighing more."""

import heapq
import math
from collections import Counter, defaultdict
from sys import intern

from episodes.models import Credit, Episode, Highlight, Person, Role, Tag, TaggedEpisode, TaggedHighlight
from episodes.text.slugs import name_key
from episodes.text.terms import terms

THRESHOLD = 0.5  # One rare tag or guest is enough, a tag that every tenth episode has is not.
GUEST, OTHER_CREW, SAME_CREW = 1.5, 0.3, 0.02  # A host heard in every episode says nothing about two of them.
WORDS = 3.0  # times the cosine, which is seldom above 0.3
TELLING = 0.01  # of the cosine: what a word must bring to be named as a reason
TERMS = 30  # the most telling words of an episode
KEPT_TERMS = 200  # different words remembered of an episode while they are counted
LONGEST_TEXT = 30_000  # characters of an episode that are looked at
CANDIDATES = 300  # that share something rare
AROUND = 25  # episodes before and after in the show, which may share nothing but words
MOST_VISITS = 20_000  # pairs of an episode and a shared tag or person, rarest first
NAMED = 3  # tags and words that the reason mentions
ALL_FROM = 200  # episodes: from here on the whole tables are read instead of the rows around each
CHUNK = 500


class Corpus:
    """The public episodes, seen from some of them (``ids``) or from all. Read once; ``matches`` only computes."""

    def __init__(self, ids=None):
        rows = Episode.objects.published().order_by("show", "published_at", "pk").values_list("pk", "show_id")
        self.show = dict(rows)
        self.ids = sorted(self.show.keys() if ids is None else self.show.keys() & set(ids))
        self._order = list(self.show)
        self._place = {pk: place for place, pk in enumerate(self._order)}
        self._features = defaultdict(set)  # episode -> {("tag", pk), ("person", pk)}
        self._postings = defaultdict(list)  # the other way round
        self._roles = defaultdict(set)  # (person, episode) -> roles
        self._load_features(None if ids is None or len(self.ids) >= ALL_FROM else self.ids)
        self._candidates = {pk: self._candidates_of(pk) for pk in self.ids}
        self._load_words(set(self.ids).union(*self._candidates.values()))
        self._tags = self._people = None

    def matches(self, pk):
        """``{other: (score, shared)}`` of the candidates above the threshold; ``shared`` as SimilarEpisode keeps it."""
        found = {}
        for other in sorted(self._candidates[pk]):
            weights = {
                feature: self._weight(feature, pk, other) for feature in self._features[pk] & self._features[other]
            }
            words = self._shared_words(pk, other)
            score = round(sum(weights.values()) + WORDS * sum(words.values()), 4)
            if score >= THRESHOLD:
                found[other] = (score, self._described(weights, words))
        return found

    # --- what episodes have ------------------------------------------------------------------------------------

    def _load_features(self, ids):
        tags = people = None
        if ids is not None:
            tags = {tag for tag, _ in _tag_rows(episodes=ids)}
            people = set(Credit.objects.filter(episode__in=ids).values_list("person_id", flat=True))
        for tag, episode in _tag_rows(tags=tags):
            self._add(("tag", tag), episode)
        credits = Credit.objects.all() if people is None else Credit.objects.filter(person__in=people)
        for person, episode, role in credits.values_list("person_id", "episode_id", "role"):
            self._add(("person", person), episode)
            self._roles[person, episode].add(role)

    def _add(self, feature, episode):
        if episode in self.show and feature not in self._features[episode]:
            self._features[episode].add(feature)
            self._postings[feature].append(episode)

    def _weight(self, feature, one, other):
        kind, pk = feature
        rarity = math.log1p(len(self.show) / len(self._postings[feature])) / math.log1p(len(self.show))
        if kind == "tag":
            return rarity
        if Role.GUEST in self._roles[pk, one] | self._roles[pk, other]:
            return GUEST * rarity
        return (SAME_CREW if self.show[one] == self.show[other] else OTHER_CREW) * rarity

    def _candidates_of(self, pk):
        """Those that share the rarest things, and the neighbours in the show."""
        weights, visits = Counter(), 0
        for feature in sorted(self._features[pk], key=lambda feature: (len(self._postings[feature]), feature)):
            visits += len(self._postings[feature])
            if weights and visits > MOST_VISITS:
                break
            for other in self._postings[feature]:
                weights[other] += self._weight(feature, pk, other)
        weights.pop(pk, None)
        sharing = heapq.nsmallest(CANDIDATES, weights, key=lambda other: (-weights[other], -other))
        place = self._place[pk]
        around = self._order[max(0, place - AROUND) : place + AROUND + 1]
        return {other for other in around if self.show[other] == self.show[pk] and other != pk}.union(sharing)

    # --- what episodes say -------------------------------------------------------------------------------------

    def _load_words(self, pks):
        counts = dict(_counted_terms(sorted(pks)))
        spread = Counter()
        for counted in counts.values():
            spread.update(counted.keys())
        # A word that only one episode has, or most of them, connects nothing; the first still makes it different.
        usual = max(2, len(counts) / 2)
        self._vectors = {}
        for pk, counted in counts.items():
            weights = {
                term: (1 + math.log(count)) * math.log1p(len(counts) / spread[term])
                for term, count in counted.items()
                if spread[term] <= usual
            }
            length = math.sqrt(sum(weight * weight for weight in weights.values()))
            shared = ((-weight, term) for term, weight in weights.items() if spread[term] > 1)
            self._vectors[pk] = {term: -weight / length for weight, term in heapq.nsmallest(TERMS, shared)}

    def _shared_words(self, one, other):
        """``{word: its part of the cosine}``"""
        mine, theirs = self._vectors.get(one, {}), self._vectors.get(other, {})
        return {term: mine[term] * theirs[term] for term in mine.keys() & theirs.keys()}

    def _described(self, weights, words):
        if self._tags is None:
            self._tags, self._people = self._names(Tag, "tag"), self._names(Person, "person")
        ranked = sorted(weights, key=lambda feature: (-weights[feature], feature))
        tags = [self._tags[pk] for kind, pk in ranked if kind == "tag" and pk in self._tags][:NAMED]
        # Crew of the same show is no reason that anybody would give.
        crossing = [pk for kind, pk in ranked if kind == "person" and weights[kind, pk] > SAME_CREW]
        people = [self._people[pk] for pk in crossing if pk in self._people]
        said = {word for name in tags + people for word in name_key(name).split()}
        telling = [term for term in words if words[term] >= TELLING and term not in said]
        return {"tags": tags, "people": people, "words": sorted(telling, key=lambda term: (-words[term], term))[:NAMED]}

    def _names(self, model, wanted):
        pks = {pk for episode in self.ids for kind, pk in self._features[episode] if kind == wanted}
        rows = model.objects.filter(pk__in=pks) if len(pks) < CHUNK else model.objects.all()
        return dict(rows.values_list("pk", "name"))


def _tag_rows(*, episodes=None, tags=None):
    """``(tag, episode)`` of public episodes, their own tags and those of their public highlights."""
    for model, path in ((TaggedEpisode, "content_object_id"), (TaggedHighlight, "content_object__episode_id")):
        rows = model.objects.published()
        if episodes is not None:
            rows = rows.filter(**{f"{path.removesuffix('_id')}__in": episodes})
        if tags is not None:
            rows = rows.filter(tag__in=tags)
        yield from rows.order_by("pk").values_list("tag_id", path)


def _counted_terms(pks):
    """``(episode, {word: times})`` of title, summary and public highlights."""
    for start in range(0, len(pks), CHUNK):
        chunk = pks[start : start + CHUNK]
        texts = defaultdict(list)
        for pk, *parts in Episode.objects.filter(pk__in=chunk).values_list("pk", "title", "summary"):
            texts[pk] += parts
        highlights = Highlight.objects.published().filter(episode__in=chunk).order_by("episode", "position", "pk")
        for pk, *parts in highlights.values_list("episode_id", "title", "takeaway", "body"):
            texts[pk] += parts
        for pk in sorted(texts):
            # Markers and marks fall away with everything that is no word, so nothing needs to be parsed.
            words = terms("\n".join(texts[pk])[:LONGEST_TEXT])
            yield pk, {intern(term): count for term, count in Counter(words).most_common(KEPT_TERMS)}
