"""The desk in the browser: an episode with a transcript, an editor who is signed in, and what the page shows."""

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from episodes.models import Cue, Status
from episodes.services.roles import EDITORS, ensure_roles
from tests.factories import make_clip, make_episode, make_highlight, make_person

LINES = [
    ("Ines Valdal", "Welcome back. Today we talk about what it takes to train a small model well."),
    ("Tomas Reyk", "I start with the data, because the data decides more than anything afterwards."),
    ("Tomas Reyk", "We spent four months on cleaning and three weeks on training."),
    ("Ines Valdal", "So you threw those sources out?"),
    ("Tomas Reyk", "Most of them. Smaller and cleaner beat larger and noisier on every test we trusted."),
]
LINE_MS = 8000


def make_desk_episode(**values):
    """A draft of five lines, eight seconds each, with two clips of lines 2 and 3, and two sections."""
    episode = make_episode(title="Small models", status=Status.DRAFT, duration_ms=288_000, **values)
    people = {name: make_person(name=name) for name, _text in LINES}
    Cue.objects.bulk_create(
        Cue(episode=episode, start_ms=index * LINE_MS, end_ms=(index + 1) * LINE_MS, speaker=people[name], text=text)
        for index, (name, text) in enumerate(LINES)
    )
    for index in (1, 2):
        make_clip(
            episode,
            title=LINES[index][1],
            excerpt=LINES[index][1],
            start_ms=index * LINE_MS,
            end_ms=(index + 1) * LINE_MS,
            speaker=people[LINES[index][0]],
        )
    draft = {"status": Status.DRAFT, "takeaway": "It pays."}
    make_highlight(episode, title="Start from the data", body="Data first [1].", position=1, tags=["data"], **draft)
    make_highlight(episode, title="Cleaning", body="Four months [2].", position=2, tags=["data"], **draft)
    return episode


def make_editor(name="jo", **values):
    user = User.objects.create_user(name, password="a long pass phrase", is_staff=True, **values)
    user.groups.add(ensure_roles()[EDITORS])
    return user


def address(episode):
    return reverse("admin:episodes_episode_desk", args=[episode.pk])


def sign_in(page, user):
    """Gives the browser a session, as the form to sign in would."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    site = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": f"{site}/"}])


def open_desk(open_page, episode, user=None, *, query="", **values):
    page = open_page("/admin/login/", **values)
    sign_in(page, user or make_editor())
    page.goto(f"{address(episode)}{query}")
    return page


def press_save(page):
    page.locator("#save").click()


def saved(page):
    """Waits until the bar says that the server has everything."""
    page.locator("#save-state[data-state=saved]").wait_for()


def states(page):
    return page.locator("#save-state").get_attribute("data-state")


def choose(section, act):
    """Presses a button of the menu of a section."""
    section.locator(".menu > summary").click()
    section.get_by_role("button", name=act, exact=True).click()


def titles(page):
    return page.locator(".sections > .section:visible .title").evaluate_all("all => all.map(field => field.value)")


def open_section(page, title):
    """The section of a title, with its fields in sight."""
    name = page.locator(".section", has=page.locator(".name", has_text=title)).first.get_attribute("id")
    section = page.locator(f"#{name}")  # It stays the same when its title is typed over.
    if section.locator(".fold").evaluate("fold => !fold.open"):
        section.locator(".fold > summary").click()
    return section


def live(page):
    return page.locator("#desk-live").inner_text()


def until(page, what, value):
    """Waits until an expression in the page has a value: some things follow a click by a moment."""
    page.wait_for_function(f"value => {{ const now = {what}; return now === value; }}", arg=value)
