"""The last row of each text of a column, told without reading the rows."""

from __future__ import annotations

import pytest

from perfxl.forms.grids.last_rows import last_rows
from perfxl.forms.grids.sheet_part import SheetPart
from perfxl.forms.grids.sheet_rows import CellTexts
from perfxl.forms.table import Groups

TEXTS = CellTexts(["01", "02", "别的"], {"0": "General"}, False, "总表.xlsx")
A1 = '<c r="A1" t="s"><v>0</v></c>'


def told(rows: str, column: int = 0, after: str = "", below: int = -1) -> Groups | None:
    data = f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>".encode()
    part = SheetPart((data,), part="sheet1.xml", sheet="指标", file="总表.xlsx", most=1000)
    return last_rows(part, column=column, below=below, texts=TEXTS)


def row(number: int, code: str) -> str:
    return (
        f'<row r="{number}">{code.replace("#", str(number))}<c r="B{number}"><v>5</v></c>'
        f'<c r="AA{number}" t="s"><v>2</v></c></row>'
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([A1, '<c r="A#" t="s"><v>1</v></c>', '<c r="A#" t="s"><v>0</v></c>'], {"01": 2, "02": 1}),
        (['<c r="A#" s="0"><v>7</v></c>', '<c r="A#" t="n"><v>7</v></c>'], {"7": 1}),
        (['<c r="A#" t="str"><f>B1</f><v>甲</v></c>'], {"甲": 0}),
        (['<c r="A#" t="str"><f t="shared" si="0"/><v>甲</v></c>'], {"甲": 0}),
        ([A1, '<c r="A#"><v>0</v></c>', '<c r="A#" t="str"><v>0</v></c>'], {"01": 0, "0": 2}),
        ([A1, '<c r="A#" s="0"/>', '<c r="A#"></c>', ""], {"01": 0}),
    ],
)
def test_told(cells: list[str], expected: dict[str, int]) -> None:
    found = told("".join(row(number, code) for number, code in enumerate(cells, 1)))
    assert found is not None
    assert found.last == expected


@pytest.mark.parametrize(
    ("below", "expected"),
    [(-1, Groups({"01": 2, "02": 1}, 3)), (0, Groups({"02": 1, "01": 2}, 2)), (2, Groups({}, 0))],
)
def test_only_rows_below_the_headings_count(below: int, expected: Groups) -> None:
    codes = [A1, '<c r="A#" t="s"><v>1</v></c>', '<c r="A#" t="s"><v>0</v></c>']
    rows = "".join(row(number, code) for number, code in enumerate(codes, 1))
    assert told(rows, below=below) == expected


def test_of_another_column() -> None:
    assert told(row(1, A1), 26) == Groups({"别的": 0}, 1)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="a3" t="s"><v>0</v></c>',
        '<c r="$A$3" t="s"><v>0</v></c>',
        "<c r='A3' t=\"s\"><v>0</v></c>",
        '<c t="s" r="A3"><v>0</v></c>',
        '<c t="s"><v>0</v></c>',
        "<c><v>0</v></c>",
        '<x:c r="A3" t="s"><v>0</v></x:c>',
        '<c r="A3" t="inlineStr"><is><t>01</t></is></c>',
        '<c r="A3" t="str"><v>a&amp;b</v></c>',
        '<c r="A3" t="s" s="0"><v>0</v></c>',
        '<c r="A1" t="s"><v>0</v></c>',
    ],
)
def test_cells_that_only_a_parser_understands(cell: str) -> None:
    assert told(row(1, A1) + f'<row r="3">{cell}</row>') is None


def test_merged_cells_may_hide_a_number() -> None:
    merges = '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
    assert told(row(1, A1), after=merges) is None
