"""Writes a plan: few statements for what is new, one row after the other for what editors may have seen."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from episodes.importers.feed_files import ARTWORK
from episodes.importers.feed_match import RELATED_DUE
from episodes.models import (
    Clip,
    Credit,
    Episode,
    FeedImport,
    FeedItem,
    PastSlug,
    Person,
    Tag,
    TaggedEpisode,
    appeared,
    rewritten,
)
from episodes.text.slugs import name_key, numbered, slug_of

BATCH = 200
MOST_ANNOUNCED = 20


def write(plan, writers, progress) -> set[int]:
    """Writes inside the caller's transaction; the primary keys of the episodes that are new or changed."""
    _write_show(plan)
    _make_people(plan.people.made.values())
    entries = [entry for entry in plan.entries if entry.episode]
    new = [entry for entry in entries if entry.is_new]
    changed = [entry for entry in entries if not entry.is_new and entry.changes_rows]
    writers.touch([entry.episode.pk for entry in changed if entry.changes_document])
    for entry in new + changed:
        if picture := entry.files.get(ARTWORK):
            picture.put(entry.episode)
            entry.fields |= {"artwork", "artwork_width", "artwork_height"}
    _make_episodes(plan.show, [entry.episode for entry in new])
    writers.record_published([entry.episode for entry in new])
    _announce(entry.episode for entry in new)
    for entry in changed:
        if entry.fields:
            entry.episode.save(update_fields=sorted(entry.fields))
    _write_credits(new + changed)
    _write_clips(new + changed)
    _write_tags(new + changed)
    total = len(new) + len(changed)
    for done, entry in enumerate([*new, *changed], 1):
        for file in entry.files.values():
            file.write(entry.episode, writers)
        progress(done, total)
    _remember(plan, due=bool(new or changed))
    written = {entry.episode.pk for entry in [*new, *changed]}
    rewritten.send(sender=Episode, episodes=written)
    return written


def free_slugs(model, scope: int, rows):
    """Gives each of ``rows`` a slug that nothing has in ``scope`` or had: as ``Slugged`` does, for many at once."""
    kind = ContentType.objects.get_for_model(model)
    where = {f"{model.slug_scope}_id": scope} if model.slug_scope else {}
    taken = set(model._base_manager.filter(**where).values_list("slug", flat=True))
    taken.update(PastSlug.objects.filter(content_type=kind, scope=scope).values_list("slug", flat=True))
    last: dict[str, int] = {}
    for row in rows:
        wanted = slug_of(str(getattr(row, model.slug_source)), fallback=model._meta.model_name)
        number = last.get(wanted, 1)
        while numbered(wanted, number) in taken:
            number += 1
        last[wanted] = number
        row.slug = numbered(wanted, number)
        taken.add(row.slug)


def _write_show(plan):
    if plan.logo:
        plan.logo.put(plan.show)
        plan.show_fields |= {"logo", "logo_width", "logo_height", "logo_hue"}
    if plan.show.pk is None:
        plan.show.save()
    elif plan.show_fields:
        plan.show.save(update_fields=sorted(plan.show_fields))


def _make_people(people):
    people = list(people)
    free_slugs(Person, 0, people)
    Person.objects.bulk_create(people, batch_size=BATCH)


def _make_episodes(show, episodes):
    """The oldest gets the lowest number, so that those of one moment keep their order."""
    episodes = sorted(episodes, key=lambda episode: (episode.published_at is not None, episode.published_at or 0))
    for episode in episodes:
        episode.show = show
    free_slugs(Episode, show.pk, episodes)
    Episode.objects.bulk_create(episodes, batch_size=BATCH)


def _announce(episodes):
    """What came out since the last import appears, as one that is published by hand; a back catalogue does not."""
    fresh = [episode for episode in episodes if episode.appeared_at]
    if len(fresh) <= MOST_ANNOUNCED:
        for episode in fresh:
            appeared.send(Episode, episode=episode)


def _write_credits(entries):
    gone = [pk for entry in entries for pk in entry.credits.gone]
    if gone:
        Credit.objects.filter(pk__in=gone).delete()
    added = {}
    for entry in entries:
        for credit in entry.credits.added:
            # A person and an episode that were new had no primary key when the credit was made.
            credit.person, credit.episode = credit.person, entry.episode
            added.setdefault((credit.episode_id, credit.person_id, credit.role), credit)
    Credit.objects.bulk_create(added.values(), batch_size=BATCH)


def _write_clips(entries):
    clips = [clip for entry in entries for clip in entry.clips]
    for clip in clips:
        clip.episode = clip.episode
    Clip.objects.bulk_create(clips, batch_size=BATCH)
    Clip.objects.bulk_update([clip for entry in entries for clip in entry.retitled], ["title"], batch_size=BATCH)


def _write_tags(entries):
    names = {name for entry in entries for name in entry.tags}
    if not names:
        return
    tags = Tag.objects.named_or_new(sorted(names))
    rows = {
        (tags[name_key(name)].pk, entry.episode.pk)
        for entry in entries
        for name in entry.tags
        if name_key(name) in tags
    }
    made = [TaggedEpisode(tag_id=tag, content_object_id=episode) for tag, episode in sorted(rows)]
    TaggedEpisode.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)


def _remember(plan, *, due):
    channel = plan.channel_memory | ({RELATED_DUE: True} if due or plan.related_due else {})
    FeedImport.objects.update_or_create(show=plan.show, defaults={"address": plan.address, "channel": channel})
    made, changed = [], []
    for entry in plan.entries:
        if entry.remembers:
            continue
        row = entry.match.row
        if row is None:
            made.append(FeedItem(show=plan.show, episode=entry.episode, key=entry.item.key, item=entry.memory))
        else:
            row.key, row.item, row.vanished_at = entry.item.key, entry.memory, None
            changed.append(row)
    now = timezone.now()
    for row in plan.vanished:
        row.vanished_at = now
        changed.append(row)
    FeedItem.objects.bulk_create(made, batch_size=BATCH)
    FeedItem.objects.bulk_update(changed, ["key", "item", "vanished_at"], batch_size=BATCH)
