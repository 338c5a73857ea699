"""YAML, and Markdown with YAML in front of it: the files that an export is made of.

Source: YAML 1.1 as PyYAML reads and writes it; front matter as Jekyll introduced it, between two lines ``---``.
"""

import re

import yaml
from django.utils.translation import gettext_noop

from episodes.text.errors import SentenceError

# libyaml is in every wheel of PyYAML and ten times as fast; the other reads and writes the same.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
FENCE = "---\n"
BAD_LINE = gettext_noop("Line %(line)d is not YAML: %(problem)s.")
NO_YAML = gettext_noop("The file is not YAML: %(problem)s.")
TOO_DEEP = gettext_noop("The file is not YAML: it is nested too deeply.")
NO_FRONT = gettext_noop("The file must begin with YAML between two lines “---”.")
NO_VALUES = gettext_noop("What stands between the lines “---” must be names with values.")
PARTS = re.compile(r"---\n(.*?)^---\n\n?(.*)", re.DOTALL | re.MULTILINE)


class FrontMatterError(SentenceError):
    """A file that cannot be read; the message is one sentence, with the line where it is known."""


class _Dumper(Dumper):
    """Long texts stand as they are, one line a line."""


def _text(dumper, text):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def dump(values) -> str:
    """Plain values (texts, numbers, lists, dicts) as YAML, in their order."""
    return yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


def load(text: str):
    """The values of a YAML text. Raises ``FrontMatterError`` with the line."""
    try:
        return yaml.load(text, Loader=Loader)  # nosec B506 # noqa: S506 - it is a safe loader, by whichever name.
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FrontMatterError(BAD_LINE, _problem(error, mark)) from None
    except (yaml.YAMLError, ValueError) as error:  # A sign that YAML forbids, a date that there never was.
        raise FrontMatterError(NO_YAML, {"problem": str(error).splitlines()[0]}) from None
    except RecursionError:
        raise FrontMatterError(TOO_DEEP, {}) from None


def _problem(error, mark):
    return {"line": mark.line + 1 if mark else 1, "problem": error.problem or error.context or "it cannot be read"}


def write(values: dict, body: str) -> str:
    """A Markdown text with ``values`` in front of it, which ``read`` takes apart again."""
    return f"{FENCE}{dump(values)}{FENCE}\n{body}\n"


def read(text: str) -> tuple[dict, str]:
    """``(values, body)`` of a Markdown text with front matter. Raises ``FrontMatterError``."""
    match = PARTS.fullmatch(text)
    if not match:
        raise FrontMatterError(NO_FRONT, {})
    values = load(match[1])
    if not isinstance(values, dict):
        raise FrontMatterError(NO_VALUES, {})
    return values, match[2].removesuffix("\n")
