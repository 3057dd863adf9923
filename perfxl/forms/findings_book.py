"""The findings workbook: one row a finding with its link, live counts, the rulebook's say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding, Severity, counted
from perfxl.forms.adjustments import Adjustment, adjustments
from perfxl.forms.form_context import Context
from perfxl.forms.hyperlink import link_target
from perfxl.forms.output_file import refuse_output
from perfxl.forms.rulebooks import DEFAULT, template_file
from perfxl.forms.sources import Checked
from perfxl.forms.template_files import FINDINGS_FILE
from perfxl.sheet.saving import save_atomic
from perfxl.template.compile import compile_template

_UNREAD = "读不了"
_MEANINGS = {
    Severity.ERROR.value: "这份表不能接受，须改正",
    Severity.WARNING.value: "须有人看一看，确认无误的可以不改",
    Severity.NOTE.value: "供参考，不影响评分",
    _UNREAD: "文件没有读进来，没有检查",
}
_COLUMNS = {"errors": Severity.ERROR, "warnings": Severity.WARNING, "notes": Severity.NOTE}
_LONGEST_LINK = 255  # characters that HYPERLINK takes


def write_findings(
    results: Sequence[Checked], path: Path, *, rulebook: str = "", force: bool = False
) -> None:
    """Write what was found to a workbook.

    Args:
        results: as :func:`perfxl.forms.sources.checked_together` gives them.
        path: the workbook; links in it are relative to its folder.
        rulebook: name or path of the rulebook beside which ``findings.xlsx`` stands; that of
            the first form by default.
        force: overwrite a file that is there.

    Raises:
        OutputError: ``path`` is refused by :func:`.refuse_output`, or cannot be written.
        RulebookError, TemplateError: the template is missing or has a fault.
    """
    refuse_output(path, "问题清单", force=force)
    names = (result.rulebook for result in results if result.evaluation is not None)
    template = template_file(rulebook or next(names, DEFAULT), FINDINGS_FILE)
    program = compile_template(template, formulas=findings_formulas())
    save_atomic(path, program.render(_context(results, path.parent)), fresh=not force)


def findings_formulas() -> dict[str, str]:
    """The native formulas that a findings template may name with ``live(…)``.

    Files are counted by their numbers: a name may hold what COUNTIFS takes for a wildcard
    or a comparison.
    """
    link = 'IF([{row}.target]="",[{row}.label],HYPERLINK([{row}.target],[{row}.label]))'
    code, file = "[[rows.code]],[c.code]", "[[rows.file_number]],[f.number]"
    formulas = {
        "link": link.format(row="r"),
        "file_link": link.format(row="f"),
        "severity_count": "COUNTIFS([[rows.severity]],[s.severity])",
        "total": "SUM([severities.count])",
        "code_count": f"COUNTIFS({code})",
        "file_count": f"COUNTIFS({file})",
        "sum_count": "SUM([files.count])",
        "sum_forms": "SUM([files.forms])",
    }
    for name, severity in _COLUMNS.items():
        like = f'[[rows.severity]],"{severity.value}"'
        formulas[f"code_{name}"] = f"COUNTIFS({code},{like})"
        formulas[f"file_{name}"] = f"COUNTIFS({file},{like})"
        formulas[f"sum_{name}"] = f"SUM([files.{name}])"
    return formulas


def _context(results: Sequence[Checked], folder: Path) -> Context:
    files = [(path, tuple(group)) for path, group in groupby(results, key=lambda each: each.path)]
    rows = [
        row
        for number, (_, group) in enumerate(files, 1)
        for result in group
        for row in _rows(result, number, folder)
    ]
    findings = [finding for result in results for finding in result.findings]
    severities = Counter(row["severity"] for row in rows)
    changes = adjustments(results)
    by_file = [_file(number, path, group, folder) for number, (path, group) in enumerate(files, 1)]
    return {
        "summary": _summary(len(files), results, severities),
        "rows": [{"number": n, **row} for n, row in enumerate(rows or [_nothing()], 1)],
        "severities": [
            {"severity": severity, "meaning": meaning, "count": severities[severity]}
            for severity, meaning in _MEANINGS.items()
        ],
        "total": len(rows),
        "codes": _codes(findings),
        "files": by_file,
        "sums": {key: sum(line[key] for line in by_file) for key in ("count", "forms", *_COLUMNS)},
        "adjustments_note": "下列检查代码的严重程度由评分办法调整，原因如下。"
        if changes
        else "评分办法没有调整任何检查代码的严重程度。",
        "adjustments": [_adjustment(change) for change in changes],
    }


def _summary(files: int, results: Sequence[Checked], severities: Counter[object]) -> str:
    forms = sum(result.evaluation is not None for result in results)
    found = counted({severity: severities[severity.value] for severity in Severity})
    unread = f"；读不了的文件 {severities[_UNREAD]} 个" if severities[_UNREAD] else ""
    return f"共 {files} 个文件、{forms} 份表：{found}{unread}"


def _rows(result: Checked, file_number: int, folder: Path) -> Iterator[Context]:
    """One row a finding, and one for a file that could not be read."""
    evaluation = result.evaluation or result.unscored
    shared = {
        "file_number": file_number,
        "file": str(result.path),
        "project": evaluation.project if evaluation else None,
        "unit": evaluation.unit if evaluation else None,
    }
    if result.problem:
        yield {
            **shared,
            "severity": _UNREAD,
            "code": None,
            "title": "文件没有读进来",
            "field": None,
            "found": result.problem,
            "expected": "可以读取的自评表",
            "fix": "按所说的处理后重新检查",
            **_link(result.path, Place(), folder),
        }
    for finding in result.findings:
        yield {**shared, **_finding(finding), **_link(result.path, finding.where, folder)}


def _finding(finding: Finding) -> Context:
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "title": finding.kind.title,
        "field": finding.field or "整张表",
        "found": finding.found,
        "expected": finding.expected,
        "fix": finding.fix,
    }


def _nothing() -> Context:
    """The one row of a list without findings."""
    texts = dict.fromkeys(("severity", "code", "field", "found", "expected", "fix"))
    links = dict.fromkeys(("target", "file", "file_number", "project", "unit"))
    return {**texts, **links, "title": "没有发现问题", "place": "—", "label": "—"}


def _link(path: Path, where: Place, folder: Path) -> Context:
    """``place`` is the visible cell; its formula takes ``target`` and ``label`` from the row."""
    target = link_target(Place(str(path), where.sheet, where.cell), folder)
    label = f"{where.sheet} {where.cell}".strip() or path.name
    return {
        "place": label,
        "label": label,
        "target": target if len(target) <= _LONGEST_LINK else None,
    }


def _codes(findings: Sequence[Finding]) -> list[Context]:
    """A line for each code, the most frequent first."""
    tally = Counter((finding.code, finding.kind.title) for finding in findings)
    each = Counter((finding.code, finding.severity) for finding in findings)
    return [
        {
            "code": code,
            "title": title,
            "count": number,
            **{name: each[code, severity] for name, severity in _COLUMNS.items()},
        }
        for (code, title), number in sorted(tally.items(), key=lambda item: (-item[1], item[0]))
    ]


def _file(number: int, path: Path, results: Sequence[Checked], folder: Path) -> dict[str, Any]:
    findings = [finding for result in results for finding in result.findings]
    tally = Counter(finding.severity for finding in findings)
    others = [result for result in results if result.problem or result.remark]
    link = _link(path, Place(), folder)
    return {
        "number": number,
        "name": str(path),
        "label": str(path),
        "target": link["target"],
        "count": len(findings) + sum(bool(result.problem) for result in results),
        **{name: tally[severity] for name, severity in _COLUMNS.items()},
        "forms": sum(result.evaluation is not None for result in results),
        "remark": "；".join(
            [*(_UNREAD if each.problem else each.remark for each in others), *_left(results)]
        ),
    }


def _left(results: Sequence[Checked]) -> Iterator[str]:
    """How many cells of a file no form took."""
    content = next((result.content for result in results if result.content is not None), None)
    if content is not None and content.unplaced:
        yield f"未归位的内容 {len(content.unplaced)} 格"
    if content is not None and content.outside:
        yield f"表外的内容 {sum(number for _, number in content.outside)} 格"


def _adjustment(change: Adjustment) -> Context:
    return {
        "rulebook": change.rulebook,
        "code": change.kind.code,
        "title": change.kind.title,
        "default": change.kind.severity.value,
        "severity": change.outcome,
        "reason": change.reason,
        "reference": change.reference,
    }
