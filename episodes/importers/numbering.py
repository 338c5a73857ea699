"""Tells a citation from a number: "limitations 1." cites clip 1, "20 billion" and "from 3 to 5." do not.

A bare number is a citation where it stands between a word and punctuation (or the end of the paragraph) and
continues the numbering of the page. A number that would continue it after a word that counts or names ("to", "step")
stays text and is doubted, unless the page goes on with the next number and so needs this one. ``[6]`` is a
citation wherever it stands.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from episodes.importers.citing import Cited
from episodes.importers.layout import PageError

NUMBER = re.compile(r"[0-9]+")
FEW = r"[1-9][0-9]{0,2}+"
CITED = re.compile(
    r"\[(?P<marked>[0-9]{1,4}(?: ?, ?[0-9]{1,4})*)\]"
    rf"|(?<=\S) (?P<bare>{FEW}(?:(?: ?, ?| ){FEW}){{0,9}})"
    r"(?:$| ?(?=[.,;:!?…)\]}”’\"'»]+(?:[ —–]|$)|[。、，；：！？」』）])|(?= ?[—–](?![0-9])| - ))"
)
# After these a number counts or compares, whatever follows.
COUNTING_WORDS = (
    "a about almost am an and approximately are around as at be been between by equals exactly for from is least "
    "nearly of or over per plus minus roughly than the these those times to under was were with"
)
# After these it mostly does; a clause may end with one all the same.
NAMING_WORDS = (
    "above act all api article below book chapter claude day diffusion down each episode every falcon figure gemini "
    "gemma generation gpt grade group highlight in item just layer level line llama maybe most no number on only "
    "option out page palm part phase point python question rank release round rule scene score season section "
    "series sheet slide stage step table through tier till top track type until up v version vol volume week whisper "
    "windows year january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec"
)
COUNTING, NAMING = frozenset(COUNTING_WORDS.split()), frozenset(NAMING_WORDS.split())
AFTER_A_WORD = re.compile(r"(?:[^\W_]|[%)\]}”’\"'»])$")
QUANTITY = re.compile(r"[^\w\s]?[0-9][0-9.,:/×^-]*")
# "Llama 2 was": a name that goes on behind its number. A title needs nothing behind it.
NAME = r"(?<![\w-])(?:[^\WA-Z]|-)*+([A-Z][\w-]*+)"  # From the first capital letter of a word; each word is read once.
NAMED = re.compile(rf"{NAME} ([1-9][0-9]{{0,2}})(?= [A-Za-z])")
TITLED = re.compile(rf"{NAME} ([1-9][0-9]{{0,2}})(?![\w.])")
# "layers 1, 2 and 3" goes on counting behind what looked like a citation.
GOES_ON = re.compile(r"(?:, ?[0-9]+){0,9},? (?:and|or|to|through|&) [0-9]")
FARTHEST = 20  # A number that skips more clips than that is no citation gone wrong.
MOST_CITED = 20_000  # Places of a page where numbers may be citations.
AROUND = 40  # Characters of the text that a doubt shows on either side.


@dataclass
class Numbering:
    """The numbering of a page while it is read: the highest clip so far, and the ones cited last.

    ``names`` are pairs such as ``("llama", 2)``; ``ahead`` is, for a number, where it is plainly cited: ``(line,
    column)`` in order; ``found`` are the places in a paragraph where numbers may be citations.
    """

    names: frozenset[tuple[str, int]] = frozenset()
    ahead: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    found: dict[str, list[re.Match]] = field(default_factory=dict)
    highest: int = 0
    last: tuple[int, ...] = ()

    @classmethod
    def of(cls, paragraphs: Iterable[tuple[int, str]], titles: Iterable[str] = ()):
        """The numbering of a page whose cited paragraphs are ``(line, text)``, each to be read afterwards.

        Raises ``PageError`` where the numbers are more than a page can have.
        """
        paragraphs = list(paragraphs)
        pairs = [pair for _line, text in paragraphs for pair in NAMED.findall(text)]
        pairs += [pair for title in titles for pair in TITLED.findall(title)]
        names = frozenset((word.casefold(), int(number)) for word, number in pairs)
        ahead = defaultdict(list)
        found = _places(paragraphs)
        for line, text in paragraphs:
            for match in found[text]:
                if match["marked"] or _context(text, match, names) == "":
                    for number in NUMBER.findall(match[0]):
                        ahead[int(number)].append((line, match.start()))
        return cls(names=names, ahead=dict(ahead), found=found)

    def read(self, text: str, line: int) -> Cited:
        """Reads a clean paragraph that begins on ``line``, and counts on."""
        parts: list[str | int] = []
        doubts: list[str] = []
        done = 0
        for match in self.found[text] if text in self.found else CITED.finditer(text):
            reader = self._marked if match["marked"] else self._bare
            numbers, end = reader(text, match, line, doubts)
            if numbers:
                # The space before a bare number stays, the brackets of a marker are made anew.
                parts += [text[done : match.start() + (0 if match["marked"] else 1)], *numbers]
                self.highest, self.last, done = max(self.highest, *numbers), tuple(numbers), end
        parts.append(text[done:])
        return Cited(tuple(part for part in parts if part != ""), tuple(doubts))

    def _marked(self, text, match, line, doubts):
        """The numbers of ``[6]`` or ``[1, 2]``; none if one of them is out of the question."""
        numbers = [int(number) for number in match["marked"].split(",")]
        if min(numbers) and max(numbers) <= self.highest + FARTHEST:
            return numbers, match.end()
        doubts.append(
            _("“%(words)s” is in brackets, but no clip can have that number; it stays text.")
            % {"words": _around(text, match)}
        )
        return [], match.end()

    def _bare(self, text, match, line, doubts):
        """The numbers from the first on that are citations, and where the text goes on behind them."""
        cited: list[int] = []
        end = match.start()
        said = {"words": _around(text, match)}
        context = _context(text, match, self.names)
        for found in NUMBER.finditer(text, match.start("bare"), match.end("bare")):
            number = int(found[0])
            fits = self._fits(number, cited)
            if not cited and context and fits:
                if context == "counting" or not self._needed(number, (line, match.start())):
                    doubts.append(
                        _("“%(words)s” could cite clip %(number)d; it was left as a number.")
                        % {**said, "number": number}
                    )
                    break
                doubts.append(
                    _("“%(words)s” was read as a citation, because clip %(next)d is cited next.")
                    % {**said, "next": number + 1}
                )
            elif not fits:
                if not context and number <= self.highest + FARTHEST:
                    doubts.append(self._misfit(number, said, cited))
                break
            cited.append(number)
            end = found.end()
        # A space before the punctuation goes with the last number.
        return cited, match.end() if end == match.end("bare") else end

    def _fits(self, number, cited):
        highest = max(self.highest, *cited, 0)
        return number == highest + 1 or (number == highest and number > 0) or number in self.last

    def _misfit(self, number, said, cited):
        highest = max(self.highest, *cited, 0)
        if number < highest:
            text = _("“%(words)s” could cite clip %(number)d again; it was left as a number.")
        else:
            text = _("“%(words)s” would skip clip %(missing)d; it was left as a number.")
        return text % {**said, "number": number, "missing": highest + 1}

    def _needed(self, number, place):
        """Whether the page goes on with the next number before it cites this one: then this must be it."""
        if number != self.highest + 1:
            return False
        again, following = (self._next(wanted, place) for wanted in (number, number + 1))
        return following is not None and (again is None or following < again)

    def _next(self, number, place):
        places = self.ahead.get(number, [])
        at = bisect_right(places, place)
        return places[at] if at < len(places) else None


def _places(paragraphs):
    """``{text: matches of CITED}``: a long text is searched once."""
    found, number = {}, 0
    for line, text in paragraphs:
        if text not in found:
            found[text] = list(islice(CITED.finditer(text), MOST_CITED + 1))
        number += len(found[text])
        if number > MOST_CITED:
            raise PageError(
                _("a page has at most %(most)d citations, and here it has more.") % {"most": MOST_CITED}, line
            )
    return found


def _context(text, match, names):
    """What stands before bare numbers: "counting", "naming", or "" for a word that may be cited."""
    before = text[text.rfind(" ", 0, match.start()) + 1 : match.start()]
    word = before.strip("“”‘’\"'()[]{}«»").casefold()
    if (
        not AFTER_A_WORD.search(before)
        or QUANTITY.fullmatch(word)
        or word in COUNTING
        or GOES_ON.match(text, match.end())
    ):
        return "counting"
    first = int(NUMBER.search(match["bare"])[0])
    return "naming" if word in NAMING or (word, first) in names else ""


def _around(text, match):
    """A few whole words on either side of a match."""
    start, end = max(0, match.start() - AROUND), match.end() + AROUND // 2
    before, after = text[start : match.start()], text[match.end() : end]
    if start:
        before = before.partition(" ")[2] or before
    if end < len(text):
        after = after.rpartition(" ")[0] if " " in after.strip() else after.partition(" ")[0]
    return (before + match[0] + after).strip()
