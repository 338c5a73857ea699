"""Nobody finds what is not public."""

import pytest

from episodes.models import Highlight, Status
from tests.factories import make_episode, make_highlight, make_person, make_quote
from tests.views.search.reading import ask, facet, hits

pytestmark = pytest.mark.django_db


def test_a_draft_is_nowhere(client, site):
    draft = make_episode(
        site["sea"], title="Secret kelp", summary="Kelp.", status=Status.DRAFT, guest=make_person(name="Kelp Secret")
    )
    make_quote(make_highlight(draft, title="Kelp", body="Kelp.", tags=["kelp"]), text="Kelp, I say.")
    make_highlight(site["first"], title="Kelp of a draft", body="Kelp.", status=Status.DRAFT, tags=["kelp", "water"])
    draft.cues.create(start_ms=0, end_ms=900, text="Kelp.")
    before = ask(client, "tide").text
    for question in ("kelp", "tag:kelp", "person:kelp-secret", "secret"):
        page = ask(client, question)
        assert hits(page) == []
        assert "Did you mean" not in page.text
    assert ask(client, "tide").text == before
    assert "kelp" not in facet(ask(client, "tag:water"), "Tag")
    assert client.get("/search/suggest/?q=kelp").json()["suggestions"] == []
    assert "kelp" not in ask(client).text


def test_what_is_withdrawn_is_found_no_more(client, site):
    assert hits(ask(client, "ebb"))
    site["first"].status = Status.WITHDRAWN
    site["first"].save()
    for question in ("ebb", "twice", "waits", "tag:water", "person:ada-reyes"):
        assert hits(ask(client, question)) == []


def test_a_stale_index_shows_nothing_that_is_not_public(client, site):
    assert hits(ask(client, "twice"))
    Highlight.objects.filter(title="High water").update(status=Status.DRAFT)
    page = ask(client, "twice")
    assert "High water" not in page.text
