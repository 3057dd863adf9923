"""What holds for all tests: those that take long begin first, so that no worker waits at the end."""

from __future__ import annotations

import pytest

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
