"""Colours and notes on the cells that are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from perfxl.addin import change
from perfxl.addin.change import EMPTY, KEEP, NO_FILL, Change
from perfxl.addin.snapshot import Snapshot
from perfxl.core.finding import Finding, Severity
from perfxl.forms.mark_notes import COLOURS, RIBBON, background, closing


def _turned(colour: str) -> str:
    """``"FFC7CE"`` (red, green, blue) as Excel counts, blue first; and back."""
    return colour[4:] + colour[2:4] + colour[:2]


FILLS = {severity: int(_turned(colour), 16) for severity, colour in COLOURS.items()}
_WORST_FIRST = tuple(Severity)
_COLOUR = re.compile(r"[0-9A-F]{6}")
# The add-in's VBA puts the fill that it replaces in its place.
_TO_BE_SEEN = "@fill"
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
        fills_before: the fill each marked cell had before it was marked, where its note
            does not say so.
    """
    fills = {**fills_before, **dict(_noted(sheet))}
    by_cell: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.where.cell and finding.where.sheet == sheet.sheet:
            by_cell.setdefault(finding.where.cell, []).append(finding)
    new = (
        Change(address, KEEP, FILLS[worst(found)], change.text(note(found, fills.get(address))))
        for address, found in by_cell.items()
    )
    stale = sorted((sheet.notes.keys() | fills_before.keys()) - by_cell.keys())
    return (
        *(it for it in new if not _stands(it, sheet, fills_before)),
        *(Change(it, KEEP, fills.get(it, NO_FILL), EMPTY) for it in stale),
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


def _noted(sheet: Snapshot) -> Iterator[tuple[str, int]]:
    """The fills that notes of ours say were there before."""
    for address, text in sheet.notes.items():
        words = background(text)
        if words == "":
            yield address, NO_FILL
        elif words is not None and _COLOUR.fullmatch(words):
            yield address, int(_turned(words), 16)


def fill_words(fill: int) -> str:
    """A fill in the words of :func:`perfxl.sheet.fills.fill_words`."""
    return "" if fill == NO_FILL else _turned(f"{fill:06X}")


def note(findings: Iterable[Finding], before: int | None = None) -> str:
    """The note of one cell; VBA knows it as ours by its first word.

    Args:
        findings: what is wrong with the cell.
        before: the fill it had before it was marked; ``None`` when it is not marked yet.
    """
    ordered = sorted(findings, key=lambda it: _WORST_FIRST.index(it.severity))
    lines = [
        f"{it.severity.value}：{it.kind.title}，应为：{it.expected}；{it.fix}" for it in ordered
    ]
    text = "\n".join([RIBBON, *lines])
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"{text}\n{closing(_TO_BE_SEEN if before is None else fill_words(before))}"
