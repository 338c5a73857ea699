"""Loading a feed, and what is there then."""

from episodes.importers.feed_parse import parse
from episodes.importers.feed_plan import plan_feed
from episodes.models import (
    Chapter,
    Clip,
    Credit,
    Cue,
    Episode,
    FeedImport,
    FeedItem,
    Person,
    Show,
    SimilarEpisode,
    Tag,
    TaggedEpisode,
)
from episodes.services.importing import write_feed
from tests.importers.feeds import rss

MODELS = [Show, Person, Episode, Credit, Clip, Chapter, Cue, Tag, TaggedEpisode, FeedImport, FeedItem, SimilarEpisode]


def load(*items, channel="<title>The Show</title>", source="feed.xml", **options):
    """Imports a small feed; the report."""
    plan = plan_feed(parse(rss(*items, channel=channel)), source=source, **options)
    write_feed(plan, what="Imported")
    return plan.report


def rows():
    """Everything that an import could touch."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def titles(**values):
    return list(Episode.objects.filter(**values).order_by("published_at").values_list("title", flat=True))


def person(name, role="host"):
    return f'<podcast:person role="{role}">{name}</podcast:person>'


def bite(start=10, length=20, title="A bite"):
    return f'<podcast:soundbite startTime="{start}" duration="{length}">{title}</podcast:soundbite>'


def mark(start, title):
    return f'<psc:chapter start="{start}" title="{title}"/>'
