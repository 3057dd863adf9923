"""What the commands print: summaries for people, JSON for machines.

The JSON forms are documented in ``docs/json.md``; a key that is there stays there.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, Severity
from perfxl.core.quantity import plain
from perfxl.core.score import Score, Scorecard

if TYPE_CHECKING:
    from perfxl.forms.annotation import Copy
    from perfxl.forms.reading import Content
    from perfxl.forms.sources import Checked

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}


def finding_json(finding: Finding) -> dict[str, str]:
    """One finding with every part as text."""
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "title": finding.kind.title,
        "file": finding.where.file,
        "sheet": finding.where.sheet,
        "cell": finding.where.cell,
        "field": finding.field,
        "found": finding.found,
        "expected": finding.expected,
        "fix": finding.fix,
    }


def counts(findings: Iterable[Finding]) -> str:
    """``"错误 2，警告 1，提示 4"``."""
    tally = Counter(finding.severity for finding in findings)
    return "，".join(f"{severity.value} {tally[severity]}" for severity in Severity)


def is_serious(finding: Finding) -> bool:
    """Whether a person has to do something about it."""
    return finding.severity is not Severity.NOTE


def finding_text(finding: Finding) -> str:
    """One finding for a terminal, on three lines."""
    sheet = f"［{finding.where.sheet}］" if finding.where.sheet else ""
    subject = f"{finding.field}：" if finding.field else ""
    place = f"{sheet}{finding.where.cell} ".lstrip()
    return (
        f"  {_MARKS[finding.severity]} {finding.severity.value} {finding.code} {place}"
        f"{subject}{finding.kind.title}\n"
        f"      现为：{finding.found}　应为：{finding.expected}\n"
        f"      处理：{finding.fix}"
    )


def _explanation(evaluation: Evaluation, scorecard: Scorecard) -> str:
    """The derivation of every score of one form."""
    lines = [
        f"{evaluation.code or ''} {evaluation.project or '（项目名称为空）'}".strip(),
        f"  预算执行率：{scorecard.execution.derivation}",
    ]
    for number, (indicator, score) in enumerate(
        zip(evaluation.indicators, scorecard.indicators, strict=True), 1
    ):
        lines.append(f"  指标{number} {indicator.name or '（三级指标为空）'}：{score.derivation}")
        lines += [f"      {line}" for line in _remarks(indicator.printed_score, score)]
    state = f"等级：{scorecard.grade}" if scorecard.complete else "未评完，等级待定"
    lines.append(
        f"  总分：{plain(scorecard.total)}（分值合计 {plain(scorecard.weight_total)}），{state}"
    )
    return "\n".join(lines)


def _remarks(printed: str | None, score: Score) -> Iterable[str]:
    yield f"依据：{score.basis}"
    if score.awarded is not None:
        yield f"核定得分 {plain(score.awarded)}，规则得分 {_text(score.rule)}"
    if printed is not None:
        yield f"原表得分 {printed}"
    yield from (f"注意：{caution.value}" for caution in score.cautions)


def check_text(results: Sequence[Checked]) -> str:
    """``perfxl check``: a table of findings by file, what could not be read, and the counts."""
    lines = []
    for path, grouped in groupby(results, key=lambda result: result.path):
        group = tuple(grouped)
        content = _content(group)
        lines.append(f"{path}{content_text(content)}")
        for result in group:
            if result.problem:
                lines.append(f"  ✗ {result.problem}")
            if result.remark:
                lines.append(f"  · {result.remark}")
            if result.evaluation is not None:
                lines.append(f"  {_headline(result)}")
            lines += finding_table(result.findings)
        lines += unplaced_lines(content)
    lines += _code_table(finding for result in results for finding in result.findings)
    tally = check_counts(results)
    unread = f"；读不了的文件 {tally['unreadable']} 个" if tally["unreadable"] else ""
    every = "，".join(f"{severity.value} {tally[severity.name.lower()]}" for severity in Severity)
    lines.append(f"共 {tally['files']} 个文件、{tally['forms']} 份表：{every}{unread}")
    return "\n".join(lines)


def _content(results: Iterable[Checked]) -> Content | None:
    """What became of the cells of the file of ``results``."""
    return next((result.content for result in results if result.content is not None), None)


def content_text(content: Content | None) -> str:
    """``"　内容 62 格：用上 58，未归位 1，表外 3（说明 3）"``, to stand behind a file's name."""
    if content is None:
        return ""
    if content.used == content.found:
        return f"　内容 {content.found} 格，全部用上"
    parts = [f"用上 {content.used}"]
    if content.unplaced:
        parts.append(f"未归位 {len(content.unplaced)}")
    if content.outside:
        sheets = "，".join(f"{sheet or '正文'} {number}" for sheet, number in content.outside)
        parts.append(f"表外 {sum(number for _, number in content.outside)}（{sheets}）")
    return f"　内容 {content.found} 格：{'，'.join(parts)}"


