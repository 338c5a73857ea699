"""Pictures in the sizes of pages."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from episodes.models import Show, SiteSettings
from episodes.services.sizes import WIDTHS, choices
from tests.factories import make_episode, make_person, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def bytes_of(size=(1400, 700), kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def sizes(media):
    return sorted(path.relative_to(media).as_posix() for path in media.glob("sizes/**/*.webp"))


def pictures_of(page):
    """``[(address, pixels that it should have)]`` of an element's ``srcset``."""
    return [(one.split(" ")[0], int(one.split(" ")[1][:-1])) for one in page.attrs["srcset"].split(", ")]


def test_pages_offer_pictures_in_the_sizes_that_they_are_shown_in(client, media):
    guest = make_person()
    show = make_show()
    show.logo.save("a b+c.png", ContentFile(bytes_of()))
    guest.photo.save("ada.png", ContentFile(bytes_of((300, 400))))
    episode = make_episode(show, guest=guest)
    episode.artwork.save("art.png", ContentFile(bytes_of((100, 100))))
    SiteSettings(logo=show.logo.name).save()
    shown = {
        episode.get_absolute_url(): {"logo": [176, 352, 528], "artwork": [100]},
        show.get_absolute_url(): {"logo": [176, 352, 528]},
        "/shows/": {"logo": [128, 176]},
        guest.get_absolute_url(): {"portrait": [176, 300]},
        "/people/": {"face": [64, 128]},
    }
    for url, wanted in shown.items():
        page = read(client.get(url))
        for name, widths in wanted.items():
            image = page.one("img", name)
            offered = pictures_of(image)
            assert [pixels for _address, pixels in offered] == widths, (url, name)
            assert image.attrs["width"] and image.attrs["height"] and image.attrs["sizes"]
            assert image.attrs["src"] in dict(offered)
            for address, pixels in offered:
                answer = client.get(address)
                assert answer.headers["Content-Type"] == "image/webp"
                with Image.open(io.BytesIO(answer.content)) as picture:
                    assert (picture.format, picture.width) == ("WEBP", pixels)
        wordmark = page.one("a", "wordmark").one("img")
        assert (wordmark.attrs["sizes"], wordmark.attrs["alt"]) == ("4.5rem", "Podsite")


def test_a_picture_that_is_put_in_is_there_in_every_size(media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        show = Show(title="Room Tone", logo=ContentFile(bytes_of(), name="logo.png"))
        show.save()
    assert sizes(media) == sorted(f"sizes/{show.logo.name}/{width}.webp" for width in WIDTHS)
    Path(media / "sizes" / show.logo.name / "64.webp").unlink()
    with django_capture_on_commit_callbacks(execute=True):
        show.save()
    assert len(sizes(media)) == len(WIDTHS) - 1, "a save of other things asks the storage for nothing"


def test_what_is_missing_is_made_when_it_is_asked_for_and_kept(client, media):
    name = default_storage.save("people/ada.png", ContentFile(bytes_of()))
    first = client.get(f"/pictures/{name}/128.webp")
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in first.headers
    kept = sizes(media)
    assert len(kept) == len(WIDTHS)
    (media / "people/ada.png").unlink()
    assert client.get(f"/pictures/{name}/128.webp").content == first.content
    assert client.get(f"/pictures/{name}/128.webp", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.post(f"/pictures/{name}/128.webp").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "logos/a.png/177.webp", "logos/a.png/0.webp", "logos/a.png/99999999999.webp", "logos/none.png/64.webp",
        "audio/a.mp3/64.webp", "a.png/64.webp", "logos/../secret.png/64.webp", "logos/..%2fsecret.png/64.webp",
        "logos/%2e%2e/secret.png/64.webp", "/etc/passwd/64.webp", "logos//a.png/64.webp", "logos/.a.png/64.webp",
        "cards/a.png/64.webp", "sizes/logos/a.png/64.webp/64.webp", "logos/a.png%00/64.webp",
        "logos/..%5ca.png/64.webp",
        "logos//64.webp", "logos/" + "a" * 300 + ".png/64.webp",
    ],
)  # fmt: skip
def test_nothing_else_is_made_or_kept(client, media, path):
    for name in ("logos/a.png", "logos/.a.png", "secret.png", "audio/a.mp3", "a.png", "cards/a.png"):
        (media / name).parent.mkdir(exist_ok=True)
        (media / name).write_bytes(bytes_of((8, 8)))
    before = sorted(media.rglob("*"))
    assert client.get(f"/pictures/{path}").status_code == 404
    assert sorted(media.rglob("*")) == before


@pytest.mark.parametrize("data", [b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_cannot_be_decoded_is_shown_as_it_is(client, media, data):
    name = default_storage.save("logos/old.png", ContentFile(data))
    answer = client.get(f"/pictures/{name}/64.webp")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/media/{name}")
    assert sizes(media) == []


def test_a_picture_that_was_never_measured_is_the_file_as_it_is(client):
    show = make_episode().show
    default_storage.save("logos/old.png", ContentFile(b"no picture"))
    Show.objects.update(logo="logos/old.png")
    image = read(client.get(show.get_absolute_url())).one("img", "logo")
    assert image.attrs["src"] == "/media/logos/old.png" and "srcset" not in image.attrs


@pytest.mark.parametrize(
    ("width", "shown", "wanted"),
    [
        (3000, 176, [(176, 176), (352, 352), (528, 528)]),
        (200, 176, [(176, 176), (352, 200)]),
        (100, 176, [(176, 100)]),
        (3000, 40, [(64, 64), (128, 128)]),
        (3000, 2000, [(528, 528)]),
    ],
)
def test_nothing_is_enlarged(width, shown, wanted):
    assert choices(width, shown) == wanted
