"""Loading a page, and what is there then."""

import pytest

from episodes.models import (
    Episode,
)
from tests.importers.page_plan.loading import load
from tests.importers.pages import sample


@pytest.fixture
def episode():
    """The sample page, imported."""
    load(sample())
    return Episode.objects.get()
