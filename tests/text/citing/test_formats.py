"""BibTeX, RIS and CSL-JSON, read back by parsers that are not ours."""

import json
import re
import warnings

import bibtexparser
import rispy
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from episodes.text.citing import FORMATS, bibtex, csl_json, ris
from episodes.text.citing.bibtex import escaped
from episodes.text.citing.work import on_one_line
from tests.text.citing.works import make_work

# csl-data.json 1.0.2: what an item may have, as far as ours have it, and the type of each.
CSL_FIELDS = {"id": str, "type": str, "issued": dict, "accessed": dict, "author": list, "host": list, "guest": list}
CSL_TEXTS = {"title", "container-title", "collection-title", "number", "volume", "genre", "medium", "section"}
CSL_FIELDS |= dict.fromkeys(CSL_TEXTS | {"publisher", "URL", "language"}, str)
CSL_NAME = {"family", "given", "non-dropping-particle", "suffix", "literal"}


def read_bibtex(text):
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    [entry] = library.entries
    return entry.key, {field.key: field.value for field in entry.fields}


def read_csl(text):
    [item] = json.loads(text)
    for name, value in item.items():
        assert isinstance(value, CSL_FIELDS[name]), name
    for name in item.get("author", []):
        assert name and name.keys() <= CSL_NAME
    return item


def test_bibtex():
    key, fields = read_bibtex(bibtex(make_work(episode="100% of it & C#_~\\", show="{x}")))
    assert key == "doe2026clip12"
    assert fields["author"] == "Doe, Jane"
    assert LatexNodes2Text().latex_to_text(fields["booktitle"]) == "100% of it & C#_~\\"
    assert fields["series"] == r"\textbraceleft{}x\textbraceright{}"
    assert (fields["year"], fields["month"], fields["urldate"]) == ("2026", "mar", "2026-11-25")
    assert fields["note"] == "At 01:02:03–01:03:10"


def test_bibtex_holds_names_together():
    _key, fields = read_bibtex(bibtex(make_work(hosts=("Sammy Davis Jr.", "Ludwig van Beethoven", "Björk"))))
    assert fields["author"] == "Davis, Jr., Sammy and van Beethoven, Ludwig and {Björk}"
    _key, fields = read_bibtex(bibtex(make_work(hosts=(), organisation="Salt and Light, Inc.")))
    assert fields["author"] == "{Salt and Light, Inc.}"


def test_ris():
    text = ris(make_work(hosts=("Ludwig van Beethoven", "山田 太郎")))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in text.split("\r\n")[:-1])
    assert text.startswith("TY  - SOUND\r\n") and text.endswith("ER  - \r\n")
    [record] = rispy.loads(text)
    assert record["authors"] == ["van Beethoven, Ludwig", "山田, 太郎"]
    assert record["title"] == "Why the weights were opened"
    assert (record["start_page"], record["end_page"], record["date"]) == ("01:02:03", "01:03:10", "2026/03/12")


def test_csl_json():
    text = csl_json(make_work(kind="quote", speaker="Ludwig van Beethoven", guests=("Ludwig van Beethoven",)))
    item = read_csl(text)
    assert item["author"] == [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}]
    assert item["issued"] == {"date-parts": [[2026, 3, 12]]}
    assert item["section"] == "01:02:03–01:03:10"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The program knows the fields of 1.0.1 only, and says so.
        [reference] = CiteProcJSON(json.loads(text)).values()
    assert "".join(reference.title) == "Why the weights were opened"


VALUES = st.text(max_size=40) | st.sampled_from(
    ["{", "}}", "\\", "a and b", "@misc{x,", "%", "ER  - ", "\r\nTY  - X", '"', "a,b,c"]
)


@given(VALUES, VALUES, st.lists(VALUES, max_size=3), VALUES, st.sampled_from(["clip", "quote", "highlight"]))
def test_any_value_can_be_read_back(title, show, hosts, speaker, kind):
    work = make_work(title=title, show=show, hosts=tuple(hosts), speaker=speaker, kind=kind, organisation=speaker)
    _key, fields = read_bibtex(bibtex(work))
    if work.title:
        assert fields["title"] == "{" + escaped(work.title) + "}"
    assert escaped(work.title).count("{") == escaped(work.title).count("}")
    [record] = rispy.loads(ris(work))
    assert record.get("title", "") == work.title
    assert len(record.get("authors", [])) == len(work.authors)
    assert read_csl(csl_json(work)).get("title", "") == on_one_line(title)
    for format in FORMATS:
        assert "01:02:03" in format.write(work)
        format.write(work).encode()
