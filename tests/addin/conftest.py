"""What the add-in's tests share: one built add-in, one simulated Windows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfxl.addin.build import build
from tests.addin.calc import Calc, missing
from tests.addin.calc_engine import App, engine_on
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


@pytest.fixture(scope="session")
def calc() -> Iterator[Calc]:
    """A LibreOffice in which the add-in's VBA runs.

    Without LibreOffice these tests fail, as those in tests/office do and for the same reason.
    """
    lack = missing()
    if lack:
        sentence = f"these tests need {', '.join(lack)}"
        if os.environ.get("PERFXL_WITHOUT_OFFICE") == "1":
            pytest.skip(f"{sentence}; left out because PERFXL_WITHOUT_OFFICE=1")
        pytest.fail(f"{sentence}; or set PERFXL_WITHOUT_OFFICE=1", pytrace=False)
    running = Calc()
    yield running
    running.close()


@pytest.fixture
def app(calc, tmp_path, monkeypatch) -> Iterator[App]:
    """xlwings on that LibreOffice; the add-in keeps its records in a folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with engine_on(calc) as running:
        yield running
