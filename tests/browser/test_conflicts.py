"""Two editors in the real browser: the page that comes back, also without scripts, to eyes and to screen readers."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from episodes.models import Clip, Highlight
from tests.browser.test_editing import log_in, said_by_axe
from tests.factories import make_clip, make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db(transaction=True)

BODY = (
    "A test that is {} while training is a training set. Reyk’s group keeps one that {} [1].\n\n"
    "Everybody else looks at the numbers every morning, and after a year the numbers look back."
)


@pytest.fixture
def operator():
    return User.objects.create_superuser("marta", password="a long pass phrase", first_name="Marta", last_name="Keller")


@pytest.fixture
def highlight():
    episode = make_episode(title="Tides")
    for _each in range(2):
        make_clip(episode)
    highlight = make_highlight(episode, title="Evaluation that nobody saw", body=BODY.format("looked at", "is locked"))
    make_quote(highlight, text="Nobody has seen it, and that is the point.")
    highlight.tags.set(["evaluation", "machine learning"])
    return highlight


def refused(page, highlight):
    """Types into the form, and saves after the same editor has saved in another window."""
    address = reverse("admin:episodes_highlight_change", args=[highlight.pk])
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_label("Title").fill("Evaluation that nobody saw in training")
    other.locator("#id_body").fill(BODY.format("tuned against", "is locked"))
    other.get_by_label("Takeaway").fill("Look at it once.")
    other.locator("#id_quotes-0-text").fill("Nobody has seen it, which is the point.")
    other.get_by_role("button", name="Save", exact=True).click()
    other.get_by_text("was changed successfully").wait_for()
    other.close()
    page.get_by_label("Title").fill("Evaluation that nobody looked at")
    page.locator("#id_body").fill(BODY.format("looked at", "a single person can open"))
    page.locator("#id_quotes-0-text").fill("Nobody has seen it yet.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#conflict").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_two_versions_are_merged_field_by_field(open_page, operator, highlight, scripts):
    page = open_page("/admin/", scripts=scripts, quiet=True)
    log_in(page)
    refused(page, highlight)
    assert "You saved this highlight at" in page.locator("#conflict").inner_text()
    title = page.get_by_role("group", name="Title")
    assert title.locator("ins").all_inner_texts() == ["looked at", " in training"]
    title.get_by_label("Theirs").check()
    page.locator("#id_body").fill(BODY.format("tuned against", "a single person can open"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    stored = Highlight.objects.get()
    assert stored.title == "Evaluation that nobody saw in training"
    assert stored.body.replace("\r\n", "\n") == BODY.format("tuned against", "a single person can open")
    assert stored.takeaway == "Look at it once."
    assert stored.quotes.get().text == "Nobody has seen it yet."


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_accessibility_of_a_refused_page(open_page, operator, highlight, width, scheme):
    page = open_page("/admin/", width=width, scheme=scheme, bypass_csp=True, quiet=True)
    log_in(page)
    refused(page, highlight)
    found = [("form", *said) for said in said_by_axe(page)]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(reverse("admin:episodes_clip_changelist"))
    Clip.objects.filter(number=2).update(featured=True)
    page.get_by_label("Featured of “1. Clip 1”").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#conflict").wait_for()
    found += [("list", *said) for said in said_by_axe(page)]
    clip = Clip.objects.get(number=2)
    page.goto(reverse("admin:episodes_clip_change", args=[clip.pk]))
    page.locator("#id_excerpt").fill("Typed for an hour.")
    clip.delete()
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_label("Excerpt").input_value() == "Typed for an hour."
    found += [("gone", *said) for said in said_by_axe(page)]
    assert found == []
