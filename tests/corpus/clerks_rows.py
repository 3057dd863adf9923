"""Rows of indicators as clerks write them, with the points that the rules give."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_name("clerks_rows.txt")


class ClerksRow(NamedTuple):
    """One row; ``points`` of 10 under mof-2020, ``None`` when a person must decide."""

    name: str
    aspect: str
    target: str
    actual: str
    points: float | None


def clerks_rows() -> list[ClerksRow]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cells = (line.split(" | ") for line in lines if not line.startswith("#"))
    return [
        ClerksRow(name, aspect, target, actual, None if points == "?" else float(points))
        for name, aspect, target, actual, points in cells
    ]
