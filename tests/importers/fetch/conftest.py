"""A server to fetch from, and what it is refused for."""

import pytest

from tests.importers.servers import serving


@pytest.fixture
def served(settings):
    with serving() as server:
        settings.FETCH_ALLOWED_HOSTS = [server.host]
        yield server
