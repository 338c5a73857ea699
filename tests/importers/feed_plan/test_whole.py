"""A feed is written whole or not at all, in a number of queries that does not grow, and by one at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from episodes.importers.feed_parse import parse
from episodes.importers.feed_plan import plan_feed
from episodes.importers.report import ImportRefused
from episodes.models import (
    Credit,
    Episode,
    Person,
    Show,
    SimilarEpisode,
    appeared,
)
from episodes.services.importing import write_feed
from tests.factories import make_episode, make_show
from tests.importers.feed_plan.loading import bite, load, person, rows, titles
from tests.importers.feeds import item, rss

pytestmark = pytest.mark.django_db


def test_addresses_are_unique_also_among_past_ones():
    show = make_show(title="The Show")
    old = make_episode(show, title="Same", slug="same")
    old.slug = "other"
    old.save()
    load(*(item(number, title="Same") for number in (1, 2, 3)))
    assert sorted(Episode.objects.exclude(pk=old.pk).values_list("slug", flat=True)) == ["same-2", "same-3", "same-4"]


def test_neighbours_are_computed_and_an_interruption_is_made_good(monkeypatch):
    items = [item(number, person("Ann", "guest")) for number in (1, 2)]
    with monkeypatch.context() as patch:
        patch.setattr("episodes.services.importing.refresh_neighbours", lambda episodes: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(*items)
    assert not SimilarEpisode.objects.exists()
    assert load(*items).nothing
    assert SimilarEpisode.objects.count() == 2
    with monkeypatch.context() as patch:
        patch.setattr("episodes.services.importing.refresh_all", lambda: 1 / 0)
        load(*items)


def test_a_site_that_changed_since_is_looked_at_again():
    plan = plan_feed(parse(rss(item(1))), source="feed.xml")
    make_show(title="The Show")
    with pytest.raises(ImportRefused, match="look again"):
        write_feed(plan)
    assert not Episode.objects.exists()


def count(function):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        function()
    return len(queries)


def test_queries_do_not_grow_with_the_items():
    def feed(number, extra=""):
        return [item(at, person("Ann") + bite() + extra) for at in range(number)]

    first = count(lambda: load(*feed(1), channel="<title>One</title>"))
    assert count(lambda: load(*feed(40), channel="<title>Two</title>")) <= first + 12
    again = count(lambda: load(*feed(1), channel="<title>One</title>"))
    assert count(lambda: load(*feed(40), channel="<title>Two</title>")) == again


@pytest.mark.parametrize("at", [1, 3, 6, 9, 12, 15, 18, 22])
def test_whatever_fails_nothing_is_half_written(at):
    """Fails at one query of writing after the other."""
    load(item(1, person("Ann")))
    changed = [item(1, person("Ann") + person("Bo") + bite(), title="New"), item(2, person("Bo"))]
    before, seen = rows(), []

    def fail(execute, sql, params, many, context):
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(sql)
            if len(seen) == at:
                raise RuntimeError("pulled")
        return execute(sql, params, many, context)

    plan = plan_feed(parse(rss(*changed)), source="feed.xml")
    try:
        with connection.execute_wrapper(fail):
            write_feed(plan)
    except RuntimeError:
        without = [name for name in before if name not in ("SimilarEpisode", "FeedImport")]
        now = rows()
        assert [now[name] for name in without] == [before[name] for name in without] or Episode.objects.count() == 2
    load(*changed)
    assert titles() == ["New", "Episode 2"]
    assert set(Credit.objects.values_list("person__name", flat=True)) == {"Ann", "Bo"}
    assert load(*changed).nothing


def test_what_came_out_since_appears_and_a_back_catalogue_does_not(monkeypatch):
    heard = []

    def hear(episode, **kwargs):
        heard.append(episode.title)

    appeared.connect(hear)
    try:
        load(*(item(number) for number in range(1, 25)))
        assert heard == []
        load(*(item(number) for number in range(1, 27)))
        assert heard == ["Episode 25", "Episode 26"]
    finally:
        appeared.disconnect(hear)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_one_show():
    body = rss(item(1, person("Ann")), item(2))

    def run(_number):
        try:
            write_feed(plan_feed(parse(body), source="feed.xml"))
        except ImportRefused as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(run, range(2)))
    assert set(said) <= {"", "The site has changed since this was looked at: look again."}
    assert (Show.objects.count(), Episode.objects.count(), Person.objects.count()) == (1, 2, 1)
