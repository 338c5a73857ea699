"""Slugs as editors type them."""

import pytest

from episodes.models import Person
from tests.admin.forms import errors, send
from tests.factories import make_episode, make_person

SENTENCE = "A slug has letters, digits and hyphens in it: no spaces and no other signs."


def change(person):
    return f"/admin/episodes/person/{person.pk}/change/"


@pytest.mark.parametrize("slug", ["हिन्दी", "தமிழ்-2", "שָׁלוֹם", "日本語", "ada-2"])
def test_a_slug_in_any_script_is_taken_and_leads_to_the_page(manager, slug):
    person = make_person()
    make_episode(guest=person)
    assert send(manager, change(person), slug=slug).status_code == 302
    assert Person.objects.get().slug == slug
    assert manager.get(Person.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize("slug", ["a b", "a_b", "a/b", "a+b", "a.b", "a?b", "a%b"])
def test_what_would_break_an_address_is_refused_with_a_sentence(manager, slug):
    person = make_person(slug="ada")
    assert errors(send(manager, change(person), slug=slug)) == [SENTENCE]
    assert Person.objects.get().slug == "ada"


def test_tags_in_any_script_have_pages_alone_and_together(client, db):
    make_episode(tags=["हिन्दी", "தமிழ்"])
    assert client.get("/tags/हिन्दी/").status_code == 200
    assert client.get("/tags/हिन्दी+தமிழ்/").status_code in (200, 301, 302)


@pytest.mark.parametrize("slug", ["transcript", "Clip-3"])
def test_an_address_of_the_site_is_refused(manager, slug):
    page = send(manager, change(make_person()), slug=slug)
    assert errors(page) == [f"“{slug.lower()}” is an address of the site itself; choose another."]
