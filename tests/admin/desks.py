"""The desk as a browser without scripts uses it: the form as the page shows it, what somebody types, one button."""

from django.urls import reverse

from tests.admin.forms import shown


def desk_address(episode):
    return reverse("admin:episodes_episode_desk", args=[episode.pk])


def open_desk(client, episode, query=""):
    """``{name: value}`` of every field of the desk."""
    return fields(client.get(f"{desk_address(episode)}{query}"))


def fields(response):
    values = shown(response)
    # Radio buttons of the panel for the state are sent only with its own button.
    return {name: value for name, value in values.items() if name not in ("status", "publish_at")}


def press(client, episode, values, button="save", value="1", **headers):
    """Sends the form by a button; with ``accept="json"`` as a script does."""
    if headers.pop("accept", "") == "json":
        headers["headers"] = {"accept": "application/json"}
    return client.post(desk_address(episode), {**values, button: value}, **headers)


def typed(values, **changes):
    """``values`` with other words: two underscores stand for a hyphen."""
    return values | {name.replace("__", "-"): value for name, value in changes.items()}


def added(values, kind, **row):
    """``values`` with one more row of a kind: ``highlights``, ``clips``, ``related`` or ``highlights-0-quotes``."""
    index = int(values[f"{kind}-TOTAL_FORMS"])
    values = values | {f"{kind}-TOTAL_FORMS": str(index + 1)}
    return values | {f"{kind}-{index}-{name}": value for name, value in row.items()}
