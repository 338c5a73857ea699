"""``parse``: the bytes of an RSS or Atom feed become plain values. Needs neither settings nor a database."""

from django.utils.translation.trans_null import gettext_noop  # needs no settings

from episodes.importers.feed_channel import read_channel
from episodes.importers.feed_item import read_item
from episodes.importers.feed_tags import Tags
from episodes.importers.feed_values import Doubt, Feed, Item
from episodes.importers.feed_xml import Source

MOST_ITEMS = 20_000
MOST_DOUBTS = 1_000

SAME_GUID = gettext_noop("“%(title)s” has the same guid as “%(other)s” before it, and was left out.")
SAME_KEY = gettext_noop("“%(title)s” is the same as “%(other)s” before it, and was left out.")
TOO_MANY_ITEMS = gettext_noop("the feed has more than %(most)d items; the others were left out.")


def parse(body: bytes) -> Feed:
    """The feed. Raises ``FeedError``, one sentence, for what is no feed, is cut off or cannot be mended.

    An item without a guid gets a stand-in, see ``feed_values.stand_in``. Of items with the same key the first counts.
    """
    source = Source(body)
    items: dict[str, Item] = {}
    doubts: list[Doubt] = []
    for element in source.items():
        tags = Tags(element)
        if len(items) >= MOST_ITEMS:
            if source.complete:
                doubts.append(Doubt(tags.line, TOO_MANY_ITEMS, {"most": MOST_ITEMS}))
            source.complete = False
            continue
        item = read_item(tags)
        if first := items.get(item.key):
            tags.doubts[:] = []
            tags.doubt(SAME_GUID if item.guid else SAME_KEY, title=item.title, other=first.title)
        else:
            items[item.key] = item
        doubts += tags.doubts[: max(0, MOST_DOUBTS - len(doubts))]
    channel = _channel(source.root)
    found = read_channel(channel)
    return Feed(found, tuple(items.values()), (*source.doubts, *channel.doubts, *doubts), source.complete)


def _channel(root):
    """The tags of the channel; what stands beside it by mistake belongs to it too."""
    beside = Tags(root)
    inside = beside.first("channel")
    if inside is None:
        return beside
    tags = Tags(inside)
    for name, elements in beside.children.items():
        if name not in {"channel", "item"}:
            tags.children.setdefault(name, []).extend(elements)
    return tags
