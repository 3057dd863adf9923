"""What holds for all tests: no limits of time but our own; those that take long begin first."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# On a busy machine an example may take as long as it likes.
settings.register_profile(
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

# So that no worker waits for the other at the end.
LONGEST_FIRST = (
    "tests/hostile/test_hostile.py",
    "tests/faults/test_faults.py",
    "tests/office/",
    "tests/addin/",
    "tests/test_cluster.py",
    "tests/test_cli.py",
    "tests/forms/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests into this order; pytest-xdist hands files out as they come (see Makefile)."""

    def rank(item: pytest.Item) -> int:
        places = enumerate(LONGEST_FIRST)
        return next((n for n, start in places if item.nodeid.startswith(start)), len(LONGEST_FIRST))

    items.sort(key=rank)
