"""Colours and notes on the cells that are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfxl.addin import change
from perfxl.addin.change import EMPTY, KEEP, NO_FILL, Change
from perfxl.addin.snapshot import OURS, Snapshot
from perfxl.core.finding import Finding, Severity

# Colours as Excel counts them: blue, green, red.
FILLS = {
    Severity.ERROR: 0xCEC7FF,
    Severity.WARNING: 0x9CEBFF,
    Severity.NOTE: 0xF7EBDD,
}
_WORST_FIRST = tuple(Severity)
_LONGEST = 250  # a note is read at a glance; the whole list is behind the button 检查


def mark_changes(
    findings: Iterable[Finding],
    sheet: Snapshot,
    fills_before: Mapping[str, int],
) -> tuple[Change, ...]:
    """Marks for every cell with findings; cells that are no longer wrong lose theirs.

    Args:
        findings: those without a cell on ``sheet`` are passed over.
        sheet: the sheet as it is now; a cell with the right mark already is left alone.
        fills_before: the fill each marked cell had before it was marked.
    """
    by_cell: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.where.cell and finding.where.sheet == sheet.sheet:
            by_cell.setdefault(finding.where.cell, []).append(finding)
    new = (
        Change(address, KEEP, FILLS[worst(found)], change.text(note(found)))
        for address, found in by_cell.items()
    )
    stale = sorted((sheet.notes.keys() | fills_before.keys()) - by_cell.keys())
    return (
        *(it for it in new if not _stands(it, sheet, fills_before)),
        *(Change(it, KEEP, fills_before.get(it, NO_FILL), EMPTY) for it in stale),
    )


def is_mark(change_made: Change) -> bool:
    """Whether a change marks a cell, and does not clear a mark."""
    return change_made.fill in FILLS.values()


def _stands(mark: Change, sheet: Snapshot, fills_before: Mapping[str, int]) -> bool:
    """Whether a cell carries its mark already; where a person has a note, it is the colour."""
    if mark.address in sheet.foreign_notes:
        return mark.address in fills_before
    return sheet.notes.get(mark.address) == mark.note[1:]


def worst(findings: Iterable[Finding]) -> Severity:
    """The gravest severity among ``findings``."""
    return min((finding.severity for finding in findings), key=_WORST_FIRST.index)


def note(findings: Iterable[Finding]) -> str:
    """The note of one cell; VBA knows it as ours by its first word."""
    ordered = sorted(findings, key=lambda it: _WORST_FIRST.index(it.severity))
    lines = [
        f"{it.severity.value}：{it.kind.title}，应为：{it.expected}；{it.fix}" for it in ordered
    ]
    text = "\n".join([f"{OURS} 检查", *lines])
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
