"""Importing a feed from the admin: name it, look, import; each by a job."""

import zlib
from html import escape

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from episodes.admin.feed_import import NEEDED
from episodes.models import Episode, FeedJob, Show
from episodes.services import feed_jobs
from tests.admin.forms import shown
from tests.factories import make_show
from tests.feed_jobs import FEED

ADDRESS = "/admin/episodes/show/import-feed/"


@pytest.fixture(autouse=True)
def at_once(monkeypatch, db):
    """Jobs are done in this process, where a test calls ``run``."""
    monkeypatch.setattr(feed_jobs, "start", lambda pk: None)


def run(job=None):
    job = job or FeedJob.objects.first()
    call_command("run_feed_job", str(job.pk))
    return FeedJob.objects.get(pk=job.pk)


def upload(client, body=FEED, name="rooms.xml", **values):
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, body), "_look": "Look", **values})


def page(client, job):
    return client.get(f"{ADDRESS}{job.pk}/")


def press(client, job, button, **values):
    return client.post(f"{ADDRESS}{job.pk}/", {**shown(page(client, job)), button: "Yes", **values})


def imported(client, body=FEED, **values):
    """The job that imports what a person has uploaded, looked at and confirmed."""
    upload(client, body, **values)
    looked = run()
    assert looked.error == ""
    press(client, looked, "_import")
    return run()


@pytest.mark.parametrize("where", ["show", "episode"])
def test_the_lists_lead_there(editor, nobody, where):
    assert f'href="{ADDRESS}"' in editor.get(f"/admin/episodes/{where}/").content.decode()
    nobody.user.user_permissions.add(Permission.objects.get(codename=f"view_{where}"))
    assert f'href="{ADDRESS}"' not in nobody.get(f"/admin/episodes/{where}/").content.decode()


def test_the_empty_form(editor):
    response = editor.get(ADDRESS)
    content = response.content.decode()
    assert shown(response) == {"address": "", "show": "", "files": "on"}
    assert 'name="publish"' in content and 'type="file"' in content
    assert "<script>" not in content and "style=" not in content


def test_looking_importing_and_looking_again(editor):
    response = upload(editor, show="", publish="on")
    job = FeedJob.objects.get()
    assert response.headers["Location"] == f"{ADDRESS}{job.pk}/"
    assert (job.source, job.made_by, job.options["publish"], job.options["files"]) == (
        "rooms.xml",
        editor.user,
        True,
        False,
    )
    assert "Waiting to begin" in page(editor, job).content.decode()
    content = page(editor, run()).content.decode()
    assert "What the import would do" in content and "the show “Small Rooms”" in content
    assert not Show.objects.exists()
    response = press(editor, job, "_import")
    writing = FeedJob.objects.first()
    assert response.headers["Location"] == f"{ADDRESS}{writing.pk}/" != f"{ADDRESS}{job.pk}/"
    content = page(editor, run(writing)).content.decode()
    assert "What the import did" in content and 'name="_import"' not in content
    assert f'href="/admin/episodes/episode/?show__id__exact={Show.objects.get().pk}"' in content
    assert Episode.objects.published().count() == 2
    press(editor, writing, "_look")
    content = page(editor, run()).content.decode()
    assert "Nothing: what the feed says is here already." in content and 'name="_import"' not in content


def test_a_change_is_shown_in_words(editor):
    imported(editor, publish="on")
    upload(editor, FEED.replace(b"Of the second", b"Of the &lt;i&gt;very&lt;/i&gt; second"), publish="on")
    assert "<ins>" in page(editor, run()).content.decode()


