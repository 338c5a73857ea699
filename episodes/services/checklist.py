"""The checklist before publishing, for the desk, the lists and the actions alike."""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import unquote

from django.db.models import Exists, OuterRef

from episodes.models import Clip, Episode, Highlight, HighlightLink, Quote, Show, TaggedHighlight, address
from episodes.services.checks import ClipFacts, Facts, LinkFacts, Problem, QuoteFacts, SectionFacts, check, summary
from episodes.services.comparisons import Transcript, transcript_of
from episodes.services.internal_links import with_dead_links

__all__ = ["check", "problems", "problems_of_document", "summary"]


def problems(episode_ids: Iterable[int]) -> dict[int, list[Problem]]:
    """``{episode_id: [Problem, errors first]}`` of stored episodes, in as many queries for many as for one."""
    all_facts = with_dead_links(stored_facts(episode_ids))
    return {facts.episode_id: check(facts) for facts in all_facts}


def problems_of_document(document: dict, transcript: Transcript | None = None) -> list[Problem]:
    """The problems of one episode as somebody types it: a document of ``services.documents``, stored or not.

    Where a time was typed that can't be read, the document has the typed text in its place. Quotes are compared with
    ``transcript``, by default that of the episode.
    """
    [facts] = with_dead_links([document_facts(document, transcript)])
    return check(facts)


def stored_facts(episode_ids: Iterable[int]) -> list[Facts]:
    """The ``Facts`` of stored episodes, in five queries; their links have not been looked at."""
    episodes = Episode.objects.filter(pk__in=set(episode_ids)).select_related("show").order_by("pk")
    episodes = list(episodes.only("show", "slug", "show__slug", "show_notes", "duration_ms", "audio_url", "audio_file"))
    keys = [episode.pk for episode in episodes]
    sections, clips, quotes = _stored_sections(keys), _stored_clips(keys), _stored_quotes(keys)
    links = _stored_links(keys)
    return [
        Facts(
            episode_id=episode.pk,
            sections=tuple(sections[episode.pk]),
            clips=tuple(clips[episode.pk]),
            quotes=tuple(quotes[episode.pk]),
            links=tuple(links[episode.pk]),
            duration_ms=episode.duration_ms,
            has_audio=bool(episode.audio_file or episode.audio_url),
            show_notes=episode.show_notes,
            path=unquote(episode.get_absolute_url()),
        )
        for episode in episodes
    ]


def _stored_sections(episode_ids):
    tagged = Exists(TaggedHighlight.objects.filter(content_object=OuterRef("pk")))
    rows = Highlight.objects.filter(episode__in=episode_ids).order_by("position", "pk").annotate(tagged=tagged)
    return _by_episode(
        SectionFacts, rows.values_list("episode_id", "pk", "title", "body", "takeaway", "tagged", "slug", "status")
    )


def _stored_clips(episode_ids):
    rows = Clip.objects.filter(episode__in=episode_ids).order_by("number")
    values = rows.values_list("episode_id", "pk", "number", "start_ms", "end_ms", "featured", "recheck")
    found = defaultdict(list)
    for episode_id, *facts, recheck in values:
        found[episode_id].append(ClipFacts(*facts, recheck=recheck))
    return found


def _stored_quotes(episode_ids):
    rows = Quote.objects.filter(highlight__episode__in=episode_ids).order_by("position", "pk")
    return _by_episode(
        QuoteFacts,
        rows.values_list("highlight__episode_id", "pk", "highlight_id", "clip_id", "comparison"),
    )


def _stored_links(episode_ids):
    seen = Exists(Highlight.objects.published().filter(pk=OuterRef("other")))
    rows = HighlightLink.objects.filter(highlight__episode__in=episode_ids).annotate(seen=seen)
    values = ("highlight__episode_id", "pk", "highlight_id", "other_id", "other__title", "seen")
    return _by_episode(LinkFacts, rows.order_by("position", "pk").values_list(*values))


