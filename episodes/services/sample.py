"""The sample site: two shows whose words, sound and pictures lie in episodes/sample/.

What exists is left alone, also under a slug that has changed since, so loading again makes nothing twice and takes
nothing back that an editor has written.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.db import transaction

from episodes.models import (
    Citation,
    Clip,
    Credit,
    Episode,
    Evidence,
    Highlight,
    HighlightLink,
    PastSlug,
    Person,
    Quote,
    RelatedEpisode,
    Show,
    SiteSettings,
    Status,
    Tag,
    TagAlias,
)
from episodes.services.related import refresh_all, related_refresh_paused
from episodes.services.transcripts import replace_transcript
from episodes.transcripts import webvtt

FOLDER = Path(__file__).resolve().parent.parent / "sample"
AUDIO_TYPE = "audio/mpeg"
#: The sound goes on for a second after the last word.
TAIL_MS = 1000
#: Every third episode, from the first, has a highlight on the home page, where the files name none.
FEATURED_EVERY = 3


def load_sample(*, checked_by=None, progress: Callable[[str], None] = lambda line: None, folder: Path = FOLDER) -> int:
    """Loads the sample site, one transaction an episode, and returns how many episodes were made.

    ``checked_by`` is the user who has heard the clips; ``progress`` is called with a line before each longer step.
    The site's settings come last: where they exist, all the rest has been loaded before.
    """
    site = _read(folder / "site.toml")
    with transaction.atomic():
        for entry in site["shows"]:
            _make_show(entry, folder)
        for entry in _read(folder / "people.toml")["people"]:
            _make_person(entry)
        for entry in _read(folder / "tags.toml")["tags"]:
            _make_tag(entry)
    with related_refresh_paused():
        made = _make_episodes(read_episodes(folder), folder, checked_by, progress)
    first = not SiteSettings.objects.exists()
    # The first time also where nothing was made: an interruption may have left episodes without their neighbours.
    if made or first:
        refresh_all()
    if first:
        SiteSettings.objects.create(**site["site"])
    return made


def read_episodes(folder: Path = FOLDER) -> list[dict]:
    """The episode files, oldest first, as they are; but for ``date``, and ``featured`` of each highlight, filled in.

    Where the clock says that the newest has not been published yet, all move back by whole weeks.
    """
    entries = sorted((_read(path) for path in (folder / "episodes").glob("*.toml")), key=lambda entry: entry["date"])
    late = max(entry["date"] for entry in entries) - datetime.now(UTC).date()
    shift = timedelta(weeks=max(0, -(-late.days // 7)))
    chosen = any("featured" in highlight for entry in entries for highlight in entry["highlights"])
    for number, entry in enumerate(entries):
        entry["date"] -= shift
        if not chosen and number % FEATURED_EVERY == 0:
            entry["highlights"][0]["featured"] = True
    return entries


def _read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _find(model, slug, **scope):
    """The object that has this slug or once had it, or None."""
    if found := model.objects.filter(slug=slug, **scope).first():
        return found
    kind = ContentType.objects.get_for_model(model)
    inside = next(iter(scope.values())).pk if scope else 0
    past = PastSlug.objects.filter(content_type=kind, scope=inside, slug=slug).first()
    return past and past.content_object


def _episode(entry):
    return _find(Episode, entry["slug"], show=_find(Show, entry["show"]))


def _store(field, path):
    """Puts a copy of the file at ``path`` into ``field``; one that an interrupted start has left is used."""
    name = field.field.generate_filename(field.instance, path.name)
    if field.storage.exists(name) and field.storage.size(name) == path.stat().st_size:
        setattr(field.instance, field.field.attname, name)
    else:
        with path.open("rb") as source:
            field.save(path.name, File(source), save=False)


def _make_show(entry, folder):
    if _find(Show, entry["slug"]):
        return
    show = Show(**{name: value.strip() for name, value in entry.items() if name != "logo"})
    _store(show.logo, folder / "logos" / entry["logo"])
    show.save()


def _make_person(entry):
    if not _find(Person, entry["slug"]):
        Person.objects.create(slug=entry["slug"], name=entry["name"], biography=entry["biography"].strip())


def _make_tag(entry):
    if Tag.objects.named([entry["name"]]):
        return
    tag = Tag.objects.create(name=entry["name"], description=entry["description"])
    for name in entry.get("aliases", []):
        if not Tag.objects.named([name]):
            TagAlias.objects.create(tag=tag, name=name)


def _make_episodes(entries, folder, checked_by, progress):
    made = 0
    for number, entry in enumerate(entries, 1):
        if not _episode(entry):
            progress(f"Episode {number} of {len(entries)}: {entry['title']}")
            _make_episode(entry, entries, folder, checked_by)
            made += 1
    return made


@transaction.atomic
def _make_episode(entry, entries, folder, checked_by):
    cues = webvtt.parse((folder / "transcripts" / f"{entry['slug']}.vtt").read_text(encoding="utf-8"))
    audio = folder / "audio" / f"{entry['slug']}.mp3"
    episode = Episode(
        show=_find(Show, entry["show"]),
        slug=entry["slug"],
        title=entry["title"],
        number=entry["number"],
        status=Status.PUBLISHED,
        published_at=datetime.combine(entry["date"], time(6), tzinfo=UTC),
        summary=entry["summary"],
        show_notes=entry["show_notes"].strip(),
        audio_type=AUDIO_TYPE,
        audio_bytes=audio.stat().st_size,
        duration_ms=cues[-1].end_ms + TAIL_MS,
    )
    _store(episode.audio_file, audio)
    episode.save()
    episode.tags.set(entry["tags"])
    for position, credit in enumerate(entry["credits"]):
        person = _find(Person, credit["person"])
        Credit.objects.create(episode=episode, person=person, role=credit["role"], position=position)
    replace_transcript(episode, cues)
    clips = _make_clips(episode, entry["clips"], cues)
    for position, highlight in enumerate(entry["highlights"], 1):
        _make_highlight(episode, position, highlight, clips, checked_by)
    _relate(entries, entry["slug"])
    _link(entries, entry["slug"])


def _make_clips(episode, entries, cues):
    """``{number: clip}``. A clip's words and times are those of its cues."""
    clips = {}
    for entry in entries:
        heard = [cue for cue in cues if _place(entry["from"]) <= _place(cue.id) <= _place(entry["to"])]
        clips[entry["number"]] = Clip.objects.create(
            episode=episode,
            number=entry["number"],
            title=entry["title"],
            start_ms=heard[0].start_ms,
            end_ms=heard[-1].end_ms,
            excerpt=" ".join(cue.text for cue in heard),
            speaker=_find(Person, entry["speaker"]),
            featured=entry.get("featured", False),
        )
    return clips


