"""Names of worksheets that a person recognises, valid in Excel, unique in their workbook."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

MOST = 31  # characters, as UTF-16 counts them (Excel, "Specifications and limits")
# Excel forbids these in names; the full-width twin keeps the name readable.
_FORBIDDEN = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in ":\\/?*[]'"})
_RESERVED = "History"  # Excel keeps the name for itself


def sheet_names(names: Iterable[str | None], *, taken: Iterable[str] = ()) -> Iterator[str]:
    """One sheet name for each of ``names``, in the same order.

    What Excel forbids becomes its full-width twin, long names are cut, and names that Excel
    takes for the same (it ignores case) get ``(2)``, ``(3)`` … in order.

    Args:
        names: as people wrote them; one that is empty gives ``未命名项目``.
        taken: names that are given away already.
    """
    seen = {_folded(name) for name in (*taken, _RESERVED)}
    for name in names:
        printable = "".join(c if c.isprintable() else " " for c in name or "")
        stem = " ".join(printable.translate(_FORBIDDEN).split()) or "未命名项目"
        candidate, number = _cut(stem, MOST), 1
        while _folded(candidate) in seen:
            number += 1
            ending = f"({number})"
            candidate = _cut(stem, MOST - len(ending)) + ending
        seen.add(_folded(candidate))
        yield candidate


def _cut(text: str, units: int) -> str:
    cut = text[:units]
    while len(cut.encode("utf-16-le")) > 2 * units:  # letters beyond the basic plane
        cut = cut[:-1]
    return cut.strip()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
