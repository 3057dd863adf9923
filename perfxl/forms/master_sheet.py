"""One sheet of a master workbook as rows of cells under known headings."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from perfxl.core.checks import master as kinds
from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding, FindingKind
from perfxl.forms.grid import Cell, Grid, cell_address
from perfxl.forms.master_layout import HELPER

# Headings stand near the top; what is further down is data.
_HEADING_ROWS = 20
_ERRORS = ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``cells`` by heading, cells without text left out.

    ``number`` counts from 0, as do the ``columns`` by heading.
    """

    sheet: str
    file: str
    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]

    def text(self, heading: str) -> str | None:
        """The text under ``heading``; ``None`` when empty or an error value."""
        cell = self.cells.get(heading)
        return None if cell is None or cell.text in _ERRORS else cell.text

    def place(self, heading: str) -> Place:
        """Where ``heading`` stands in this row, whether filled or not."""
        return Place(self.file, self.sheet, cell_address(self.number, self.columns[heading]))

    def first_place(self) -> Place:
        """The row's first cell with text."""
        first = min(self.cells.values(), key=lambda cell: cell.column)
        return Place(self.file, self.sheet, first.address)


class MasterSheet:
    """A sheet read by its headings; ``findings`` collects what is wrong with it.

    Args:
        grid: the sheet.
        file: the workbook's name for messages.
        wanted: headings that must be there.
        calculated: headings that may be there and are not read.
    """

    def __init__(
        self, grid: Grid, file: str, wanted: Collection[str], calculated: Collection[str]
    ) -> None:
        self._grid = grid
        self._file = file
        self.findings: list[Finding] = []
        by_row: dict[int, list[Cell]] = {}
        for cell in grid.cells:
            # A merged cell stands for every row it covers, as a person reads it.
            for row in range(cell.row, min(cell.bottom, cell.row + 1000)):
                by_row.setdefault(row, []).append(cell)
        self._rows = by_row
        self._heading_row = self._find_headings(wanted)
        self._headings = self._read_headings(wanted, calculated)

    @property
    def usable(self) -> bool:
        """Whether every wanted column is there."""
        return not any(
            finding.kind in (kinds.MISSING_COLUMN, kinds.REPEATED_COLUMN)
            for finding in self.findings
        )

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that have anything under a known heading."""
        uncached = set(self._grid.uncached)
        columns = {heading: column for column, heading in self._headings.items()}
        for number in sorted(row for row in self._rows if row > self._heading_row):
            cells = {}
            for cell in self._rows[number]:
                heading = self._headings.get(cell.column)
                if heading is not None:
                    cells[heading] = cell
            if cells:
                self._report_errors(cells, uncached)
                yield Row(self._grid.sheet, self._file, number, columns, cells)

    def _find_headings(self, wanted: Collection[str]) -> int:
        def known(row: int) -> int:
            return sum(_plain(cell.text) in wanted for cell in self._rows[row])

        top = [row for row in self._rows if row < _HEADING_ROWS]
        return max(sorted(top), key=known, default=-1)

    def _read_headings(
        self, wanted: Collection[str], calculated: Collection[str]
    ) -> dict[int, str]:
        headings: dict[int, str] = {}
        unknown: list[Cell] = []
        for cell in self._rows.get(self._heading_row, ()):
            heading = _plain(cell.text)
            if heading in headings.values():
                self._add(
                    kinds.REPEATED_COLUMN,
                    cell.address,
                    found=f"“{heading}”出现两次",
                    expected="每个标题只有一列",
                    fix="删去多余的一列，或改掉它的标题",
                )
            elif heading in wanted:
                headings[cell.column] = heading
            elif heading not in calculated and not heading.startswith(HELPER):
                unknown.append(cell)
        self._report_columns(wanted, headings.values(), unknown)
        return headings

    def _report_columns(
        self, wanted: Collection[str], present: Collection[str], unknown: list[Cell]
    ) -> None:
        names = {_plain(cell.text): cell for cell in unknown}
        for heading in wanted:
            if heading in present:
                continue
            near = difflib.get_close_matches(heading, names, n=1, cutoff=0.4)
            renamed = names.pop(near[0]) if near else None
            self._add(
                kinds.MISSING_COLUMN,
                renamed.address if renamed else "",
                found=f"标题是“{renamed.text}”" if renamed else f"没有标题为“{heading}”的列",
                expected=f"“{heading}”",
                fix=f"把标题改为“{heading}”" if renamed else f"补上“{heading}”一列",
            )
        for heading, cell in names.items():
            self._add(
                kinds.UNKNOWN_COLUMN,
                cell.address,
                found=f"“{heading}”",
                expected="总表的列，或自己加的列",
                fix="不用处理；如果是改了标题的列，请改回原来的标题",
            )

    def _report_errors(self, cells: Mapping[str, Cell], uncached: Collection[str]) -> None:
        for heading, cell in cells.items():
            if cell.text in _ERRORS:
                self._add(
                    kinds.CELL_ERROR,
                    cell.address,
                    found=f"{heading}为 {cell.text}",
                    expected="可读的内容",
                    fix="改正公式，或直接填写内容",
                )
            elif cell.address in uncached:
                self._add(
                    kinds.NOT_CALCULATED,
                    cell.address,
                    found=f"{heading}的公式没有结果",
                    expected="有结果的公式，或直接填写的内容",
                    fix="在 Excel 或 WPS 里打开总表，保存后再读",
                )

    def _add(self, kind: FindingKind, cell: str, *, found: str, expected: str, fix: str) -> None:
        where = Place(self._file, self._grid.sheet, cell)
        self.findings.append(Finding(kind, "", where, found, expected, fix, kind.severity))


def _plain(heading: str) -> str:
    """A heading without the blanks and line breaks that people put in for looks."""
    return "".join(heading.split())
