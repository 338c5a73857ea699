"""Reading the pages of tags."""

import pytest

from tests.factories import make_episode, make_highlight, make_quote


@pytest.fixture
def site():
    both = make_episode(title="Both", tags=["llm", "open data"])
    one = make_episode(title="One", tags=["llm"])
    make_quote(make_highlight(both, title="Deep", tags=["llm", "bias", "open data"]), text="Deep words.")
    make_quote(make_highlight(both, title="Wide", tags=["llm", "bias"]), text="Wide words.")
    make_highlight(one, title="Plain", tags=["llm"])
    make_highlight(one, title="Elsewhere", tags=["noise"])
