"""What tests of jobs share: a small feed, and processes that find the database of the tests."""

from django.db import connection

FEED = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Small Rooms</title><link>https://rooms.example/</link><description>About rooms.</description>
<language>en</language><itunes:author>Ada Bell</itunes:author>
<item><title>The first room</title><guid isPermaLink="false">room-1</guid>
<pubDate>Mon, 05 Jan 2026 06:00:00 GMT</pubDate><description>Of the <b>first</b> room.</description>
<enclosure url="https://rooms.example/1.mp3" length="1000" type="audio/mpeg"/>
<itunes:duration>10:00</itunes:duration></item>
<item><title>The second room</title><guid isPermaLink="false">room-2</guid>
<pubDate>Mon, 12 Jan 2026 06:00:00 GMT</pubDate><description>Of the second room.</description>
<enclosure url="https://rooms.example/2.mp3" length="1000" type="audio/mpeg"/>
<itunes:duration>20:00</itunes:duration></item>
</channel></rss>
"""


def database_url():
    """The address of the database of the tests, for a process of its own."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    return f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