def test_the_page_asks_how_far_it_is_with_and_without_javascript(editor):
    upload(editor)
    job = FeedJob.objects.get()
    content = page(editor, job).content.decode()
    assert f'<feed-progress data-url="{ADDRESS}{job.pk}/state/">' in content
    assert f'<a href="{ADDRESS}{job.pk}/">Refresh</a>' in content
    state = f"{ADDRESS}{job.pk}/state/"
    assert editor.get(state).json() == {"state": "Waiting to begin", "done": 0, "total": 0, "ended": False}
    FeedJob.objects.update(state="files", done=3, total=9, alive_at=timezone.now())
    assert editor.get(state).json() == {
        "state": "Fetching transcripts, chapters and pictures",
        "done": 3,
        "total": 9,
        "ended": False,
    }
    assert "3 / 9" in page(editor, job).content.decode()
    assert editor.get(state).headers["Cache-Control"].startswith("max-age=0, no-cache")


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({}, "address", "Name the address of a feed, or choose a file."),
        (
            {"address": "https://a.example/", "file": b"<rss/>"},
            "address",
            "Name an address or choose a file, not both.",
        ),
        ({"address": "http://127.0.0.1:6379/"}, "address", "127.0.0.1 can't be fetched from: its port 6379"),
        ({"address": "http://localhost/"}, "address", "localhost can't be fetched from: its name is not a public one."),
        ({"address": "file:///etc/passwd"}, "address", "Only addresses that begin with http:// or https://"),
        ({"address": "feed"}, "address", "Only addresses that begin with http:// or https://"),
        ({"address": "https://a.example/\0"}, "address", "Null characters are not allowed."),
        ({"address": "https://a.example/" + "x" * 1000}, "address", "at most 1000 characters"),
        ({"file": b""}, "file", "The submitted file is empty."),
    ],
)
def test_bad_input_gets_a_sentence_at_the_field_and_no_job(editor, values, field, sentence):
    if "file" in values:
        values = values | {"file": SimpleUploadedFile("a.xml", values["file"])}
    response = editor.post(ADDRESS, {"_look": "Look", **values})
    assert response.status_code == 200
    assert any(sentence in error for error in response.context["form"].errors[field])
    assert not FeedJob.objects.exists()


def test_a_file_that_is_too_big(editor, monkeypatch):
    monkeypatch.setattr("episodes.admin.feed_import.MOST_BYTES", 100)
    response = upload(editor)
    assert "at most 100\xa0bytes are read" in response.context["form"].errors["file"][0]


def test_what_cannot_be_read_is_told_and_can_be_tried_again(editor):
    upload(editor, b"<rss><channel><title>Cut of", name="<b>cut</b>.xml")
    job = run()
    content = page(editor, job).content.decode()
    assert escape(job.error) in content and "<b>cut" not in content
    assert 'name="_import"' not in content and "Start again" in content
    press(editor, job, "_again")
    assert FeedJob.objects.count() == 2
    assert zlib.decompress(FeedJob.objects.first().body).startswith(b"<rss>")


def test_only_what_was_looked_at_is_imported(editor):
    upload(editor)
    job = FeedJob.objects.get()
    assert editor.post(f"{ADDRESS}{job.pk}/", {"_import": "Import"}).status_code == 200, "it has not ended"
    run()
    for seen in ("", "x" * 64):
        response = press(editor, job, "_import", seen=seen)
        assert "Look at what the import would do, before you import." in response.content.decode()
    assert FeedJob.objects.count() == 1


def test_an_edit_that_somebody_made_meanwhile_is_shown_first(editor):
    imported(editor)
    upload(editor, FEED.replace(b"The second room", b"The third room"))
    looked = run()
    Episode.objects.filter(title="The second room").update(title="Mine")
    press(editor, looked, "_import")
    assert run().error.endswith("Look again before you import.")
    assert set(Episode.objects.values_list("title", flat=True)) == {"The first room", "Mine"}


def test_a_failed_import_starts_again_from_the_same_feed(editor):
    upload(editor)
    looked = run()
    press(editor, looked, "_import")
    FeedJob.objects.filter(pk=FeedJob.objects.first().pk).update(state="failed", error="It was killed.")
    failed = FeedJob.objects.first()
    press(editor, failed, "_again")
    assert run().state == "done"
    assert Episode.objects.count() == 2


def test_an_import_that_was_interrupted_as_it_wrote_is_looked_at_again(editor):
    imported(editor)
    FeedJob.objects.filter(options__write=True).update(state="failed", error="It was killed.")
    failed = FeedJob.objects.first()
    assert "Look again" in page(editor, failed).content.decode()
    press(editor, failed, "_look")
    assert "Nothing: what the feed says is here already." in page(editor, run()).content.decode()
    press(editor, failed, "_again")
    assert run().error.endswith("Look again before you import.")


