"""The page "Preview links": make one, copy it, revoke it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from episodes.models import PreviewLink, Status
from tests.factories import make_episode
from tests.pages import read

DAY = timedelta(days=1)


@pytest.fixture
def draft(db):
    return make_episode(title="Tides", status=Status.DRAFT, published_at=None)


def path_of(episode):
    return f"/admin/episodes/episode/{episode.pk}/previews/"


def make(client, episode, days=7):
    return client.post(path_of(episode), {"days": days}, follow=True)


def shown(page):
    return [field.attrs["value"] for field in page.all("input", type="url")]


def test_a_link_is_made_copied_opened_and_revoked(contributor, draft, settings):
    page = read(make(contributor, draft))
    assert "The link is open." in page.text
    link = PreviewLink.objects.get()
    assert link.made_by == contributor.user
    [address] = shown(page)
    assert address == settings.SITE_URL + link.get_absolute_url()
    assert "readonly" in page.one("input", type="url").attrs
    facts = page.one("p", "previews-facts").text
    assert f"{link.expires_at:%H:%M} UTC" in facts
    assert f"Made by {contributor.user}" in facts
    outsider, path = Client(), link.get_absolute_url()
    assert "Tides" in read(outsider.get(path)).one("h1").text
    page = read(contributor.post(path_of(draft), {"revoke": link.pk}, follow=True))
    assert "The link is revoked" in page.text
    assert shown(page) == []
    assert "None is open." in page.text
    assert outsider.get(path).status_code == 404


@pytest.mark.parametrize(("sent", "days"), [({"days": "1"}, 1), ({"days": "3"}, 3), ({"days": "7"}, 7)])
def test_it_is_open_for_as_long_as_was_chosen(editor, draft, sent, days):
    editor.post(path_of(draft), sent)
    assert abs(PreviewLink.objects.get().expires_at - timezone.now() - days * DAY) < timedelta(minutes=1)


def test_seven_days_are_chosen_beforehand(editor, draft):
    [chosen] = [option for option in read(editor.get(path_of(draft))).all("option") if "selected" in option.attrs]
    assert chosen.text == "7 days"


@pytest.mark.parametrize("days", ["", "0", "8", "365", "-1", "x", "7.5"])
def test_no_other_number_of_days_is_taken(editor, draft, days):
    response = editor.post(path_of(draft), {"days": days})
    assert "Say for how long." in read(response).text
    assert not PreviewLink.objects.exists()


def test_only_open_links_of_this_episode_are_listed(editor, draft):
    PreviewLink.objects.create(episode=draft, expires_at=timezone.now() - DAY)
    PreviewLink.objects.create(episode=draft, expires_at=timezone.now() + DAY, revoked_at=timezone.now())
    other = PreviewLink.objects.create(episode=make_episode(status=Status.DRAFT), expires_at=timezone.now() + DAY)
    orphan = PreviewLink.objects.create(episode=draft, expires_at=timezone.now() + DAY)
    page = read(editor.get(path_of(draft)))
    [address] = shown(page)
    assert address.endswith(orphan.get_absolute_url())
    assert "somebody who is gone" in page.text
    editor.post(path_of(draft), {"revoke": other.pk})
    assert PreviewLink.objects.open().filter(pk=other.pk).exists()


@pytest.mark.parametrize("key", ["", "0", "x", "999999999999999999999", "-1", "²"])
def test_revoking_nonsense_is_told_and_breaks_nothing(editor, draft, key):
    page = read(editor.post(path_of(draft), {"revoke": key}, follow=True))
    assert "That link was closed already." in page.text


@pytest.mark.parametrize(
    ("status", "sentence"), [(Status.PUBLISHED, "needs no preview"), (Status.WITHDRAWN, "make it a draft first")]
)
def test_what_is_public_or_withdrawn_has_no_preview(editor, status, sentence):
    episode = make_episode(status=status)
    page = read(editor.get(path_of(episode)))
    assert sentence in page.text
    assert page.all("select") == []
    assert sentence in read(make(editor, episode)).text
    assert not PreviewLink.objects.exists()


def test_the_form_of_an_episode_leads_there(contributor, draft):
    links = [
        link.attrs.get("href") for link in read(contributor.get(f"/admin/episodes/episode/{draft.pk}/change/")).all("a")
    ]
    assert path_of(draft) in links
    public = make_episode()
    links = [
        link.attrs.get("href")
        for link in read(contributor.get(f"/admin/episodes/episode/{public.pk}/change/")).all("a")
    ]
    assert path_of(public) not in links


def test_who_may_not_change_the_episode_may_not_make_or_revoke(nobody, contributor, draft):
    scheduled = make_episode(published_at=timezone.now() + DAY)
    link = PreviewLink.objects.create(episode=scheduled, expires_at=timezone.now() + DAY)
    for client, episode in ((nobody, draft), (contributor, scheduled)):
        assert client.get(path_of(episode)).status_code == 403
        for sent in ({"days": 7}, {"revoke": link.pk}):
            assert client.post(path_of(episode), sent).status_code == 403
    assert list(PreviewLink.objects.open()) == [link]


def test_an_episode_that_is_not_there(editor):
    for key in ("0", "999999999", "9" * 30):
        assert editor.get(f"/admin/episodes/episode/{key}/previews/").status_code == 404


def test_a_title_stays_text(editor):
    episode = make_episode(title="<b>Tides</b>", status=Status.DRAFT)
    assert b"<b>Tides" not in make(editor, episode).content


def test_queries_do_not_grow_with_links(editor, draft, count_queries):
    def open_links(number):
        for _ in range(number):
            PreviewLink.objects.create(episode=draft, made_by=editor.user, expires_at=timezone.now() + DAY)

    open_links(1)
    few = count_queries(lambda: editor.get(path_of(draft)))
    open_links(29)
    assert count_queries(lambda: editor.get(path_of(draft))) == few
