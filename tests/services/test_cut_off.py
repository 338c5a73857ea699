"""Whatever is cut off has done all or nothing, what is derived agrees with it, and doing it again ends the same."""

import copy
import io
import zlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from episodes.documents import acts
from episodes.importers import feed_sandbox
from episodes.management.commands import import_feed
from episodes.models import (
    Clip,
    Episode,
    FeedJob,
    Revision,
    SearchDocument,
    ShelfTally,
    Status,
    Tag,
    Unfinished,
)
from episodes.search import schema
from episodes.services import following, rebuilding
from episodes.services.editing import save
from episodes.services.feed_jobs import look
from episodes.services.following import catch_up
from episodes.services.publishing import publish, set_status
from episodes.services.revisions import keep, recording
from episodes.services.schedule import publish_due
from episodes.services.tags import TagRefused, merge
from episodes.services.transcripts import replace_transcript
from episodes.transcripts import cues as plain
from tests.cutting import DERIVED, Copies, contents, count_from, counted, points
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote
from tests.feed_jobs import FEED
from tests.importers.pages import SAMPLE

NOW = timezone.now().replace(microsecond=0)
ITEM = b"<item>" + FEED.partition(b"<item>")[2].partition(b"</item>")[0] + b"<category>Rooms</category></item>"
ROOMS = FEED.replace(
    b"</channel>", b"".join(ITEM.replace(b"room-1", b"room-%d" % number) for number in range(3, 9)) + b"</channel>"
)
WORDS = "WEBVTT\n\n" + "\n\n".join(
    f"00:{second:02}.000 --> 00:{second + 1:02}.000\n<v Maren Holt>Line {second} of the tide." for second in range(40)
)
OPTIONS = {"address": False, "show": "", "publish": True, "files": False, "tags": True}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _frozen(monkeypatch):
    """Times are the same in every run."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture(autouse=True)
def _read_once(monkeypatch):
    """Reading the feed writes nothing, and is done by another process."""
    feed = feed_sandbox.parse(ROOMS)
    for module in (import_feed, feed_sandbox):
        monkeypatch.setattr(module, "parse", lambda body: copy.deepcopy(feed))


@pytest.fixture
def site(tmp_path):
    """Three episodes of a show: one with everything, one in review, one to come."""
    guest = make_person(name="Maren Holt")
    with recording():
        main = make_episode(title="Main", guest=guest, tags=["ebb", "tide"], slug="main")
        for number in (3, 1, 7, 5):
            make_clip(main, number, speaker=guest)
        for place, number in enumerate((7, 5, 3, 1)):
            tags = ["ebb", "tide"] if place % 2 else ["ebb"]
            highlight = make_highlight(main, body=f"A claim [{number}].", position=place, tags=tags)
            make_quote(highlight, speaker=guest, text=f"Line {place} of the tide.")
        replace_transcript(main, [plain.Cue(1000 * n, 1000 * n + 900, "Maren Holt", f"Old {n}.") for n in range(9)])
    coming = make_episode(main.show, title="Coming", slug="coming", status=Status.REVIEW, published_at=None)
    make_highlight(coming, title="Neap", status=Status.REVIEW, tags=["tide"])
    make_episode(main.show, title="Due", slug="due", published_at=NOW + timedelta(hours=1), tags=["ebb"])
    User.objects.create_superuser("olga")
    (tmp_path / "feed.xml").write_bytes(ROOMS)
    (tmp_path / "words.vtt").write_text(WORDS)
    return tmp_path


def quiet(name, *arguments, **options):
    call_command(name, *map(str, arguments), stdout=io.StringIO(), stderr=io.StringIO(), **options)


def episode(slug):
    return Episode.objects.get(slug=slug)


def _import_feed(folder):
    quiet("import_feed", folder / "feed.xml", tags=True)


def _run_job(folder):
    """As in the admin: somebody looks, then imports. What was interrupted is looked at again."""
    user, options = User.objects.get(), OPTIONS
    for other in FeedJob.objects.all():
        assert look(other).ended or other.alive_at == NOW
    for write in (False, True):
        body = zlib.compress(ROOMS)
        job = FeedJob.objects.create(source="rooms.xml", options={**options, "write": write}, body=body, made_by=user)
        quiet("run_feed_job", job.pk)
        job.refresh_from_db()
        assert job.state == FeedJob.State.DONE, job.error
        options = job.options


def _import_page(folder):
    quiet("import_page", SAMPLE, publish=True)


def _import_transcript(folder):
    quiet("import_transcript", episode("main").pk, folder / "words.vtt")


def _merge(folder):
    found = {tag.name: tag for tag in Tag.objects.named(["ebb", "tide"]).values()}
    try:
        merge(Tag.objects.get(name="ebb"), found["tide"])
    except (TagRefused, Tag.DoesNotExist):
        return


def _renumber(folder):
    main = episode("main")
    with transaction.atomic():
        kept = keep(main.pk)
    typed = Revision.objects.of(main.pk).first().document
    acts.renumber(typed)
    save(main.pk, version=kept.number, typed=typed, user=User.objects.get(), what="Renumbered")
    numbers = Clip.objects.filter(episode=main).order_by("start_ms").values_list("number", flat=True)
    assert list(numbers) == [4, 3, 2, 1]


def _publish(folder):
    coming = episode("coming")
    publish(coming, list(coming.highlights.values_list("pk", flat=True)))


def _withdraw(folder):
    set_status(episode("main"), Status.WITHDRAWN, reason="It was wrong.")


def _schedule(folder):
    set_status(episode("coming"), Status.PUBLISHED, at=NOW + timedelta(days=1))


def _come_out(folder):
    publish_due()


def _rebuild(folder):
    rebuilding.rebuild()


WORKS = {
    "feed": _import_feed,
    "feed job": _run_job,
    "page": _import_page,
    "transcript": _import_transcript,
    "merge": _merge,
    "renumber": _renumber,
    "publish": _publish,
    "withdraw": _withdraw,
    "schedule": _schedule,
    "come out": _come_out,
    "rebuild": _rebuild,
}
#: Says that the neighbours are due, until the import of a feed is done again.
REMEMBERS = {"feed": ["FeedImport"], "feed job": ["FeedImport", "FeedJob"]}


def _looked(without=()):
    """What there is once the watcher of the clock has looked, as it does on a site that runs."""
    following.GIVEN = -timedelta(days=1)  # The clock of rows is not ours.
    caught = catch_up()
    assert not Unfinished.objects.exists()
    return {"caught": caught, "all": contents(without), "whole": schema.is_whole(connection)}


def _compared(without):
    """The same, with whether what is derived differs from the content. Another copy that is equal is right as well."""
    return {**_looked(without), "wrong": bool(rebuilding.compare())}


def _is_content(found):
    return {name: value for name, value in found.items() if name not in DERIVED}


def cut_off(name, folder, wanted):
    """``{"points", "before", "after", "caught up"}`` of a work that was cut off at ``wanted`` points."""
    without = ["Unfinished", *(["FeedJob"] if name == "feed job" else [])]
    loose = {*without, *REMEMBERS.get(name, ())}

    def work():
        WORKS[name](folder)

    def again():
        count_from(copies.sequences)
        work()
        return _looked(without)

    copies = Copies(folder)
    try:
        copies.fresh()
        before = copies.run(lambda: _compared(without))
        total = copies.run(counted(work))
        after = copies.run(lambda: _compared(without))
        # A rebuild, and what comes out by the clock, is due because of that.
        assert before["wrong"] == (name in ("rebuild", "come out"))
        assert after["caught"] == 0 and not after["wrong"] and after["all"] != before["all"]
        twice = copies.run(again)
        figures = {"points": total, "cut off": 0, "before": 0, "after": 0, "caught up": 0}
        for at in points(total, wanted):
            copies.fresh()
            assert copies.run(work, at=at) is None, "it was killed"
            found = copies.run(lambda: _looked(without))
            state = _state(name, found["all"], before["all"], after["all"], loose)
            assert found["whole"], at
            figures["cut off"] += 1
            figures[state] += 1
            figures["caught up"] += bool(found["caught"])
            last = copies.run(again)
            # Lines of a transcript that is imported twice are other rows than those of one that is imported once.
            wanted = (after if state == "before" else twice)["all"]
            assert {key: row for key, row in last["all"].items() if row != wanted[key]} == {}, at
            assert last["whole"], at
    finally:
        copies.remove()
    return figures


def _state(name, found, before, after, loose):
    """Which of the two states it is, all that is derived included; a rebuild changes no content at all."""
    if name == "rebuild":
        assert _is_content(found) == _is_content(before)
        return "after" if found == after else "before"
    same = {"before": before, "after": after}
    for state, wanted in same.items():
        if {key: value for key, value in found.items() if key not in loose} == {
            key: value for key, value in wanted.items() if key not in loose
        }:
            return state
    raise AssertionError([(key, before[key], found[key], after[key]) for key in found if found[key] != after[key]])


def prepare(name):
    if name == "come out":
        Episode.objects.filter(slug="due").update(published_at=NOW - timedelta(seconds=1))
    elif name == "rebuild":
        SearchDocument.objects.all().delete()
        ShelfTally.objects.update(count=99)


@pytest.mark.parametrize("name", ["merge", "come out"])
def test_it_is_all_or_nothing(site, name):
    prepare(name)
    figures = cut_off(name, site, 3)
    assert figures["before"] and figures["after"]


@pytest.mark.long
@pytest.mark.parametrize("name", WORKS)
def test_it_is_all_or_nothing_at_fifty_points(site, name, capsys):
    prepare(name)
    figures = cut_off(name, site, 50)
    with capsys.disabled():
        print(f"\n{connection.vendor}, {name}: {figures}")
    assert figures["before"] and figures["after"]
