"""What ``perfxl collect``, ``rollup``, ``rollover`` and ``report`` print at their end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.core.quantity import plain
from perfxl.core.repetition import Counted, Repetition
from perfxl.core.rollup import Rollup, ScoredForm
from perfxl.report import (
    content_json,
    content_text,
    counts,
    finding_json,
    finding_table,
    is_serious,
    unplaced_lines,
)

if TYPE_CHECKING:
    from perfxl.forms.next_master import NextMaster
    from perfxl.forms.reading import Reading
    from perfxl.forms.report_document import Report
    from perfxl.forms.sources import Checked, Source

_KEPT = "保留：项目、单位、指标、指标值、分值、预期目标。"
_CLEARED = (
    "清空：全部金额（新的年度另有预算）、实际完成值、完成情况、核定得分、原表得分、"
    "偏差原因、实际完成情况、原表数据。"
)
_LISTED = 20


def collect_text(sources: Sequence[Source], master: Path) -> str:
    """The end of ``perfxl collect``: by file what was read and what was not, and the sums."""
    lines = []
    for source in sources:
        if source.problem:
            lines.append(f"✗ {source.problem}")
        elif source.readings:
            lines.append(
                f"{source.path}　{len(source.readings)} 份表{content_text(source.content)}"
            )
            found = chain(*(reading.findings for reading in source.readings))
            lines += finding_table(list(filter(is_serious, found)))
            lines += unplaced_lines(source.content)
    tally = _collect_counts(sources)
    unread = f"；读不了的文件 {tally['unreadable']} 个" if tally["unreadable"] else ""
    lines.append(
        f"从 {tally['files'] - tally['unreadable']} 个文件读到 {tally['forms']} 份表、"
        f"{tally['indicators']} 个指标，已写入 {master}；"
        f"未归位的内容 {tally['unplaced']} 处{unread}"
    )
    return "\n".join(lines)


def collect_json(sources: Sequence[Source], master: Path) -> str:
    """``perfxl collect --json``."""
    files = [
        {
            "file": str(source.path),
            "problem": source.problem,
            "forms": [_reading_json(reading) for reading in source.readings],
            **content_json(source.content),
        }
        for source in sources
        if source.problem or source.readings
    ]
    return json.dumps(
        {"master": str(master), "counts": _collect_counts(sources), "files": files},
        ensure_ascii=False,
        indent=2,
    )


def _collect_counts(sources: Sequence[Source]) -> dict[str, int]:
    readings = [reading for source in sources for reading in source.readings]
    return {
        "files": sum(bool(source.readings or source.problem) for source in sources),
        "forms": len(readings),
        "indicators": sum(len(reading.evaluation.indicators) for reading in readings),
        "unreadable": sum(bool(source.problem) for source in sources),
        "unplaced": sum(len(reading.unplaced) for reading in readings),
    }


def _reading_json(reading: Reading) -> Mapping[str, object]:
    evaluation = reading.evaluation
    return {
        "kind": reading.kind.value,
        "project": evaluation.project,
        "department": evaluation.department,
        "unit": evaluation.unit,
        "year": evaluation.year,
        "indicators": len(evaluation.indicators),
        "findings": [finding_json(finding) for finding in reading.findings],
    }


def repetition_text(repetition: Repetition) -> str:
    """Why a form is not counted, on one line."""
    form, counted = repetition.form, repetition.counted
    project = form.evaluation.project or "（项目名称为空）"
    state = "内容相同" if repetition.same else "内容不同，请核对哪一份是定稿"
    places = [_stand(form), _stand(counted)]
    return f"没有计入 {project}（{places[0]}）：{repetition.reason}（{places[1]}）；{state}"


def _stand(form: ScoredForm) -> str:
    where = form.evaluation.place("项目名称")
    return str(replace(where, file=form.file))


def _repetitions(counted: Counted) -> Iterator[str]:
    """What does not count: a master beside its forms in one line, everything else by itself."""
    usual = [each.of_master and each.same for each in counted.repetitions]
    if any(usual):
        yield f"自评表和总表里都有的 {sum(usual)} 个项目内容相同，只计自评表"
    for each, is_usual in zip(counted.repetitions, usual, strict=True):
        if not is_usual:
            yield repetition_text(each)


def rollup_text(results: Sequence[Checked], rollup: Rollup, counted: Counted, book: Path) -> str:
    """The end of ``perfxl rollup``: what went in, what did not and why, and the totals."""
    lines = [f"✗ {result.problem}" for result in results if result.problem]
    lines += [f"· {result.path}：{result.remark}" for result in results if result.remark]
    loose = [result.findings for result in results if result.evaluation is None]
    lines += finding_table(tuple(chain(*loose)))
    lines += _repetitions(counted)
    across = Counter(
        (finding.code, finding.kind.title)
        for line in rollup.projects
        for finding in line.form.findings
        if finding.code.startswith("X")
    )
    lines += [f"项目之间：{code} {title} {n} 处" for (code, title), n in sorted(across.items())]
    total = dict(rollup.funds)["年度资金总额"]
    grades = "，".join(f"{name} {count}" for name, count in rollup.grades)
    scored = sum(count for _, count in rollup.grades)
    open_ones = len(rollup.projects) - scored
    waiting = f"，未评完 {open_ones}" if open_ones else ""
    mean = f"平均分（{scored} 个已评完的）{_text(rollup.mean)}"
    lines.append(f"共 {len(rollup.projects)} 个项目：{grades}{waiting}；{mean}")
    lines.append(
        f"全年预算 {_text(total.annual_budget)} 万元，全年执行 {_text(total.executed)} 万元"
    )
    lines.append(f"汇总表：{book}")
    return "\n".join(lines)


def _text(value: Decimal | None) -> str:
    return "待定" if value is None else plain(value)


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


def report_text(made: Report, results: Sequence[Checked], counted: Counted, path: Path) -> str:
    """The end of ``perfxl report``: what could not be read, what is missing, and where."""
    lines = [f"✗ {result.problem}" for result in results if result.problem]
    lines += [f"· {result.path}：{result.remark}" for result in results if result.remark]
    loose = [result.findings for result in results if result.evaluation is None]
    lines += finding_table(tuple(chain(*loose)))
    lines += _repetitions(counted)
    if made.gaps:
        missing = Counter(made.gaps).most_common()
        lines.append("报告里用黄色标出、需要补充的内容：")
        lines += [f"  {what} {number} 处" for what, number in missing]
    found = [finding for form in made.forms for finding in form.findings]
    lines.append(f"检查问题：{counts(found)}。")
    lines.append(f"已写好 {len(made.forms)} 个项目的自评报告，待补充 {len(made.gaps)} 处：{path}")
    return "\n".join(lines)


def report_json(made: Report, results: Sequence[Checked], counted: Counted, path: Path) -> str:
    """``perfxl report --json``."""
    document = {
        "file": str(path),
        "projects": [
            {"code": form.evaluation.code, "project": form.evaluation.project, "file": form.file}
            for form in made.forms
        ],
        "gaps": list(made.gaps),
        "problems": [result.problem for result in results if result.problem],
        "left_out": [
            {
                "project": each.form.evaluation.project,
                "file": each.form.file,
                "counted": each.counted.file,
                "same": each.same,
            }
            for each in counted.repetitions
        ],
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
