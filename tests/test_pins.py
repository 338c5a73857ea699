"""Every package that an installation brings, of whichever extra, is named in constraints.txt with one version."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)")


def pins() -> dict[str, str]:
    """``{name: version}``; fails on a line that is anything else."""
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and line[0] != "#"]
    matches = {line: PINNED.fullmatch(line) for line in lines}
    assert [line for line, match in matches.items() if not match] == []
    found = {canonicalize_name(match[1]): match[2] for match in matches.values()}
    assert len(found) == len(lines), "a package is pinned twice"
    return found


def wanted() -> set[str]:
    """Names of all that the project asks for, and of all that these ask for in turn, as far as it is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    waiting = [(Requirement(line), frozenset()) for lines in lists for line in lines]
    seen = set()
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if not _applies(requirement, extras) or (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        try:
            lines = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # Of an extra that the tests do not take.
            continue
        waiting += [(Requirement(line), frozenset(requirement.extras)) for line in lines]
    return {name for name, _extras in seen} - {"podsite"}


def _applies(requirement, extras):
    marker = requirement.marker
    return not marker or any(marker.evaluate({"extra": extra}) for extra in extras | {""})


def test_every_dependency_is_pinned():
    names = wanted()
    assert {"django", "lxml", "sqlparse", "greenlet", "redis"} <= names
    assert names - set(pins()) == set()


def test_nothing_is_pinned_that_nothing_asks_for():
    assert set(pins()) - wanted() == set()


def test_what_is_installed_is_what_is_pinned():
    installed = {canonicalize_name(found.name): found.version for found in metadata.distributions()}
    both = {name: (Version(version), Version(installed[name])) for name, version in pins().items() if name in installed}
    assert {name: (pinned, found) for name, (pinned, found) in both.items() if pinned != found} == {}


def test_every_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text()
    lines = [line for line in text.splitlines() if re.match(r'    "[a-z][\w.\[\],-]+[<>=~]', line)]
    silent = [line.strip() for line in lines if "#" not in line and "pylopdf" not in line]
    assert len(lines) > 30
    assert silent == []
