"""One installed service and one PostgreSQL for all faults of a worker."""

import os
import resource
from collections.abc import Iterator

import pytest

from tests.faults.service import Stand, stand


@pytest.fixture(scope="session", name="stand")
def installed() -> Iterator[Stand]:
    raise_descriptor_limit()
    with stand() as ready:
        yield ready


@pytest.fixture(scope="session")
def full() -> bool:
    """FAULTS=full: as often as the promises say, and not only often enough to see a mistake."""
    return os.environ.get("FAULTS") == "full"


def raise_descriptor_limit() -> None:
    """For thousands of connections, here and in the service that inherits it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
