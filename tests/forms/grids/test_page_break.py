"""Rows that a page break cuts: pages in, rows out.

A row is written as its cells, joined by "|"; "验收合格>" is a cell whose last line is full.
"""

from __future__ import annotations

import math

import pytest

from perfxl.forms.grids.document import Block, Table, TableCell
from perfxl.forms.grids.page_break import across_pages


def table(*rows: str, shift: float = 0.0) -> Table:
    cells = []
    for number, row in enumerate(rows):
        for column, text in enumerate(row.split("|")):
            room = 0.0 if text.endswith(">") else math.inf
            left = column * 100 + shift
            cells.append(TableCell(number, number + 1, left, left + 100, text.strip(">"), room))
    return Table(tuple(cells), len(rows))


def shown(blocks: list[Block]) -> list[str]:
    lines = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
        else:
            for row in range(block.rows):
                lines.append("|".join(cell.text for cell in block.cells if cell.top == row))
    return lines


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (
            [[table("质量指标|验收合格>|100%|20")], [table("|率||", "时效指标|完成时间|12月|10")]],
            ["质量指标|验收合格率|100%|20", "|||", "时效指标|完成时间|12月|10"],
        ),
        (
            [[table("质量指标|验收合格>|100>|20")], [table("|率|%|")]],
            ["质量指标|验收合格率|100%|20", "|||"],
        ),
        (
            [[table("质量指标|验收合格>|100%|20"), "— 1 —"], ["第2页 共3页", table("|率||")]],
            ["质量指标|验收合格率|100%|20", "— 1 —", "第2页 共3页", "|||"],
        ),
        (
            [[table("产出>|数量|线路|20")], [table("指标|质量|合格率|20")]],
            ["产出指标|数量|线路|20", "|质量|合格率|20"],
        ),
        (
            [[table("产出指标>|数量|线路|20")], [table("（50分）|质量|合格率|20")]],
            ["产出指标（50分）|数量|线路|20", "|质量|合格率|20"],
        ),
        (
            [[table("甲|完成>|一|1")], [table("|了>||")], [table("|三件||")]],
            ["甲|完成了|一|1", "|||", "|三件||"],
        ),
    ],
    ids=[
        "a name",
        "a name and a value",
        "page numbers between",
        "a label",
        "the share of a label",
        "only the first break is mended",
    ],
)
def test_what_came_over_goes_back(pages: list[list[Block]], expected: list[str]) -> None:
    assert shown(list(across_pages(pages))) == expected


@pytest.mark.parametrize(
    "pages",
    [
        [[table("质量指标|验收合格率|100%|20")], [table("|完成时间||")]],
        [[table("质量指标|验收合格>|100>|20>")], [table("|及时率|95|10")]],
        [[table("|指标一>|说明>|")], [table("|指标二|说明|")]],
        [[table("质量指标|验收合格>|100%|20")], ["二、其他情况", table("|率||")]],
        [[table("质量指标|验收合格>|100%|20")], [table("|率||", shift=40)]],
        [[table("质量指标|验收合格>|100%|20")], [table("满意度|率||")]],
        [[table("产出指标>|数量|线路|20")], [table("效益指标|经济|增收|20")]],
        [[table("质量指标|验收合格>|100%|20")], []],
    ],
    ids=[
        "there was room for more",
        "numbers on both sides",
        "as full as the row before",
        "a paragraph between",
        "other columns",
        "a label of its own",
        "a label after a label",
        "nothing came over",
    ],
)
def test_other_rows_stay(pages: list[list[Block]]) -> None:
    assert shown(list(across_pages(pages))) == shown([block for page in pages for block in page])
