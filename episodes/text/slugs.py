"""Names for addresses: never empty, in any script, telling where a name is all signs ("C++", "🎙️", "!!!")."""

import re
import unicodedata

LONGEST = 80
# What a slug never holds: white space, control characters, "_" and the punctuation of ASCII except "-".
SLUG_PATTERN = r"[^\s\x00-\x1f\x7f-\x9f!-,./:-@\[-`{-~]+"
# What a page uses for itself: as an address below a show or a tag, or as an anchor on the episode page.
RESERVED = {
    "archive",
    "content",
    "corrections",
    "coverage",
    "feed",
    "listen",
    "moments",
    "not",
    "related",
    "transcript",
}
# The bare word counts too: its second owner would get a number.
ANCHORS = re.compile(r"(?:clip|cite|quote)(?:-[0-9-]+)?")
# They choose a shape for what stands before them, and are marks although nobody sees them.
VARIANTS = re.compile("[\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
LATIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "’": "",
        "'": "",
    }
)
SIGNS = [
    (re.compile(r"(?<=\w)#(?!\w)"), " sharp "),
    (re.compile(r"\+"), " plus "),
    (re.compile(r"&"), " and "),
    # A word may end in a vowel sign, which is no \w: so what may stand before the dot is named.
    (re.compile(r"(?<![^\s!-/:-@\[-^`{-¿\u2000-\u206f\u3000-\u303f])\.(?=\w)"), " dot "),
]


def slug_of(name: str, fallback: str = "untitled") -> str:
    """A lower-case slug of at most 80 characters: letters, their marks and digits of any script, hyphens between.

    Latin letters lose their accents, other scripts stay as they are. A name without a letter or digit gets the
    Unicode names of its signs, and ``fallback`` where even those are missing.
    """
    text = _without_invisible(unicodedata.normalize("NFKC", name).casefold().translate(LATIN))
    for pattern, words in SIGNS:
        text = pattern.sub(words, text) if re.search(r"\w", text) else text
    slug = _joined(_without_accents(text)) or _joined(_sign_names(name)) or fallback
    if slug in RESERVED:
        return f"{slug}-1"
    return f"a-{slug}"[:LONGEST].rstrip("-") if ANCHORS.fullmatch(slug) else slug


def numbered(slug: str, number: int) -> str:
    """The slug for the ``number``-th object that wants it: ``fine-tuning``, ``fine-tuning-2`` …"""
    if number < 2:
        return slug
    ending = f"-{number}"
    return slug[: LONGEST - len(ending)].rstrip("-") + ending


def name_key(name: str) -> str:
    """What makes two names the same: case, width and runs of white space don't count ("LLM", "llm", "Llm")."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def initial(name: str) -> str:
    """The letter that a name stands under in an index, upper-case, without accents; ``#`` for digits and signs."""
    first = _without_accents(unicodedata.normalize("NFKC", name).strip()[:1].casefold().translate(LATIN))[:1]
    return first.upper()[:1] if first.isalpha() else "#"


def _without_invisible(text):
    return "".join(char for char in text if unicodedata.category(char) != "Cf" and not VARIANTS.match(char))


def _without_accents(text):
    kept, base = [], ""
    for char in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(char):
            base = char
        # Marks make other letters in other scripts (が, й): only what hangs on a Latin letter goes.
        elif "LATIN" in unicodedata.name(base, "") if base else False:
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _sign_names(name):
    names = [
        unicodedata.name(char, "").casefold()
        for char in name
        if unicodedata.category(char)[0] in "SP" and not char.isspace()
    ]
    return "-".join(dict.fromkeys(names))


def _joined(text):
    kept = ""
    for char in text:
        # Vowel signs are part of the word, but only where there is a letter that they hang on.
        is_mark = unicodedata.category(char) in ("Mn", "Mc")
        if char.isalnum() or (is_mark and kept and not kept.endswith("-")):
            kept += char
        elif not kept.endswith("-"):
            kept += "-"
    return kept.strip("-")[:LONGEST].strip("-")