def _by_episode(facts, rows):
    found = defaultdict(list)
    for episode_id, *values in rows:
        found[episode_id].append(facts(*values))
    return found


def document_facts(document: dict, transcript: Transcript | None = None) -> Facts:
    """The ``Facts`` of a document, its quotes compared with the transcript; its links have not been looked at."""
    [(key, episode)] = document["episode"].items()
    episode_id = int(key) if key.isdecimal() else None
    if transcript is None:
        transcript = transcript_of(episode_id)
    rechecks = _rechecks(episode_id)
    clips = {key: _document_clip(key, row, rechecks) for key, row in document["clip"].items()}
    show = Show.objects.filter(pk=episode["show_id"]).values_list("slug", flat=True).first()
    return Facts(
        episode_id=episode_id,
        sections=tuple(_document_sections(document)),
        clips=tuple(sorted(clips.values(), key=lambda clip: (clip.number is None, clip.number or 0))),
        quotes=tuple(_document_quotes(document, clips, transcript)),
        links=tuple(_document_links(document)),
        duration_ms=episode["duration_ms"] if isinstance(episode["duration_ms"], int) else None,
        has_audio=bool(episode["audio_url"] or episode["audio_file"]),
        show_notes=episode["show_notes"],
        path=unquote(address("episode", show, episode["slug"])) if show and episode["slug"] else "",
    )


def _document_sections(document):
    rows = document["highlight"].items()
    for key, row in sorted(rows, key=lambda item: _number(item[1].get("position"))):
        yield SectionFacts(
            key=_key(key),
            title=row["title"],
            body=row["body"],
            takeaway=row["takeaway"],
            has_tags=bool(row.get("tags")),
            slug=row.get("slug", ""),
            status=row["status"],
        )


def _rechecks(episode_id):
    """``{(primary key as text, start_ms, end_ms): Recheck}``: a clip with other times is placed anew by saving it."""
    rows = Clip.objects.filter(episode=episode_id).exclude(recheck="") if episode_id else Clip.objects.none()
    return {(str(pk), *rest): recheck for pk, *rest, recheck in rows.values_list("pk", "start_ms", "end_ms", "recheck")}


def _document_clip(key, row, rechecks):
    times = {field: row[field] for field in ("start_ms", "end_ms")}
    typed = {field: ms for field, ms in times.items() if isinstance(ms, str)}
    return ClipFacts(
        key=_key(key),
        number=row["number"] if isinstance(row["number"], int) else None,
        featured=bool(row["featured"]),
        unreadable=tuple(field for field, text in typed.items() if text.strip()),
        recheck=rechecks.get((key, row["start_ms"], row["end_ms"]), ""),
        **{field: None if field in typed else ms for field, ms in times.items()},
    )


def _document_quotes(document, clips, transcript):
    for key, row in sorted(document["quote"].items(), key=lambda item: _number(item[1].get("position"))):
        clip = clips.get(str(row["clip_id"]))
        times = (clip.start_ms, clip.end_ms) if clip else ()
        yield QuoteFacts(
            key=_key(key),
            section=_key(row["highlight_id"]),
            clip=clip and clip.key,
            comparison=transcript.comparison_of(row["text"], *times) if row["text"].strip() else "",
        )


def _document_links(document):
    links = document.get("link", {})
    seen = Exists(Highlight.objects.published().filter(pk=OuterRef("pk")))
    others = Highlight.objects.filter(pk__in={row["other_id"] for row in links.values()}).annotate(seen=seen)
    found = {pk: rest for pk, *rest in others.values_list("pk", "title", "seen")} if links else {}
    for key, row in sorted(links.items(), key=lambda item: _number(item[1].get("position"))):
        if row["other_id"] in found:
            yield LinkFacts(_key(key), _key(row["highlight_id"]), row["other_id"], *found[row["other_id"]])


def _key(key):
    """A primary key as a number, any other key of a document as it is."""
    return int(key) if str(key).isdecimal() else key


def _number(position):
    return position if isinstance(position, int) else 0