def test_a_show_that_is_being_written_to_is_not_begun_again(editor):
    upload(editor)
    looked = run()
    press(editor, looked, "_import")
    response = press(editor, looked, "_import")
    assert "This feed is being imported at this moment" in response.content.decode()
    assert FeedJob.objects.filter(options__write=True).count() == 1


# Roles


def test_whoever_lacks_a_permission_is_refused(nobody):
    job = FeedJob.objects.create(source="a.xml", state="done", report={})
    for missing in NEEDED:
        codenames = [name.partition(".")[2] for name in NEEDED if name != missing]
        nobody.user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        for address in (ADDRESS, f"{ADDRESS}{job.pk}/", f"{ADDRESS}{job.pk}/state/"):
            assert nobody.get(address).status_code == 403
        assert upload(nobody).status_code == 403


def test_a_few_feeds_are_read_at_once_and_the_next_waits(editor, monkeypatch):
    monkeypatch.setattr(feed_jobs, "MOST_AT_ONCE", 2)
    upload(editor)
    upload(editor)
    response = upload(editor)
    assert "2 feeds are being read at this moment" in response.content.decode()
    assert FeedJob.objects.count() == 2
    run()
    assert upload(editor).status_code == 302


def test_contributors_import_drafts_into_shows_that_are_there(contributor, editor):
    assert 'name="publish"' not in contributor.get(ADDRESS).content.decode()
    response = upload(contributor, publish="on")
    assert response.context["form"].errors["address"] == ["You may not publish: import it as drafts."]
    upload(contributor)
    assert run().error == "There is no show “Small Rooms”, and you may not add one."
    imported(editor)
    more = FEED.replace(
        b"<item><title>The second", b"<item><title>More</title><guid>3</guid></item><item><title>The second"
    )
    assert imported(contributor, more).state == "done"
    assert Episode.objects.get(title="More").status == "draft"


def test_contributors_change_nothing_that_is_out(contributor, editor):
    imported(editor, publish="on")
    upload(contributor, FEED.replace(b"The second room", b"The third room"))
    assert run().error.endswith("which only those who may publish can change.")
    Episode.objects.update(status="draft")
    assert imported(contributor, FEED.replace(b"The second room", b"The third room")).state == "done"
    assert Episode.objects.filter(title="The third room").exists()


def test_contributors_do_not_follow_what_an_editor_would_publish(contributor, editor):
    upload(editor, publish="on")
    looked = run()
    assert 'name="_import"' not in page(contributor, looked).content.decode()
    response = contributor.post(f"{ADDRESS}{looked.pk}/", {"_import": "Yes", "seen": looked.options["digest"]})
    assert "You may not publish" in response.content.decode()
    assert FeedJob.objects.count() == 1


def test_contributors_do_not_change_what_is_published_meanwhile(contributor, editor, monkeypatch):
    imported(editor)
    upload(contributor, FEED.replace(b"The second room", b"The third room"))
    looked = run()
    press(contributor, looked, "_import")
    plain = feed_jobs.Running.enter

    def publish(running, state):
        plain(running, state)
        if state == "writing":
            Episode.objects.update(status="published")

    monkeypatch.setattr(feed_jobs.Running, "enter", publish)
    assert run().error.endswith("which only those who may publish can change.")
    assert not Episode.objects.filter(title="The third room").exists()


def test_no_query_more_for_more_jobs(editor, count_queries):
    def get():
        assert editor.get(ADDRESS).status_code == 200

    make_show()
    FeedJob.objects.create(source="a.xml", state="done", made_by=editor.user)
    few = count_queries(get)
    for number in range(15):
        FeedJob.objects.create(source=f"{number}.xml", state="done", made_by=editor.user)
    assert count_queries(get) == few


@pytest.mark.parametrize("number", ["0", "999999", "x", "9" * 30, "-1", "%00"])
def test_a_job_that_is_not_there(editor, number):
    assert editor.get(f"{ADDRESS}{number}/").status_code == 404
    assert editor.get(f"{ADDRESS}{number}/state/").status_code == 404