def unplaced_lines(content: Content | None) -> Iterable[str]:
    """Each text that is in a form and in no field, with its place."""
    for item in content.unplaced if content else ():
        sheet = f"［{item.where.sheet}］" if item.where.sheet else ""
        yield f"  未归位 {sheet}{item.where.cell}：{item.text}"


def content_json(content: Content | None) -> Mapping[str, object]:
    """Numbers, and every cell that is in a form and not in a field."""
    return {
        "cells": None
        if content is None
        else {
            "found": content.found,
            "used": content.used,
            "unplaced": len(content.unplaced),
            "outside": sum(number for _, number in content.outside),
        },
        "unplaced": [
            {"sheet": item.where.sheet, "cell": item.where.cell, "text": item.text}
            for item in (content.unplaced if content else ())
        ],
        "outside": [
            {"sheet": sheet, "cells": number}
            for sheet, number in (content.outside if content else ())
        ],
    }


def finding_table(findings: Sequence[Finding]) -> Iterable[str]:
    """Three lines a finding; in the first one the columns stand below each other."""
    places = [f"{_sheet(finding)}{finding.where.cell}" for finding in findings]
    wide = max(map(_width, places), default=0)
    long = max((_width(finding.field) for finding in findings), default=0)
    for finding, place in zip(findings, places, strict=True):
        yield (
            f"  {_MARKS[finding.severity]} {finding.severity.value} {finding.code}  "
            f"{_padded(place, wide)}  {_padded(finding.field, long)}  {finding.kind.title}"
        )
        yield f"      现为：{finding.found}　应为：{finding.expected}"
        yield f"      处理：{finding.fix}"


