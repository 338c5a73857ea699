"""Puts tags in order: merges them and takes that back, renames them, and changes the tags of many things at once."""

import re

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from episodes.models import (
    Act,
    Episode,
    Highlight,
    PastSlug,
    Tag,
    TagAlias,
    TaggedEpisode,
    TaggedHighlight,
    TagMerge,
    rewritten,
)
from episodes.services import audit
from episodes.services.related import correct_reasons
from episodes.services.revisions import hold, recording, touch
from episodes.text.slugs import name_key, slug_of

#: Sent with ``episodes``, a set of ids of public ones, when tags have changed in bulk: no row was saved by itself.
uses_changed = Signal()

THROUGH = {"highlights": TaggedHighlight, "episodes": TaggedEpisode}
MOST_RETAGGED = 500  # highlights or episodes at once: each episode gets its revision
MOST_COMPUTED = 20  # episodes whose neighbours are computed again behind a merge
CHUNK = 5000  # keys in one statement; SQLite takes 32,766


class TagRefused(ValueError):
    """One sentence: why the tags stay what they are."""


def merge(source, target, user=None):
    """Puts ``source`` into ``target`` and returns the ``TagMerge``: everything moves, and the old name is an alias.

    What carried both carries ``target`` once. Old addresses lead to ``target``. The number of queries does not depend
    on the number of uses. Raises ``TagRefused`` for a tag that is merged into itself, or that is gone.
    """
    with transaction.atomic():
        source, target = _held(source, target)
        record = {
            "tag": {"pk": source.pk, "name": source.name, "slug": source.slug, "description": source.description},
            "into": {"pk": target.pk, "name": target.name},
        }
        changed = _public_episodes(source)
        for kind, through in THROUGH.items():
            record[kind] = _move_uses(through, source, target)
        record["aliases"] = _move(TagAlias.objects.filter(tag=source), tag=target)
        record["merges"] = _move(TagMerge.objects.filter(target=source), target=target)
        record["past_slugs"] = _move(_past_slugs(source), object_id=target.pk)
        with audit.told_elsewhere():
            source.delete()
        audit.record(Act.MERGED, target, actor=user, detail=source.name)
        leave_name(target, record["tag"]["name"])
        _leave_address(target, record["tag"]["slug"])
        done = TagMerge.objects.create(
            target=target,
            name=record["tag"]["name"],
            made_by=user if getattr(user, "pk", None) else None,
            record=record,
        )
        _correct_neighbours(changed, source.name, target.name)
        rewritten.send(sender=Tag, tags=[record["tag"]["pk"], target.pk])
    return done


def undo_merge(done):
    """Takes a merge back and returns the tag with its description, address, aliases and exactly the uses that moved.

    Uses that were added since stay with the other tag; what was taken off a highlight since does not return to it.
    Raises ``TagRefused`` where it was undone already, where the other tag was itself merged later, and where something
    else has the name by now.
    """
    with transaction.atomic():
        done = TagMerge.objects.select_for_update(of=["self"]).select_related("target").get(pk=done.pk)
        target, record = done.target, done.record
        _held(target)
        _refuse_undo(done)
        tag = _brought_back(target, record["tag"])
        for kind, through in THROUGH.items():
            _return_uses(through, kind, tag, done)
        TagAlias.objects.filter(pk__in=record["aliases"], tag=target).update(tag=tag)
        TagMerge.objects.filter(pk__in=record["merges"]).update(target=tag)
        _past_slugs(target).filter(pk__in=record["past_slugs"]).update(object_id=tag.pk)
        done.undone_at = timezone.now()
        done.save(update_fields=["undone_at"])
        _correct_neighbours(_public_episodes(tag), target.name)
        audit.record(Act.UNMERGED, target, detail=tag.name)
        rewritten.send(sender=Tag, tags=[tag.pk, target.pk])
    return tag


def rename(tag, name):
    """Gives a tag another name and returns it. The old address redirects and the old name becomes an alias.

    Raises ``TagRefused`` with what ``Tag.clean`` says of the name.
    """
    with transaction.atomic():
        [tag] = _held(tag)
        before = tag.name
        if is_made_from(tag.slug, before):
            tag.slug = ""
        tag.name = name
        try:
            tag.full_clean(exclude=["slug"])
        except ValidationError as error:
            raise TagRefused(" ".join(error.messages)) from None
        TagAlias.objects.filter(tag=tag, key=name_key(name)).delete()
        tag.save()
        leave_name(tag, before)
    return tag


