"""Several indicators in one row: their names, targets and actuals line by line.

A cell of 三级指标 says "1.引进人才" and "2.举办活动" below each other, the cell beside it "≥50名"
and "≥6场".  Where every column that must say something for each of them has as many
lines, each line is an indicator; where one has not, nothing says which line means which.
"""

from __future__ import annotations

from perfxl.core.checks import layout
from perfxl.forms.grid import Cell
from perfxl.forms.recognise.column_words import Column
from perfxl.forms.recognise.draft import Draft
from perfxl.forms.recognise.indicator_row import Row
from perfxl.forms.recognise.labels import is_filler
from perfxl.regex import regex

_NUMBER = regex(r"^\s*(?:指标|目标)?[（(]?(\d{1,2})[)）.．、:：](?!\d)|^\s*([①-⑳])")
_FACTS = (Column.TARGET, Column.ADJUSTED, Column.ACTUAL)
_POINTS = (Column.WEIGHT, Column.SCORE, Column.AWARDED)
_LEVELS = frozenset({Column.DIMENSION, Column.ASPECT, Column.NUMBER})


def indicator_rows(row: Row, draft: Draft, path: str) -> list[Row]:
    """``row``, or a row for each indicator in it; a finding at ``path`` when that is unclear."""
    names = [cell for cell in row.under(Column.NAME) if cell.row == row.number]
    lines = _lines(names[0]) if len(names) == 1 else []
    count = len(lines)
    facts = [cell for cell in row.own(_FACTS) if not is_filler(cell.text)]
    if count < 2 or not facts or any(len(_lines(cell)) != count for cell in facts):
        return [row]
    points = [cell for cell in row.own(_POINTS) if not is_filler(cell.text)]
    whole = [len(_lines(cell)) == count for cell in points]
    if all(whole) and (points or _are_numbered(lines)):
        return [_row_of(row, at, count) for at in range(count)]
    if _are_numbered(lines):
        where = draft.place(names[0])
        draft.findings.append(layout.several_names(f"{path}.三级指标", where, names=lines))
    return [row]


def _lines(cell: Cell) -> list[str]:
    return [line.strip() for line in cell.text.split("\n") if line.strip()]


def _are_numbered(lines: list[str]) -> bool:
    """Whether the lines begin with 1, 2, 3 …, as a list does and a wrapped name does not."""
    found = [_NUMBER.match(line) for line in lines]
    numbers = [
        int(match[1]) if match[1] else ord(match[2]) - ord("①") + 1 for match in found if match
    ]
    return numbers == list(range(1, len(lines) + 1))


def _row_of(row: Row, at: int, count: int) -> Row:
    """What ``row`` says of the indicator on line ``at``; what is said once, is said of each."""

    def part(cell: Cell, kind: Column | None) -> Cell:
        lines = _lines(cell)
        apart = kind not in _LEVELS and cell.row == row.number and len(lines) == count
        return cell._replace(text=lines[at]) if apart else cell

    cells = {
        heading: [part(cell, heading.kind) for cell in found]
        for heading, found in row.cells.items()
    }
    return row._replace(cells=cells)
