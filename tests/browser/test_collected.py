"""The files that visitors get, minified and under hashed names: every module runs, every rule is the one we wrote."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import desks, players
from tests.collecting import collect, collected_in

FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
SOURCES = Path(__file__).resolve().parents[2] / "static"
#: The rules of a style sheet as the browser has understood them.
RULES = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/\\s+/g, " ").replace(/\\s*([,:;{}])\\s*/g, "$1"));
}"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """``(folder, {plain name: hashed name})``"""
    folder = tmp_path_factory.mktemp("static")
    collect(folder)
    return folder, json.loads((folder / "staticfiles.json").read_text())["paths"]


@pytest.fixture
def served(collected, settings, transactional_db):
    """The test server finds what was collected, and nothing else."""
    folder, _names = collected
    for name, value in collected_in(folder).items():
        setattr(settings, name, value)
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = [folder], FINDERS


def test_the_player_runs_from_collected_files(open_page, served, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    players.load_two_episodes(tmp_path)
    page = open_page(players.address())
    sources = page.locator("script[src], link[rel=stylesheet]").evaluate_all("all => all.map(e => e.src || e.href)")
    assert sources and all(len(source.split(".")[-2]) == 12 for source in sources)
    page.locator("a.cite").first.click()
    players.playing(page)
    expect(page.get_by_role("region", name="Player")).to_be_visible()


def test_the_desk_runs_from_collected_files(open_page, served):
    page = desks.open_desk(open_page, desks.make_desk_episode())
    section = desks.open_section(page, "Cleaning")
    section.locator(".title").fill("Cleaner")
    desks.press_save(page)
    desks.saved(page)
    assert desks.titles(page) == ["Start from the data", "Cleaner"]


def test_every_module_is_a_module(open_page, served, collected):
    _folder, names = collected
    page = open_page("/")
    modules = sorted(path.relative_to(SOURCES).as_posix() for path in SOURCES.glob("js/**/*.js"))
    failed = page.evaluate(
        """async modules => {
            const failed = [];
            for (const name of modules)
                await import(`/static/${name}`).catch(
                    error => { if (!String(error).includes("null")) failed.push(`${name}: ${error}`); });
            return failed;
        }""",
        [names[name] for name in modules],
    )
    assert len(modules) > 30 and failed == []


def test_style_sheets_have_the_same_rules(open_page, served, collected):
    folder, names = collected
    page = open_page("/")
    for path in SOURCES.rglob("*.css"):
        plain, short = path.read_text(), (folder / names[path.relative_to(SOURCES).as_posix()]).read_text()
        assert len(short) < len(plain)
        assert page.evaluate(RULES, short) == page.evaluate(RULES, plain) != [], path.name
