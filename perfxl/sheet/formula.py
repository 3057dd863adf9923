"""Formulas as text and references, and what becomes of them when rows move.

Only references are understood; everything else is carried along untouched.  The
grammar of what looks like a reference and is none (``LOG10(``, ``"A1"``, ``'A1'!``,
``TAX_2020``, ``表1[A1]``, ``1E5``) is [MS-XLSX] 2.2.2 as far as it concerns references.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeGuard

from perfxl.regex import regex
from perfxl.sheet.address import MAX_COLUMN, MAX_ROW, column_name, column_number
from perfxl.sheet.expand import IDENTITY, RowMap

REF_ERROR = "#REF!"


class Corner(NamedTuple):
    """One end of a reference; ``column`` is ``""`` in ``3:3``, ``row`` is 0 in ``A:A``."""

    column: str
    row: int
    column_fixed: bool = False
    row_fixed: bool = False

    def __str__(self) -> str:
        return self.at(self.row)

    def at(self, row: int | str) -> str:
        """The corner as text, in another row; ``"%d"`` for one that is put in later."""
        column = f"${self.column}" if self.column_fixed else self.column
        if not row:
            return column
        return f"{column}${row}" if self.row_fixed else f"{column}{row}"


class Reference(NamedTuple):
    """``G12``, ``$A$1:B2``, ``A:A``, ``3:3``, each perhaps with a sheet in front.

    ``prefix`` is the sheet part as written (``"'一 表'!"``), ``sheet`` the name it means;
    a reference into another workbook or over several sheets has ``sheet`` ``None``.
    """

    prefix: str
    sheet: str | None
    first: Corner
    second: Corner | None = None

    def __str__(self) -> str:
        end = f":{self.second}" if self.second else ""
        return f"{self.prefix}{self.first}{end}"


Token = str | Reference

_SHEET = r"""
    (?P<prefix>
        '(?:[^']|''){1,400}'!                            # '一 表'!  '[Book.xlsx]S'!
      | (?:\[[^\]\[]+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?!  # 表一!  [1]S!  S1:S3!
    )?
"""
_END = r"(?![\w.(\[!?\\])"  # what follows a reference is neither a name's rest nor "(" nor "!"
_REFERENCE = rf"""
    {_SHEET}(?:
        (?P<c1>\$?[A-Za-z]{{1,3}})(?P<r1>\$?[1-9][0-9]{{0,6}})
            (?::(?P<c2>\$?[A-Za-z]{{1,3}})(?P<r2>\$?[1-9][0-9]{{0,6}}))?{_END}
      | (?P<cc1>\$?[A-Za-z]{{1,3}}):(?P<cc2>\$?[A-Za-z]{{1,3}}){_END}
      | (?P<rr1>\$?[1-9][0-9]{{0,6}}):(?P<rr2>\$?[1-9][0-9]{{0,6}}){_END}
    )
"""
_TOKEN = regex(
    rf"""
    (?P<plain>(?:[^"\#'\[$.\w\\]+ | "(?:[^"]|"")*" | [^\W\d][\w.?\\]*\()+)  # +  "A1"  SUM(
  | (?P<error>\#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!))
  | (?P<reference>{_REFERENCE})
  | (?P<sheetonly>'(?:[^']|''){{1,400}}'!)
  | (?P<number>\d+(?:\.\d*)?(?:[Ee][+-]?\d+)?|\.\d+(?:[Ee][+-]?\d+)?)
  | (?P<name>[^\W\d][\w.?\\]*|\\[\w.?\\]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=4096)
def tokens(formula: str) -> tuple[Token, ...]:
    """The formula (without its ``=``) as plain text and references; joining gives it back."""
    found: list[Token] = []
    plain: list[str] = []
    position = 0
    while position < len(formula):
        match = _TOKEN.match(formula, position)
        if match is None:  # cannot happen: "other" takes any character
            raise ValueError(formula)
        position = match.end()
        reference = _reference(match) if match.lastgroup == "reference" else None
        if reference is None:
            plain.append(match[0])
            if formula.startswith("[", position) and match["name"]:
                position = _skip_brackets(formula, position, plain)
            continue
        if plain:
            found.append("".join(plain))
            plain.clear()
        found.append(reference)
    if plain:
        found.append("".join(plain))
    return tuple(found)


def _skip_brackets(formula: str, position: int, plain: list[str]) -> int:
    """Carry a structured reference ``表1[[#This Row],[A1]]`` along as it is."""
    depth = 0
    for index in range(position, len(formula)):
        depth += {"[": 1, "]": -1}.get(formula[index], 0)
        if depth == 0:
            plain.append(formula[position : index + 1])
            return index + 1
    plain.append(formula[position:])
    return len(formula)


def _reference(match: re.Match[str]) -> Reference | None:
    prefix = match["prefix"] or ""
    if match["c1"]:
        first = _corner(match["c1"], match["r1"])
        second = _corner(match["c2"], match["r2"]) if match["c2"] else None
    elif match["cc1"]:
        first, second = _corner(match["cc1"], ""), _corner(match["cc2"], "")
    else:
        first, second = _corner("", match["rr1"]), _corner("", match["rr2"])
    if first is None or (match[0].count(":", len(prefix)) and second is None):
        return None
    return Reference(prefix, sheet_named(prefix), first, second)


@lru_cache(maxsize=4096)
def _corner(column: str, row: str) -> Corner | None:
    letters, digits = column.lstrip("$"), row.lstrip("$")
    number = int(digits or 0)
    if number > MAX_ROW or (letters and column_number(letters) > MAX_COLUMN):
        return None
    return Corner(letters.upper(), number, column.startswith("$"), row.startswith("$"))


def sheet_named(prefix: str) -> str | None:
    """The sheet a prefix such as ``'一 表'!`` means; ``""`` without prefix, else ``None``."""
    if not prefix:
        return ""
    quoted = prefix.startswith("'")
    name = prefix[1:-2].replace("''", "'") if quoted else prefix[:-1]
    return None if "[" in name or ":" in name else name


def quote_sheet(name: str) -> str:
    """The prefix for a sheet, always quoted: ``自评表`` → ``'自评表'!``."""
    return "'" + name.replace("'", "''") + "'!"


class Home(NamedTuple):
    """Where a formula stands: its sheet, its template row, which instance of it.

    ``row`` 0 is a formula that stands in no row (a defined name, a chart).
    """

    sheet: str = ""
    row: int = 0
    instance: int = 0


def move(formula: str, home: Home, maps: Mapping[str, RowMap]) -> str:
    """The formula after the rows of all sheets were repeated, as Excel writes it then.

    A formula outside blocks: single references follow their row, ranges grow over the
    blocks they touch.  A formula in a block was copied with its row: its relative
    references move along with it, its absolute ones (``$G$12:$G$12``) are as from outside.
    A row pushed off the grid, or a row that vanished, is ``#REF!``.

    Args:
        formula: as it stands in the template, without ``=``.
        home: where it stands in the template, and in which instance of its block.
        maps: what happens to the rows of each sheet; sheets not named stay as they are.
    """
    height = _copied_height(home, maps)
    return "".join(
        _moved(token, maps.get(token.sheet or home.sheet, IDENTITY), height, home.instance)
        if _is_moved(token)
        else str(token)
        for token in tokens(formula)
    )


def _copied_height(home: Home, maps: Mapping[str, RowMap]) -> int:
    """The height of the block that a formula was copied with; 0 outside blocks."""
    block = maps.get(home.sheet, IDENTITY).block(home.row) if home.row else None
    return block.height if block else 0


def _is_moved(token: Token) -> TypeGuard[Reference]:
    return not isinstance(token, str) and token.sheet is not None and bool(token.first.row)


def _moved(reference: Reference, rows: RowMap, height: int, instance: int) -> str:
    if rows is IDENTITY and not instance * height:
        return str(reference)
    first, second = reference.first, reference.second
    if second and first.row > second.row:
        first, second = _rows_swapped(first, second)
    places = _places(first, second, rows, height)
    if places is None:
        return reference.prefix + REF_ERROR
    top, *bottom = (row + step * instance for row, step in places)
    if second is None:
        return reference.prefix + (first.at(top) if top <= MAX_ROW else REF_ERROR)
    if top <= bottom[0] <= MAX_ROW:
        return f"{reference.prefix}{first.at(top)}:{second.at(bottom[0])}"
    return _written(reference, first._replace(row=top), second._replace(row=bottom[0]))


def _places(
    first: Corner, second: Corner | None, rows: RowMap, height: int
) -> Sequence[tuple[int, int]] | None:
    """The rows of a reference in the first instance, and how much lower each is in the next.

    ``height`` is that of the block that it is copied with; ``None``: nothing is left of it.
    """
    step = 0 if first.row_fixed else height
    if second is None:
        row = rows.first(first.row)
        return None if row is None else [(row, step)]
    if rows.span(first.row, second.row) is None:
        return None
    top, lower = (rows.start(first.row), step), rows.above(second.row)
    if second.row_fixed:
        return top, (rows.end(lower), 0)
    within = height and rows.block(lower)
    return top, (rows.start(lower) if within else rows.end(lower), height)


class Copies:
    """What :func:`move` gives for each instance of a block: worked out once, then counted on.

    Args:
        formula: as it stands in the template.
        home: where it stands; the instance does not matter.
        maps: what happens to the rows of each sheet.
        count: how many instances there are.
    """

    def __init__(self, formula: str, home: Home, maps: Mapping[str, RowMap], count: int) -> None:
        self._formula, self._home, self._maps = formula, home, maps
        self._counted = self._count(count - 1)

    def of(self, instance: int) -> str:
        """The formula in one instance of the block."""
        if self._counted is None:
            return move(self._formula, self._home._replace(instance=instance), self._maps)
        text, rows = self._counted
        return text % tuple([row + step * instance for row, step in rows])

    def _count(self, last: int) -> tuple[str, Sequence[tuple[int, int]]] | None:
        """The text with ``%d`` for each row, and the rows with their steps.

        ``None`` where a range turns over on its way, or a row leaves the grid.
        """
        height = _copied_height(self._home, self._maps)
        text: list[str] = []
        rows: list[tuple[int, int]] = []
        for token in tokens(self._formula):
            if not _is_moved(token):
                text.append(str(token).replace("%", "%%"))
                continue
            corners = (token.first, token.second) if token.second else (token.first,)
            sheet = self._maps.get(token.sheet or self._home.sheet, IDENTITY)
            places = _places(token.first, token.second, sheet, height)
            if places is None or not _in_order(corners, places, last):
                return None
            cells = ":".join(corner.at("%d") for corner in corners)
            text.append(token.prefix.replace("%", "%%") + cells)
            rows += places
        return "".join(text), rows


def _in_order(corners: Sequence[Corner], places: Sequence[tuple[int, int]], last: int) -> bool:
    """Whether a reference is upright and on the grid in all instances, if in the outermost."""
    (top, top_step), (bottom, bottom_step) = places[0], places[-1]
    final = bottom + bottom_step * last
    upright = corners[0].row <= corners[-1].row and top <= bottom
    return upright and top + top_step * last <= final <= MAX_ROW


def shift(formula: str, *, rows: int = 0, columns: int = 0) -> str:
    """The formula as copied ``rows`` down and ``columns`` to the right (shared formulas)."""
    return "".join(
        token if isinstance(token, str) else _shifted(token, rows, columns)
        for token in tokens(formula)
    )


def _shifted(reference: Reference, rows: int, columns: int) -> str:
    corners = (reference.first, reference.second) if reference.second else (reference.first,)
    moved = [_shifted_corner(corner, rows, columns) for corner in corners]
    if None in moved:
        return reference.prefix + REF_ERROR
    return _written(reference, *(corner for corner in moved if corner))


def _shifted_corner(corner: Corner, rows: int, columns: int) -> Corner | None:
    row, column = corner.row, corner.column
    if row and not corner.row_fixed:
        row += rows
    if column and not corner.column_fixed:
        number = column_number(column) + columns
        if not 1 <= number <= MAX_COLUMN:
            return None
        column = column_name(number)
    if corner.row and row < 1:
        return None
    return corner._replace(row=row, column=column)


def _written(reference: Reference, first: Corner, second: Corner | None = None) -> str:
    if second and second.row < first.row:
        first, second = _rows_swapped(first, second)
    if (second or first).row > MAX_ROW:
        return reference.prefix + REF_ERROR
    return str(reference._replace(first=first, second=second))


def _rows_swapped(first: Corner, second: Corner) -> tuple[Corner, Corner]:
    """The same cells with the upper row first: ``B9:C3`` → ``B3:C9``."""
    return (
        first._replace(row=second.row, row_fixed=second.row_fixed),
        second._replace(row=first.row, row_fixed=first.row_fixed),
    )


def references(formula: str) -> tuple[Reference, ...]:
    """Every reference of the formula, in its order."""
    return tuple(token for token in tokens(formula) if isinstance(token, Reference))
