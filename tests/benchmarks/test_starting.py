"""The benchmark of starting does what it says; nothing is timed here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from perfxl.cli import main
from tests.benchmarks import starting


def names(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from names(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_is_measured() -> None:
    assert set(starting.COMMANDS) == {"--help", *names(main)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> starting.Desk:
    return starting.Desk(tmp_path_factory.mktemp("desk"))


@pytest.mark.parametrize("name", starting.COMMANDS)
def test_a_start_is_refused_and_work_is_done(name: str, desk: starting.Desk) -> None:
    command = starting.COMMANDS[name]
    if command.refused:
        assert desk.run(desk.line(command.refused))[0] != 0
    if command.work:
        assert desk.run(desk.line(command.work))[0] in (0, 1)


def test_nothing_that_is_there_is_overwritten(desk: starting.Desk) -> None:
    form = Path(desk.line("{form}")[-1])
    before = form.read_bytes()
    for name in ("new", "template new", "addin build", "addin bundle"):
        desk.run(desk.line(starting.COMMANDS[name].refused))
    assert form.read_bytes() == before


def test_the_table_has_a_line_a_command() -> None:
    found = {"python": (0.015, None), "check": (0.107, 0.21), "addin doctor": (None, 0.09)}
    assert [line.split() for line in starting.table(found).splitlines()] == [
        ["CPU", "ms", "of", "the", "process", "start", "work"],
        ["python", "15"],
        ["check", "107", "210"],
        ["addin", "doctor", "90"],
    ]
