"""A bar that says how far a command is, however slow a share is."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from perfxl.cli.screen import progress


@pytest.mark.parametrize(
    ("seconds", "drawn"),
    [(600, [1, 2, 3, 4, 5]), (0.1, [1, 3, 5]), (0, [1, 5])],
)
def test_the_bar_is_drawn_by_time(
    seconds: float, drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One item in so many seconds, by the clock that the command reads."""
    now, shown = [1000.0], []

    class Bar:
        position = 0

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def update(self, number: int) -> None:
            self.position += number
            if number:
                shown.append(self.position)

    monkeypatch.setattr(click, "progressbar", lambda **_: Bar())
    monkeypatch.setattr("perfxl.cli.screen.time.monotonic", lambda: now[0])
    for _ in progress("12345", 5, "生成", hidden=False):
        now[0] += seconds
    assert shown == drawn


def test_collect_says_how_many_files_it_has_read(tmp_path: Path) -> None:
    from perfxl.cli import main

    (tmp_path / "收").mkdir()
    (tmp_path / "收" / "空.xlsx").write_bytes(b"")
    told = CliRunner().invoke(
        main, ["collect", str(tmp_path / "收"), "--out", str(tmp_path / "总.xlsx")]
    )
    assert "读取" in told.stderr
