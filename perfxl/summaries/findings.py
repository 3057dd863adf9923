"""Findings as the commands print them, for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from perfxl.core.finding import Finding, Severity, counted
from perfxl.regex import regex
from perfxl.summaries.columns import columns, padded

_SPECIAL = regex(r"[\s&()'^;!`$*?|<>]")  # what a shell does not take as it stands
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
    return counted(Counter(finding.severity for finding in findings))


def is_serious(finding: Finding) -> bool:
    """Whether a person has to do something about it."""
    return finding.severity is not Severity.NOTE


def check_command(paths: Iterable[Path]) -> str:
    """What to type to see the findings of ``paths`` one by one."""
    names = (f'"{path}"' if _SPECIAL.search(str(path)) else str(path) for path in paths)
    return f"perfxl check {' '.join(names)}"


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


def finding_table(findings: Sequence[Finding]) -> Iterable[str]:
    """Three lines a finding; in the first one the columns stand below each other."""
    places = [f"{_sheet(finding)}{finding.where.cell}" for finding in findings]
    wide = max(map(columns, places), default=0)
    long = max((columns(finding.field) for finding in findings), default=0)
    for finding, place in zip(findings, places, strict=True):
        yield (
            f"  {_MARKS[finding.severity]} {finding.severity.value} {finding.code}  "
            f"{padded(place, wide)}  {padded(finding.field, long)}  {finding.kind.title}"
        )
        yield f"      现为：{finding.found}　应为：{finding.expected}"
        yield f"      处理：{finding.fix}"


def code_table(findings: Iterable[Finding]) -> Iterable[str]:
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
