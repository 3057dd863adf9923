"""What the add-in's tests share: one built add-in, one simulated Windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perfxl.addin.build import build
from tests.addin.windows import Windows


@pytest.fixture(scope="session")
def addin_file(tmp_path_factory) -> Path:
    """The add-in, built once."""
    return build(tmp_path_factory.mktemp("addin"))


@pytest.fixture(scope="session")
def windows_state(tmp_path_factory) -> Path:
    """The folder in which the simulated Windows keeps its log."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def windows(windows_state) -> Iterator[Windows]:
    """The Python server of one Excel."""
    server = Windows({"XDG_STATE_HOME": str(windows_state)})
    yield server
    server.close()


@pytest.fixture
def windows_log(windows, windows_state) -> Path:
    """The log of the simulated Windows."""
    return windows_state / "perfxl" / "perfxl.log"
