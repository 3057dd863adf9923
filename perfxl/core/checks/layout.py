"""What the layout of a collected form made doubtful.

These are found while a form is read, not by looking at its facts: readers in
:mod:`perfxl.forms` make the findings, the codes live here with all the others.
"""

from __future__ import annotations

from collections.abc import Sequence

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
SHARED_CELL = FindingKind(
    "L10",
    Severity.WARNING,
    "几行合用一个分值或得分",
    "分值、得分应逐项指标填写。几行合并成一格的，读取时只算在第一行，其余各行视为未填。",
)
UNKNOWN_AMOUNT_UNIT = FindingKind(
    "L11",
    Severity.ERROR,
    "金额单位不认识",
    "自评表金额以万元为单位，元、千元、亿元也能换算。其他单位不换算，各项金额按原数读入，汇总前须改正。",
)
NO_INDICATORS = FindingKind(
    "L12",
    Severity.ERROR,
    "没有绩效指标",
    "表中没有找到绩效指标的行，可能是没有填写，也可能是文件不完整。",
)
HIDDEN_SHEET = FindingKind(
    "L13",
    Severity.NOTE,
    "自评表在隐藏的工作表中",
    "隐藏的工作表可能是旧稿或模板，已照常读入，请确认是否有效。",
)
NO_RESULT = FindingKind(
    "L14",
    Severity.WARNING,
    "公式没有计算结果",
    "文件由程序生成后没有用Excel或WPS打开保存过，公式的结果不在文件里，这些格只能视为未填。一份表只报一次，写明有几格、第一格是哪一格。",
)
MISNAMED_FILE = FindingKind(
    "L15",
    Severity.NOTE,
    "文件扩展名与内容不符",
    "文件已按实际内容读入。扩展名不符的文件用Excel打开时会报错，建议改名。",
)

UNKNOWN_RULEBOOK = FindingKind(
    "L16",
    Severity.ERROR,
    "评分办法不在这台电脑上",
    "表由 perfxl 按另外的评分办法生成，这里没有那个办法，只能按默认的办法检查，得分会不同。",
)

DOUBTFUL_READING = FindingKind(
    "L17",
    Severity.WARNING,
    "读取存疑，请对照原表",
    "表的格式少见，读出的内容自相矛盾：缺少应有的列而有不认识的列，分值、得分多半不是数，"
    "几行共用一个指标名称、指标值或完成值，一格里写了几项指标，粘贴的文字分不清行列，有各项资金而没有总额，或名称、目标取到了别的格。请对照原表核对所列各格。",
)

HIDDEN_LINES = FindingKind(
    "L18",
    Severity.WARNING,
    "隐藏的行或列里有内容",
    "隐藏的内容已照常读入，计入各项合计，而打印和审阅时看不见，可能是旧稿、没有删净的内容，或有意不让人看到。",
)

KINDS = (
    INFERRED_DIMENSION,
    BROKEN_CELL,
    MISALIGNED_ROW,
    SHARED_CELL,
    UNKNOWN_AMOUNT_UNIT,
    NO_INDICATORS,
    HIDDEN_SHEET,
    NO_RESULT,
    MISNAMED_FILE,
    UNKNOWN_RULEBOOK,
    DOUBTFUL_READING,
    HIDDEN_LINES,
)

_MOST_LINES = 5


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


def shared_cell(field: str, where: Place, *, text: str, rows: int) -> Finding:
    """One weight or score is merged over several indicators."""
    return _finding(
        SHARED_CELL,
        field,
        where,
        found=f"“{text}”合并了{rows}行",
        expected="每项指标一格",
        fix="取消合并，逐项填写",
    )


def unknown_amount_unit(where: Place, *, unit: str) -> Finding:
    """Amounts are printed in ``unit``, which is none of the units known."""
    return _finding(
        UNKNOWN_AMOUNT_UNIT,
        "金额单位",
        where,
        found=f"“{unit}”",
        expected="“万元”“元”“千元”或“亿元”",
        fix="把金额换算成万元，并改正表头的单位",
    )


def unknown_rulebook(where: Place, *, title: str) -> Finding:
    """A form of ours was scored by a rulebook that is not installed here."""
    return _finding(
        UNKNOWN_RULEBOOK,
        "评分办法",
        where,
        found=f"“{title}”",
        expected="随程序安装的评分办法",
        fix="加 --rulebook，写生成这份表时用的评分办法所在的文件夹",
    )


def missing_column(field: str, where: Place, column: str, *, headings: Sequence[str]) -> Finding:
    """No heading says ``column``, while ``headings``, which nobody knows, have texts below."""
    names = "".join(f"“{heading}”" for heading in headings)
    return _finding(
        DOUBTFUL_READING,
        field,
        where,
        found=f"没有“{column}”一列，不认识的列：{names}",
        expected=f"“{column}”一列",
        fix=f"核对{names}是不是“{column}”；是的，把表头改成“{column}”后重新读取",
    )


