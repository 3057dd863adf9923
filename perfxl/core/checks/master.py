"""What is wrong with the cells of a master workbook itself.

These are found while the master is read (:mod:`perfxl.forms.master`); the codes live here
with all the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfxl.core.finding import Finding, FindingKind, Severity

MISSING_SHEET = FindingKind(
    "M01",
    Severity.ERROR,
    "缺少工作表",
    "总表由“单位与年度”“项目”“指标”等工作表组成，按名称查找；改了名或删掉了就读不到。",
)
MISSING_COLUMN = FindingKind(
    "M02",
    Severity.ERROR,
    "缺少列",
    "各列按标题查找，先后次序可以改，标题文字不能改。",
)
REPEATED_COLUMN = FindingKind(
    "M03", Severity.ERROR, "列标题重复", "两列用了同一个标题，无法确定以哪一列为准。"
)
UNKNOWN_COLUMN = FindingKind(
    "M04", Severity.NOTE, "没有用到的列", "这一列不是总表的列，读取时略过；自己加的列可以不理会。"
)
REPEATED_CODE = FindingKind(
    "M05",
    Severity.ERROR,
    "项目编号重复",
    "指标按项目编号归入项目，两个项目用同一个编号就分不开，因此都不生成。",
)
NO_CODE = FindingKind(
    "M06", Severity.ERROR, "没有项目编号", "没有项目编号的一行无法归入任何项目，没有读入。"
)
UNKNOWN_CODE = FindingKind(
    "M07",
    Severity.ERROR,
    "项目编号不在“项目”表中",
    "指标按项目编号归入项目；找不到项目的指标没有读入任何一份表。",
)
NOT_A_NUMBER = FindingKind(
    "M08",
    Severity.ERROR,
    "应填数字",
    "金额、分值和核定得分只能是不带单位的数字。存为文本的数（左上角有绿色三角）公式也不认，"
    "不当作数。",
)
NOT_IN_LIST = FindingKind("M09", Severity.ERROR, "不在可选内容之中", "这一格只能从下拉列表里选。")
BAD_YEAR = FindingKind("M10", Severity.ERROR, "年度不对", "年度是四位数字，决定没有年份的日期。")
CELL_ERROR = FindingKind(
    "M11", Severity.ERROR, "单元格是错误值", "公式算出了错误值（如 #REF!），没有可读的内容。"
)
NOT_CALCULATED = FindingKind(
    "M12",
    Severity.ERROR,
    "公式没有结果",
    "文件由不计算公式的程序保存，公式没有结果；在 Excel 或 WPS 里打开并保存一次即可。",
)
NO_PROJECTS = FindingKind("M13", Severity.ERROR, "一个项目也没有", "“项目”表里没有填任何项目。")
BAD_EVIDENCE = FindingKind(
    "M14",
    Severity.WARNING,
    "原表数据的位置写得不对",
    "“原表数据”表的项目编号和位置都要有，编号要在“项目”表中。",
)
TOTAL_ROW = FindingKind(
    "M15",
    Severity.WARNING,
    "看上去是合计行",
    "编号或名称是“合计”“小计”“总计”的一行不当作项目或指标，没有读入：读入的话，金额和分值会算两遍。",
)
MORE_SHEETS = FindingKind(
    "M16",
    Severity.WARNING,
    "多出的工作表没有读入",
    "总表只读“项目”“指标”等几页。标题与它们相同的另一页（续表、副本）没有读入，其中的内容不在任何一份表里。",
)

# What is wrong with the content of one cell, which then counts as not filled in.
_OF_CELLS = (NOT_A_NUMBER, NOT_IN_LIST, BAD_YEAR, CELL_ERROR, NOT_CALCULATED)

KINDS = (
    MISSING_SHEET,
    MISSING_COLUMN,
    REPEATED_COLUMN,
    UNKNOWN_COLUMN,
    REPEATED_CODE,
    NO_CODE,
    UNKNOWN_CODE,
    NOT_A_NUMBER,
    NOT_IN_LIST,
    BAD_YEAR,
    CELL_ERROR,
    NOT_CALCULATED,
    NO_PROJECTS,
    BAD_EVIDENCE,
    TOTAL_ROW,
    MORE_SHEETS,
)


def spoilt_cells(findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Sheet and address of the cells of which ``findings`` say that their content is unusable."""
    return ((it.where.sheet, it.where.cell) for it in findings if it.kind in _OF_CELLS)
