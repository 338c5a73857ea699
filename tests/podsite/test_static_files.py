"""collectstatic: what it makes of our files is shorter and says the same, and modules find each other."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pygments.lexers import CssLexer, JavascriptLexer
from pygments.token import Comment, Whitespace

from episodes.management.measure import measure
from episodes.models import Episode
from tests.collecting import collect, collected_in
from tests.factories import make_episode, make_highlight
from tests.pages import read
from tests.sample_site import put_sample

FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
SOURCES = Path(__file__).resolve().parents[2] / "static"
# Statements, and the calls that fetch a module when it is wanted.
IMPORTED = re.compile(r"""\bimport\b[^"';]*["'](\.[^"']+)["']""")
# Statements alone.
STATICALLY = re.compile(r"""^(?:import|export)\b[^"';(]*["'](\.[^"']+)["']""", re.MULTILINE)
OURS = sorted(path.relative_to(SOURCES).as_posix() for path in SOURCES.rglob("*.*s") if path.suffix in (".css", ".js"))


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """``(folder, {plain name: hashed name})`` after collectstatic with the storage of the settings."""
    folder = tmp_path_factory.mktemp("static")
    collect(folder)
    return folder, json.loads((folder / "staticfiles.json").read_text())["paths"]


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


@pytest.fixture
def served(collected, settings):
    """Pages name the collected files, and the server sends them."""
    folder, _names = collected
    for name, value in collected_in(folder).items():
        setattr(settings, name, value)


def linked(page):
    """``[(tag, attributes)]`` of the files of ours that a page fetches by itself."""
    found = []
    for element in page.walk():
        address = element.attrs.get("src") if element.tag == "script" else element.attrs.get("href")
        if element.tag in ("script", "link") and (address or "").startswith("/static/"):
            found.append((element.tag, element.attrs))
    return found


@pytest.mark.django_db
def test_every_file_of_a_page_is_kept_for_ever_and_sent_compressed(client, served):
    files = linked(read(client.get(make_episode().get_absolute_url())))
    assert len(files) > 5
    for tag, attrs in files:
        address = attrs["src" if tag == "script" else "href"]
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", address), address
        response = client.get(address, headers={"Accept-Encoding": "br"})
        assert response["Cache-Control"] == "max-age=315360000, public, immutable", address
        assert response["Content-Encoding"] == "br" and "Set-Cookie" not in response.headers
        b"".join(response.streaming_content)


@pytest.mark.django_db
def test_what_a_module_needs_at_once_is_fetched_beside_it(client, served, collected):
    """Or the browser would learn of it only when it has read the module. Nothing is preloaded that is not needed."""
    _folder, names = collected
    plain = {f"/static/{hashed}": SOURCES / name for name, hashed in names.items() if (SOURCES / name).is_file()}
    episode = make_episode(tags=["tide"])
    highlight = make_highlight(episode, tags=["tide"])
    episode.cues.create(start_ms=0, end_ms=1000, text="Words")
    for thing in (episode, highlight, episode.tags.get()):
        files = linked(read(client.get(thing.get_absolute_url())))
        modules = {attrs["src"] for tag, attrs in files if tag == "script"}
        assert all(attrs["type"] == "module" for tag, attrs in files if tag == "script")
        ahead = {attrs["href"] for _tag, attrs in files if attrs.get("rel") == "modulepreload"}
        needed, left = set(), list(modules)
        while left:
            source = plain[left.pop()]
            for name in STATICALLY.findall(source.read_text()):
                address = next(url for url, path in plain.items() if path == (source.parent / name).resolve())
                if address not in needed:
                    needed.add(address)
                    left.append(address)
        assert needed - modules == ahead, thing


def test_an_episode_page_weighs_at_most_twenty_kilobytes_with_its_styles_and_scripts(
    served, transactional_db, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    put_sample(tmp_path)
    for episode in Episode.objects.published().select_related("show"):
        page = measure(episode.get_absolute_url(), 1)
        assert page.gzipped < page.gzipped_whole <= 20 * 1024, (episode, page)


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


def tokens(name, text):
    """What a program that is not ours reads of a file: no white space, no comments."""
    lexer = CssLexer() if name.endswith(".css") else JavascriptLexer()
    found = (value for kind, value in lexer.get_tokens(text) if kind not in Comment and kind not in Whitespace)
    return "".join("".join(found).split())


def test_minified_scripts_say_the_same(collected):
    folder, names = collected
    for name in (name for name in OURS if name.endswith(".js")):
        # Imports name hashed files, which the tests above compare.
        short = re.sub(r"\.[0-9a-f]{12}(\.js[\"'])", r"\1", (folder / names[name]).read_text())
        assert tokens(name, short) == tokens(name, (SOURCES / name).read_text()), name


def test_minified_files_are_shorter_and_have_no_comments(collected):
    folder, names = collected
    plain, short = 0, 0
    for name in OURS:
        text, found = (SOURCES / name).read_bytes(), (folder / names[name]).read_bytes()
        lexer = CssLexer() if name.endswith(".css") else JavascriptLexer()
        comments = [value for kind, value in lexer.get_tokens(found.decode()) if kind in Comment]
        assert [value for value in comments if value.startswith(("/*", "//"))] == [], name
        plain, short = plain + len(gzip.compress(text)), short + len(gzip.compress(found))
    assert short < 0.85 * plain


def test_a_linked_file_is_not_written_through(settings, tmp_path):
    """``collectstatic --link`` puts links in the place of copies."""
    source = tmp_path / "source"
    (source / "css").mkdir(parents=True)
    (source / "css/a.css").write_text("/* why */ a { color: red }")
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = [source], FINDERS
    collect(tmp_path / "static", link=True)
    [made] = (tmp_path / "static/css").glob("a.*.css")
    assert made.read_text() == "a{color:red}"
    assert (source / "css/a.css").read_text() == "/* why */ a { color: red }"
