"""The values of formulas, and the functions and operators on them.

Only what certainly gives the same in every spreadsheet is computed; the rest is
:class:`Unknown`.  Numbers are decimals; what Excel compares, rounds and stores has 15 digits.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from typing import Any, NamedTuple

from perfxl.sheet.cell import is_canonical_number

_EXACT = Context(prec=34)
_KEPT = Context(prec=15)
_SMALLEST, _LARGEST = Decimal("1E-300"), Decimal("1E+300")  # far from the ends of a double
_PLAIN_TEXT = (Decimal("1E-5"), Decimal("1E+11"))  # between them "&" writes no exponent
_MAX_DIGITS = 15


class Unknown(Exception):  # noqa: N818 (no error: the value is simply not computed)
    """The value cannot be known here."""


class ErrorValue(NamedTuple):
    """An error as a value: ``#DIV/0!``."""

    text: str


class Failed(Exception):  # noqa: N818 (an error value on its way through a formula)
    """A formula's value is an error."""

    def __init__(self, value: ErrorValue) -> None:
        super().__init__(value.text)
        self.value = value


Value = Decimal | str | bool | ErrorValue | None  # None: an empty cell
CellKey = tuple[str, int, int]  # sheet, column, row
Lookup = Callable[[CellKey], Value]  # may raise Unknown


class Range(NamedTuple):
    """The cells of a reference."""

    cells: tuple[CellKey, ...]


Node = Callable[[Lookup], "Value | Range"]
Function = Callable[[Sequence[Node], Lookup], Value]

DIVISION_BY_ZERO = ErrorValue("#DIV/0!")


def scalar(node: Node, lookup: Lookup) -> Value:
    """One value; an error value is raised.

    Raises:
        Unknown: the value is a range of several cells.
        Failed: it is an error.
    """
    value = node(lookup)
    if isinstance(value, Range):
        if len(value.cells) != 1:
            raise Unknown
        value = lookup(value.cells[0])
    if isinstance(value, ErrorValue):
        raise Failed(value)
    return value


def number(value: Value) -> Decimal:
    """A value in arithmetic: an empty cell is 0, a text that is plainly a number is one."""
    if value is None:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and is_canonical_number(value):
        return Decimal(value)
    raise Unknown  # "95%", a date, #VALUE! …: spreadsheets differ


def kept(value: Decimal) -> Decimal:
    """The 15 digits that Excel keeps."""
    if value.copy_abs() > _LARGEST:
        raise Unknown
    return _KEPT.plus(value)


