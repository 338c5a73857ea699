"""How a highlight, a clip or a quote is cited: three styles to read, three formats for programs."""

from collections.abc import Callable
from dataclasses import dataclass

from episodes.text.citing.bibtex import bibtex
from episodes.text.citing.csl import csl_item, csl_json
from episodes.text.citing.ris import ris
from episodes.text.citing.styles import apa, chicago, mla
from episodes.text.citing.work import LONGEST_TITLE, Work, clock


@dataclass(frozen=True)
class Format:
    """``ending`` and ``media_type`` are those of a file, empty for a style that is only read."""

    name: str
    write: Callable[[Work], str]
    ending: str = ""
    media_type: str = ""


FORMATS = (
    Format("APA 7", apa),
    Format("MLA 9", mla),
    Format("Chicago 17", chicago),
    Format("BibTeX", bibtex, "bib", "application/x-bibtex"),
    Format("RIS", ris, "ris", "application/x-research-info-systems"),
    Format("CSL-JSON", csl_json, "json", "application/vnd.citationstyles.csl+json"),
)

__all__ = ["FORMATS", "LONGEST_TITLE", "Format", "Work", "apa", "bibtex", "chicago", "clock", "csl_item", "csl_json"]
__all__ += ["mla", "ris"]
