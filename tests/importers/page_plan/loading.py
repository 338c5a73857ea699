"""Loading a page, and what is there then."""

from episodes.importers.page_plan import plan_page
from episodes.models import (
    Citation,
    Clip,
    Episode,
    Highlight,
    PageImport,
    Quote,
    RelatedEpisode,
    Show,
    Tag,
)

MODELS = [Show, Episode, Highlight, Quote, Clip, Citation, RelatedEpisode, PageImport, Tag]


def load(text, **options):
    plan = plan_page(text, **options)
    plan.apply()
    return plan.report


def rows():
    """Everything that an import could touch."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}
