"""What the layout of a collected form made doubtful.

These are found while a form is read, not by looking at its facts: readers in
:mod:`perfxl.forms` make the findings, the codes live here with all the others.
"""

from __future__ import annotations

from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding, FindingKind, Severity

INFERRED_DIMENSION = FindingKind(
    "L01",
    Severity.NOTE,
    "一级指标未填，已按二级指标推断",
    "表中漏写一级指标（常见的是社会效益指标上方缺“效益指标”），读取时按二级指标所属类别补上。"
    "二级指标的归属见财预〔2020〕10号附件。",
)
BROKEN_CELL = FindingKind(
    "L02",
    Severity.NOTE,
    "一格内有空行或换行",
    "从文本读入的表格中，一格的内容占了几行，已合并为一格，请核对各列有没有错位。",
)
MISALIGNED_ROW = FindingKind(
    "L03",
    Severity.WARNING,
    "一行的格数与表头不符",
    "这一行的格数比表头多或少，无法确定每格属于哪一列，已按最合理的对应读入，请逐格核对。",
)

KINDS = (INFERRED_DIMENSION, BROKEN_CELL, MISALIGNED_ROW)


def inferred_dimension(field: str, where: Place, *, aspect: str, dimension: str) -> Finding:
    """The label of ``dimension`` is missing above ``aspect``."""
    return _finding(
        INFERRED_DIMENSION,
        field,
        where,
        found=f"空白（二级指标为“{aspect}”）",
        expected=f"“{dimension}”",
        fix=f"在一级指标列补写“{dimension}”",
    )


def broken_cell(field: str, where: Place, *, text: str) -> Finding:
    """A cell is spread over several lines; ``text`` is what was put together."""
    return _finding(
        BROKEN_CELL,
        field,
        where,
        found=f"分成几行，合并后为“{text}”",
        expected="一格一行",
        fix="核对合并后的内容",
    )


def misaligned_row(field: str, where: Place, *, cells: int, columns: int) -> Finding:
    """A row has ``cells`` cells under a heading of ``columns`` columns."""
    return _finding(
        MISALIGNED_ROW,
        field,
        where,
        found=f"{cells}格",
        expected=f"{columns}格",
        fix="对照原表逐格核对这一行，必要时在原表中补齐空格或去掉格内换行后重新读取",
    )


def _finding(
    kind: FindingKind, field: str, where: Place, *, found: str, expected: str, fix: str
) -> Finding:
    return Finding(kind, field, where, found, expected, fix, kind.severity)
