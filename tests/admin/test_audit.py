"""The audit log is read by superusers, and written by nobody."""

import pytest

from episodes.models import Act, AuditEntry, How, Status
from tests.factories import make_episode

LIST = "/admin/episodes/auditentry/"


@pytest.fixture
def entry(db):
    return AuditEntry.objects.create(act=Act.PUBLISHED, how=How.COMMAND, kind="episode", key=7, subject="Tides")


def test_superusers_read_it_and_change_nothing(operator, entry):
    page = operator.get(LIST).content.decode()
    assert "Tides" in page
    assert "/admin/episodes/episode/7/change/" in page
    own = f"{LIST}{entry.pk}/change/"
    assert operator.get(own).status_code == 200
    assert b'name="_save"' not in operator.get(own).content
    for address, data in [
        (own, {"subject": "Other"}),
        (f"{LIST}{entry.pk}/delete/", {"post": "yes"}),
        (f"{LIST}add/", {"subject": "Other"}),
    ]:
        assert operator.post(address, data).status_code == 403
    entry.refresh_from_db()
    assert entry.subject == "Tides"


@pytest.mark.parametrize("who", ["manager", "editor", "nobody"])
def test_nobody_else_does(request, who, entry):
    client = request.getfixturevalue(who)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{entry.pk}/change/").status_code == 403
    assert LIST.encode() not in client.get("/admin/").content


def test_it_says_who_did_it_in_the_admin(operator):
    episode = make_episode(title="Tides", status=Status.DRAFT)
    data = {"action": "publish_selected", "_selected_action": [episode.pk], "index": 0}
    operator.post("/admin/episodes/episode/", data)
    [entry] = AuditEntry.objects.filter(act=Act.PUBLISHED)
    assert (entry.actor, entry.how, entry.subject) == (operator.user, How.SITE, "Tides")


def test_its_list_takes_the_same_queries_however_long(operator, count_queries, entry):
    few = count_queries(lambda: operator.get(LIST))
    for _row in range(30):
        AuditEntry.objects.create(act=Act.SIGNED_IN, how=How.SITE, actor=operator.user, kind="user", key=1)
    assert count_queries(lambda: operator.get(LIST)) == few
