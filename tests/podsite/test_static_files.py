"""collectstatic: every module finds the modules that it imports under their hashed names."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.contrib.staticfiles import finders
from django.core.management import call_command

SOURCES = Path(__file__).resolve().parents[2] / "static"
# Statements, and the calls that fetch a module when it is wanted.
IMPORTED = re.compile(r"""\bimport\b[^"';]*["'](\.[^"']+)["']""")
# Written before the tests put plain names in its place.
COLLECTED = project.STORAGES["staticfiles"]["BACKEND"]


@pytest.fixture
def collected(settings, tmp_path):
    """``(folder, {plain name: hashed name})`` after collectstatic with the storage of the settings."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": COLLECTED}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path, json.loads((tmp_path / "staticfiles.json").read_text())["paths"]


def test_modules_import_each_other_by_their_hashed_names(collected):
    folder, names = collected
    modules = sorted(SOURCES.glob("js/**/*.js"))
    assert {"desk.js", "moments.js", "player.js"} <= {module.name for module in modules}
    for module in modules:
        file = folder / names[module.relative_to(SOURCES).as_posix()]
        wanted = IMPORTED.findall(module.read_text())
        found = IMPORTED.findall(file.read_text())
        assert len(found) == len(wanted), module.name
        for address, plain in zip(found, wanted, strict=True):
            assert address != plain, f"{module.name} still imports {plain}"
            assert (file.parent / address).is_file(), f"{module.name} imports {address}, which is missing"


def test_other_scripts_stay_as_they_were(collected):
    folder, names = collected
    scripts = [name for name in names if name.endswith(".js") and not (SOURCES / name).is_file()]
    assert "admin/js/core.js" in scripts
    for name in scripts:
        assert (folder / names[name]).read_bytes() == Path(finders.find(name)).read_bytes(), name


def test_plain_names_are_not_kept(collected):
    folder, names = collected
    assert not (folder / "js/desk/desk.js").exists()
    assert (folder / names["js/desk/desk.js"]).is_file()
