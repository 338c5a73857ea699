"""The guide for operators: what it names is there, and what it configures is whole."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs/deploy.md").read_text()
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^ *```(\w+)\n(.*?)^ *```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", [text for language, text in BLOCKS if language == "sh"])
def test_commands_are_commands(block):
    done = subprocess.run(["sh", "-n"], input=block, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_settings_are_in_the_table():
    settings = set(re.findall(r"^([A-Z][A-Z0-9_]+)=", GUIDE, re.MULTILINE))
    settings |= set(re.findall(r"`((?:S3|DATABASE|CACHE)_[A-Z_]+)", GUIDE))
    rows = " ".join(line.split("|")[1] for line in README.splitlines() if line.startswith("| `"))
    assert {"DATABASE_REPLICA_URL", "RELEASE", "S3_BUCKET"} <= settings
    assert {name for name in settings if f"`{name}`" not in rows} - {"S3_"} == set()


def test_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)]+)\)", GUIDE):
        path, _hash, anchor = link.partition("#")
        assert f"## {anchor.replace('-', ' ')}\n" in (ROOT / "docs" / path).read_text().lower()


def test_nothing_is_wrong_with_the_settings_of_several_machines(tmp_path):
    settings = {
        "SECRET_KEY": "0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v2w3x4y5z",
        "SITE_URL": "https://podcasts.example",
        "DATABASE_URL": "postgres://podsite:secret@db.example/podsite",
        "DATABASE_REPLICA_URL": "postgres://podsite:secret@replica.example/podsite",
        "CACHE_URL": "redis://cache.example:6379/0",
        "S3_BUCKET": "uploads",
        "S3_ENDPOINT": "https://s3.example",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    env = servers.environment(tmp_path, **settings)
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
