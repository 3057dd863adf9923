"""What ``perfxl rollover`` prints at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.summaries.document import dumped
from perfxl.summaries.findings import finding_json, finding_table

if TYPE_CHECKING:
    from perfxl.forms.next_master import NextMaster

_KEPT = "保留：项目、单位、指标、指标值、分值、预期目标。"
_CLEARED = (
    "清空：全部金额（新的年度另有预算）、实际完成值、完成情况、核定得分、原表得分、"
    "偏差原因、实际完成情况、原表数据。"
)
_LISTED = 20


def rollover_text(made: NextMaster, path: Path) -> str:
    """The end of ``perfxl rollover``: what moved, what a person must look at, and where."""
    lines: list[str] = []
    if made.wrong_cells:
        lines += ["原总表里的问题（有关的行可能没有结转）：", *finding_table(made.wrong_cells)]
    if made.findings:
        lines += ["请在新总表里核对：", *finding_table(made.findings)]
    lines += _deadlines(made)
    lines += [_KEPT, _CLEARED]
    rows = sum(len(project.evaluation.indicators) for project in made.projects)
    year = made.projects[0].evaluation.year
    target = f" {year} 年度" if year else "下一年度"
    lines.append(
        f"已把 {len(made.projects)} 个项目、{rows} 个指标结转到{target}，评分办法 {made.rulebook}；"
        f"需要核对的 {len(made.findings)} 处。新总表：{path}"
    )
    return "\n".join(lines)


def rollover_json(made: NextMaster, path: Path) -> str:
    """``perfxl rollover --json``."""
    document = {
        "file": str(path),
        "year": made.projects[0].evaluation.year,
        "rulebook": made.rulebook,
        "projects": len(made.projects),
        "deadlines": [
            {
                "code": project.evaluation.code,
                "field": deadline.field,
                "before": deadline.before,
                "after": deadline.after,
            }
            for project in made.projects
            for deadline in project.deadlines
        ],
        "findings": [finding_json(finding) for finding in made.findings],
        "master_findings": [finding_json(finding) for finding in made.wrong_cells],
    }
    return dumped(document)


def _deadlines(made: NextMaster) -> Iterator[str]:
    """Which dates became which, the most frequent first."""
    moved = Counter(
        (deadline.before, deadline.after)
        for project in made.projects
        for deadline in project.deadlines
    )
    if not moved:
        return
    yield f"时限后移一年，共 {moved.total()} 处："
    for (before, after), number in moved.most_common(_LISTED):
        yield f"  {before} → {after}  {number} 处"
    if len(moved) > _LISTED:
        yield f"  另有 {len(moved) - _LISTED} 种写法，加 --json 可全部列出"