def _place(cue_id):
    """``(turn, sentence)`` of a cue id such as ``12.3``."""
    return tuple(int(number) for number in re.findall("[0-9]+", cue_id))


def _make_highlight(episode, position, entry, clips, checked_by):
    highlight = Highlight.objects.create(
        episode=episode,
        position=position,
        title=entry["title"],
        body=entry["body"].strip(),
        takeaway=entry["takeaway"],
        status=Status.PUBLISHED,
        featured=entry.get("featured", False),
    )
    highlight.tags.set(entry["tags"])
    for number, quote in enumerate(entry.get("quotes", [])):
        Quote.objects.create(
            highlight=highlight,
            text=quote["text"],
            speaker=_find(Person, quote["speaker"]),
            clip=clips[quote["clip"]],
            position=number,
        )
    heard = Citation.objects.filter(highlight=highlight).exclude(clip__number__in=entry.get("unchecked", []))
    heard.update(evidence=Evidence.HEARD, checked_by=checked_by, checked_at=episode.published_at)


def _relate(entries, new):
    """Ties the episode of slug ``new`` to the others, in both directions, as far as they exist."""
    by_slug = {entry["slug"]: entry for entry in entries}
    for entry in entries:
        for position, choice in enumerate(entry.get("related", [])):
            ends = _episode(entry), _episode(by_slug[choice["episode"]])
            if new in (entry["slug"], choice["episode"]) and all(ends):
                RelatedEpisode.objects.get_or_create(
                    episode=ends[0],
                    related=ends[1],
                    defaults={"position": position, "reason": choice["reason"]},
                )


def _link(entries, new):
    """The same for what sections say of each other."""
    by_slug = {entry["slug"]: entry for entry in entries}
    for entry in entries:
        for highlight in entry["highlights"]:
            for position, link in enumerate(highlight.get("links", [])):
                places = (entry["slug"], highlight["title"]), (link["episode"], link["section"])
                ends = [_section(by_slug[slug], title) for slug, title in places]
                if new in (entry["slug"], link["episode"]) and all(ends):
                    HighlightLink.objects.get_or_create(
                        highlight=ends[0], other=ends[1], defaults={"kind": link["says"], "position": position}
                    )


def _section(entry, title):
    episode = _episode(entry)
    return episode and Highlight.objects.filter(episode=episode, title=title).first()
