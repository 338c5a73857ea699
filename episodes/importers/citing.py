"""A paragraph with its citations: as Markdown with ``[n]`` markers, and as working titles of the clips it cites."""

import re
from dataclasses import dataclass

from episodes.importers.plain import as_markdown
from episodes.text.excerpts import excerpt

LONGEST_TITLE = 79  # And an ellipsis.
FEWEST_WORDS = 4  # A shorter part of a sentence tells too little.
JOINING = {"and", "as", "because", "but", "or", "since", "so", "that", "then", "though", "whereas", "which", "while"}
# Where one sentence ends and the next begins; not behind "Dr. ", and not before a small letter ("e.g. speech").
BETWEEN = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’»)\]]))(?<!\b[DMS][rst]\.)(?<!\bMrs\.)(?<!\bvs\.)\s+(?![a-z])|(?<=[。！？])"
)
EDGES = " ,;:.!?…–—-)]}"


@dataclass(frozen=True)
class Cited:
    """``parts`` are plain texts and the clip numbers between them; ``doubts`` are sentences for people."""

    parts: tuple[str | int, ...]
    doubts: tuple[str, ...] = ()

    @property
    def numbers(self):
        """The clip numbers, in order, with repetitions."""
        return [part for part in self.parts if isinstance(part, int)]

    @property
    def markdown(self):
        """The paragraph with ``[n]`` markers; signs that Markdown would take for more than text are escaped."""
        made: list[str] = []
        for index, part in enumerate(self.parts):
            if isinstance(part, int):
                made.append(f"[{part}]")
                continue
            # "[1](" would be a link, and "[1]:" at the start the definition of one.
            made += ["\\"] if index and (part[0] == "(" or (part[0] == ":" and index == 1)) else []
            made.append(as_markdown(part, start=index == 0))
        return "".join(made)

    def titles(self):
        """``{number: working title}``, from the sentence that cites it first or, past another citation, its rest."""
        titles: dict[int, str] = {}
        sentence = rest = ""
        for part in self.parts:
            if isinstance(part, int):
                words = _title(rest) if len(rest.split()) >= FEWEST_WORDS else ""
                titles.setdefault(part, words or _title(sentence))
                rest = ""
                continue
            *ended, open_sentence = BETWEEN.split(part)
            if ended:
                # A marker behind the full stop belongs to the sentence that has just ended.
                sentence = rest = _beginning(open_sentence.strip() or ended[-1])
            else:
                sentence, rest = _beginning(sentence + part), _beginning(rest + part)
        return titles


def _beginning(text):
    """As much of a text as a title can need: what follows may be long, and is looked at once a number."""
    return text[: 5 * LONGEST_TITLE]


def _title(text):
    words = " ".join(text.split()).lstrip(EDGES)
    first, _space, others = words.partition(" ")
    if first.casefold().strip(",") in JOINING and others:
        words = others.lstrip(EDGES)
    words = words.rstrip(" .,;:–—-(")
    return excerpt(words[:1].upper() + words[1:], LONGEST_TITLE)
