"""The formulas of a worksheet, made to need neither an add-in nor another workbook.

A formula that only prefers an add-in's function keeps the rest of itself; where nothing
would be left, or where the rest computes something else than what stands there, the value
stays and the formula goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from perfxl.regex import regex
from perfxl.sheet.address import Area, cell_name
from perfxl.sheet.evaluate import ErrorValue, Unknown, Value, computable, results
from perfxl.sheet.fallback import has_link, without_functions
from perfxl.sheet.formula import shift
from perfxl.sheet.formula_values import CellKey
from perfxl.sheet.shading import sheet_cells
from perfxl.sheet.strings import read_string
from perfxl.sheet.xml import main_tag, unescape

_CELL, _FORMULA, _VALUE, _INLINE = map(main_tag, ("c", "f", "v", "is"))
_WORD = regex(r"[^\W\d][\w.]*")
_CLOSE = Decimal("1e-9")


class Reason(Enum):
    """Why a value stands where a formula stood."""

    NO_FALLBACK = "没有原生公式"
    LINK = "引用其他工作簿"
    DIFFERENT = "原生公式算不出这个数"


class Frozen(NamedTuple):
    """A cell whose formula became its value."""

    cell: str
    formula: str
    reason: Reason


class Settled(NamedTuple):
    """What became of a worksheet's formulas.

    ``changed`` says whether the part is another one now.  ``unusable`` are the cells (with
    what they show, ``""`` for nothing) whose formula cannot stay and that have no value;
    ``uncalculated`` those whose formula can stay and that a program saved without a result.
    """

    changed: bool
    frozen: tuple[Frozen, ...] = ()
    unusable: tuple[tuple[str, str], ...] = ()
    uncalculated: tuple[str, ...] = ()


class Settling(NamedTuple):
    """How formulas are settled.

    Args:
        prefix: what the names of the add-in's functions begin with, in capitals.
        strings: the workbook's shared strings.
        names: defined names that will not be there any more, case-folded.
        values: whether every formula becomes its value.
    """

    prefix: str
    strings: Sequence[str] = ()
    names: frozenset[str] = frozenset()
    values: bool = False

    def settle(self, root: etree._Element, sheet: str) -> Settled:
        """Settle the formulas of a worksheet part, which is changed."""
        return _Sheet(root, sheet, self).settled()

    def asks(self, formula: str) -> bool:
        """Whether a formula asks the add-in, another workbook, or a name that goes."""
        if self.prefix in formula.upper() or has_link(formula):
            return True
        return bool(self.names) and any(
            word.casefold() in self.names for word in _WORD.findall(formula)
        )

    def own(self, formula: str) -> str | Reason:
        """What is left of a formula, or why nothing is."""
        left = without_functions(formula, self.prefix)
        if left is None:
            return Reason.NO_FALLBACK
        if has_link(left) or any(word.casefold() in self.names for word in _WORD.findall(left)):
            return Reason.LINK
        return left


class _Formula:
    """One formula cell; ``first`` is the one that it shares a formula with."""

    def __init__(
        self,
        column: int,
        row: int,
        cell: etree._Element,
        element: etree._Element,
        first: _Formula | None = None,
    ) -> None:
        self.column = column
        self.row = row
        self.cell = cell
        self.element = element
        self._first = first

    @property
    def address(self) -> str:
        return cell_name(self.column, self.row)

    @cached_property
    def text(self) -> str:
        """Its own formula, also where it shares one: as it was when it was first asked for."""
        first = self._first
        if first is None:
            return unescape(self.element.text or "")
        return shift(first.text, rows=self.row - first.row, columns=self.column - first.column)


class _Group(NamedTuple):
    """The cells that share a formula; a formula of its own is a group of one."""

    shared: bool
    members: list[_Formula]


class _Sheet:
    def __init__(self, root: etree._Element, name: str, rules: Settling) -> None:
        self._name = name
        self._rules = rules
        self._cells = {(column, row): cell for column, row, cell in sheet_cells(root)}
        self._frozen: list[Frozen] = []
        self._unusable: list[tuple[str, str]] = []
        self._uncalculated: list[str] = []
        self._changed = False

    def settled(self) -> Settled:
        for group in self._groups():
            if self._rules.asks(group.members[0].text):  # the others differ in their references
                self._settle(group)
                continue
            empty = [each.address for each in group.members if self._value(each.cell) is None]
            self._uncalculated += empty
            if self._rules.values and not empty:
                self._settle(group)
        return Settled(
            self._changed, tuple(self._frozen), tuple(self._unusable), tuple(self._uncalculated)
        )

    def _groups(self) -> Iterator[_Group]:
        shared: dict[str, _Group] = {}
        for (column, row), cell in self._cells.items():
            element = cell.find(_FORMULA)
            if element is None:
                continue
            index = element.get("si") if element.get("t") == "shared" else None
            if not index:
                yield _Group(shared=False, members=[_Formula(column, row, cell, element)])
                continue
            members = shared.setdefault(index, _Group(shared=True, members=[])).members
            first = members[0] if members else None
            members.append(_Formula(column, row, cell, element, first))
        yield from shared.values()

    def _settle(self, group: _Group) -> None:
        """Decide for each cell; a formula stays shared as long as all members keep one."""
        self._changed = True
        kept = [(member, self._decided(member)) for member in group.members]
        if all(text is not None for _, text in kept):
            group.members[0].element.text = kept[0][1]
            return
        for member, text in kept:
            if text is None:
                self._freeze(member)
            elif group.shared:
                member.element.attrib.clear()
                member.element.text = text

    def _decided(self, formula: _Formula) -> str | None:
        """The formula that stays; ``None`` when the value does."""
        if self._rules.values:
            return None
        left = self._rules.own(formula.text)
        if isinstance(left, Reason):
            self._frozen.append(Frozen(formula.address, formula.text, left))
            return None
        here, native = self._value(formula.cell), self._computed(formula, left)
        if here is None or isinstance(here, ErrorValue):
            if native is None or isinstance(native, ErrorValue):
                self._lacks(formula, here)
            else:
                _put(formula.cell, native)
        elif native is not None and not _same(here, native):
            self._frozen.append(Frozen(formula.address, formula.text, Reason.DIFFERENT))
            return None
        return left

    def _computed(self, formula: _Formula, text: str) -> Value:
        """What a formula gives with the values as they stand; ``None``: nobody knows here."""
        key = self._name, formula.column, formula.row
        return results({key: computable(text, self._name)}, self._lookup).get(key)

    def _lookup(self, key: CellKey) -> Value:
        sheet, column, row = key
        if sheet != self._name:
            raise Unknown
        cell = self._cells.get((column, row))
        return None if cell is None else self._value(cell)

    def _value(self, cell: etree._Element) -> Value:
        return cell_value(cell, self._rules.strings)

    def _freeze(self, formula: _Formula) -> None:
        shown = self._value(formula.cell)
        asks = self._rules.prefix in formula.text.upper()
        if shown is None or (isinstance(shown, ErrorValue) and (asks or not self._rules.values)):
            self._lacks(formula, shown)
        area = formula.element.get("ref", "") if formula.element.get("t") == "array" else ""
        formula.cell.remove(formula.element)
        _as_constant(formula.cell)
        for column, row in _others(area):
            if (column, row) in self._cells:
                _as_constant(self._cells[column, row])

    def _lacks(self, formula: _Formula, shown: Value) -> None:
        text = shown.text if isinstance(shown, ErrorValue) else ""
        self._unusable.append((formula.address, text))


def cell_value(cell: etree._Element, strings: Sequence[str]) -> Value:
    """What a cell shows; ``None`` when it is empty, or was never computed."""
    kind, value = cell.get("t", "n"), cell.find(_VALUE)
    text = "" if value is None else value.text or ""
    if kind == "inlineStr":
        inline = cell.find(_INLINE)
        return None if inline is None else read_string(inline).text
    if kind == "str":
        return unescape(text)
    if not text:
        return None
    if kind == "s":
        return strings[int(text)]
    if kind == "e":
        return ErrorValue(text)
    return text in ("1", "true") if kind == "b" else _decimal(text)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _same(here: Value, native: Value) -> bool:
    if isinstance(here, Decimal) and isinstance(native, Decimal):
        return abs(here - native) <= _CLOSE * max(Decimal(1), abs(here))
    return here == native


def _put(cell: etree._Element, value: Value) -> None:
    """Let a formula cell show ``value``."""
    shown = cell.find(_VALUE)
    if shown is None:
        shown = etree.SubElement(cell, _VALUE)
    cell.attrib.pop("t", "")
    if isinstance(value, bool):
        cell.set("t", "b")
        shown.text = "1" if value else "0"
    elif isinstance(value, Decimal):
        shown.text = str(value)
    else:
        cell.set("t", "str")
        shown.text = value if isinstance(value, str) else ""


def _as_constant(cell: etree._Element) -> None:
    """A text that a formula gave becomes a text that was typed."""
    cell.attrib.pop("cm", "")  # says that the cell is of a dynamic array
    if cell.get("t") != "str" or cell.find(_FORMULA) is not None:
        return
    value = cell.find(_VALUE)
    text = "" if value is None else value.text or ""
    if value is not None:
        cell.remove(value)
    if not text:
        del cell.attrib["t"]
        return
    cell.set("t", "inlineStr")
    item = etree.SubElement(etree.SubElement(cell, _INLINE), main_tag("t"))
    item.text = text
    item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _others(area: str) -> Iterator[tuple[int, int]]:
    try:
        found = Area.parse(area)
    except ValueError:
        return
    for row in range(found.top, found.bottom + 1):
        for column in range(found.left, found.right + 1):
            yield column, row