def _code_table(findings: Iterable[Finding]) -> Iterable[str]:
    """How often each code was found, the most frequent first."""
    tally = Counter((finding.code, finding.kind.title) for finding in findings)
    if not tally:
        return
    yield ""
    yield "按代码："
    for (code, title), number in sorted(tally.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {code} {number:>5}  {title}"


def _sheet(finding: Finding) -> str:
    return f"［{finding.where.sheet}］" if finding.where.sheet else ""


def _width(text: str) -> int:
    """The columns of a terminal that a text takes: two for a Chinese character."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - _width(text))


def check_counts(results: Sequence[Checked]) -> dict[str, int]:
    """How many files, forms, unreadable files, and findings of each severity."""
    severities = Counter(finding.severity for result in results for finding in result.findings)
    return {
        "files": len({result.path for result in results}),
        "forms": sum(result.evaluation is not None for result in results),
        "unreadable": sum(bool(result.problem) for result in results),
        **{severity.name.lower(): severities[severity] for severity in Severity},
    }


def check_json(results: Sequence[Checked]) -> str:
    """``perfxl check --json``; ``docs/check.schema.json`` says what it may hold."""
    from perfxl.forms.adjustments import adjustments

    files = [
        _file_json(path, tuple(group)) for path, group in groupby(results, key=lambda r: r.path)
    ]
    changed = [
        {
            "rulebook": each.rulebook,
            "code": each.kind.code,
            "title": each.kind.title,
            "default": each.kind.severity.name.lower(),
            "severity": None if each.severity is None else each.severity.name.lower(),
            "reason": each.reason,
            "reference": each.reference,
        }
        for each in adjustments(results)
    ]
    return _dump({"counts": check_counts(results), "files": files, "adjustments": changed})


def _file_json(path: Path, results: Sequence[Checked]) -> Mapping[str, object]:
    """One file; its own findings are those of no form (wrong cells of a master)."""
    forms = [result for result in results if result.evaluation is not None]
    others = [result for result in results if result.evaluation is None]
    return {
        "file": str(path),
        "problem": next((result.problem for result in others if result.problem), ""),
        "remarks": [result.remark for result in others if result.remark],
        "findings": [finding_json(each) for result in others for each in result.findings],
        "forms": [_form_json(result) for result in forms],
        **content_json(_content(results)),
    }


def _form_json(result: Checked) -> Mapping[str, object]:
    evaluation, scorecard = result.evaluation, result.scorecard
    assert evaluation is not None and scorecard is not None  # noqa: S101, PT018 - a checked form
    return {
        "code": evaluation.code,
        "project": evaluation.project,
        "department": evaluation.department,
        "unit": evaluation.unit,
        "year": evaluation.year,
        "rulebook": scorecard.execution.rulebook.id,
        "total": _number(scorecard.total),
        "complete": scorecard.complete,
        "grade": scorecard.grade,
        "findings": [finding_json(finding) for finding in result.findings],
    }


def copies_text(copies: Sequence[Copy], folder: Path) -> str:
    """The end of ``perfxl check --annotate``: how many copies, and which files have none."""
    lines = [f"  {copy.source}：{copy.problem}" for copy in copies if copy.problem]
    written = sum(copy.path is not None for copy in copies)
    lines.append(f"批注副本：{written} 个，在 {folder}")
    return "\n".join(lines)


def explain_text(results: Sequence[Checked]) -> str:
    """``perfxl explain``: the derivation of every score of every form."""
    parts = []
    for result in results:
        if result.evaluation is not None and result.scorecard is not None:
            parts.append(_explanation(result.evaluation, result.scorecard))
        else:
            parts += filter(None, (result.problem, _remark(result)))
            parts += map(finding_text, result.findings)
    return "\n\n".join(parts)


def explain_json(results: Sequence[Checked]) -> str:
    """``perfxl explain --json``."""
    return _dump(
        [
            {"file": str(result.path), **_explanation_json(result.evaluation, result.scorecard)}
            if result.evaluation is not None and result.scorecard is not None
            else {
                "file": str(result.path),
                "problem": result.problem,
                "remark": result.remark,
                "findings": [finding_json(finding) for finding in result.findings],
            }
            for result in results
        ]
    )


def _remark(result: Checked) -> str:
    return f"{result.path}：{result.remark}" if result.remark else ""


def _headline(result: Checked) -> str:
    evaluation, scorecard = result.evaluation, result.scorecard
    if evaluation is None or scorecard is None:
        return ""
    name = f"{evaluation.code or ''} {evaluation.project or '（项目名称为空）'}".strip()
    state = scorecard.grade if scorecard.complete else "未评完"
    return f"{name}：{plain(scorecard.total)} 分，{state}"


def _explanation_json(evaluation: Evaluation, scorecard: Scorecard) -> Mapping[str, object]:
    rows: list[tuple[str, str | None, Score]] = [("预算执行率", None, scorecard.execution)]
    rows += [
        (indicator.name or "", indicator.printed_score, score)
        for indicator, score in zip(evaluation.indicators, scorecard.indicators, strict=True)
    ]
    return {
        "code": evaluation.code,
        "project": evaluation.project,
        "total": _number(scorecard.total),
        "rule_total": _number(scorecard.rule_total),
        "weight_total": _number(scorecard.weight_total),
        "complete": scorecard.complete,
        "grade": scorecard.grade,
        "scores": [
            {
                "name": name,
                "weight": _number(score.weight),
                "rule": _number(score.rule),
                "awarded": _number(score.awarded),
                "effective": _number(score.effective),
                "printed": printed,
                "judgement": score.judgement.value,
                "derivation": score.derivation,
                "basis": score.basis,
                "cautions": [caution.value for caution in score.cautions],
            }
            for name, printed, score in rows
        ],
    }


def _number(value: Decimal | None) -> str | None:
    """Numbers travel as text: JSON readers would make binary floats of them."""
    return None if value is None else plain(value)


def _text(value: Decimal | None) -> str:
    return "待定" if value is None else plain(value)


def _dump(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
