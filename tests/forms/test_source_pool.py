"""Files read in several processes, also by a process that dies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfxl.forms.source_pool import in_processes

PATHS = [Path(f"{number:03}") for number in range(200)]


def name_of(path: Path) -> str:
    return path.name


def fragile(path: Path) -> str:
    """A library that crashes on some files, whatever is tried."""
    if path.name in {"007", "150"}:
        os._exit(3)
    return path.name


def stopped(path: Path) -> str:
    raise ValueError(path.name)


def read(function, paths, processes):
    return list(
        in_processes(function, paths, processes=processes, died=lambda path: f"✗{path.name}")
    )


@pytest.mark.parametrize("processes", [1, 2, 5])
@pytest.mark.parametrize("number", [0, 1, 7, 8, 200])
def test_results_come_in_the_order_of_the_files(processes, number):
    assert read(name_of, PATHS[:number], processes) == [path.name for path in PATHS[:number]]


def test_a_file_that_ends_its_process_is_named_and_the_rest_is_read():
    found = read(fragile, PATHS[:160], 2)
    assert found == [
        f"✗{path.name}" if path.name in {"007", "150"} else path.name for path in PATHS[:160]
    ]


def test_what_cannot_be_foreseen_is_not_hidden():
    with pytest.raises(ValueError, match="000"):
        read(stopped, PATHS[:20], 2)
