"""A site of any size for the benchmarks, the same at each making: words and tags as rare as in real talk.

How often the word of a rank is said follows Zipf and Mandelbrot: 1 / (rank + 2.7). So do tags and guests.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from django.db import transaction

from episodes.models import (
    Citation,
    Clip,
    Credit,
    Cue,
    Episode,
    Evidence,
    Highlight,
    Person,
    Quote,
    Role,
    Show,
    Status,
    Tag,
    TaggedEpisode,
    TaggedHighlight,
)
from episodes.services.transcripts import speech_of
from episodes.text.slugs import initial, name_key, slug_of

SECTIONS, CLIPS, LINES = 6, 12, 600  # of an episode
TAGS_OF_SECTION, TAGS_OF_EPISODE = 3, 4
WORDS_OF_BODY, WORDS_OF_LINE = 90, 11
VOCABULARY = 30_000
EPISODES_OF_SHOW = 100
BATCH = 50  # episodes written at once
NEWEST = datetime(2026, 10, 1, 6, tzinfo=UTC)
LINE_MS = 5_000
# Lines of the shortest episode, in which twelve clips have room.
SHORTEST = 60


def _list(text):
    return text.split()


COMMON = _list(
    """
    the and to of a in that is it we you for on with as this are be have not but so at or they from what can
    about there if like one would an all just how more when do was which people think because know them then
    some our out really time very your will has up who were get these other into than only could make their work
    see my been way even now good where want things go us most any well does same new data years first question
    different point
    """
)
BEGINS = _list(
    """
    b bl br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w
    """
)
MIDDLES = _list(
    """
    a e i o u ai ea ee io ou
    """
)
ENDS = _list(
    """
    b ck d g l ll m n nd ng nt p r rd rn s sh ss st t th x
    """
)
FIRST_NAMES = _list(
    """
    Ada Amir Ana Ben Carla Chen Dana Diego Elif Emeka Eva Femi Grace Hana Ines Ivan Jonas Kofi Lena Lior Maya
    Mina Noor Omar Petra Priya Rosa Sana Tomas Uma Vera Wei Yara Zoe
    """
)
SHOW_NAMES = _list(
    """
    Notes Talks Hours Letters Signals Margins Voices Questions Maps Stories
    """
)


@dataclass(frozen=True)
class Size:
    """``lines`` are those of each episode's transcript."""

    episodes: int
    lines: int = LINES

    @property
    def shows(self):
        return max(2, self.episodes // EPISODES_OF_SHOW)

    @property
    def people(self):
        return max(20, self.episodes // 2)

    @property
    def tags(self):
        return max(60, min(5_000, self.episodes // 2))


class Zipf:
    """Picks of ``items``: the first of them most often."""

    def __init__(self, pick, items):
        self.pick, self.items = pick, items
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(items))))

    def some(self, number):
        return self.pick.choices(self.items, cum_weights=self.weights, k=number)

    def different(self, number):
        """At most ``number`` of them, none twice."""
        return list(dict.fromkeys(self.some(number * 2)))[:number]


def fill(size: Size, progress: Callable[[int, int], None] = lambda done, total: None):
    """Writes the corpus into an empty database, ``BATCH`` episodes a transaction; ``progress`` counts episodes."""
    maker = _Maker(size)
    maker.begin()
    done = 0
    for numbers in _batches(size.episodes):
        with transaction.atomic():
            maker.write(numbers)
        done += len(numbers)
        progress(done, size.episodes)


def _batches(number) -> Iterator[range]:
    return (range(start, min(start + BATCH, number)) for start in range(0, number, BATCH))


def _sentence(said, number):
    return f"{' '.join(said).capitalize()} [{number}]."


def words(pick: random.Random, number: int) -> list[str]:
    """``number`` different words, the commonest first: those of every talk, then made-up ones that can be spoken."""
    found = dict.fromkeys(COMMON[:number])
    while len(found) < number:
        parts = (pick.choice(BEGINS) + pick.choice(MIDDLES) for _part in range(pick.choice((1, 2, 2, 3))))
        found["".join(parts) + pick.choice(ENDS)] = None
    return list(found)


class _Maker:
    def __init__(self, size):
        self.size, self.pick = size, random.Random(20_261)  # noqa: S311
        self.words = Zipf(self.pick, words(self.pick, VOCABULARY))
        #: What is worth a title or a tag is not among the commonest.
        self.nouns = self.words.items[len(COMMON) : len(COMMON) + 6_000]

    def begin(self):
        self.shows = [self._show(place) for place in range(self.size.shows)]
        people = Person.objects.bulk_create(self._people(), batch_size=1000)
        hosts = max(2, len(self.shows) // 2)
        self.hosts, self.guests = people[:hosts], Zipf(self.pick, people[hosts:])
        self.tags = Zipf(self.pick, Tag.objects.bulk_create(self._tags(), batch_size=1000))

    def _show(self, place):
        title = f"{self.nouns[place * 7].capitalize()} {SHOW_NAMES[place % len(SHOW_NAMES)]}"
        return Show.objects.create(title=title, slug=f"{slug_of(title)}-{place + 1}", description=self.sentence(30))

    def _people(self):
        for place in range(self.size.people):
            name = f"{self.pick.choice(FIRST_NAMES)} {self.pick.choice(self.nouns).capitalize()}"
            yield Person(name=name, slug=f"{slug_of(name)}-{place + 1}", biography=self.sentence(20))

    def _tags(self):
        names = {}
        while len(names) < self.size.tags:
            name = " ".join(self.pick.sample(self.nouns, self.pick.choice((1, 2, 2))))
            names.setdefault(name_key(name), name)
        for place, (key, name) in enumerate(names.items()):
            yield Tag(name=name, key=key, slug=f"{slug_of(name)}-{place + 1}", initial=initial(name))

    def sentence(self, number):
        return " ".join(self.words.some(number)).capitalize() + "."

    def title(self):
        return " ".join(self.pick.sample(self.nouns, 2) + self.words.some(3)).capitalize()

    def write(self, numbers):
        episodes = Episode.objects.bulk_create([self._episode(number) for number in numbers])
        credits = [credit for episode in episodes for credit in self._credits(episode)]
        Credit.objects.bulk_create(credits)
        people = {}
        for credit in credits:
            people.setdefault(credit.episode_id, []).append(credit.person)
        clips = Clip.objects.bulk_create(clip for episode in episodes for clip in self._clips(episode, people))
        of = {(clip.episode_id, clip.number): clip for clip in clips}
        sections = Highlight.objects.bulk_create(row for episode in episodes for row in self._sections(episode))
        self._cite(sections, of)
        self._tag(TaggedEpisode, episodes, TAGS_OF_EPISODE)
        self._tag(TaggedHighlight, sections, TAGS_OF_SECTION)
        self._transcripts(episodes, people)

    def _episode(self, number):
        show = self.shows[number % len(self.shows)]
        # The lowest number is the oldest, as in an archive that grew.
        age = self.size.episodes - number
        title = self.title()
        return Episode(
            show=show,
            title=title,
            slug=f"{slug_of(title)[:60]}-{number + 1}",
            number=number // len(self.shows) + 1,
            season=number // len(self.shows) // 20 + 1,
            status=Status.PUBLISHED,
            published_at=NEWEST - timedelta(hours=age * 8),
            appeared_at=NEWEST,
            summary=self.sentence(40),
            audio_url=f"https://audio.example/{number + 1}.mp3",
            audio_type="audio/mpeg",
            audio_bytes=48_000_000,
            duration_ms=max(self.size.lines, SHORTEST) * LINE_MS,
            guid=f"podsite-benchmark-{number + 1}",
        )

    def _credits(self, episode):
        host = self.hosts[episode.show_id % len(self.hosts)]
        yield Credit(episode=episode, person=host, role=Role.HOST, position=0)
        yield Credit(episode=episode, person=self.guests.some(1)[0], role=Role.GUEST, position=1)

    def _clips(self, episode, people):
        for number in range(1, CLIPS + 1):
            start = episode.duration_ms * number // (CLIPS + 1)
            yield Clip(
                episode=episode,
                number=number,
                title=self.title(),
                start_ms=start,
                end_ms=start + 20_000,
                excerpt=self.sentence(15),
                speaker=people[episode.pk][number % 2],
            )

    def _sections(self, episode):
        for place in range(SECTIONS):
            title = self.title()
            text = self.words.some(WORDS_OF_BODY)
            middle = WORDS_OF_BODY // 2
            first, second = 2 * place + 1, 2 * place + 2
            yield Highlight(
                episode=episode,
                position=place,
                title=title,
                slug=f"{slug_of(title)[:60]}-{place + 1}",
                body=f"{_sentence(text[:middle], first)} {_sentence(text[middle:], second)}",
                takeaway=self.sentence(10),
                status=Status.PUBLISHED,
            )

    def _cite(self, sections, clips):
        cited, quotes = [], []
        for section in sections:
            for number in (2 * section.position + 1, 2 * section.position + 2):
                clip = clips[section.episode_id, number]
                cited.append(Citation(highlight=section, clip=clip, evidence=self.pick.choice(Evidence.values)))
            quotes.append(Quote(highlight=section, text=self.sentence(14), speaker_id=clip.speaker_id, clip=clip))
        Citation.objects.bulk_create(cited)
        Quote.objects.bulk_create(quotes)

    def _tag(self, through, things, number):
        through.objects.bulk_create(
            through(content_object=thing, tag=tag) for thing in things for tag in self.tags.different(number)
        )

    def _transcripts(self, episodes, people):
        cues = []
        for episode in episodes:
            said = self.words.some(self.size.lines * WORDS_OF_LINE)
            step = episode.duration_ms // self.size.lines
            for line in range(self.size.lines):
                text = " ".join(said[line * WORDS_OF_LINE : (line + 1) * WORDS_OF_LINE])
                speaker = people[episode.pk][line // 8 % 2]
                start = line * step
                cues.append(
                    Cue(
                        episode=episode,
                        start_ms=start,
                        end_ms=start + step,
                        speaker=speaker,
                        speaker_name=speaker.name,
                        text=text,
                    )
                )
            spoken = ((cue.speaker_id, cue.start_ms, cue.end_ms) for cue in cues[-self.size.lines :])
            episode.speech = speech_of(spoken)
        Cue.objects.bulk_create(cues, batch_size=5_000)
        Episode.objects.bulk_update(episodes, ["speech"])
