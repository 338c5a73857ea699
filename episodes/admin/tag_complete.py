"""Which tags are offered while somebody types."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Value, When
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from episodes.admin.base import number_of
from episodes.models import Tag, TagAlias, TaggedEpisode, TaggedHighlight, split_names
from episodes.text.slugs import name_key

MOST = 12
LONGEST_KEY = 100
LONGEST_CHOSEN = 2000
MAY_TAG = ["episodes.view_tag", "episodes.change_highlight", "episodes.change_episode"]


def uses(tag="pk"):
    """An expression: how many highlights and episodes carry a tag; ``tag`` leads to it from the outer row."""
    highlights = number_of(TaggedHighlight.objects.all(), "tag", of=tag)
    return highlights + number_of(TaggedEpisode.objects.all(), "tag", of=tag)


@require_GET
def tag_complete(request):
    """``{"results": [{"name", "alias", "uses", "counted"}], "message"}``, the best first."""
    if not any(request.user.has_perm(permission) for permission in MAY_TAG):
        raise PermissionDenied
    chosen = request.GET.get("chosen", "")[:LONGEST_CHOSEN].replace("\x00", "")
    results = offered(request.GET.get("q", ""), split_names(chosen))
    message = (
        ngettext("%(count)d suggestion", "%(count)d suggestions", len(results)) % {"count": len(results)}
        if results
        else _("No tag has this name yet; a comma makes it a new one.")
    )
    return JsonResponse({"results": results, "message": message})


def offered(typed, chosen=()):
    """At most twelve tags for what somebody has typed, in two queries: exact, then by beginning, then by use.

    Names in ``chosen`` are not offered again. ``alias`` is the alias that matches where the tag's own name does not,
    or an empty string.
    """
    # Compatibility forms make one character into as many as eighteen, so the text is cut before and after.
    key = name_key(typed[:LONGEST_KEY])
    if len(key) > LONGEST_KEY or "\x00" in key:
        return []
    taken = {name_key(name) for name in chosen}
    tags = Tag.objects.exclude(key__in=taken).annotate(uses=uses())
    aliases = TagAlias.objects.exclude(tag__key__in=taken).select_related("tag").annotate(uses=uses("tag"))
    matches = [*_matching(tags, key), *(_matching(aliases, key) if key else [])]
    found = {}
    for row in matches:
        tag = row if isinstance(row, Tag) else row.tag
        rank, offer = found.get(tag.pk, (row.rank, _offer(tag.name, "" if row is tag else row.name, row.uses)))
        found[tag.pk] = (min(rank, row.rank), offer)
    best = sorted(found.values(), key=lambda pair: (pair[0], -pair[1]["uses"], name_key(pair[1]["name"])))
    return [offer for _rank, offer in best[:MOST]]


def _matching(queryset, key):
    rank = Case(
        When(key=key, then=Value(0)),
        When(key__startswith=key, then=Value(1)),
        When(key__contains=f" {key}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return queryset.filter(key__contains=key).annotate(rank=rank).order_by("rank", "-uses", "key")[:MOST]


def _offer(name, alias, uses):
    counted = ngettext("%(count)d use", "%(count)d uses", uses) % {"count": uses}
    return {"name": name, "alias": alias, "uses": uses, "counted": counted}
