"""The HTML of bodies, kept beside them."""

import pytest
from django.core.management import call_command

from episodes.models import Highlight
from episodes.services.rendering import CHUNK, render_bodies
from episodes.text import markdown
from episodes.text.markdown import body_html
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch):
    """The texts that are parsed from now on."""
    texts, parse = [], markdown._body_html

    def counted(text):
        texts.append(text)
        return parse(text)

    monkeypatch.setattr(markdown, "_body_html", counted)
    return texts


def test_a_body_is_rendered_when_it_is_saved_and_not_when_it_is_read(made):
    highlight = make_highlight(body="The **tide** turns.")
    assert made == ["The **tide** turns."]
    assert Highlight.objects.get().html == "<p>The <strong>tide</strong> turns.</p>\n"
    highlight.body = "The *sea*."
    highlight.save(update_fields=["body"])
    assert Highlight.objects.get().html == "<p>The <em>sea</em>.</p>\n"
    assert made == ["The **tide** turns.", "The *sea*."]


@pytest.mark.parametrize(
    "change", [{"body": "<script>"}, {"rendered": "<script>"}, {"rendered": ""}, {"rendered": "1-0-0 abc\n<b>old</b>"}]
)
def test_what_is_kept_of_another_text_or_another_version_is_not_shown(change):
    make_highlight(body="The tide.")
    Highlight.objects.update(**change)
    found = Highlight.objects.get()
    assert found.html == body_html(found.body)
    assert "<script>" not in found.html


def test_bodies_that_were_not_rendered_are_after_the_next_migration(made):
    episode = make_episode()
    Highlight.objects.bulk_create(Highlight(episode=episode, slug=f"s{n}", body=f"Of *{n}*.") for n in range(CHUNK + 3))
    Highlight.objects.update(rendered="")
    kept = make_highlight(episode, body="Of *all*.").rendered
    made.clear()
    call_command("migrate", verbosity=0)
    assert len(made) == CHUNK + 3
    assert set(Highlight.objects.values_list("rendered", flat=True)) > {kept}
    assert all(highlight.rendered.endswith(f"<p>Of <em>{n}</em>.</p>\n") for n, highlight in enumerate(_first()))
    assert render_bodies() == 0


def _first():
    return Highlight.objects.order_by("pk")[: CHUNK + 3]
