"""Small feeds for tests."""

NAMESPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:psc="http://podlove.org/simple-chapters" xmlns:media="http://search.yahoo.com/mrss/"'
)
DATE = "<pubDate>Mon, 06 Jan 2020 10:00:00 +0000</pubDate>"


def rss(*items, channel="<title>The Show</title>", head='<?xml version="1.0" encoding="UTF-8"?>\n'):
    """The bytes of a feed with ``items`` (what stands in each item)."""
    inside = "".join(f"<item>{item}</item>\n" for item in items)
    return f'{head}<rss version="2.0" {NAMESPACES}><channel>{channel}\n{inside}</channel></rss>\n'.encode()


def item(number=1, extra="", *, title=None, guid=None, audio=None):
    """What stands in one item: a title, a guid, a date (one day after the other) and audio."""
    title = title or f"Episode {number}"
    guid = f"guid-{number}" if guid is None else guid
    audio = audio or f"https://audio.example/{number}.mp3"
    return (
        f"<title>{title}</title>"
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + f"<pubDate>{1 + number % 28:02} Jan 2020 10:00:00 +0000</pubDate>"
        + f'<enclosure url="{audio}" length="1000" type="audio/mpeg"/>'
        + extra
    )
