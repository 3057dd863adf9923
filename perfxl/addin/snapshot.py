"""A sheet as Excel shows it now, read in one call to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from perfxl.addin import cell
from perfxl.addin.cell import CellError
from perfxl.forms.grid import Grid, cell_address, make_grid
from perfxl.sheet.address import split_cell

if TYPE_CHECKING:
    import xlwings

MACRO = "perfxl.xlam!PerfSheet.PerfSnapshot"

# The first word of every note of ours; PerfSheet.bas knows them by it.
OURS = "perfxl"

Position = tuple[int, int]
_NOTHING: Mapping[Any, str] = MappingProxyType({})


class SheetKind(Enum):
    """What the active sheet is."""

    WORKSHEET = "Worksheet"
    CHART = "Chart"
    LARGE = "Large"  # more cells than a form or a master can have


class Snapshot(NamedTuple):
    """One sheet of an open workbook.

    Args:
        kind: only a WORKSHEET has the fields from ``protected`` on.
        book: the workbook's name.
        folder: where it is saved, ``""`` when it never was.
        sheet: the sheet's name.
        protected: whether its cells are locked.
        texts: the text of each filled cell by (row, column), counted from 0.
        formulas: the formula of each cell that holds one.
        merges: (first row, first column, last row, last column) of each merged range.
        notes: the notes of ours by address.
        foreign_notes: addresses of the cells with a note of somebody else.
        sheets: the names of all worksheets of the workbook.
    """

    kind: SheetKind
    book: str
    folder: str
    sheet: str
    protected: bool = False
    texts: Mapping[Position, str] = _NOTHING
    formulas: Mapping[Position, str] = _NOTHING
    merges: tuple[tuple[int, int, int, int], ...] = ()
    notes: Mapping[str, str] = _NOTHING
    foreign_notes: frozenset[str] = frozenset()
    sheets: tuple[str, ...] = ()

    def grid(self) -> Grid:
        """The sheet as the form readers look at it."""
        formulas = frozenset(cell_address(*at) for at in self.formulas)
        return make_grid(self.sheet, self.texts, self.merges, formulas=formulas, file=self.book)

    def text(self, address: str) -> str | None:
        """What a cell shows; ``None`` when it is empty."""
        return self.texts.get(position(address))

    def formula(self, address: str) -> str | None:
        """The formula in a cell; ``None`` when it holds a constant."""
        return self.formulas.get(position(address))


def take_snapshot(app: xlwings.App, sheet: str = "") -> Snapshot:
    """The active sheet of ``app``, or the worksheet of its active workbook with that name."""
    return snapshot_of(app.macro(MACRO)(sheet))


def snapshot_of(taken: Sequence[object]) -> Snapshot:
    """A snapshot from what the add-in's VBA gives back."""
    kind, book, folder, name = SheetKind(taken[0]), *(str(it) for it in taken[1:4])
    if kind is not SheetKind.WORKSHEET:
        return Snapshot(kind, book, folder, name)
    protected, row, column, values, formulas, merged, notes, sheets = taken[4:]
    first = int(float(str(row))) - 1, int(float(str(column))) - 1
    texts = _placed(values, first, _shown)
    # Range.Formula of a text that begins with = is that text; a formula never shows itself.
    formulas = {
        at: formula
        for at, formula in _placed(formulas, first, _formula).items()
        if texts.get(at) != formula
    }
    found = dict(_note(it) for it in str(notes or "").split("\x1e") if it)
    return Snapshot(
        kind,
        book,
        folder,
        name,
        bool(protected),
        texts,
        formulas,
        tuple(_area(address) for address in str(merged or "").split()),
        {address: note for address, note in found.items() if note.startswith(OURS)},
        frozenset(address for address, note in found.items() if not note.startswith(OURS)),
        tuple(str(sheets).split("\x1e")[:-1]),
    )


def position(address: str) -> Position:
    """Row and column of "G12", counted from 0."""
    column, row = split_cell(address)
    return row - 1, column - 1


def _placed(
    block: object, first: Position, text_of: Callable[[object], str | None]
) -> dict[Position, str]:
    found = {}
    for down, row in enumerate(cell.block(block)):
        for across, value in enumerate(row):
            text = text_of(value)
            if text:
                found[first[0] + down, first[1] + across] = text
    return found


def _shown(value: object) -> str | None:
    try:
        return cell.text(value)
    except CellError as error:
        return str(error)


def _formula(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith("=") else None


def _note(text: str) -> tuple[str, str]:
    address, _, note = text.partition("\x1f")
    return address, note


def _area(address: str) -> tuple[int, int, int, int]:
    first, _, last = address.partition(":")
    return (*position(first), *position(last or first))
