"""A small site with one of everything, and what is known of it: ``{name in a route: values that lead somewhere}``."""

from episodes.models import Correction, Status, Tag
from episodes.services.previews import open_preview
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show


def make_site():
    """The values by their names in the routes of the URLconf."""
    show, other = make_show(title="Tides"), make_show(title="Room tone")
    person = make_person(name="Maren Holt")
    episode = make_episode(show, title="Ebb and flow", guest=person, tags=["tide", "salt"], summary="Of the sea.")
    episode.audio_url = "https://a.example/x.mp3"
    episode.save()
    for number in range(5):
        start = number * 10_000
        episode.cues.create(start_ms=start, end_ms=start + 9_000, text=f"Salt in the water {number}", speaker=person)
    clip = make_clip(episode, 1, speaker=person, featured=True, excerpt="Salt in the water 1")
    highlight = make_highlight(episode, title="Neap", body="Salt in the water [1].", tags=["tide", "moon"])
    quote = make_quote(highlight, text="Salt in the water", speaker=person, clip=clip)
    draft = make_episode(show, title="Of later", status=Status.DRAFT)
    gone = make_episode(other, title="Gone", status=Status.WITHDRAWN)
    for number in range(30):
        make_highlight(make_episode(other), title=f"Of many {number}", tags=["tide", f"word {number}"])
    Correction.objects.create(episode=episode, highlight=highlight, text="It was the moon.")
    token = open_preview(draft, None, 1).get_absolute_url().split("/")[2]
    commit()
    return _known(show, episode, highlight, clip, quote, person, draft, gone) | {"token": [token, f"{token}x"]}


def _known(show, episode, highlight, clip, quote, person, draft, gone):
    tags = list(Tag.objects.values_list("slug", flat=True)[:4])
    pks = [one.pk for one in (show, episode, highlight, clip, quote, person, draft, gone)]
    return {
        "show": [show.slug, gone.show.slug, show.slug.upper()],
        "episode": [episode.slug, gone.slug, draft.slug],
        "highlight": [highlight.slug],
        "clip": [clip.pk],
        "quote": [quote.pk],
        "person": [person.slug],
        "tags": [*tags, "+".join(tags[:2]), "+".join(tags), "tide+tide"],
        "without": tags,
        "pk": pks,
        "object_id": [*pks, 1, "1_2C"],
        "key": pks,
        "id": [1, 2, 3],
        "number": [1, 2, 0],
        "kind": ["episodes", "highlights", "episode", "site"],
        "year": [2024, 1, 9999],
        "month": ["01", "1", "12"],
        "app_label": ["auth", "episodes"],
        "content_type_id": [1, 7, 12],
    }
