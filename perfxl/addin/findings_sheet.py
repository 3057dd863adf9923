"""The sheet 检查结果: every finding in a row, with a link to its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.core.finding import Finding, Severity
from perfxl.errors import InputError

if TYPE_CHECKING:
    import xlwings

SHEET = "检查结果"
HEADINGS = ("级别", "代码", "项目", "位置", "单元格", "问题", "现为", "应为", "处理")

_MARK = "perfxl 检查结果"  # in A1, so that a sheet of the user with that name is known
_WIDTHS = (6, 7, 24, 22, 9, 28, 30, 30, 36)
_LONGEST = 500  # what a person reads in a cell of a list


@dataclass(frozen=True, slots=True)
class Row:
    """One finding and the project it belongs to (``""`` for the workbook as a whole)."""

    project: str
    finding: Finding


def write_findings(book: xlwings.Book, rows: Sequence[Row]) -> None:
    """Write ``rows`` to the sheet 检查结果 of ``book``, in place of its former list.

    Raises:
        InputError: the sheet cannot be added, or the user has one of that name.
    """
    sheet = _sheet(book)
    width = len(HEADINGS)
    blanks: list[str | None] = [None] * (width - 1)
    cells: list[list[str | None]] = [
        [_text(_MARK), *blanks],
        [_text(summary(it.finding for it in rows)), *blanks],
        list(HEADINGS),
        *(_cells(row) for row in rows),
    ]
    sheet.range((1, 1), (len(cells), width)).value = cells
    sheet.range((1, 1), (3, width)).font.bold = True
    sheet.range((3, 1), (len(cells), width)).wrap_text = True
    for column, characters in enumerate(_WIDTHS, 1):
        sheet.range((1, column)).column_width = characters
    sheet.activate()


def summary(findings: Iterable[Finding]) -> str:
    """``"错误 2 处、警告 1 处"``, or that there is nothing."""
    tally = Counter(finding.severity for finding in findings)
    counted = [f"{severity.value} {tally[severity]} 处" for severity in Severity if tally[severity]]
    return "、".join(counted) or "没有发现问题"


def _sheet(book: xlwings.Book) -> xlwings.Sheet:
    names = [sheet.name for sheet in book.sheets]
    if SHEET in names:
        sheet = book.sheets[SHEET]
        if sheet["A1"].value != _MARK:
            raise InputError(f"工作簿里已有名为“{SHEET}”的表，不是检查生成的。请先改名，再按一次")
        sheet.clear()
        return sheet
    try:
        return book.sheets.add(SHEET, after=book.sheets[names[-1]])
    except Exception as error:  # the application's own error, which differs by engine
        message = f"不能在 {book.name} 里加“{SHEET}”表，工作簿结构可能受保护。请撤销保护，再按一次"
        raise InputError(message) from error


def _cells(row: Row) -> list[str | None]:
    finding = row.finding
    texts = (
        finding.severity.value,
        finding.code,
        row.project,
        finding.field,
        "",
        finding.kind.title,
        finding.found,
        finding.expected,
        finding.fix,
    )
    cells = [_text(text) for text in texts]
    cells[HEADINGS.index("单元格")] = _link(finding.where.sheet, finding.where.cell)
    return cells


def _link(sheet: str, address: str) -> str | None:
    if not sheet or not address:
        return None
    quoted = sheet.replace("'", "''").replace('"', '""')
    return f"""=HYPERLINK("#'{quoted}'!{address}","{address}")"""


def _text(text: str) -> str | None:
    """A text that stays a text, whatever it begins with."""
    return f"'{text[:_LONGEST]}" if text else None
