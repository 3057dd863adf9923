"""What 撤销 needs: what the last 重新计算 of a sheet replaced, kept on this computer."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from perfxl.addin import log
from perfxl.addin.change import KEEP_FILL, Change
from perfxl.addin.marks import fill_words, is_mark
from perfxl.addin.snapshot import SheetKind, Snapshot

_KEPT = 100  # sheets
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Entry(NamedTuple):
    """One sheet after a 重新计算.

    Args:
        fills: the fill each marked cell had before it was marked.
        undo: what brings the sheet back; empty when there is nothing to bring back.
        written: what was written, content by address.
        marked: the cells that carried a mark afterwards.
        fills_before: ``fills`` as they were before this 重新计算.
    """

    fills: Mapping[str, int] = _NOTHING
    undo: tuple[Change, ...] = ()
    written: Mapping[str, str] = _NOTHING
    marked: frozenset[str] = frozenset()
    fills_before: Mapping[str, int] = _NOTHING


def load(sheet: Snapshot) -> Entry:
    """The entry of a sheet; an empty one when there is none or it cannot be read."""
    try:
        data = json.loads(_file(sheet).read_text(encoding="utf-8"))
        return Entry(
            data["fills"],
            tuple(Change(**it) for it in data["undo"]),
            data["written"],
            frozenset(data["marked"]),
            data["fills_before"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Entry()


def remembered(folder: str, book: str) -> Callable[[str], Mapping[str, str]]:
    """For a sheet of a workbook, the fills before the marks that this computer remembers.

    By cell, in the words of :func:`perfxl.sheet.fills.fill_words`.

    Args:
        folder: where the workbook is saved, as the application says it.
        book: its name.
    """

    def of_sheet(name: str) -> Mapping[str, str]:
        sheet = Snapshot(SheetKind.WORKSHEET, book, folder, name)
        return {address: fill_words(fill) for address, fill in load(sheet).fills.items()}

    return of_sheet


def save(sheet: Snapshot, entry: Entry) -> None:
    """Keep the entry of a sheet; the oldest entries go when there are many.

    Raises:
        OSError: it cannot be kept.
    """
    path = _file(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {
        "fills": dict(entry.fills),
        "undo": [change._asdict() for change in entry.undo],
        "written": dict(entry.written),
        "marked": sorted(entry.marked),
        "fills_before": dict(entry.fills_before),
    }
    beside = path.with_suffix(".tmp")  # a cut-off journal would say that there is nothing to undo
    beside.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)
    for old in sorted(path.parent.glob("*.json"), key=_age)[:-_KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()


def after(
    before: Entry,
    now: Snapshot,
    contents: Iterable[Change],
    marks: Iterable[Change],
    undo: tuple[Change, ...],
) -> Entry:
    """The entry of a sheet after a 重新计算.

    Args:
        before: the entry it had.
        now: the sheet after it.
        contents: the contents that were written.
        marks: the marks that were set and cleared.
        undo: what brings the sheet back.
    """
    replaced = {it.address: it.fill for it in undo if it.fill != KEEP_FILL}
    fills = dict(before.fills)
    for mark in marks:
        if is_mark(mark):
            fills.setdefault(mark.address, replaced[mark.address])
        else:
            fills.pop(mark.address, None)
    written = {it.address: it.content for it in contents}
    return Entry(fills, undo, written, frozenset(now.notes), before.fills)


def _age(path: Path) -> float:
    return path.stat().st_mtime


def _file(sheet: Snapshot) -> Path:
    name = "\n".join((sheet.folder, sheet.book, sheet.sheet))
    return log.home() / "undo" / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"
