"""What ``perfxl check`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.core.finding import Severity
from perfxl.core.quantity import plain
from perfxl.summaries.content import content_json, content_text, unplaced_lines
from perfxl.summaries.document import dumped, form_json
from perfxl.summaries.findings import code_table, counts, finding_json, finding_table, is_serious
from perfxl.summaries.rolling_up import found_once

if TYPE_CHECKING:
    from perfxl.forms.annotation import Copy
    from perfxl.forms.reading import Content
    from perfxl.forms.sources import Checked


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
    lines += code_table(finding for result in results for finding in result.findings)
    tally = check_counts(results)
    unread = f"；读不了的文件 {tally['unreadable']} 个" if tally["unreadable"] else ""
    every = counts(finding for result in results for finding in result.findings)
    lines.append(f"共 {tally['files']} 个文件、{tally['forms']} 份表：{every}{unread}")
    lines += _once(results)
    return "\n".join(lines)


def _once(results: Sequence[Checked]) -> Iterable[str]:
    """The findings of every project once, as a roll-up counts them, if that is another number."""
    from perfxl.forms.sources import counted_forms

    counted = counted_forms(results)
    if counted.repetitions:
        found = counts(found_once(results, counted, counted.forms))
        yield (
            f"其中 {len(counted.repetitions)} 份与别的一份是同一个项目（自评表和总表里都有，"
            f"或者交了不止一份），每个项目只算一份：{found}"
        )


def needs_attention(results: Iterable[Checked]) -> bool:
    """Whether anything was found, was not read, or went nowhere."""
    return any(
        result.problem
        or (result.content is not None and result.content.unplaced)
        or any(map(is_serious, result.findings))
        for result in results
    )


def _content(results: Iterable[Checked]) -> Content | None:
    """What became of the cells of the file of ``results``."""
    return next((result.content for result in results if result.content is not None), None)


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
    return dumped({"counts": check_counts(results), "files": files, "adjustments": changed})


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
        **form_json(evaluation, scorecard),
        "findings": [finding_json(finding) for finding in result.findings],
    }


def copies_text(copies: Sequence[Copy], folder: Path) -> str:
    """The end of ``perfxl check --annotate``: how many copies, and which files have none."""
    lines = [f"  {copy.source}：{copy.problem}" for copy in copies if copy.problem]
    written = sum(copy.path is not None for copy in copies)
    lines.append(f"批注副本：{written} 个，在 {folder}")
    return "\n".join(lines)


def _headline(result: Checked) -> str:
    evaluation, scorecard = result.evaluation, result.scorecard
    if evaluation is None or scorecard is None:
        return ""
    name = f"{evaluation.code or ''} {evaluation.project or '（项目名称为空）'}".strip()
    state = scorecard.grade if scorecard.complete else "未评完"
    return f"{name}：{plain(scorecard.total)} 分，{state}"