def is_made_from(slug, name):
    """Whether ``slug`` is the one that ``name`` gets by itself, maybe numbered; one that an editor chose is not."""
    return bool(re.fullmatch(rf"{re.escape(slug_of(name, fallback='tag'))}(-\d+)?", slug))


def leave_name(tag, name):
    """Makes an old name an alias of ``tag``, so that whoever types it, or restores what has it, gets the tag."""
    key = name_key(name)
    if not Tag.objects.filter(key=key).exists() and not TagAlias.objects.filter(key=key).exists():
        TagAlias.objects.create(tag=tag, name=name)


def retag(queryset, add=(), remove=(), user=None):
    """Adds and removes tags, by name, of highlights or episodes; returns the keys of those that are different now.

    Names to add that are new become tags; aliases count as their tags. Raises ``TagRefused`` for a tag that is to be
    added and removed, and for more than ``MOST_RETAGGED`` objects.
    """
    through, model = (TaggedEpisode, Episode) if issubclass(queryset.model, Episode) else (TaggedHighlight, Highlight)
    of = "pk" if model is Episode else "episode_id"
    with recording(user, _("Tags changed in bulk")):
        # A list that was filtered through its tags may name something twice.
        objects = dict(model.objects.filter(pk__in=queryset.order_by().values("pk")).values_list("pk", of))
        if len(objects) > MOST_RETAGGED:
            raise TagRefused(
                _("At most %(most)d can be changed at once; these are %(count)d.")
                % {"most": MOST_RETAGGED, "count": len(objects)}
            )
        hold(set(objects.values()))
        changed = _retagged(through, objects, *_tags_to_change(add, remove))
        uses_changed.send(sender=Tag, episodes={objects[pk] for pk in changed})
    return changed


def _tags_to_change(add, remove):
    """``(tags, tags)``: what to add and what to remove."""
    removed = {tag.pk: tag for tag in Tag.objects.named(remove).values()}
    for tag in Tag.objects.named(add).values():
        if tag.pk in removed:
            raise TagRefused(_("“%(name)s” can't be added and removed at once.") % {"name": tag.name})
    return list(Tag.objects.named_or_new(add).values()), list(removed.values())


def _retagged(through, objects, added, removed):
    """The keys of those ``objects`` (``{key: episode}``) that are different, once it is done."""
    carried = set(through.objects.filter(content_object__in=objects).values_list("content_object_id", "tag_id"))
    wanted = [(pk, tag.pk) for pk in objects for tag in {tag.pk: tag for tag in added}.values()]
    missing = [pair for pair in wanted if pair not in carried]
    surplus = {pk for pk, tag in carried if tag in {tag.pk for tag in removed}}
    changed = surplus | {pk for pk, _tag in missing}
    touch({objects[pk] for pk in changed})
    through.objects.filter(content_object__in=surplus, tag__in=removed).delete()
    through.objects.bulk_create(
        [through(content_object_id=pk, tag_id=tag) for pk, tag in missing], ignore_conflicts=True
    )
    return changed


# --- merging ---------------------------------------------------------------------------------------------------------


def _held(*tags):
    """The tags as they are stored, locked: nothing gets or loses them before the transaction ends."""
    if len({tag.pk for tag in tags}) < len(tags):
        raise TagRefused(_("“%(name)s” can't be merged into itself.") % {"name": tags[0].name})
    found = {
        tag.pk: tag for tag in Tag.objects.select_for_update().filter(pk__in=[tag.pk for tag in tags]).order_by("pk")
    }
    for tag in tags:
        if tag.pk not in found:
            raise TagRefused(_("The tag “%(name)s” is no longer there.") % {"name": tag.name})
    return [found[tag.pk] for tag in tags]


def _public_episodes(tag):
    """The keys of public episodes that carry ``tag``, themselves or on a public highlight."""
    own = TaggedEpisode.objects.published().filter(tag=tag).values_list("content_object_id", flat=True)
    sections = TaggedHighlight.objects.published().filter(tag=tag)
    return {*own, *sections.values_list("content_object__episode_id", flat=True).distinct()}


