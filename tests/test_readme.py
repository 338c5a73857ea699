"""The README is the first page that an operator sees: what it leads to is there, what it says can be run."""

import re
from pathlib import Path

import pytest

from podsite import config

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text()
LOCAL = [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in link]


def test_it_begins_with_the_two_commands_and_a_picture():
    first, second = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)[:2]
    assert first.strip().endswith("manage.py demo")
    assert second.strip().endswith("-m pytest")
    assert first.count("\n") == second.count("\n") == 1
    assert TEXT.index(second) < TEXT.index("![")


@pytest.mark.parametrize("link", LOCAL)
def test_what_it_leads_to_is_there(link):
    assert (ROOT / link).is_file()


def test_every_setting_is_in_its_table_and_nothing_else():
    source = (ROOT / "podsite/config.py").read_text()
    read = set(re.findall(r'(?:env\.\w+\(|\(env, )"([A-Z0-9_]+)"|"(S3_[A-Z_]+)"', source))
    read = {name or other for name, other in read}
    table = TEXT.partition("\n## Configure\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([A-Z0-9_]+)` \|", table, re.MULTILINE)
    assert sorted(told) == sorted(set(told))
    assert read == set(told) == config.SETTINGS


def test_no_figure_is_left_out_of_its_table():
    rows = [line for line in TEXT.partition("## Measure")[2].partition("## ")[0].splitlines() if line.startswith("|")]
    assert all(cell.strip() for row in rows[1:] for cell in row.strip("|").split("|")[1:])
