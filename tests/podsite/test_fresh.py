"""After a change every worker of the real server gives the new page at once, whoever made the change and however."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.serving import Site

#: So often a page is asked for, over connections of their own: two workers have each answered by then.
TIMES = 16
#: Seconds until a scheduled episode is due: the watchers look every 20 whether somebody has scheduled one meanwhile.
AHEAD = 26
#: Seconds within which a watcher has put it onto the lists, on a busy machine.
PUT_WITHIN = 2
SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "page.txt"
MAKE = """
from episodes.models import *
from tests.factories import make_episode, make_highlight
section = make_highlight(make_episode(title="Neap and spring", slug="neap"), title="Slack water", tags=["ebb", "tide"])
draft = make_episode(section.episode.show, title="Of the drawer", slug="drawer", status="draft", published_at=None)
print("made", section.pk, section.episode_id, draft.pk, section.get_absolute_url(), section.episode.get_absolute_url())
"""
MERGE = """
from episodes.models import Tag
from episodes.services.tags import merge
merge(Tag.objects.get(name="ebb"), Tag.objects.get(name="tide"))
"""
SCHEDULE = """
from datetime import datetime
from episodes.models import Episode
episode = Episode.objects.get(slug="drawer")
episode.title, episode.status, episode.published_at = "Of the clock", "published", datetime.fromisoformat("{due}")
episode.save()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    found = Site(tmp_path_factory.mktemp("fresh") / "data", editors=1)
    _word, *made = found.shell(MAKE).split()
    found.section, found.episode, found.draft, found.section_path, found.episode_path = made
    return found


@pytest.fixture(scope="module")
def server(site):
    with site.serve(2) as server:
        yield server


class Change:
    """``path`` shows ``old`` until ``make`` is through, and ``new`` from then on; a status is shown as text, too."""

    def __init__(self, path, old, new, make):
        self.path, self.old, self.new, self.make = path, old, new, make


def edit(site, editor):
    assert editor.save(f"/admin/episodes/highlight/{site.section}/change/", title="High water") == 302


def withdraw(site, editor):
    change = f"/admin/episodes/episode/{site.episode}/change/"
    assert editor.save(change, status="withdrawn", withdrawn_reason="It was wrong.") == 302


def publish(site, editor):
    assert editor.save(f"/admin/episodes/episode/{site.draft}/change/", status="published") == 302


def unpublish(site, editor):
    assert editor.save(f"/admin/episodes/episode/{site.draft}/change/", status="draft") == 302


def name_site(site, editor):
    site.shell("from episodes.models import SiteSettings as S; s = S.load(); s.name = 'Ebb Radio'; s.save()")


def merge(site, editor):
    site.shell(MERGE)


def import_page(site, editor):
    site.manage("import_page", str(SAMPLE), "--publish")


def schedule(site, editor):
    due = datetime.now(UTC) + timedelta(seconds=AHEAD)
    site.shell(SCHEDULE.format(due=due.isoformat()))
    time.sleep(max((due - datetime.now(UTC)).total_seconds(), 0) + PUT_WITHIN)


def changes(site):
    """In the order in which they are made."""
    return {
        "edit": Change(site.section_path, "Slack water", "High water", edit),
        "tag merged": Change("/tags/ebb/", "<title>ebb", "<title>tide", merge),
        "publish": Change("/", "200 ", "Of the drawer", publish),
        "back to draft": Change("/", "Of the drawer", "200 ", unpublish),
        "schedule reached": Change("/", "200 ", "Of the clock", schedule),
        "import": Change("/shows/", "200 ", "Small Rooms, Long Tapes", import_page),
        "site settings": Change("/", "200 ", "Ebb Radio", name_site),
        "withdraw": Change(site.episode_path, "200 ", "410 ", withdraw),
    }


def answers(server, path):
    found = [server.get(path) for _time in range(TIMES)]
    return [f"{answer.status_code} {answer.text}" for answer in found]


def shows(server, site, name):
    """How many of the answers right behind a change were not yet of it."""
    change = changes(site)[name]
    before = answers(server, change.path)
    assert all(change.old in text for text in before)
    gone, come = change.old != "200 ", change.new != "200 "
    assert not any(come and change.new in text for text in before)
    change.make(site, server.editor(0))
    after = answers(server, change.path)
    return sum((come and change.new not in text) or (gone and change.old in text) for text in after)


def test_an_edit_is_there_at_once(site, server):
    assert len(server.children()) == 2
    assert shows(server, site, "edit") == 0


@pytest.mark.long
def test_every_kind_of_change_is_there_at_once(site, server, capsys):
    late = {name: shows(server, site, name) for name in changes(site) if name != "edit"}
    with capsys.disabled():
        print(f"\nold pages of {TIMES} right behind each change, 2 workers: {late}")
    assert set(late.values()) == {0}
