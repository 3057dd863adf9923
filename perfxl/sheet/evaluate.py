"""Compute the simple formulas that template keepers write, where all inputs are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from perfxl.regex import regex
from perfxl.sheet.address import column_number
from perfxl.sheet.formula import Reference, tokens
from perfxl.sheet.formula_values import (
    FUNCTIONS,
    CellKey,
    ErrorValue,
    Failed,
    Function,
    Lookup,
    Node,
    Range,
    Unknown,
    Value,
    arithmetic,
    compared,
    kept,
    kept_exact,
    number,
    scalar,
    shown,
)

MAX_CELLS = 10_000  # in one range

_LEXEME = regex(
    r"""
    (?P<space>\s+)
  | (?P<text>"(?:[^"]|"")*")
  | (?P<number>\d+(?:\.\d*)?(?:[Ee][+-]?\d+)?|\.\d+(?:[Ee][+-]?\d+)?)
  | (?P<name>[^\W\d][\w.]*)
  | (?P<sign><=|>=|<>|[-+*/^&=<>%(),])
    """,
    re.VERBOSE,
)
# Binary operators from weak to strong; all join from the left ([MS-OE376] 18.17.2.2).
_LEVELS = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


class Lexeme(NamedTuple):
    """A piece of a formula: ``text``, ``number``, ``name``, ``sign`` or ``reference``."""

    kind: str
    text: str
    reference: Reference | None = None


class Computable(NamedTuple):
    """A formula that can be computed, and the cells that it reads."""

    node: Node
    cells: frozenset[CellKey]


def computable(formula: str, sheet: str) -> Computable | None:
    """The formula (without ``=``) of a cell of ``sheet``; ``None``: not of the simple kind."""
    try:
        parser = _Parser(list(_lexemes(formula)), sheet)
        node = parser.whole()
    except (Unknown, RecursionError):
        return None
    return Computable(node, frozenset(parser.cells))


def results(formulas: Mapping[CellKey, Computable | None], inputs: Lookup) -> dict[CellKey, Value]:
    """The values of all formulas that can be known.

    Args:
        formulas: by cell; ``None`` is a formula that cannot be computed.
        inputs: the values of all other cells; raises :class:`Unknown` for what is not known.
    """
    found: dict[CellKey, Value] = {}
    failed: set[CellKey] = set()
    begun: set[CellKey] = set()

    def lookup(cell: CellKey) -> Value:
        if cell not in formulas:
            return inputs(cell)
        if cell in failed or (cell in begun and cell not in found):
            raise Unknown  # not computable, or it reads itself
        if cell not in found:
            formula = formulas[cell]
            begun.add(cell)
            if formula is None:
                raise Unknown
            found[cell] = _computed(formula, lookup)
        return found[cell]

    for cell in formulas:
        try:
            lookup(cell)
        except (Unknown, RecursionError):
            failed.add(cell)
    return found


def _computed(formula: Computable, lookup: Lookup) -> Value:
    try:
        value = scalar(formula.node, lookup)
    except Failed as failure:
        return failure.value
    if value is None:
        return Decimal(0)  # a formula that refers to an empty cell shows 0
    return kept(value) if isinstance(value, Decimal) else value


def _lexemes(formula: str) -> Iterator[Lexeme]:
    for token in tokens(formula):
        if isinstance(token, Reference):
            yield Lexeme("reference", str(token), token)
            continue
        position = 0
        while position < len(token):
            match = _LEXEME.match(token, position)
            if match is None:
                raise Unknown
            position = match.end()
            if match.lastgroup and match.lastgroup != "space":
                yield Lexeme(match.lastgroup, match[0])


class _Parser:
    """Recursive descent; what it does not know raises Unknown."""

    def __init__(self, lexemes: list[Lexeme], sheet: str) -> None:
        self._lexemes = lexemes
        self._sheet = sheet
        self._at = 0
        self.cells: set[CellKey] = set()

    def whole(self) -> Node:
        """The node of the whole formula."""
        node = self._binary(0)
        if self._at < len(self._lexemes):
            raise Unknown
        return node

    def _next(self, *signs: str) -> str:
        """The next sign if it is one of these; it is taken."""
        if self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            if lexeme.kind == "sign" and lexeme.text in signs:
                self._at += 1
                return lexeme.text
        return ""

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while sign := self._next(*_LEVELS[level]):
            left = _operation(sign, left, self._binary(level + 1))
        return left

    def _unary(self) -> Node:
        if sign := self._next("-", "+"):
            inner = self._unary()
            return _negated(inner) if sign == "-" else inner
        node = self._primary()
        while self._next("%"):
            node = _percent(node)
        return node

    def _primary(self) -> Node:
        if self._next("("):
            node = self._binary(0)
            self._expect(")")
            return node
        if self._at >= len(self._lexemes):
            raise Unknown
        lexeme = self._lexemes[self._at]
        self._at += 1
        if lexeme.reference is not None:
            return self._range(lexeme.reference)
        if lexeme.kind == "number":
            return _constant(_number(lexeme.text))
        if lexeme.kind == "text":
            return _constant(lexeme.text[1:-1].replace('""', '"'))
        if lexeme.kind == "name":
            return self._named(lexeme.text.upper())
        raise Unknown

    def _named(self, name: str) -> Node:
        if not self._next("("):
            if name in ("TRUE", "FALSE"):
                return _constant(name == "TRUE")
            raise Unknown  # a defined name
        if name not in FUNCTIONS:
            raise Unknown
        arguments = [self._binary(0)]
        while self._next(","):
            arguments.append(self._binary(0))
        self._expect(")")
        return _call(FUNCTIONS[name], arguments)

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            raise Unknown

    def _range(self, reference: Reference) -> Node:
        first, second = reference.first, reference.second or reference.first
        if reference.sheet is None or not (first.row and first.column):
            raise Unknown
        sheet = reference.sheet or self._sheet
        columns = sorted((column_number(first.column), column_number(second.column)))
        rows = sorted((first.row, second.row))
        if (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1) > MAX_CELLS:
            raise Unknown
        cells = tuple(
            (sheet, column, row)
            for row in range(rows[0], rows[1] + 1)
            for column in range(columns[0], columns[1] + 1)
        )
        self.cells.update(cells)
        return _constant(Range(cells))


def _number(text: str) -> Decimal:
    try:
        return kept_exact(Decimal(text))
    except InvalidOperation:  # an exponent of a hundred digits
        raise Unknown from None


def _constant(value: Value | Range) -> Node:
    return lambda _: value


def _operation(sign: str, left: Node, right: Node) -> Node:
    if sign == "&":
        return lambda lookup: shown(scalar(left, lookup)) + shown(scalar(right, lookup))
    operate = compared if sign in _LEVELS[0] else arithmetic
    return lambda lookup: operate(sign, scalar(left, lookup), scalar(right, lookup))


def _negated(node: Node) -> Node:
    return lambda lookup: -number(scalar(node, lookup))


def _percent(node: Node) -> Node:
    return lambda lookup: number(scalar(node, lookup)).scaleb(-2)


def _call(function: Function, arguments: list[Node]) -> Node:
    return lambda lookup: function(arguments, lookup)


__all__ = ["Computable", "ErrorValue", "Unknown", "Value", "computable", "results"]
