"""The one row of site settings; shows and people; what may be uploaded."""

import io
import re

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ImageField
from PIL import Image

from episodes.admin.images import PictureField
from episodes.models import Person, Show, SiteSettings
from tests.admin.forms import errors, send
from tests.factories import make_episode, make_person, make_show

LIST = "/admin/episodes/sitesettings/"
FORM = "/admin/episodes/sitesettings/1/change/"


def test_the_list_of_settings_is_the_form(manager):
    assert manager.get(LIST).headers["Location"] == FORM
    page = manager.get(FORM).content.decode()
    assert 'value="Podsite"' in page
    assert not SiteSettings.objects.exists()
    assert send(manager, FORM, name="Held Out", listening_links="Any app https://a.example/show").status_code == 302
    assert send(manager, FORM, tagline="Read it").status_code == 302
    settings = SiteSettings.objects.get()
    assert (settings.pk, settings.name, settings.tagline) == (1, "Held Out", "Read it")


def test_settings_are_neither_added_nor_deleted(operator):
    SiteSettings.load().save()
    assert operator.get(f"{LIST}add/").status_code == 403
    assert operator.post(f"{LIST}1/delete/", {"post": "yes"}).status_code == 403
    operator.post(LIST, {"action": "delete_selected", "_selected_action": [1], "post": "yes"})
    assert SiteSettings.objects.exists()
    assert operator.get(f"{LIST}2/change/", follow=True).status_code == 200
    assert operator.get(f"{LIST}1/history/").status_code == 200


def test_a_line_that_is_no_link_is_named(manager):
    [sentence] = errors(send(manager, FORM, listening_links="One https://a.example\njavascript:alert(1)"))
    assert sentence.startswith("Line 2 must end in an address")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", ""),
        ("pt-BR", ""),
        ("english please", "“english please” is not a language tag; write it like en, de or pt-BR."),
    ],
)
def test_the_language_of_a_show_is_a_tag(manager, language, sentence):
    page = send(manager, "/admin/episodes/show/add/", title="Room Tone", language=language)
    assert (errors(page) == [sentence]) if sentence else page.status_code == 302


def test_a_show_and_a_person_get_slugs_in_any_script(manager):
    assert send(manager, "/admin/episodes/show/add/", title="日本語の番組").status_code == 302
    assert send(manager, "/admin/episodes/person/add/", name="!!!").status_code == 302
    assert Show.objects.get().slug == "日本語の番組"
    assert Person.objects.get().slug


@pytest.mark.parametrize(("model", "make"), [("show", make_show), ("person", make_person)])
def test_a_slug_is_there_once(manager, model, make):
    make(slug="taken")
    page = send(manager, f"/admin/episodes/{model}/{make().pk}/change/", slug="taken")
    assert len(errors(page)) == 1
    assert "Slug already exists" in errors(page)[0]


def test_what_is_public_can_be_viewed(manager):
    guest = make_person()
    episode = make_episode(guest=guest, tags=["speech"])
    for obj in (episode.show, guest, episode.tags.get()):
        page = manager.get(f"/admin/episodes/{obj._meta.model_name}/{obj.pk}/change/").content.decode()
        assert f'href="{obj.get_absolute_url()}"' in page
    assert "View on site" not in manager.get(f"/admin/episodes/show/{make_show().pk}/change/").content.decode()


def picture(name="logo.png", size=(8, 8), kind="PNG"):
    file = io.BytesIO()
    Image.new("1", size).save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


def upload(manager, file, show=None):
    return send(manager, f"/admin/episodes/show/{(show or make_show()).pk}/change/", logo=file)


def test_a_picture_is_taken(manager, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    show = make_show()
    assert upload(manager, picture(), show).status_code == 302
    show.refresh_from_db()
    assert (show.logo_width, show.logo_height) == (8, 8)


@pytest.mark.parametrize("size", [(8000, 5001), (12_000, 12_000), (20_000, 20_000)])
def test_a_picture_that_unfolds_is_refused_before_it_is_decoded(manager, monkeypatch, size):
    decoded = []
    file = picture(size=size)
    assert len(file) < 100_000
    monkeypatch.setattr(Image.Image, "load", lambda image: decoded.append(image))
    [sentence] = errors(upload(manager, file))
    assert "40 megapixels" in sentence
    assert decoded == []


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("logo.png", b"no picture at all"),
        SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n"),
        picture("logo.bmp", kind="BMP"),
    ],
)
def test_what_no_browser_shows_is_refused(manager, file):
    assert errors(upload(manager, file)) == ["This file can't be read as a picture; JPEG, PNG, WebP, AVIF and GIF can."]


def test_the_name_of_a_picture_is_ours(manager, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    show = make_show()
    assert upload(manager, picture("../../<b>logo.html"), show).status_code == 302
    show.refresh_from_db()
    assert re.fullmatch(r"logos/[0-9a-f]{32}\.png", show.logo.name)


def test_every_form_takes_pictures_through_the_same_door():
    fields = [
        (model, field.name)
        for model in apps.get_app_config("episodes").get_models()
        for field in model._meta.fields
        if isinstance(field, ImageField)
    ]
    assert {name for _model, name in fields} == {"logo", "photo", "artwork"}
    for model, name in fields:
        field = site.get_model_admin(model).formfield_for_dbfield(model._meta.get_field(name), request=None)
        assert type(field) is PictureField, model


def test_a_heavy_picture_is_refused(manager):
    [sentence] = errors(upload(manager, SimpleUploadedFile("logo.png", b"\x89PNG" + b"x" * 10_500_000)))
    assert sentence == "The picture has 10.0 MB; at most 10 MB are taken."
