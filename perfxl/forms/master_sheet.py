"""One sheet of a master workbook as rows of cells under known headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from perfxl.core.checks import layout
from perfxl.core.checks import master as kinds
from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding, FindingKind
from perfxl.forms.grid import cell_address
from perfxl.forms.master_layout import HELPER
from perfxl.forms.table import Merge, Table, TableRow, texts

# Headings stand near the top; what is further down is data.
_HEADING_ROWS = 20
_MOST_COVERED = 1000  # rows of one merged cell
ERRORS = ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")
_FAULTY = frozenset((None, *ERRORS))
_NO_GROUP = frozenset(("", *ERRORS))


class SheetColumns(NamedTuple):
    """The ``columns`` of a sheet by their headings; rows and columns count from 0."""

    file: str
    sheet: str
    columns: Mapping[str, int]

    def place(self, row: int, heading: str) -> Place:
        """Where ``heading`` stands in a row, whether filled or not."""
        return Place(self.file, self.sheet, cell_address(row, self.columns[heading]))


class Row(NamedTuple):
    """One row: ``texts`` by heading, empty cells and error values left out."""

    where: SheetColumns
    number: int
    texts: Mapping[str, str]

    def text(self, heading: str) -> str | None:
        """The text under ``heading``; ``None`` when empty or an error value."""
        return self.texts.get(heading)

    def place(self, heading: str) -> Place:
        """Where ``heading`` stands in this row, whether filled or not."""
        return self.where.place(self.number, heading)

    def first_place(self) -> Place:
        """The row's first cell under a known heading, filled if one is."""
        columns = self.where.columns
        return self.place(min(self.texts or columns, key=columns.__getitem__))


