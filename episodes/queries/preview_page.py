"""The page of an episode that is not public, leading to nothing that a visitor can't reach."""

from dataclasses import replace

from episodes.models import Person, Show, Status, Tag
from episodes.queries.episode_page import page_of
from episodes.queries.links import with_links


def preview_page(episode):
    """The ``EpisodePage`` of an ``Episode`` that came with its show, with all highlights but the withdrawn ones."""
    highlights = with_links(episode.highlights.exclude(status=Status.WITHDRAWN), drafts_of=episode)
    return without_dead_links(page_of(episode, highlights))


def without_dead_links(page):
    """An ``EpisodePage`` that links only to public pages; marks the objects of ``page`` that have none.

    Clips, quotes, highlights and the transcript have pages only with their episode. Shows, people and tags may have.
    """
    _unlink_missing(Show, [page.episode.show])
    people = [credit.person for credit in page.credits]
    for section in page.sections:
        people += [quote.speaker for quote in section.quotes if quote.speaker]
        for thing in (*section.quotes, *section.clips):
            thing.unlinked = True
    _unlink_missing(Person, people)
    for popular in page.popular:
        popular.clip.unlinked = True
    slugs = {tag.slug for tags in (page.tags, *(section.tags for section in page.sections)) for tag in tags}
    public = _public_slugs(Tag, slugs)
    for section in page.sections:
        section.tags = _tags(section.tags, public)
    return replace(page, tags=_tags(page.tags, public), is_public=False)


def _unlink_missing(model, things):
    public = _public_slugs(model, {thing.slug for thing in things})
    for thing in things:
        thing.unlinked = thing.slug not in public


def _public_slugs(model, slugs):
    return set(model.objects.published().filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()


def _tags(tags, public):
    return [replace(tag, unlinked=tag.slug not in public) for tag in tags]
