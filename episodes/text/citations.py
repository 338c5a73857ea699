"""Citation markers in Markdown: ``[6]`` refers to clip 6, ``[1, 2]`` and ``[1][2]`` to two.

``\\[6]`` is text, and so is a marker in code. A Markdown link is left alone: ``[6](https://…)``, and
``[6]`` where the text defines a reference of that name.
"""

import re

MARKER = re.compile(r"\[([0-9]{1,4}(?:\s*,\s*[0-9]{1,4})*)\]")
# Private-use characters frame a marker between the parser and the page; they are taken out of what people type.
OPEN, CLOSE = "\ue000", "\ue001"
FRAMED = re.compile(f"{OPEN}([0-9]+){CLOSE}")
FRAMES = str.maketrans("", "", OPEN + CLOSE)
NO_BREAK_SPACE = "\u00a0"


def marker_rule(state, silent):
    """An inline rule for markdown-it-py: turns a marker into one ``citation`` token a number."""
    match = MARKER.match(state.src, state.pos)
    if not match or state.linkLevel or _is_link(state, match):
        return False
    if not silent:
        _hold_to_the_word(state)
        for number in re.findall("[0-9]+", match[1]):
            token = state.push("citation", "", 0)
            token.content = number
    state.pos = match.end()
    return True


def _is_link(state, match):
    return state.src.startswith("(", match.end()) or match[1] in state.env.get("references", {})


def _hold_to_the_word(state):
    """A marker never begins a line: the space before it does not break."""
    text = state.pending.rstrip(" \n")
    if text != state.pending and text:
        state.pending = text + NO_BREAK_SPACE


def render_marker(renderer, tokens, index, options, env):
    """The framed number that ``episodes.text.markdown.with_citations`` puts a chip in place of."""
    return f"{OPEN}{int(tokens[index].content)}{CLOSE}"
