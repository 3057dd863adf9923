"""Changes to single cells, written in one call to the application.

Applying changes gives back the changes that undo them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xlwings

MACRO = "perfxl.xlam!PerfSheet.PerfApply"

KEEP = "-"
EMPTY = "0"
KEEP_FILL = -2
NO_FILL = -1


@dataclass(frozen=True, slots=True)
class Change:
    """What shall stand in one cell; by default everything stays.

    Args:
        address: "G12".
        content: :data:`KEEP`, :data:`EMPTY`, or a text led by its kind, see :func:`number`,
            :func:`text`; "f" leads a formula.
        fill: a colour as Excel counts it (blue, green, red), :data:`NO_FILL` or
            :data:`KEEP_FILL`.
        note: :data:`KEEP`, :data:`EMPTY`, or a text led by "t".
    """

    address: str
    content: str = KEEP
    fill: int = KEEP_FILL
    note: str = KEEP


def number(value: object) -> str:
    """The content of a cell that shall hold a number, given its decimal text."""
    return f"n{value}"


def text(value: str) -> str:
    """The content of a cell, or a note, that shall hold a text."""
    return f"t{value}"


def apply(app: xlwings.App, sheet: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Write ``changes`` into a sheet of the active workbook; all of them or none.

    Returns:
        The changes that bring back what was there.
    """
    columns = (
        [it.address for it in changes],
        [it.content for it in changes],
        [it.fill for it in changes],
        [it.note for it in changes],
    )
    contents, fills, notes = app.macro(MACRO)(sheet, *columns)
    return tuple(
        Change(it.address, str(content), int(fill), str(note))
        for it, content, fill, note in zip(changes, contents, fills, notes, strict=True)
    )
