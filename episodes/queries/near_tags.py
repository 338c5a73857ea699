"""Tags that are probably meant to be one: beside what somebody types, and among all of them."""

from dataclasses import dataclass

from episodes.models import Tag, TagAlias
from episodes.text.near import difference, near_groups, nearest
from episodes.text.slugs import name_key


@dataclass(frozen=True)
class NearTag:
    """The tag that a name was probably meant to be, and how many highlights and episodes carry it."""

    name: str
    uses: int


@dataclass(frozen=True)
class Alike:
    """Tags that are near each other, the most used first; ``tags`` have ``use_count`` and ``how``, from the first.

    ``how`` is one of ``episodes.text.near.DIFFERENCES``, or "" for a tag that is near another of them only.
    """

    tags: tuple

    @property
    def is_sure(self):
        """Whether more than one letter speaks for it: hyphens and plurals seldom make another thing."""
        return any(tag.how in ("case", "hyphen", "plural") for tag in self.tags)


def near_tags(names):
    """``{name: NearTag}`` for those of ``names`` that no tag and no alias has but that are near one; five queries.

    Of several that are equally near it is the most used. This is what "did you mean …?" asks about; what near means,
    ``episodes.text.near`` says.
    """
    named = Tag.objects.named(names)
    new = [name for name in dict.fromkeys(names) if name_key(name) and name_key(name) not in named]
    if not new:
        return {}
    # A tag's own name comes before the aliases of others.
    known = dict(TagAlias.objects.values_list("name", "tag_id")) | dict(Tag.objects.values_list("name", "pk"))
    found = nearest(new, sorted(known, key=name_key))
    tags = Tag.objects.counted().in_bulk({known[other] for others in found.values() for other in others})
    most_used = {name: max((tags[known[one]] for one in others), key=_uses) for name, others in found.items()}
    return {name: NearTag(tag.name, tag.use_count) for name, tag in most_used.items()}


def _uses(tag):
    return tag.use_count


def alike_tags():
    """``[Alike]`` of all tags, in two queries: the sure ones first, then those with the longest names."""
    keys = dict(Tag.objects.values_list("name", "pk"))
    groups = near_groups(keys)
    wanted = [keys[name] for group in groups for name in group]
    tags = {tag.name: tag for tag in Tag.objects.counted() if tag.pk in set(wanted)}
    found = [_alike([tags[name] for name in group]) for group in groups]
    return sorted(found, key=lambda alike: (not alike.is_sure, -len(alike.tags[0].key), alike.tags[0].key))


def _alike(tags):
    first, *others = sorted(tags, key=lambda tag: (-tag.use_count, tag.key))
    first.how = ""
    for tag in others:
        tag.how = difference(first.name, tag.name)
    return Alike((first, *others))
