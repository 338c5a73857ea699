"""Errors told to Sentry, and nothing about persons. Loaded only where ``SENTRY_DSN`` is set."""

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from podsite.logs import scrubbed, unsaid
from podsite.requests import current, route_of

#: Of a request only this is told, beside its route.
TOLD_HEADERS = {"Accept", "Content-Type", "Content-Length"}


def start(dsn: str):
    """Tells Sentry from now on of every exception that nobody caught, and of every error in the log."""
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        max_request_body_size="never",
        # What was typed, asked or read from the database stands in variables.
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        # No name of this machine, and no list of what is installed on it.
        server_name="",
        # The others would watch what the site does elsewhere.
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(middleware_spans=False, signals_spans=False), LoggingIntegration()],
        before_send=without_persons,
    )


def without_persons(event, hint=None):
    """``event`` with the route in the place of the address, and what it says scrubbed as the log is."""
    for name in ("user", "breadcrumbs", "extra", "modules"):
        event.pop(name, None)
    event.get("contexts", {}).pop("trace", None)
    request = current.get()
    if asked := event.pop("request", None):
        headers = {name: value for name, value in asked.get("headers", {}).items() if name in TOLD_HEADERS}
        event["request"] = {"method": asked.get("method", ""), "headers": headers}
    if request is not None:
        event.setdefault("request", {})["url"] = route_of(request)
        event["transaction"] = route_of(request)
        event.setdefault("tags", {})["request_id"] = request.id
    for error in event.get("exception", {}).get("values", []):
        error["value"] = scrubbed(unsaid(error.get("value") or "", request))
    entry = event.get("logentry")
    if entry:
        told = entry.get("formatted") or entry.get("message") or ""
        event["logentry"] = {"message": scrubbed(told)}
    return event
