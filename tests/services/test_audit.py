"""Each act that an operator may be asked about is in the audit log, once, and with whoever did it."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from episodes.models import Act, AuditEntry, Episode, How, Status, Tag
from episodes.services import audit
from episodes.services.publishing import publish, set_status
from episodes.services.revisions import recording
from episodes.services.roles import EDITORS, ensure_roles
from episodes.services.schedule import Watcher, publish_due
from episodes.services.tags import merge, undo_merge
from tests.factories import make_episode, make_highlight, make_show

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """``told()``: what has been noted since the last time, ``[(act, subject, detail)]``, the oldest first."""
    seen = set(AuditEntry.objects.values_list("pk", flat=True))

    def new():
        entries = list(AuditEntry.objects.exclude(pk__in=seen).order_by("pk"))
        seen.update(entry.pk for entry in entries)
        return [(entry.act, entry.subject, entry.detail) for entry in entries]

    return new


@pytest.fixture
def draft():
    return make_episode(title="Tides", status=Status.DRAFT, published_at=None)


def in_(seconds):
    return timezone.now() + timedelta(seconds=seconds)


def test_what_is_published_withdrawn_and_taken_back(draft, told):
    set_status(draft, Status.REVIEW)
    assert told() == []
    set_status(draft, Status.PUBLISHED)
    assert told() == [(Act.PUBLISHED, "Tides", "")]
    set_status(draft, Status.PUBLISHED)
    Episode.objects.get(pk=draft.pk).save()
    assert told() == []
    set_status(draft, Status.WITHDRAWN, reason="Told wrongly.")
    assert told() == [(Act.WITHDRAWN, "Tides", "Told wrongly.")]
    set_status(draft, Status.DRAFT)
    assert told() == [(Act.UNPUBLISHED, "Tides", "")]


def test_an_episode_with_its_highlights_is_one_entry_each(draft, told):
    sections = [make_highlight(draft, title=title, status=Status.DRAFT) for title in ("Ebb", "Flow")]
    publish(draft, [section.pk for section in sections])
    assert told() == [(Act.PUBLISHED, "Ebb", ""), (Act.PUBLISHED, "Flow", ""), (Act.PUBLISHED, "Tides", "")]


def test_what_is_scheduled_comes_out_once_and_by_the_clock(draft, told):
    at = in_(3600).replace(microsecond=0)
    set_status(draft, Status.PUBLISHED, at=at)
    assert told() == [(Act.SCHEDULED, "Tides", at.isoformat(timespec="minutes"))]
    set_status(draft, Status.PUBLISHED, at=at + timedelta(hours=1))
    assert [act for act, *_more in told()] == [Act.SCHEDULED]
    Episode.objects.update(published_at=in_(-1))
    publish_due()
    publish_due()
    Episode.objects.get().save()
    assert told() == [(Act.PUBLISHED, "Tides", "")]
    assert AuditEntry.objects.latest("pk").how == How.CLOCK


def test_what_is_put_out_before_its_time_or_saved_before_the_clock_has_seen_it(draft, told):
    set_status(draft, Status.PUBLISHED, at=in_(3600))
    told()
    set_status(draft, Status.PUBLISHED)
    assert told() == [(Act.PUBLISHED, "Tides", "")]
    late = make_episode(title="Late", published_at=in_(3600))
    told()
    Episode.objects.filter(pk=late.pk).update(published_at=in_(-1))
    Episode.objects.get(pk=late.pk).save()
    publish_due()
    assert told() == [(Act.PUBLISHED, "Late", "")]


def test_what_was_rolled_back_is_not_told(draft, told, caplog, django_capture_on_commit_callbacks):
    with pytest.raises(RuntimeError), django_capture_on_commit_callbacks(execute=True), recording():
        set_status(draft, Status.PUBLISHED)
        raise RuntimeError
    assert told() == []


def test_what_is_deleted_is_told_and_what_goes_along_is_not(told):
    episode = make_episode(make_show(title="Harbour Talk"), title="Tides")
    make_highlight(episode)
    told()
    episode.show.delete()
    assert told() == [(Act.DELETED, "Harbour Talk", "")]
    make_episode(title="One"), make_episode(title="Two")
    told()
    Episode.objects.all().delete()
    assert sorted(told()) == [(Act.DELETED, "One", ""), (Act.DELETED, "Two", "")]


def test_a_merge_is_one_act_and_so_is_its_undoing(told):
    user = User.objects.create_user("mira")
    sea, ocean = Tag.objects.create(name="sea"), Tag.objects.create(name="ocean")
    told()
    done = merge(sea, ocean, user)
    assert told() == [(Act.MERGED, "ocean", "sea")]
    assert AuditEntry.objects.latest("pk").actor == user
    undo_merge(done)
    assert told() == [(Act.UNMERGED, "ocean", "sea")]


def test_a_command_is_at_work_for_somebody(draft):
    user = User.objects.create_user("eda")
    with recording(user):
        set_status(draft, Status.PUBLISHED)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.how, entry.actor, entry.actor_name) == (How.COMMAND, user, "eda")


def test_an_import_tells_of_each_episode_that_is_public(tmp_path, told):
    feed = tmp_path / "feed.xml"
    items = "".join(
        f"<item><title>Part {number}</title><guid>{number}</guid>"
        f'<enclosure url="https://a.example/{number}.mp3" type="audio/mpeg" length="1"/>'
        f"<pubDate>Mon, 0{number} Jan 2024 10:00:00 GMT</pubDate></item>"
        for number in (1, 2)
    )
    feed.write_text(f"<rss version='2.0'><channel><title>Tides</title>{items}</channel></rss>")
    call_command("import_feed", str(feed), verbosity=0)
    assert [entry for entry in told() if entry[0] == Act.PUBLISHED] == [
        (Act.PUBLISHED, "Part 1", "Imported from a feed"),
        (Act.PUBLISHED, "Part 2", "Imported from a feed"),
    ]
    call_command("import_feed", str(feed), verbosity=0)
    assert told() == []


def test_signing_in_and_out_and_failing_to(told):
    User.objects.create_superuser("olga", password="right horse")
    told()
    client = Client()
    page = "/admin/login/"
    client.post(page, {"username": "olga", "password": "wrong"})
    client.post(page, {"username": "my secret by mistake", "password": "olga"})
    client.post(page, {"username": "olga", "password": "right horse"})
    client.post("/admin/logout/")
    assert told() == [
        (Act.SIGN_IN_FAILED, "olga", ""),
        (Act.SIGN_IN_FAILED, "", ""),
        (Act.SIGNED_IN, "olga", ""),
        (Act.SIGNED_OUT, "olga", ""),
    ]
    last = AuditEntry.objects.latest("pk")
    assert (last.how, last.actor_name) == (How.SITE, "olga")
    assert len(last.request_id) == 32


def test_whoever_tries_thousands_of_passwords_does_not_fill_the_disk(told, monkeypatch):
    monkeypatch.setattr(audit, "MOST_FAILED", 3)
    for _try in range(10):
        audit.record_failed_sign_in(None)
    assert told() == [(Act.SIGN_IN_FAILED, "", "")] * 2 + [
        (Act.SIGN_IN_FAILED, "", "more in this minute are not noted")
    ]


def test_accounts_passwords_and_permissions(told):
    user = User.objects.create_user("eda", password="one", is_staff=True)
    assert told() == [(Act.ACCOUNT, "eda", "is_staff")]
    user.set_password("two")
    user.save()
    assert told() == [(Act.PASSWORD, "eda", "")]
    user.is_superuser = True
    user.save()
    assert told() == [(Act.PERMISSIONS, "eda", "is_superuser: True")]
    user.first_name = "Eda"
    user.save()
    assert told() == []
    group = ensure_roles()[EDITORS]
    assert told() == [], "what the code gives its groups is nobody's act"
    user.groups.add(group)
    assert told() == [(Act.PERMISSIONS, "eda", "given: Editors")]
    group.user_set.remove(user)
    assert told() == [(Act.PERMISSIONS, "eda", "taken: Editors")]
    user.user_permissions.set([Permission.objects.get(codename="delete_show")])
    assert told() == [(Act.PERMISSIONS, "eda", "given: delete_show")]
    other = Group.objects.create(name="Others")
    other.permissions.add(Permission.objects.get(codename="delete_show"))
    assert told() == [(Act.PERMISSIONS, "Others", "given: delete_show")]
    user.delete()
    assert told() == [(Act.DELETED, "eda", "")]


def test_a_password_that_is_only_stored_anew_is_not_changed(told, settings):
    user = User.objects.create_user("eda", password="one")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    told()
    before = user.password
    assert user.check_password("one")
    assert User.objects.get().password != before
    assert told() == []


def test_the_line_in_the_log_names_nobody(draft, caplog, django_capture_on_commit_callbacks):
    user = User.objects.create_user("eda-the-editor")
    with (
        caplog.at_level(logging.INFO, "podsite.audit"),
        django_capture_on_commit_callbacks(execute=True),
        recording(user),
    ):
        set_status(draft, Status.PUBLISHED)
    assert f"Audit: published episode {draft.pk} by user {user.pk}, command" in caplog.messages
    assert "eda" not in caplog.text
    assert "Tides" not in caplog.text


def test_what_is_old_is_forgotten_once_a_day(settings, draft, django_assert_num_queries):
    settings.AUDIT_DAYS = 30
    set_status(draft, Status.PUBLISHED)
    old = AuditEntry.objects.create(act=Act.DELETED, how=How.SITE)
    AuditEntry.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))
    watcher = Watcher()
    watcher.forget_daily()
    assert not AuditEntry.objects.filter(pk=old.pk).exists()
    assert AuditEntry.objects.filter(act=Act.PUBLISHED).count() == 1
    with django_assert_num_queries(0):
        watcher.forget_daily()


def test_it_changes_no_kept_page():
    from podsite.version import version

    before = version.current()
    audit.record(Act.SIGNED_IN)
    assert version.current() == before
