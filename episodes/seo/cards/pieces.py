"""A text in the smallest pieces that may stand apart: what readers take for one character, and where a line may end.

Sources: UAX #29 (what belongs to one character, as far as titles need it), UAX #14 and JIS X 4051 (what begins and
ends no line).
"""

import re
import unicodedata

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
JOINER = "\u200d"
MOST_MARKS = 4  # on one letter; more are a joke, which would run over the lines above
HAN = re.compile(
    r"[\u2e80-\u2fdf\u3001-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
)
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Myanmar, Khmer
BEGINS_NO_LINE = set(
    "、。，．：；！？・）〕］｝〉》」』】〙〗〟’”»ヽヾーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎゝゞ々〻‐゠–〜…‥"
)
BEGINS_NO_LINE |= set(",.:;!?)]}%°ะาำๅๆฯ\u0eb0\u0eb2\u0eb3\u0ec6")
ENDS_NO_LINE = set("（〔［｛〈《「『【〘〖〝‘“«([{¿¡$€£เแโใไ\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
HYPHENS = set("-‐–—/")


def cleaned(text: str, most: int = 700) -> str:
    """A text on one line, composed, without what no card can show; cut with an ellipsis behind ``most`` letters."""
    # A tenth more is read than is kept: composing makes a text shorter, and nobody's 60,000 letters are worth reading.
    line = " ".join(unicodedata.normalize("NFC", UNSEEN.sub(" ", text[: most * 4])).split())
    return line if len(line) <= most else line[:most].rstrip() + "…"


def clusters(text: str) -> list[str]:
    """The characters as readers count them: a letter with its marks, an emoji with what is joined to it."""
    found, marks = [], 0
    for char in text:
        kind = unicodedata.category(char)
        is_mark = kind in ("Mn", "Mc", "Me")
        if found and (is_mark or _joins(found[-1], char)):
            marks += kind != "Mc" and not _is_variant(char) and is_mark
            if marks <= MOST_MARKS:
                found[-1] += char
        else:
            found.append(char)
            marks = 0
    return found


def initial(text: str) -> str:
    """The first letter, with what belongs to it: its marks, and in Thai the consonant behind a vowel."""
    found = clusters(cleaned(text, 40))
    return "".join(found[: 2 if found and found[0] in ENDS_NO_LINE and found[0].isalpha() else 1])


def may_end(before: str, after: str) -> bool:
    """Whether a line may end between two clusters."""
    if before == " ":
        return after != " "
    if after == " " or after[0] in BEGINS_NO_LINE or before[-1] in ENDS_NO_LINE:
        return False
    if before in HYPHENS:
        return after.isalpha()
    if HAN.match(before) or HAN.match(after):
        return True
    return bool(UNSPACED.match(before) and UNSPACED.match(after))


def is_unspaced(cluster: str) -> bool:
    """Whether it is of a script that writes words without a space, and whose words nothing here knows."""
    return bool(UNSPACED.match(cluster))


def _joins(cluster, char):
    if cluster.endswith(JOINER) and (char.isalpha() or unicodedata.category(char) == "So"):
        return True
    is_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
    return (
        char in (JOINER, "\u200c")
        or _is_variant(char)
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or (is_flag and len(cluster) == 1 and "\U0001f1e6" <= cluster <= "\U0001f1ff")
    )


def _is_variant(char):
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
