"""What ``perfxl rollover`` and ``perfxl report`` print at their end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from perfxl.forms.next_master import NextMaster
from perfxl.forms.report_document import Report
from perfxl.forms.sources import Checked
from perfxl.report import counts, finding_json, finding_table

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
    return json.dumps(document, ensure_ascii=False, indent=2)


def report_text(made: Report, results: Sequence[Checked], path: Path) -> str:
    """The end of ``perfxl report``: what could not be read, what is missing, and where."""
    lines = [f"✗ {result.problem}" for result in results if result.problem]
    lines += [f"· {result.path}：{result.remark}" for result in results if result.remark]
    loose = [result.findings for result in results if result.evaluation is None]
    lines += finding_table(tuple(chain(*loose)))
    if made.gaps:
        missing = Counter(made.gaps).most_common()
        lines.append("报告里用黄色标出、需要补充的内容：")
        lines += [f"  {what} {number} 处" for what, number in missing]
    found = [finding for form in made.forms for finding in form.findings]
    lines.append(f"检查问题：{counts(found)}。")
    lines.append(f"已写好 {len(made.forms)} 个项目的自评报告，待补充 {len(made.gaps)} 处：{path}")
    return "\n".join(lines)


def report_json(made: Report, results: Sequence[Checked], path: Path) -> str:
    """``perfxl report --json``."""
    document = {
        "file": str(path),
        "projects": [
            {"code": form.evaluation.code, "project": form.evaluation.project, "file": form.file}
            for form in made.forms
        ],
        "gaps": list(made.gaps),
        "problems": [result.problem for result in results if result.problem],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


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
