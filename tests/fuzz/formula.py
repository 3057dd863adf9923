"""Target: formulas moved, copied and computed; rows expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.sheet.address import MAX_ROW
from perfxl.sheet.evaluate import computable, results
from perfxl.sheet.expand import IDENTITY, Block, RowMap
from perfxl.sheet.formula import (
    REF_ERROR,
    Home,
    Reference,
    move,
    quote_sheet,
    references,
    sheet_named,
    shift,
    tokens,
)
from tests.fuzz.octets import Octets

SHEET = "表"
# "4A1": what is no formula may be read differently once the reference has other letters.
_GLUED = re.compile(r"[\w.:?\\\]'\"!]\uffff|\uffff[\w:\"'\uffff]")


def run(data: bytes) -> None:
    """Move one formula in every way and hold the results to each other."""
    octets = Octets(data)
    rows = _rows(octets)
    down, right = octets.number(-60, 60), octets.number(-60, 60)
    home = Home(SHEET, octets.number(0, 40), 0)
    formula = octets.text()
    assert "".join(map(str, tokens(formula))).upper() == formula.upper(), "tokens lose something"
    upright = shift(formula)
    assert move(formula, home, {SHEET: IDENTITY}).upper() == formula.upper()
    if all(_is_upright(reference) for reference in references(formula)):
        assert upright.upper() == formula.upper(), "copying to its own place changes a formula"
    if not _GLUED.search("".join(_marked(formula))):
        assert shift(upright) == upright
        _there_and_back(formula, down, right)
        _moved(formula, home, rows)
    assert sheet_named(quote_sheet(formula)) in (formula, None)
    _computed(formula)


def _marked(formula: str) -> Iterator[str]:
    """The formula with a mark in front of each reference and behind it."""
    for token in tokens(formula):
        yield token if isinstance(token, str) else f"\uffff{token}\uffff"


def _is_upright(reference: Reference) -> bool:
    second = reference.second
    corners = [reference.first] if second is None else [reference.first, second]
    inside = all(corner.row <= MAX_ROW for corner in corners)
    return inside and (second is None or reference.first.row <= second.row)


def _rows(octets: Octets) -> RowMap:
    blocks, removed, row = [], [], 1
    for _ in range(octets.number(0, 3)):
        row += octets.number(0, 4)
        if octets.number(0, 1):
            removed.append(row)
            row += 1
        first, row = row, row + octets.number(0, 2)
        blocks.append(Block(first, row))
        row += 1
    counts = tuple(octets.number(0, 300) for _ in blocks)
    return RowMap(tuple(blocks), counts, tuple(removed))


def _there_and_back(formula: str, down: int, right: int) -> None:
    there = shift(formula, rows=down, columns=right)
    if there.count(REF_ERROR) == formula.count(REF_ERROR):
        back = shift(there, rows=-down, columns=-right)
        if back.count(REF_ERROR) == formula.count(REF_ERROR):
            before, after = references(formula), references(back)
            assert list(map(_ends, after)) == list(map(_ends, before)), (formula, there, back)


def _ends(reference: Reference) -> tuple[object, ...]:
    """The cells meant: "A1:A$1" comes back as "A$1:A1"."""
    first, second = reference.first, reference.second or reference.first
    rows = sorted([(first.row, first.row_fixed), (second.row, second.row_fixed)])
    return reference.prefix, first.column, second.column, rows


def _moved(formula: str, home: Home, rows: RowMap) -> None:
    moved = move(formula, home, {SHEET: rows})
    if home.row in rows.removed:
        return
    lost = moved.count(REF_ERROR) - formula.count(REF_ERROR)
    if not lost:
        before, after = references(formula), references(moved)
        assert len(before) == len(after), (formula, moved)
        for old, new in zip(before, after, strict=True):
            assert (old.prefix, old.sheet) == (new.prefix, new.sheet)
            if old.sheet not in ("", SHEET):
                assert str(old) == str(new), "a reference to another sheet moved"


def _computed(formula: str) -> None:
    made = computable(formula, SHEET)
    here = (SHEET, 1, 1)
    first = results({here: made}, lambda cell: None)
    assert results({here: made}, lambda cell: None) == first
