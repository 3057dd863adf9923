"""Native formulas: from field references in square brackets to cells of the template.

The result is an ordinary formula with the template's own addresses; it then moves like any
formula that stands in the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from perfxl.regex import regex
from perfxl.sheet.address import column_name
from perfxl.sheet.formula import quote_sheet
from perfxl.sheet.worksheet import Cell
from perfxl.template.fault import Fault, unknown
from perfxl.template.names import Aliases, Path, full_path
from perfxl.template.plan import Repeat

_TOKEN = regex(
    r'"(?:[^"]|"")*"'  # a text
    r"|\w\[(?:[^\[\]]|\[[^\[\]]*\])*\]"  # columns of a table: 表1[[#Totals],[得分]]
    r"|\[\[(?P<whole>[^\W\d][\w.]*)\]\]"
    r"|\[(?P<one>[^\W\d][\w.]*)\]"
)


class Stand(NamedTuple):
    """A cell that shows exactly one field."""

    field: Path
    sheet: str
    cell: Cell
    repeat: Repeat | None


Stands = Mapping[Path, Sequence[Stand]]


def resolve(formula: str, home: Stand, stands: Stands, aliases: Aliases) -> str:
    """The formula of the cell ``home`` with every ``[field]`` replaced by an address.

    Args:
        formula: as :func:`perfxl.template.compile.compile_template` takes them.
        home: the cell that gets the formula.
        stands: all cells of the template that show a field, by that field, in order.
        aliases: the loop variables known to ``home``.

    Raises:
        Fault: a field stands in no cell, or cannot be referred to from here.
    """

    def address(match: re.Match[str]) -> str:
        name = match["whole"] or match["one"]
        if not name:
            return match[0]
        stand = _find(name, home, stands, aliases)
        prefix = "" if stand.sheet == home.sheet else quote_sheet(stand.sheet)
        return prefix + _address(name, stand, home, whole=bool(match["whole"]))

    return _TOKEN.sub(address, formula)


def _find(name: str, home: Stand, stands: Stands, aliases: Aliases) -> Stand:
    path = full_path(tuple(name.split(".")), aliases)
    found = stands.get(path) if path else None
    if not found:
        known = sorted(map(".".join, stands))
        raise unknown("公式引用的字段", name, known) from None
    near = [stand for stand in found if stand.sheet == home.sheet]
    own = [stand for stand in near if stand.repeat == home.repeat]
    return (own or near or found)[0]


def _address(name: str, stand: Stand, home: Stand, *, whole: bool) -> str:
    column, row = column_name(stand.cell.column), stand.cell.row
    if stand.repeat is None:
        if whole:
            raise Fault(f"公式里的 [[{name}]] 不在循环里，请写 [{name}]")
        return f"${column}${row}" if home.repeat else f"{column}{row}"
    if whole or home.repeat is None:
        if stand.repeat.block.height > 1:
            raise Fault(f"公式引用整列 {name}，但它所在的循环有多行，整列里会混进别的单元格")
        return f"${column}${row}:${column}${row}" if home.repeat else f"{column}{row}:{column}{row}"
    same_rows = stand.repeat == home.repeat and stand.sheet == home.sheet
    alike = (
        stand.repeat.items == home.repeat.items
        and stand.repeat.block.height == home.repeat.block.height
    )
    if not same_rows and not alike:
        raise Fault(f"公式引用的 {name} 在另一个循环里；要引用整列请写 [[{name}]]")
    return f"{column}{row}"


def block_aliases(repeat: Repeat | None) -> Mapping[str, Path | None]:
    """The loop variable of a block; none between blocks."""
    return {repeat.variable: repeat.items} if repeat else {}


def all_aliases(repeats: Iterator[Repeat]) -> dict[str, Path | None]:
    """Every loop variable that means one list only, for formulas outside the blocks."""
    aliases: dict[str, Path | None] = {}
    for repeat in repeats:
        known = aliases.setdefault(repeat.variable, repeat.items)
        if known != repeat.items:
            aliases[repeat.variable] = ()
    return aliases
