"""A page is imported whole or not at all, and by one at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection

from episodes.importers.layout import PageError
from episodes.importers.page_plan import Plan, plan_page
from episodes.models import (
    Citation,
    Clip,
    Episode,
    Highlight,
    PageImport,
    Quote,
    Show,
)
from tests.importers.page_plan.loading import load, rows
from tests.importers.pages import page, sample, section

pytestmark = pytest.mark.django_db


def test_a_plan_is_refused_once_the_site_has_changed():
    plan = plan_page(sample())
    load(sample())
    before = rows()
    with pytest.raises(PageError, match="The site has changed since this was looked at"):
        plan.apply()
    assert rows() == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_first_imports_at_once_make_one_show(monkeypatch):
    both_write, write = threading.Barrier(2), Plan._write

    def meet_and_write(plan):
        with suppress(threading.BrokenBarrierError):
            both_write.wait(timeout=2)  # Nobody comes where imports wait for each other.
        write(plan)

    def apply(plan):
        try:
            return plan.apply().title
        except PageError as error:
            return str(error)
        finally:
            connection.close()

    monkeypatch.setattr(Plan, "_write", meet_and_write)
    plans = [plan_page(sample()) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(apply, plans))
    assert (Show.objects.count(), Episode.objects.count()) == (1, 1)
    assert plans[0].episode.title in said
    assert "The site has changed since this was looked at: look again." in said


@pytest.mark.parametrize("model", [Clip, Highlight, Quote, PageImport])
def test_nothing_is_half_written(monkeypatch, model):
    before = rows()
    saved = []

    def failing(self, *args, **kwargs):
        saved.append(self)
        if len(saved) > (0 if model is PageImport else 1):
            raise RuntimeError("the disk is full")
        return super(model, self).save(*args, **kwargs)

    monkeypatch.setattr(model, "save", failing)
    with pytest.raises(RuntimeError):
        load(sample())
    assert saved
    assert rows() == before


def test_a_changed_page_is_not_half_written_either(episode, monkeypatch):
    before = rows()
    monkeypatch.setattr(Quote, "save", lambda *args, **kwargs: 1 / 0)
    text = sample(old="most of them without a label 1", new="none of them with a label 1")
    with pytest.raises(ZeroDivisionError):
        load(text.replace("Nobody thanks", "Nobody ever thanks"))
    assert rows() == before


def test_an_import_with_many_citations_makes_each_clip():
    body = " ".join(f"Here is claim number such {number}." for number in range(1, 41))
    load(page(section("Many", body)))
    assert Clip.objects.count() == Citation.objects.count() == 40
