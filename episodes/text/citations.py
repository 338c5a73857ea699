"""Citation markers in Markdown: ``[6]`` refers to clip 6, ``[1, 2]`` and ``[1][2]`` to two.

``\\[6]`` is text, and so is a marker in code. A Markdown link is left alone: ``[6](https://…)``,
``[see [6]](https://…)``, and ``[6]`` where the text defines a reference of that name.
"""

import re

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import link

MARKER = re.compile(r"\[([0-9]{1,4}(?:\s*,\s*[0-9]{1,4})*)\]")
# Private-use characters frame a marker between the parser and the page; ``drop_frames`` takes out typed ones.
OPEN, CLOSE = "\ue000", "\ue001"
FRAMED = re.compile(f"{OPEN}([0-9]+){CLOSE}")
FRAMES = str.maketrans("", "", OPEN + CLOSE)
# The numbers with four digits: as many, from the first.
FIRST_ID, IDS = 1000, 9000
NO_BREAK_SPACE = "\u00a0"


def marker_rule(state, silent):
    """An inline rule for markdown-it-py: turns a marker into one ``citation`` token a number."""
    # The parser only looks ahead (silent) for the end of a link's text, and there a marker is text.
    match = None if silent or state.linkLevel else MARKER.match(state.src, state.pos)
    if not match or _is_link(state):
        return False
    _hold_to_the_word(state)
    for number in re.findall("[0-9]+", match[1]):
        token = state.push("citation", "", 0)
        token.content = number
    state.pos = match.end()
    return True


def drop_frames(state):
    """A core rule: takes the framing characters out, typed as they are or as entities (``&#xE000;``)."""
    for token in state.tokens:
        for part in (token, *(token.children or ())):
            part.content = part.content.translate(FRAMES)
            part.attrs = {
                name: value.translate(FRAMES) if isinstance(value, str) else value for name, value in part.attrs.items()
            }


def _is_link(state):
    position = state.pos
    found = link(state, True)
    state.pos = position
    return found


def _hold_to_the_word(state):
    """A marker never begins a line: the space or the line break before it does not break."""
    text = state.pending.rstrip(" \n")
    if text != state.pending and text:
        state.pending = text + NO_BREAK_SPACE
    elif not text and state.tokens and state.tokens[-1].type == "softbreak":
        state.tokens.pop()
        state.pending = NO_BREAK_SPACE


def render_marker(renderer, tokens, index, options, env):
    """The framed number that ``episodes.text.markdown.with_citations`` puts a chip in place of."""
    return f"{OPEN}{int(tokens[index].content)}{CLOSE}"


def rewritten(markdown, rewrite, references, numbers_of):
    """A body with ``rewrite(match)`` in the place of each marker; what only looks like one stays.

    ``references`` are the labels that the text defines as links. ``numbers_of(copy)`` reads the copy, in which each
    candidate has two numbers that no other has.
    """
    # A label that is defined is a link, and keeps its words, since the link would be lost with them.
    candidates = [match for match in MARKER.finditer(markdown) if normalizeReference(match[1]) not in references]
    ids = [divmod(index, IDS) for index in range(len(candidates))]
    copy = _spliced(markdown, candidates, [_numbered(*pair) for pair in zip(candidates, ids, strict=True)])
    read = iter(numbers_of(copy))
    real = {(one - FIRST_ID, two - FIRST_ID) for one, two in zip(read, read, strict=True)}
    markers = [match for match, pair in zip(candidates, ids, strict=True) if pair in real]
    return _spliced(markdown, markers, [rewrite(match) for match in markers])


def _numbered(match, pair):
    """A candidate's two numbers, with spaces between them as it has them.

    More or fewer would make of what defines a link (``[6]: x[1]``) what does not (``[6]: x[1, 2]``), or the reverse.
    """
    between = max(re.findall(r"\s*,\s*", match[0]), key=len, default=",")
    return f"[{between.join(str(FIRST_ID + one) for one in pair)}]"


def _spliced(text, matches, replacements):
    parts, end = [], 0
    for match, replacement in zip(matches, replacements, strict=True):
        parts += [text[end : match.start()], replacement]
        end = match.end()
    return "".join([*parts, text[end:]])


def translated(marker, numbers):
    """A marker with other numbers, its commas and spaces as they are."""
    return re.sub("[0-9]+", lambda match: str(numbers.get(int(match[0]), int(match[0]))), marker)
