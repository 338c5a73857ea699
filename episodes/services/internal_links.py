"""The links in an episode's texts that stay on this site, and which of them lead nowhere."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

from episodes.models import address
from episodes.queries.dead_links import dead_paths
from episodes.services.checks import Facts
from episodes.text.markdown import link_targets
from episodes.text.slugs import slug_of

#: What a link within the episode's own page may lead to, beside its sections, clips, citations and quotes.
PLACES = {
    "",
    "top",
    "content",
    "listen",
    "moments",
    "moments_title",
    "coverage_title",
    "popular_title",
    "highlights_title",
    "notes_title",
    "related_title",
}


def with_dead_links(all_facts: Iterable[Facts]) -> list[Facts]:
    """``all_facts`` with their ``dead_links``: all are looked up together."""
    all_facts = list(all_facts)
    linked = [list(_internal_links(facts)) for facts in all_facts]
    asked = {path for links in linked for _owner, _target, path in links if path}
    dead = dead_paths(asked) if asked else set()
    return [
        replace(facts, dead_links=tuple((owner, target) for owner, target, path in links if not path or path in dead))
        for facts, links in zip(all_facts, linked, strict=True)
    ]


def _internal_links(facts):
    """``(key of the section, or None for the show notes; target; path)`` of the links to be looked up.

    Those to what belongs to the episode are looked up here, since a draft leads to itself: they are left out where
    they lead somewhere, and have no path where they don't.
    """
    texts = [(section.key, section.body) for section in facts.present] + [(None, facts.show_notes)]
    found = [(owner, target) for owner, text in texts for target in dict.fromkeys(link_targets(text))]
    own_paths, own_places = (_own_paths(facts), _own_places(facts)) if found else ((), ())
    for owner, target in found:
        path, place = _internal(facts, target)
        if path and path == facts.path:
            if place not in own_places and not place.startswith((":~:", "t=")):
                yield owner, target, ""
        elif path and path not in own_paths:
            yield owner, target, path


def _internal(facts, target):
    """``(path, fragment)`` on this site, decoded; ``("", "")`` for a target elsewhere."""
    try:
        parts = urlsplit(urljoin(f"{settings.SITE_URL}{facts.path or '/'}", target))
    except ValueError:
        return "", ""
    if parts.scheme not in ("http", "https") or parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return "", ""
    return unquote(parts.path) or "/", unquote(parts.fragment)


def _slugs(facts):
    return {section.slug or slug_of(section.title, fallback="highlight") for section in facts.present}


def _own_paths(facts):
    """Addresses of what belongs to the episode, which is public as soon as it is."""
    clips = {unquote(address("clip", clip.key)) for clip in facts.clips if isinstance(clip.key, int)}
    quotes = {unquote(address("quote", quote.key)) for quote in facts.quotes_present if isinstance(quote.key, int)}
    sections = {f"{facts.path}highlights/{slug}/" for slug in _slugs(facts)}
    return clips | quotes | ({f"{facts.path}transcript/", *sections} if facts.path else set())


def _own_places(facts):
    """What stands behind ``#`` in addresses of places on the episode's page."""
    cited = facts.cited & {clip.number for clip in facts.clips}
    clips = {f"{word}-{number}" for word in ("clip", "cite") for number in cited}
    return PLACES | clips | _slugs(facts) | {f"quote-{quote.key}" for quote in facts.quotes_present}