def _correct_neighbours(episodes, before, after=None):
    """Few episodes get their neighbours anew; of many only the reasons are corrected, or a merge would take minutes."""
    if len(episodes) <= MOST_COMPUTED:
        uses_changed.send(sender=Tag, episodes=episodes)
    else:
        correct_reasons(episodes, before, after)


def _past_slugs(tag):
    return PastSlug.objects.filter(content_type=ContentType.objects.get_for_model(Tag), scope=0, object_id=tag.pk)


def _move(rows, **values):
    """Gives ``rows`` other values; returns their primary keys."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if keys:
        rows.update(**values)
    return keys


def _move_uses(through, source, target):
    """``{"moved": [key of a row], "shared": [[key of a row, key of what carried both]]}``"""
    both = through.objects.filter(tag=target).values("content_object")
    own = through.objects.filter(tag=source)
    shared = own.filter(content_object__in=both)
    found = {"shared": [list(row) for row in shared.order_by("pk").values_list("pk", "content_object_id")]}
    # Nobody needs to hear of each: what follows a change of tags is told of all of them at the end.
    shared._raw_delete(shared.db)
    return found | {"moved": _move(own, tag=target)}


def _leave_address(target, slug):
    PastSlug.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(Tag), scope=0, slug=slug, defaults={"object_id": target.pk}
    )


# --- undoing ---------------------------------------------------------------------------------------------------------


def _refuse_undo(done):
    record = done.record
    name = record["tag"]["name"]
    if done.undone_at:
        raise TagRefused(_("The merge of “%(name)s” was undone already.") % {"name": name})
    if done.target_id != record["into"]["pk"]:
        raise TagRefused(
            _("“%(into)s” itself was merged into “%(target)s” later; undo that first.")
            % {"into": record["into"]["name"], "target": done.target.name}
        )
    key = name_key(name)
    if Tag.objects.filter(key=key).exists():
        raise TagRefused(_("There is another tag “%(name)s” by now; rename or merge it first.") % {"name": name})
    if alias := TagAlias.objects.filter(key=key).exclude(tag=done.target).select_related("tag").first():
        raise TagRefused(
            _("“%(name)s” is an alias of “%(tag)s” by now; delete that first.") % {"name": name, "tag": alias.tag.name}
        )


def _brought_back(target, values):
    """The tag with the values and the primary key that it had, so that what remembers it finds it again."""
    TagAlias.objects.filter(tag=target, key=name_key(values["name"])).delete()
    slug = "" if Tag.objects.filter(slug=values["slug"]).exists() else values["slug"]
    tag = Tag(**{**values, "slug": slug})
    tag.save(force_insert=True)
    return tag


def _return_uses(through, kind, tag, done):
    """Moves back the rows that moved and are still there, and makes those again that fell together with others.

    Rows come back under their own keys: an earlier merge, into the tag that comes back, knows them by these.
    """
    rows = {}
    for keys in _chunks(done.record[kind]["moved"]):
        there = through.objects.filter(pk__in=keys, tag=done.target)
        rows |= dict(there.values_list("content_object_id", "pk"))
        there.update(tag=tag)
    again = []
    for pairs in _chunks(done.record[kind]["shared"]):
        contents = [content for _key, content in pairs]
        there = through.objects.filter(content_object__in=contents, tag=done.target)
        there = set(there.values_list("content_object_id", flat=True))
        again += [through(pk=key, tag=tag, content_object_id=content) for key, content in pairs if content in there]
    through.objects.bulk_create([*again, *_taken_over(through, kind, rows, done)])


def _taken_over(through, kind, rows, done):
    """The rows that the other tag needs in place of ``rows``, which have left it.

    What carries them carried a third tag, too, that was merged later and found the other tag there already. So it is
    that merge which has put the other tag there, from now on.
    """
    made, left = [], set(rows)
    later = TagMerge.objects.filter(target=done.target, undone_at=None, pk__gt=done.pk).order_by("pk")
    for other in later:
        shared = other.record[kind]["shared"]
        taken = [pair for pair in shared if pair[1] in left]
        if taken and other.record["into"]["pk"] == done.target_id:
            other.record[kind]["shared"] = [pair for pair in shared if pair[1] not in left]
            other.record[kind]["moved"] += [key for key, _content in taken]
            other.save(update_fields=["record"])
            left -= {content for _key, content in taken}
            made += [through(pk=key, tag=done.target, content_object_id=content) for key, content in taken]
    return made


def _chunks(keys):
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
