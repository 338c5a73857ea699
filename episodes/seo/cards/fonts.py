"""The fonts that cards are set in. The first that has a character sets it; what none has is set in the last.

They come with Python packages: Source Serif 4 and Inter, which speak Latin, Greek and Cyrillic, and Noto for other
scripts, of which the extra ``cards`` brings the serifs and those of China, Japan and Korea. Fonts of Debian's packages
(fonts-noto-core, fonts-noto-cjk, fonts-dejavu, fonts-liberation) stand in for what is not installed.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont, features

from episodes.seo.cards.glyphs import read_glyphs

DEBIAN = Path("/usr/share/fonts")
HAS_SHAPING = features.check("raqm")
ENGINE = ImageFont.Layout.RAQM if HAS_SHAPING else ImageFont.Layout.BASIC
TIGHT, CHINESE, TALL = 1.07, 1.24, 1.42  # distance of lines, in sizes of the letters
# (package, serif, sans) of scripts that Source Serif and Inter lack.
SCRIPTS = [
    ("pylopdf_fonts_ar", "NotoNaskhArabic-Variable.ttf", "NotoSansArabic-Variable.ttf"),
    ("pylopdf_fonts_he", "NotoSerifHebrew-Variable.ttf", "NotoSansHebrew-Variable.ttf"),
    ("pylopdf_fonts_hi", "NotoSerifDevanagari-Variable.ttf", "NotoSansDevanagari-Variable.ttf"),
    ("pylopdf_fonts_th", "NotoSerifThai-Variable.ttf", "NotoSansThai-Variable.ttf"),
]
# One character is written in four ways: (package, name in the files, index in Debian's collections).
CJK = {
    "ja": ("pylopdf_fonts_jp", "JP", 0),
    "ko": ("pylopdf_fonts_ko", "KR", 1),
    "zh-hans": ("pylopdf_fonts_zh_cn", "SC", 2),
    "zh-hant": ("pylopdf_fonts_zh_tw", "TC", 3),
}
TRADITIONAL = ("hant", "tw", "hk", "mo")


@dataclass(frozen=True)
class Face:
    """A font file; ``index`` is its place in a collection, ``leading`` how far its lines stand apart, in sizes."""

    path: Path
    index: int = 0
    leading: float = TALL

    def __contains__(self, char):
        return char in _glyphs(self.path, self.index)

    def at(self, size: int, weight: int = 400):
        """The font at ``size`` pixels, and the weight if it has several."""
        return _loaded(str(self.path), self.index, size, weight)


class _Built(Face):
    """The font within Pillow, where there is no file at all."""

    def __contains__(self, char):
        return False

    def at(self, size, weight=400):
        return _built(size)


LAST = _Built(Path())


@cache
def faces(style: str, language: str = "") -> tuple[Face, ...]:
    """The faces of ``serif``, ``italic`` or ``sans``, best first, for a text in ``language`` (a BCP 47 tag)."""
    is_sans = style == "sans"
    own = {
        "serif": ("fontpkg_source_serif_4", "files/SourceSerif4[[]opsz,wght].ttf"),
        "italic": ("fontpkg_source_serif_4", "files/SourceSerif4-Italic[[]opsz,wght].ttf"),
        "sans": ("fontpkg_inter", "files/Inter[[]opsz,wght].ttf"),
    }[style]
    found = [Face(path, leading=TIGHT) for path in _packaged(*own)]
    found += [Face(path) for package, serif, sans in SCRIPTS for path in _packaged(package, sans if is_sans else serif)]
    found += _cjk(language, is_sans)
    found += [Face(path) for path in _packaged("manimgx_fonts", "Noto*.ttf") if "Italic" not in path.name]
    found += [Face(path) for path in _debian("NotoSans*-Regular.ttf" if is_sans else "NotoSerif*-Regular.ttf")]
    found += [Face(path) for path in _debian("NotoSans*-Regular.ttf")]
    last = ["DejaVuSans.ttf", "LiberationSans-Regular.ttf"]
    names = last if is_sans else ["DejaVuSerif.ttf", "LiberationSerif-Regular.ttf", *last]
    found += [Face(path, leading=TIGHT) for name in names for path in _debian(name)]
    return (*dict.fromkeys(found), LAST)


def _cjk(language, is_sans):
    """The faces of Han, kana and Hangul; the language's own shapes come first."""
    tag = language.lower()
    main, *rest = tag.split("-")
    if main == "zh":
        tag = "zh-hant" if any(part in TRADITIONAL for part in rest) else "zh-hans"
    kind = "Sans" if is_sans else "Serif"
    for name in sorted(CJK, key=lambda name: name not in (tag, main)):
        package, letters, index = CJK[name]
        for path in _packaged(package, f"Noto{kind}{letters}-Regular.otf"):
            yield Face(path, leading=CHINESE)
        for path in _debian(f"Noto{kind}CJK-Regular.ttc"):
            yield Face(path, index, CHINESE)


@cache
def _packaged(package, pattern):
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations or [] if spec else []
    return [path for folder in folders for path in sorted(Path(folder).glob(pattern))]


@cache
def fingerprint() -> str:
    """The fonts that are there, by name: other fonts make other pictures."""
    names = {f"{face.path.name}:{face.index}" for style in ("serif", "italic", "sans") for face in faces(style)}
    return hashlib.blake2b("\n".join(sorted(names)).encode(), digest_size=4).hexdigest()


@cache
def _debian(pattern):
    return [path for path in _installed() if path.match(pattern)]


@cache
def _installed():
    return sorted(path for path in DEBIAN.rglob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc"))


@cache
def _glyphs(path, index):
    return read_glyphs(path, index)


def _built(size):
    return ImageFont.load_default(size).font_variant(layout_engine=ENGINE)


@lru_cache(maxsize=48)
def _loaded(path, index, size, weight):
    try:
        font = ImageFont.truetype(path, size, index=index, layout_engine=ENGINE)
    except OSError:  # A damaged file is no reason to draw no card.
        return _built(size)
    try:
        axes = font.get_variation_axes()
    except (OSError, NotImplementedError):
        return font
    values = []
    for axis in axes:
        name = axis["name"].decode(errors="replace") if isinstance(axis["name"], bytes) else str(axis["name"])
        wanted = {"weight": weight, "optical size": size}.get(name.lower(), axis["default"])
        values.append(min(max(wanted, axis["minimum"]), axis["maximum"]))
    font.set_variation_by_axes(values)
    return font
