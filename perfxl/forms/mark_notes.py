"""The marks that perfxl puts on cells with findings: their colours, and how their notes read.

A note begins and ends in a way that it can be found by in a comment to which persons have
added; its end says which background the mark replaced.  So a mark can be taken away on any
computer, and after any application has saved the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from perfxl.core.finding import Finding, Severity
from perfxl.regex import regex

AUTHOR = "perfxl"

# As in the findings workbook and in Excel's own "bad", "neutral" and a light blue.
COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.NOTE: "DDEBF7"}
)
RIBBON = f"{AUTHOR} 检查"  # begins the notes of the add-in

_LEVELS = "|".join(severity.value for severity in Severity)
_CLOSING = regex(rf"\[{AUTHOR}(?: ([^\]\n]*))?\]")
_NOTE = regex(
    rf"\s*(?:{RIBBON}(?:_x000D_)?\s|【(?:{_LEVELS}) [A-Z][0-9]{{2}}】).*?{_CLOSING.pattern}",
    re.DOTALL,
)


def opening(finding: Finding) -> str:
    """How the note on a finding begins: ``"【错误 F07】"``."""
    return f"【{finding.severity.value} {finding.code}】"


def closing(background: str) -> str:
    """The last line of a note: ``"[perfxl]"``, with the background there was if any.

    Args:
        background: in the words of :func:`perfxl.sheet.fills.fill_words`.
    """
    return f"[{AUTHOR} {background}]" if background else f"[{AUTHOR}]"


def background(note: str) -> str | None:
    """The background there was before the first mark; ``None`` when no mark says so."""
    found = _CLOSING.search(note)
    return (found[1] or "") if found else None


def note_spans(comment: str) -> tuple[tuple[int, int], ...]:
    """Where notes of ours stand in a comment.

    A comment that begins as ours do, but whose end somebody has deleted, is ours as a whole.
    """
    found = tuple(match.span() for match in _NOTE.finditer(comment))
    if not found and comment.startswith(RIBBON):
        return ((0, len(comment)),)
    return found
