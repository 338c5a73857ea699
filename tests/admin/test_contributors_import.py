"""What contributors import from a page arrives as a draft, and changes nothing that is out."""

import pytest
from django.utils import timezone

from episodes.importers.page_plan import Plan, plan_page
from episodes.models import Clip, Episode, Highlight, Quote, Status
from tests.admin.forms import shown
from tests.conftest import commit
from tests.factories import make_show
from tests.importers.pages import sample

IMPORT = "/admin/episodes/episode/import-page/"


def stored():
    commit()
    return [list(kind.objects.order_by("pk").values()) for kind in (Episode, Highlight, Clip, Quote)]


def imported(client, text=None, **values):
    """Looks, and confirms what the page shows."""
    page = client.post(IMPORT, {"text": text or sample(), "_look": "Look", **values})
    return client.post(IMPORT, {**shown(page), **values, "_import": "Import"})


def refusal(response):
    assert response.status_code == 200, response
    return response.context["form"].errors.get("text")


@pytest.fixture
def show(db):
    return make_show(title="Small Rooms, Long Tapes")


def test_a_page_is_imported_as_a_draft(contributor, show):
    assert 'name="publish"' not in contributor.get(IMPORT).content.decode()
    assert refusal(imported(contributor, publish="on")) == ["You may not publish: import it as a draft."]
    assert not Episode.objects.exists()
    assert imported(contributor).status_code == 302
    assert (Episode.objects.get().status, Highlight.objects.exclude(status=Status.DRAFT).count()) == (Status.DRAFT, 0)
    changed = sample(old="Nobody thanks you", new="Nobody ever thanks you")
    assert imported(contributor, changed).status_code == 302
    assert Quote.objects.filter(text__startswith="Nobody ever").exists()


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_a_page_is_not_imported_onto_what_is_out(contributor, editor, show, status):
    imported(contributor)
    Episode.objects.update(status=status, published_at=timezone.now())
    rows = stored()
    changed = sample(old="Nobody thanks you", new="Nobody ever thanks you")
    [sentence] = refusal(contributor.post(IMPORT, {"text": changed, "_look": "Look"}))
    assert refusal(imported(contributor, changed)) == [sentence]
    assert sentence.endswith(f"was {status}: only those who may publish can change it.".replace("was pub", "is pub"))
    assert stored() == rows
    assert imported(editor, changed).status_code == 302


def test_a_page_is_not_imported_onto_what_is_published_meanwhile(contributor, show, monkeypatch):
    imported(contributor)
    rows = stored()
    changed = sample(old="Nobody thanks you", new="Nobody ever thanks you")
    apply = Plan.apply

    def late(plan):
        Episode.objects.update(status=Status.PUBLISHED, published_at=timezone.now())
        return apply(plan)

    monkeypatch.setattr(Plan, "apply", late)
    [sentence] = refusal(imported(contributor, changed))
    assert "is published" in sentence
    assert not Quote.objects.filter(text__startswith="Nobody ever").exists()
    assert stored()[1:] == rows[1:]
    assert plan_page(changed).report.changed