def shown(value: Value) -> str:
    """A value joined by ``&``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    amount = kept(number(value))
    low, high = _PLAIN_TEXT
    if amount and not low < abs(amount) < high:
        raise Unknown
    return format(amount.normalize(), "f")


def arithmetic(sign: str, left: Value, right: Value) -> Decimal:
    """``+ - * / ^`` on two values."""
    first, second = number(left), number(right)
    if sign == "/":
        if not second:
            raise Failed(DIVISION_BY_ZERO)
        return _EXACT.divide(first, second)
    if sign == "^":
        if second != second.to_integral_value() or not 0 < second <= _MAX_DIGITS:
            raise Unknown
        return kept(_EXACT.power(first, second))
    return kept_exact(_ARITHMETIC[sign](first, second))


_ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
}


def kept_exact(value: Decimal) -> Decimal:
    """A result in between, as long as no spreadsheet would overflow."""
    if value and not _SMALLEST < value.copy_abs() < _LARGEST:
        raise Unknown
    return value


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compared(sign: str, left: Value, right: Value) -> bool:
    """A comparison: numbers before texts before logical values, texts without case."""
    first, second = _rank(left, right), _rank(right, left)
    if first[0] == second[0] == 1 and sign not in ("=", "<>"):
        known = first == second or "" in (first[1], second[1])
        if not known:
            raise Unknown  # the order of texts depends on the language
    return _COMPARISONS[sign](first, second)


def _rank(value: Value, other: Value) -> tuple[int, object]:
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else Decimal(0)
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, kept(number(value))


def truth(value: Value) -> bool:
    """A value as a condition."""
    if isinstance(value, str):
        raise Unknown
    return bool(number(value))


def _values(nodes: Sequence[Node], lookup: Lookup) -> Iterator[tuple[Value, bool]]:
    """Every value of the arguments, and whether it comes from a cell."""
    for node in nodes:
        operand = node(lookup)
        found = [lookup(cell) for cell in operand.cells] if isinstance(operand, Range) else None
        for value in [operand] if found is None else found:
            if isinstance(value, ErrorValue):
                raise Failed(value)
            if not isinstance(value, Range):
                yield value, found is not None


def _numbers(nodes: Sequence[Node], lookup: Lookup) -> list[Decimal]:
    """The numbers of the arguments; texts and logical values in cells do not count."""
    return [
        number(value)
        for value, in_cell in _values(nodes, lookup)
        if not in_cell or isinstance(value, Decimal)
    ]


def _sum(nodes: Sequence[Node], lookup: Lookup) -> Value:
    total = Decimal(0)
    for value in _numbers(nodes, lookup):
        total = kept_exact(_EXACT.add(total, value))
    return total


def _average(nodes: Sequence[Node], lookup: Lookup) -> Value:
    found = _numbers(nodes, lookup)
    if not found:
        raise Failed(DIVISION_BY_ZERO)
    return arithmetic("/", sum(found, Decimal(0)), Decimal(len(found)))


def _counted(nodes: Sequence[Node], lookup: Lookup) -> Value:
    return Decimal(len(_numbers(nodes, lookup)))


def _filled(nodes: Sequence[Node], lookup: Lookup) -> Value:
    return Decimal(sum(1 for value, _ in _values(nodes, lookup) if value is not None))


def _extreme(choose: Callable[[list[Decimal]], Decimal]) -> Function:
    return lambda nodes, lookup: choose(_numbers(nodes, lookup) or [Decimal(0)])


def _rounded(mode: str) -> Function:
    def rounded(nodes: Sequence[Node], lookup: Lookup) -> Value:
        value, digits = (number(scalar(node, lookup)) for node in _exactly(nodes, 2))
        if abs(digits) > _MAX_DIGITS:
            raise Unknown
        unit = Decimal(1).scaleb(-int(digits))
        return kept(value).quantize(unit, mode, _EXACT)

    return rounded


def _integer(nodes: Sequence[Node], lookup: Lookup) -> Value:
    return kept(number(scalar(_exactly(nodes, 1)[0], lookup))).to_integral_value("ROUND_FLOOR")


def _absolute(nodes: Sequence[Node], lookup: Lookup) -> Value:
    return abs(number(scalar(_exactly(nodes, 1)[0], lookup)))


def _number_or_zero(nodes: Sequence[Node], lookup: Lookup) -> Value:
    value = scalar(_exactly(nodes, 1)[0], lookup)
    return Decimal(0) if isinstance(value, str) else number(value)


def _is_number(nodes: Sequence[Node], lookup: Lookup) -> Value:
    try:
        return isinstance(scalar(_exactly(nodes, 1)[0], lookup), Decimal)
    except Failed:
        return False


def _rows(nodes: Sequence[Node], lookup: Lookup) -> Value:
    operand = _exactly(nodes, 1)[0](lookup)
    if not isinstance(operand, Range):
        raise Unknown
    return Decimal(len({row for _, _, row in operand.cells}))


def _condition(nodes: Sequence[Node], lookup: Lookup) -> Value:
    if not 2 <= len(nodes) <= 3:
        raise Unknown
    if truth(scalar(nodes[0], lookup)):
        return scalar(nodes[1], lookup)
    return scalar(nodes[2], lookup) if len(nodes) == 3 else False


def _if_error(nodes: Sequence[Node], lookup: Lookup) -> Value:
    value, instead = _exactly(nodes, 2)
    try:
        return scalar(value, lookup)
    except Failed:
        return scalar(instead, lookup)


def _logical(combine: Callable[[list[bool]], bool]) -> Function:
    def logical(nodes: Sequence[Node], lookup: Lookup) -> Value:
        found = [
            truth(value)
            for value, in_cell in _values(nodes, lookup)
            if not in_cell or isinstance(value, Decimal | bool)
        ]
        if not found:
            raise Unknown
        return combine(found)

    return logical


def _not(nodes: Sequence[Node], lookup: Lookup) -> Value:
    return not truth(scalar(_exactly(nodes, 1)[0], lookup))


def _exactly(nodes: Sequence[Node], count: int) -> Sequence[Node]:
    if len(nodes) != count:
        raise Unknown
    return nodes


FUNCTIONS: Mapping[str, Function] = {
    "ABS": _absolute,
    "AND": _logical(all),
    "AVERAGE": _average,
    "COUNT": _counted,
    "COUNTA": _filled,
    "IF": _condition,
    "IFERROR": _if_error,
    "INT": _integer,
    "ISNUMBER": _is_number,
    "MAX": _extreme(max),
    "MIN": _extreme(min),
    "N": _number_or_zero,
    "NOT": _not,
    "OR": _logical(any),
    "ROUND": _rounded(ROUND_HALF_UP),
    "ROUNDDOWN": _rounded(ROUND_DOWN),
    "ROUNDUP": _rounded(ROUND_UP),
    "ROWS": _rows,
    "SUM": _sum,
}
