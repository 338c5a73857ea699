"""Share cards: every page names one, it is there, and it is another one right after an edit."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from episodes.models import Citation, Credit, Episode, Role, SiteSettings, Status
from episodes.seo.cards import show_card
from episodes.services import cards as kept
from episodes.services import derived
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def site():
    """A page of each kind: ``{kind: object}``."""
    speaker = make_person(name="Nerys Pell", biography="She *listens*.")
    show = make_show(title="Held Out", hue=330, description="A **podcast**.")
    episode = make_episode(show, title="Listening: Who Is Heard", number=5, guest=speaker, tags=["speech"])
    clips = [make_clip(episode, number, speaker=speaker) for number in (1, 2, 3)]
    highlight = make_highlight(episode, title="Two numbers", body="One [3] and two [1].", tags=["speech"])
    make_highlight(episode, title="Draft", body="Hidden [2].", status=Status.DRAFT)
    quote = make_quote(highlight, speaker=speaker, clip=clips[0], text="We never asked.")
    return {
        "episode": episode,
        "highlight": highlight,
        "quote": quote,
        "clip": clips[0],
        "show": show,
        "person": speaker,
        "tag": episode.tags.get(),
        "site": SiteSettings.load(),
    }


KINDS = ["episode", "highlight", "quote", "clip", "show", "person", "tag", "site"]


def named(client, thing):
    """What the head of something's page says about its card."""
    page = read(client.get(thing.get_absolute_url()))
    return {meta.attrs["property"]: meta.attrs["content"] for meta in page.all("meta") if "property" in meta.attrs}


def path_of(client, thing):
    return named(client, thing)["og:image"].removeprefix("http://127.0.0.1:8000")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_names_its_card(client, site, kind):
    head = named(client, site[kind])
    path = path_of(client, site[kind])
    assert path.startswith(f"/cards/{kind}/{site[kind].pk}-")
    assert head["og:image:type"] == "image/png"
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.format == "PNG"
        assert image.size == (int(head["og:image:width"]), int(head["og:image:height"])) == (1200, 630)
    assert head["og:image:alt"]


def test_a_card_is_kept_for_ever(client, site):
    path = path_of(client, site["quote"])
    answer = client.get(path)
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert not answer.cookies


def test_a_card_is_drawn_once(client, site, monkeypatch):
    path = path_of(client, site["episode"])
    first = client.get(path).content
    monkeypatch.setattr(kept, "draw_card", lambda *_: pytest.fail("It was drawn again."))
    assert client.get(path).content == first


def change_episode(site):
    site["episode"].title = "Another title"
    site["episode"].save()


def change_citations(site):
    site["highlight"].body = "One [2]."
    site["highlight"].save()


def change_show(site):
    site["show"].hue = 90
    site["show"].save()


def change_people(site):
    person = make_person(name="Tobias Wrenfield")
    Credit.objects.create(episode=site["episode"], person=person, role=Role.HOST)


def change_site(site):
    SiteSettings(name="Another site").save()


@pytest.mark.parametrize("change", [change_episode, change_citations, change_show, change_people, change_site])
def test_right_after_an_edit_the_card_is_another(client, site, change):
    before = path_of(client, site["episode"])
    old = client.get(before).content
    change(site)
    after = path_of(client, site["episode"])
    assert after != before
    moved = client.get(before)
    assert (moved.status_code, moved["Location"]) == (302, after)
    assert "immutable" not in moved["Cache-Control"]
    assert client.get(after).content != old
    # What nobody is sent to any more is not kept.
    assert len(default_storage.listdir(f"cards/episode/{site['episode'].pk}")[1]) == 1


def test_what_no_card_shows_changes_no_card(client, site):
    before = path_of(client, site["episode"])
    site["episode"].show_notes = "More."
    site["episode"].save()
    assert path_of(client, site["episode"]) == before


@pytest.mark.parametrize("kind", ["episode", "highlight", "quote", "clip", "show", "person", "tag"])
def test_nothing_of_a_draft_is_drawn_or_kept(client, site, kind):
    path = path_of(client, site[kind])
    client.get(path)
    Episode.objects.update(status=Status.DRAFT)
    assert client.get(path).status_code == 404
    folder = f"cards/{kind}/{site[kind].pk}"
    assert default_storage.listdir(folder)[1] == []


def test_a_draft_leaves_no_mark_on_the_card_of_its_episode(client, site):
    before = path_of(client, site["episode"])
    episode = site["episode"]
    make_highlight(episode, title="Another draft", body="Hidden [2].", status=Status.DRAFT)
    assert Citation.objects.filter(clip__number=2).exists()
    assert path_of(client, episode) == before


@pytest.mark.parametrize(
    "path",
    [
        "/cards/episode/99999999999999999999-0123456789abcdef.png",
        "/cards/site/7-0123456789abcdef.jpg",
        "/cards/episode/1-0123456789ABCDEF.png",
        "/cards/nothing/1-0123456789abcdef.png",
        "/cards/episode/1-0123456789abcdef0123.png",
    ],
)
def test_what_is_no_card_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_site_has_one_card(client):
    path = path_of(client, SiteSettings.load())
    assert client.get(path.replace("/1-", "/2-")).status_code == 302


def test_a_card_takes_few_queries_however_many_moments_it_has(client, site, count_queries):
    paths = [path_of(client, site["episode"])]
    for number in range(4, 40):
        make_clip(site["episode"], number)
    site["highlight"].body = " ".join(f"[{number}]" for number in range(1, 40))
    site["highlight"].save()
    paths.append(path_of(client, site["episode"]))
    few, many = (count_queries(lambda path=path: client.get(path)) for path in (paths[1], paths[1]))
    assert few == many <= 5


def test_any_storage_will_do(client, site, settings):
    memory = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    settings.STORAGES = {**settings.STORAGES, **memory}
    path = path_of(client, site["clip"])
    assert client.get(path).content == client.get(path).content
    assert len(default_storage.listdir(f"cards/clip/{site['clip'].pk}")[1]) == 1


def test_whoever_asks_at_the_same_time_is_sent_the_same(site, monkeypatch):
    """One draws, the others wait for it."""
    drawn = []
    draw = kept.draw_card

    def drawing(*values):
        drawn.append(values)
        return draw(*values)

    monkeypatch.setattr(kept, "draw_card", drawing)
    card = show_card(site["show"]).of_site("Podsite")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(kept.kept_card, [card] * 8))
    assert len(set(answers)) == len(drawn) == 1


class Full:
    """A storage in which nothing lies, and that takes nothing."""

    def open(self, name):
        raise FileNotFoundError(name)

    def save(self, name, content):
        raise OSError("No space left")

    def listdir(self, folder):
        return [], []


def test_a_storage_that_takes_nothing_is_no_reason_to_show_none(client, site, monkeypatch, caplog):
    path = path_of(client, site["clip"])
    monkeypatch.setattr(derived, "default_storage", Full())
    assert client.get(path).status_code == 200
    assert "could not be kept" in caplog.text