def words_for_numbers(field: str, where: Place, column: str, *, text: str) -> Finding:
    """Most cells read as ``column`` (分值, 得分) hold words such as ``text``."""
    return _finding(
        DOUBTFUL_READING,
        field,
        where,
        found=f"“{column}”一列多半不是数，如“{text}”",
        expected="数字",
        fix="对照原表核对这一列，表头与内容错开的，改正后重新读取",
    )


def shared_name(field: str, where: Place, *, text: str, rows: int) -> Finding:
    """The name ``text`` is merged over rows that were read as ``rows`` indicators."""
    return _finding(
        DOUBTFUL_READING,
        field,
        where,
        found=f"“{text}”合并了几行，读成{rows}项指标",
        expected="每项指标一行",
        fix="对照原表核对这几行；是同一项指标的，把目标值、完成值放在一行后重新读取",
    )


def spread_value(heading: str, where: Place, *, text: str, first: int, last: int) -> Finding:
    """A target or an actual is merged over the indicators of the rows ``first`` to ``last``."""
    return _finding(
        DOUBTFUL_READING,
        "",
        where,
        found=f"{heading}“{text}”合并了第{first}到{last}行，每行都读成这个值",
        expected="每项指标一格",
        fix="取消合并，逐项填写",
    )


def several_names(field: str, where: Place, *, names: Sequence[str]) -> Finding:
    """One cell holds several ``names``; weights or scores stand there for all of them at once."""
    return _finding(
        DOUBTFUL_READING,
        field,
        where,
        found=f"一格里有{len(names)}项指标：{'；'.join(names[:_MOST_LINES])}，而分值、得分没有逐项写",
        expected="每项指标一行",
        fix="在原表中把这几项分成几行，逐项写指标值、完成值、分值、得分后重新读取",
    )


def doubtful_row(field: str, where: Place, *, found: str) -> Finding:
    """A row of a pasted text may have been put into columns wrongly; ``found`` says how."""
    return _finding(
        DOUBTFUL_READING,
        field,
        where,
        found=found,
        expected="每格在自己的列里",
        fix="对照原表逐格核对这一行；粘贴的文字没有行尾或空格的，改从Word、Excel的表格读取",
    )


def no_total(field: str, where: Place, *, source: str) -> Finding:
    """Amounts of ``source`` were read, and none that is the total."""
    return _finding(
        DOUBTFUL_READING,
        field,
        where,
        found=f"有“{source}”的金额，没有年度资金总额",
        expected="年度资金总额",
        fix="对照原表核对资金各行，在总额一行写明“年度资金总额”后重新读取",
    )


def wrong_cell(field: str, where: Place, *, text: str) -> Finding:
    """The text of a field looks like a heading or a number: it stands in another cell."""
    return _finding(
        DOUBTFUL_READING,
        field,
        where,
        found=f"“{text}”",
        expected="文字说明",
        fix="对照原表核对这一格，取错的在原表中改正后重新读取",
    )


def no_indicators(where: Place) -> Finding:
    """The form has no row of 绩效指标."""
    return _finding(
        NO_INDICATORS,
        "",
        where,
        found="没有绩效指标",
        expected="至少一项绩效指标",
        fix="核对文件是否完整，补填绩效指标后重新报送",
    )


def hidden_sheet(where: Place) -> Finding:
    """The form stands on a hidden sheet."""
    return _finding(
        HIDDEN_SHEET,
        "",
        where,
        found="工作表已隐藏",
        expected="工作表可见",
        fix="确认这张表有效；作废的请从文件中删除",
    )


def hidden_lines(
    field: str, where: Place, *, text: str, lines: Sequence[str], cells: int
) -> Finding:
    """Values, ``cells`` of them, stand in hidden ``lines``; ``text`` is the first."""
    named = "、".join(lines[:_MOST_LINES]) + ("等" if len(lines) > _MOST_LINES else "")
    return _finding(
        HIDDEN_LINES,
        field,
        where,
        found=f"{named}已隐藏，其中有{cells}格内容，第一格为“{text}”",
        expected="表中的内容都看得见",
        fix="取消隐藏，核对这些内容；不是这份表的内容请删除",
    )


def no_result(where: Place, *, cells: int) -> Finding:
    """Formulas, ``cells`` of them, were saved without results; ``where`` is the first."""
    return _finding(
        NO_RESULT,
        "",
        where,
        found=f"{cells} 个公式没有结果，{where.cell} 是其中第一个" if cells > 1 else "公式没有结果",
        expected="公式的计算结果",
        fix="用Excel或WPS打开文件，保存后重新读取",
    )


def misnamed_file(where: Place, *, ending: str, real: str) -> Finding:
    """A file's name ends in ``ending`` while it really is ``real``."""
    return _finding(
        MISNAMED_FILE,
        "",
        where,
        found=f".{ending}",
        expected=f".{real}",
        fix=f"把扩展名改为.{real}",
    )


def _finding(
    kind: FindingKind, field: str, where: Place, *, found: str, expected: str, fix: str
) -> Finding:
    return Finding(kind, field, where, found, expected, fix, kind.severity)
