"""``docs/检查代码.md``: every finding code on one page, made from the declarations.

``python -m perfxl.core.checks.page > docs/检查代码.md`` writes it; a test compares.
"""

from __future__ import annotations

import sys

from perfxl.core.checks.all_checks import KINDS
from perfxl.core.finding import FindingKind

_THEMES = {
    "H": "表头",
    "F": "项目资金",
    "G": "年度总体目标",
    "N": "指标名称",
    "W": "分值",
    "T": "年度指标值与实际完成值",
    "D": "日期",
    "S": "得分",
    "R": "偏差原因分析及改进措施",
    "X": "项目之间（几份表放在一起时发现）",
    "L": "表格版式（读取收来的表时发现）",
    "M": "总表（读取总表时发现）",
    "Y": "结转（新建下一年度总表时发现）",
}
_INTRODUCTION = """\
# 检查代码

perfxl 检查自评表时可能给出的全部问题。每个问题有一个固定的代码，代码不会改变含义。

- **错误**：这份表不能接受，必须改正。
- **警告**：需要人看一看，确认无误的可以不改。
- **提示**：不影响评分，供参考。

评分办法（`rulebook.toml`）的 `[severities]` 一节可以改变某个代码的严重程度，或让它不报。

本页由程序中的声明生成，请不要手工修改。
"""


def page() -> str:
    """The page as Markdown: one table a theme, in the form's order."""
    parts = [_INTRODUCTION]
    for letter, title in _THEMES.items():
        kinds = [kind for kind in KINDS if kind.code[0] == letter]
        parts.append(f"\n## {letter} {title}\n\n")
        parts.append("| 代码 | 严重程度 | 问题 | 说明 |\n|---|---|---|---|\n")
        parts.extend(_line(kind) for kind in kinds)
    return "".join(parts)


def _line(kind: FindingKind) -> str:
    cells = (kind.code, kind.severity.value, kind.title, kind.explanation)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page())
