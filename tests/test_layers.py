"""Imports point down only. Walks the syntax trees; an import inside a function counts too."""

import ast
import re
from pathlib import Path

APP = Path(__file__).resolve().parent.parent / "episodes"
LAYERS = {
    "text": 1,
    "transcripts": 1,
    "documents": 1.5,  # pure as well, and made of text
    "models": 2,
    "search": 3,
    "queries": 3,
    "seo": 3,
    "services": 4,
    "importers": 4,
    "views": 5,
    "feeds": 5,
    "admin": 5,
    "templatetags": 5,
    "management": 5,
    "signals": 5,
    "urls": 6,
    "apps": 6,
}
OUTSIDE = {"migrations", "sample", "__init__"}
PURE = {"text", "transcripts", "documents"}
NOT_PURE = ("django.db", "django.conf", "django.apps", "django.contrib")


def imports_of(path):
    """Dotted names that a file imports, absolute."""
    package = list(path.relative_to(APP.parent).with_suffix("").parts)[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield module, node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def part_of(dotted):
    names = dotted.split(".")
    return names[1] if names[0] == "episodes" and len(names) > 1 and names[1] in LAYERS else None


def arrows():
    for path in sorted(APP.rglob("*.py")):
        here = path.relative_to(APP).with_suffix("").parts[0]
        if here in OUTSIDE:
            continue
        for dotted, line in imports_of(path):
            yield path.relative_to(APP.parent), line, here, dotted


def test_every_file_belongs_to_a_layer():
    parts = {path.relative_to(APP).with_suffix("").parts[0] for path in APP.rglob("*.py")}
    assert parts - LAYERS.keys() - OUTSIDE == set()


def test_imports_point_down():
    wrong = [
        f"{path}:{line} imports {dotted}"
        for path, line, here, dotted in arrows()
        if (there := part_of(dotted)) and there != here and LAYERS[there] >= LAYERS[here]
    ]
    assert wrong == []


def test_models_are_imported_from_their_package():
    wrong = [
        f"{path}:{line} imports {dotted}"
        for path, line, here, dotted in arrows()
        if here != "models"
        and dotted.startswith("episodes.models.")
        and (APP / "models" / f"{dotted.split('.')[2]}.py").is_file()
    ]
    assert wrong == []


def test_pure_layers_know_no_orm_and_no_settings():
    wrong = [
        f"{path}:{line} imports {dotted}"
        for path, line, here, dotted in arrows()
        if here in PURE and dotted.startswith(NOT_PURE)
    ]
    assert wrong == []


def test_podsite_reaches_the_app_by_string_only():
    wrong = [
        f"{path}: imports {dotted}"
        for path in (APP.parent / "podsite").rglob("*.py")
        for dotted, _line in imports_of(path)
        if dotted.partition(".")[0] == "episodes"
    ]
    assert wrong == []


def test_one_module_calls_html_safe():
    root = APP.parent
    sources = [*APP.rglob("*.py"), *(root / "podsite").rglob("*.py"), *(root / "templates").rglob("*.html")]
    unescaped = re.compile(r"mark_safe|SafeString\(|\|\s*safe\b|autoescape off")
    wrong = [str(path.relative_to(root)) for path in sources if unescaped.search(path.read_text())]
    assert wrong == ["episodes/text/html.py"]
