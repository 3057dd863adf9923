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
def windows(tmp_path_factory) -> Iterator[Windows]:
    """The Python server of one Excel, with a log of its own."""
    folder = tmp_path_factory.mktemp("state")
    server = Windows({"XDG_STATE_HOME": str(folder)})
    yield server
    server.close()