class MasterSheet:
    """A sheet read by its headings; ``findings`` collects what is wrong with it.

    Only what stands under known headings is kept: a province's year has a million cells more.
    Where the table tells which rows are the last of their group, the rows are read while they
    are gone through; else they are held.  Either way ``last_rows`` has the number of the last
    row by the text under ``grouped``, and of a ``distinct`` sheet ``repeated`` says how often
    there are the texts that are there more than once.

    Args:
        table: the sheet.
        file: the workbook's name for messages.
        wanted: headings that must be there.
        calculated: headings that may be there and are not read.
        grouped: heading of what tells which rows belong together.
        distinct: there ought to be one row of each group.
        counted: headings under which a merged cell counts for its first row only.
        single: headings under which a merged cell stands for every row, and is told.
        verbatim: headings under which a form's own text stands, be it "#DIV/0!".
    """

    def __init__(
        self,
        table: Table,
        file: str,
        wanted: Collection[str],
        calculated: Collection[str],
        *,
        grouped: str,
        distinct: bool = False,
        counted: Collection[str] = (),
        single: Collection[str] = (),
        verbatim: Collection[str] = (),
    ) -> None:
        self._table = table
        self._counted = counted
        self._single = single
        self._file = file
        self._verbatim = verbatim
        self.findings: list[Finding] = []
        top: dict[int, TableRow] = {}
        below: Iterator[tuple[int, TableRow]] = iter(())
        for number, row in table.rows:
            if number >= _HEADING_ROWS:
                below = chain([(number, row)], table.rows)
                break
            top[number] = row
        self._heading_row = self._find_headings(top, wanted)
        self._headings = self._read_headings(top.get(self._heading_row, {}), wanted, calculated)
        table.keep(self._headings)
        rows = self._kept(chain(top.items(), below))
        grouping = next((c for c, heading in self._headings.items() if heading == grouped), None)
        told = None if grouping is None else table.groups(grouping, self._heading_row)
        self.repeated: Mapping[str, int] = {}
        if told is None or (distinct and told.rows > len(told.last)):
            held = self._held(rows)
            grouped_rows = [(row.get(grouping) or "", n) for n, row in held if grouping is not None]
            times = Counter(text for text, _ in grouped_rows if text not in _NO_GROUP)
            self.repeated = {text: number for text, number in times.items() if number > 1}
            self._rows, self.last_rows = iter(held), dict(grouped_rows)
        else:
            self._rows, self.last_rows = rows, told.last
        for text in _NO_GROUP:
            self.last_rows.pop(text, None)

    @property
    def where(self) -> SheetColumns:
        """Where its known headings stand."""
        columns = {heading: column for column, heading in self._headings.items()}
        return SheetColumns(self._file, self._table.sheet, columns)

    @property
    def usable(self) -> bool:
        """Whether every wanted column is there."""
        return not any(
            finding.kind in (kinds.MISSING_COLUMN, kinds.REPEATED_COLUMN)
            for finding in self.findings
        )

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that have anything under a known heading; only once."""
        headings, where = self._headings, self.where
        for number, row in self._rows:
            if not row:  # what stood in it was covered by a merged cell
                continue
            if not _FAULTY.isdisjoint(row.values()):
                self._report_errors(number, row)
            texts = {headings[column]: text for column, text in row.items() if text}
            yield Row(where, number, texts)

    def _find_headings(self, top: Mapping[int, TableRow], wanted: Collection[str]) -> int:
        def known(row: int) -> int:
            return sum(plain_heading(text or "") in wanted for text in top[row].values())

        return max(sorted(top), key=known, default=-1)

    def _kept(self, rows: Iterable[tuple[int, TableRow]]) -> Iterator[tuple[int, TableRow]]:
        """What stands under known headings, in the rows below them."""
        known = self._headings
        for number, row in rows:
            if number > self._heading_row:
                kept = {c: text for c, text in row.items() if c in known and text != ""}
                if kept:
                    yield number, kept

    def _held(self, rows: Iterable[tuple[int, TableRow]]) -> list[tuple[int, TableRow]]:
        """All the rows in their order, merged cells spread."""
        held = dict(rows)
        for merge in self._table.merges:
            self._spread(merge, held)
        return sorted(held.items())

    def _spread(self, merge: Merge, rows: dict[int, TableRow]) -> None:
        """Let a merged cell stand for every row that it covers, as a person reads it.

        A number stands for the first row only: read three times, 15 points would be 45.
        """
        top, left, bottom, right = merge
        known = [column for column in range(left, right + 1) if column in self._headings]
        if not known or top <= self._heading_row:
            return
        text = rows.get(top, {}).get(left, "")
        heading = self._headings.get(left)
        once = heading in self._counted
        if heading and text and bottom > top:
            where = Place(self._file, self._table.sheet, cell_address(top, left))
            covered = bottom - top + 1
            if once:
                self.findings.append(layout.shared_cell(heading, where, text=text, rows=covered))
            elif heading in self._single:
                told = layout.spread_value(
                    heading, where, text=text, first=top + 1, last=bottom + 1
                )
                self.findings.append(told)
        for number in range(top, min(bottom + 1, top + _MOST_COVERED)):
            row = rows.setdefault(number, {})
            for column in known:
                row.pop(column, None)
            if heading and text != "" and (number == top or (text and not once)):
                row[left] = text

    def _read_headings(
        self, row: TableRow, wanted: Collection[str], calculated: Collection[str]
    ) -> dict[int, str]:
        headings: dict[int, str] = {}
        unknown: dict[str, tuple[str, str]] = {}
        for column, text in sorted(texts(row).items()):
            heading, address = plain_heading(text), cell_address(self._heading_row, column)
            if heading in headings.values():
                self._add(
                    kinds.REPEATED_COLUMN,
                    address,
                    found=f"“{heading}”出现两次",
                    expected="每个标题只有一列",
                    fix="删去多余的一列，或改掉它的标题",
                )
            elif heading in wanted:
                headings[column] = heading
            elif heading not in calculated and not heading.startswith(HELPER):
                unknown[heading] = address, text
        self._report_columns(wanted, headings.values(), unknown)
        return headings

    def _report_columns(
        self,
        wanted: Collection[str],
        present: Collection[str],
        unknown: dict[str, tuple[str, str]],
    ) -> None:
        for heading in wanted:
            if heading in present:
                continue
            import difflib

            near = difflib.get_close_matches(heading, unknown, n=1, cutoff=0.4)
            address, renamed = unknown.pop(near[0]) if near else ("", "")
            self._add(
                kinds.MISSING_COLUMN,
                address,
                found=f"标题是“{renamed}”" if renamed else f"没有标题为“{heading}”的列",
                expected=f"“{heading}”",
                fix=f"把标题改为“{heading}”" if renamed else f"补上“{heading}”一列",
            )
        for heading, (address, _) in unknown.items():
            self._add(
                kinds.UNKNOWN_COLUMN,
                address,
                found=f"“{heading}”",
                expected="总表的列，或自己加的列",
                fix="不用处理；如果是改了标题的列，请改回原来的标题",
            )

    def _report_errors(self, number: int, row: TableRow) -> None:
        """Report and take out what is no text: errors, and formulas without a result."""
        for column, text in tuple(row.items()):
            heading = self._headings[column]
            if text is None or (text in ERRORS and heading not in self._verbatim):
                where = Place(self._file, self._table.sheet, cell_address(number, column))
                self.findings.append(unreadable(where, heading, text))
                del row[column]

    def _add(self, kind: FindingKind, cell: str, *, found: str, expected: str, fix: str) -> None:
        where = Place(self._file, self._table.sheet, cell)
        self.findings.append(Finding(kind, "", where, found, expected, fix, kind.severity))


def unreadable(where: Place, heading: str, text: str | None) -> Finding:
    """The finding for an error value, or (``None``) for a formula without a result."""
    if text is None:
        kind, found = kinds.NOT_CALCULATED, f"{heading}的公式没有结果"
        expected, fix = "有结果的公式，或直接填写的内容", "在 Excel 或 WPS 里打开总表，保存后再读"
    else:
        kind, found = kinds.CELL_ERROR, f"{heading}为 {text}"
        expected, fix = "可读的内容", "改正公式，或直接填写内容"
    return Finding(kind, "", where, found, expected, fix, kind.severity)


def looks_like(table: Table, sheets: Mapping[str, Collection[str]]) -> str:
    """Which of ``sheets`` has most of its headings also on a sheet that nobody reads; or ``""``.

    The top of the table is used up.
    """
    for number, row in table.rows:
        if number >= _HEADING_ROWS:
            break
        found = {plain_heading(text) for text in texts(row).values()}
        for name, wanted in sheets.items():
            if 2 * len(found.intersection(wanted)) > len(wanted):
                return name
    return ""


def plain_heading(heading: str) -> str:
    """A heading without the blanks and line breaks that people put in for looks."""
    return "".join(heading.split())
