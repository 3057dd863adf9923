"""Changes to single cells, written in one call to the application.

Applying changes gives back the changes that undo them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from perfxl.addin.snapshot import Snapshot, snapshot_of
from perfxl.core import quantity

if TYPE_CHECKING:
    import xlwings

MACRO = "perfxl.xlam!PerfSheet.PerfApply"

KEEP = "-"
EMPTY = "0"
KEEP_FILL = -2
NO_FILL = -1


class Change(NamedTuple):
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


def number(value: Decimal) -> str:
    """The content of a cell that shall hold a number."""
    return f"n{quantity.plain(value)}"


def text(value: str) -> str:
    """The content of a cell, or a note, that shall hold a text."""
    return f"t{value}"


class Applied(NamedTuple):
    """What applying changes brought: how to undo them, and the sheet as it is then."""

    undo: tuple[Change, ...]
    sheet: Snapshot


def apply_changes(app: xlwings.App, sheet: str, changes: Sequence[Change]) -> Applied:
    """Write ``changes`` into a sheet of the active workbook; all of them or none."""
    contents, fills, notes, after = app.macro(MACRO)(
        sheet,
        [it.address for it in changes],
        [it.content for it in changes],
        [it.fill for it in changes],
        [it.note for it in changes],
    )
    undo = (
        Change(it.address, str(content), int(fill), str(note))
        for it, content, fill, note in zip(changes, contents, fills, notes, strict=True)
    )
    return Applied(tuple(undo), snapshot_of(after))


def holds(sheet: Snapshot, address: str, content: str) -> bool:
    """Whether a cell still holds a content that was written into it."""
    kind, value = content[0], content[1:]
    now = sheet.text(address)
    if kind == "n":
        return now is not None and quantity.decimal(now) == Decimal(value)
    if kind == "f":
        return sheet.formula(address) == value
    return (now or "") == (value if kind == "t" else "")
